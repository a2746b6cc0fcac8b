/** Where a document's title comes from, and how Markdown says it. */
import { readableText } from '../runs.ts';
import type { Block, Leaf } from '../tree/block.ts';
import { kindOf } from '../tree/kinds.ts';

export const UNTITLED = 'Untitled';

/** The text of the first heading of the first level, null where there is none. */
export function headingTitle(blocks: readonly Block[]): string | null {
  const [heading] = mainHeadings(blocks);
  const title = heading === undefined ? '' : oneLine(readableText(heading.runs));
  return title === '' ? null : title;
}

/** Those in tables' cells are none, as Markdown has them as text. */
function* mainHeadings(blocks: readonly Block[]): Generator<Leaf> {
  for (const block of blocks) {
    if (block.kind === 'container') yield* mainHeadings(block.children);
    if (block.kind === 'leaf' && kindOf(block.props) === 'h1') yield block;
  }
}

/** The title that Markdown has to say so that it comes back, null where it follows from the blocks. */
export function titleToSay(title: string, blocks: readonly Block[]): string | null {
  const line = oneLine(title);
  return line === '' || line === (headingTitle(blocks) ?? UNTITLED) ? null : line;
}

/** A title has no line breaks nor other control characters, and spaces in it count once. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** At most so many UTF-16 units; no character is cut in two. */
export function cutTitle(title: string, mostLength: number): string {
  return title.length <= mostLength
    ? title
    : title
        .slice(0, mostLength)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd();
}
