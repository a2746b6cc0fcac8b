/** Images in a line of Markdown: a document has them as blocks, so they part the line. */
import type { Image, ImageReference, PhrasingContent } from 'mdast';
import { isFileUrl } from '../file-url.ts';
import { makeProps } from '../props.ts';
import { pushText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { NONE } from '../attributes.ts';
import { leaf } from '../tree/block.ts';
import type { Leaf } from '../tree/block.ts';
import { importInline } from './import-inline.ts';
import type { Definitions } from './import-inline.ts';

/** A line's parts in their order: text, and the images between. */
export type LinePart =
  | { readonly kind: 'text'; readonly runs: readonly Run[] }
  | { readonly kind: 'image'; readonly image: Leaf };

/** Of an image whose address is none that a document holds only its words stay, with a link; so do those within a link or a format. */
export function partsOf(children: readonly PhrasingContent[], definitions: Definitions): LinePart[] {
  const parts: LinePart[] = [];
  let words: PhrasingContent[] = [];
  const flush = (isLast: boolean): void => {
    const runs = importInline(words, definitions);
    const isBetween = parts.length > 0 || !isLast;
    const text = isBetween ? trimmed(runs, parts.length > 0, !isLast) : runs;
    if (text.length > 0) parts.push({ kind: 'text', runs: text });
    words = [];
  };
  for (const node of children) {
    const image = node.type === 'image' || node.type === 'imageReference' ? imageOf(node, definitions) : null;
    if (image === null) words.push(node);
    else {
      flush(false);
      parts.push({ kind: 'image', image });
    }
  }
  flush(true);
  return parts;
}

function imageOf(node: Image | ImageReference, definitions: Definitions): Leaf | null {
  const target = node.type === 'image' ? node : definitions.get(node.identifier);
  if (target === undefined || !isFileUrl(target.url)) return null;
  const runs: Run[] = [];
  pushText(runs, (target.title ?? '').replaceAll('\r\n', '\n'), NONE);
  return leaf(makeProps('image', { src: target.url, alt: node.alt ?? '' }), runs);
}

/** Spaces and breaks beside an image part it from the text already. */
function trimmed(runs: readonly Run[], atStart: boolean, atEnd: boolean): Run[] {
  const left = [...runs];
  const trim = (at: 0 | -1, edge: RegExp): void => {
    for (;;) {
      const run = left.at(at);
      if (run?.kind !== 'text' || !edge.test(run.text)) return;
      const text = run.text.replace(edge, '');
      left.splice(at, 1, ...(text === '' ? [] : [{ ...run, text }]));
    }
  };
  if (atStart) trim(0, /^[ \t\n]+/u);
  if (atEnd) trim(-1, /(?<![ \t\n])[ \t\n]+$/u);
  return left;
}
