/** Plain text → tree: every line is a paragraph, and empty lines only part them. Nothing in it is markup. */
import { NONE } from '../attributes.ts';
import { oneLine, UNTITLED } from '../markdown/title.ts';
import { makeProps } from '../props.ts';
import { pushText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { leaf } from '../tree/block.ts';
import type { DocumentTree, Leaf } from '../tree/block.ts';

/** What ends a line, as Unicode has it, and the ends of pages. */
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/u;

/**
 * The first line is the title, too, unless it is longer than a title may be; space at a line's beginning is kept.
 * @param limits.title in UTF-16 units
 */
export function textToTree(
  text: string,
  limits: { readonly title: number; readonly paragraphs: number },
): { readonly kind: 'read'; readonly tree: DocumentTree } | { readonly kind: 'refused'; readonly reason: string } {
  const lines = paragraphsOf(text);
  if (lines.length > limits.paragraphs)
    return { kind: 'refused', reason: `plain text may have ${limits.paragraphs} lines that are not empty` };
  const first = oneLine(lines[0] ?? '');
  const title = first === '' || first.length > limits.title ? UNTITLED : first;
  return { kind: 'read', tree: { title, blocks: lines.map(paragraph) } };
}

/** The lines that say something, without the characters that control a terminal. */
function paragraphsOf(text: string): string[] {
  return text
    .split(LINE_END)
    .map((line) => line.replaceAll(/(?!\t)\p{Cc}|\uFEFF/gu, '').trimEnd())
    .filter((line) => line !== '');
}

function paragraph(line: string): Leaf {
  const runs: Run[] = [];
  pushText(runs, line, NONE);
  return leaf(makeProps('p', {}), runs);
}
