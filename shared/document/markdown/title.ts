/** Where a document's title comes from, and how Markdown says it. */
import type { RootContent } from 'mdast';
import { readableText } from '../runs.ts';
import type { Block, Leaf } from '../tree/block.ts';
import { kindOf } from '../tree/kinds.ts';

export const UNTITLED = 'Untitled';

/** The title that the front matter gives, null where it gives none. */
export function frontMatterTitle(nodes: readonly RootContent[]): string | null {
  const matter = nodes[0];
  if (matter?.type !== 'yaml') return null;
  const value = /^title:[ \t]*(.*)$/m.exec(matter.value)?.[1]?.trim() ?? '';
  const title = oneLine(unquote(value));
  return title === '' ? null : title;
}

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

/** The front matter that an exported document needs so that its title comes back. */
export function titleMatter(title: string, blocks: readonly Block[]): RootContent[] {
  const line = oneLine(title);
  if (line === '' || line === (headingTitle(blocks) ?? UNTITLED)) return [];
  return [{ type: 'yaml', value: `title: ${JSON.stringify(line)}` }];
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

function unquote(value: string): string {
  if (value.length > 1 && value.startsWith("'") && value.endsWith("'")) {
    return value.slice(1, -1).replaceAll("''", "'");
  }
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value.replaceAll('"', '');
  }
}
