/**
 * How Markdown says a callout and a fold: as GitHub does. A callout is a quote that begins with `[!NOTE]`, a fold is
 * `<details><summary>title</summary>`, blocks, `</details>`.
 */
import type { BlockContent, Blockquote, Html, Paragraph, PhrasingContent, RootContent } from 'mdast';
import { intern, NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { pushText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';

const CALLOUT = /^\[!(note|tip|important|warning|caution)\][ \t]*(?:\r?\n|$)/iu;
const FOLD = /^<details(?<open>\s+open(?:=""|="open")?)?\s*>\s*(?:<summary>(?<title>.*)<\/summary>)?$/isu;
const FOLD_END = /^<\/details>$/iu;
/** Formats that a fold's title may have, and their elements. */
const TITLE_TAGS = [
  ['bold', 'strong'],
  ['italic', 'em'],
  ['strike', 's'],
  ['code', 'code'],
] as const;
const TAG_FORMATS: Readonly<Record<string, string>> = {
  strong: 'bold',
  b: 'bold',
  em: 'italic',
  i: 'italic',
  s: 'strike',
  del: 'strike',
  code: 'code',
};

export function writeCallout(kind: string | undefined, inside: readonly RootContent[]): RootContent {
  const name = CALLOUT.test(`[!${kind}]`) ? String(kind).toUpperCase() : 'NOTE';
  const [first, ...rest] = inside as readonly BlockContent[];
  const sign: Html = { type: 'html', value: `[!${name}]` };
  const children: BlockContent[] =
    first?.type === 'paragraph'
      ? [{ type: 'paragraph', children: [{ ...sign, value: `${sign.value}\n` }, ...first.children] }, ...rest]
      : [{ type: 'paragraph', children: [sign] }, ...(first === undefined ? [] : [first]), ...rest];
  return { type: 'blockquote', children };
}

/** A callout's kind and what is in it; null for a quote that is none. */
export function calloutOf(quote: Blockquote, source: string): { kind: string; inside: Blockquote['children'] } | null {
  const [first, ...rest] = quote.children;
  if (first?.type !== 'paragraph') return null;
  const [sign, next] = first.children;
  if (sign?.type !== 'text') return null;
  const [found, kind] = CALLOUT.exec(sign.value) ?? [];
  // what is written with a backslash is text
  if (found === undefined || kind === undefined) return null;
  if (!source.startsWith(found.trimEnd(), sign.position?.start.offset)) return null;
  const isAlone = found === sign.value;
  if (isAlone && !found.endsWith('\n') && next !== undefined && next.type !== 'break') return null;
  const words: PhrasingContent[] = isAlone ? [] : [{ ...sign, value: sign.value.slice(found.length) }];
  const behind = first.children.slice(next?.type === 'break' && isAlone ? 2 : 1);
  const children = [...words, ...behind];
  const paragraph: Paragraph = { type: 'paragraph', children };
  return { kind: kind.toLowerCase(), inside: children.length === 0 ? rest : [paragraph, ...rest] };
}

export function writeFold(title: readonly Run[], closed: boolean, inside: readonly RootContent[]): RootContent[] {
  const start = `<details${closed ? '' : ' open'}>\n<summary>${titleToHtml(title)}</summary>`;
  return [{ type: 'html', value: start }, ...inside, { type: 'html', value: '</details>' }];
}

/** A fold's start; null where HTML is something else. */
export function foldOf(html: string): { closed: boolean; title: Run[] } | null {
  const { groups } = FOLD.exec(html.trim()) ?? {};
  if (groups === undefined || (groups['title'] ?? '').includes('</summary')) return null;
  return { closed: groups['open'] === undefined, title: titleFromHtml(groups['title'] ?? '') };
}

/** For each fold's start among siblings the place of its end; those without an end are none. */
export function foldEnds(siblings: readonly RootContent[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  siblings.forEach((node, at) => {
    if (node.type !== 'html') return;
    if (foldOf(node.value) !== null) open.push(at);
    else if (FOLD_END.test(node.value.trim())) {
      const start = open.pop();
      if (start !== undefined) ends.set(start, at);
    }
  });
  return ends;
}

function titleToHtml(title: readonly Run[]): string {
  const html = title.map((run) => {
    let words = escape(readableText([run])).replaceAll('\n', '<br>');
    for (const [format, tag] of TITLE_TAGS) if (run.attributes[format] === true) words = `<${tag}>${words}</${tag}>`;
    return words;
  });
  // white space that would be taken together, or left out, by its number
  return html.join('').replaceAll(/^ | $|(?<= ) |[^\S ]/gu, (space) => `&#${space.charCodeAt(0)};`);
}

function titleFromHtml(html: string): Run[] {
  const runs: Run[] = [];
  const open = new Set<string>();
  for (const part of html
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .split(/(<\/?\w+\s*\/?>)/u)) {
    const [, slash, tag = ''] = /^<(\/?)(\w+)\s*\/?>$/u.exec(part) ?? [];
    const name = tag.toLowerCase();
    const format = TAG_FORMATS[name];
    if (name === 'br') pushText(runs, '\n', NONE);
    else if (format === undefined) pushText(runs, unescape(part), formatsOf(open));
    else if (slash === '') open.add(format);
    else open.delete(format);
  }
  return runs;
}

function formatsOf(open: ReadonlySet<string>): Attributes {
  return open.size === 0 ? NONE : intern(Object.fromEntries([...open].map((format) => [format, true])));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0' };

function unescape(html: string): string {
  return html.replaceAll(/&(?:#(\d{1,6})|(\w+));/gu, (whole, code: string | undefined, name: string | undefined) =>
    code === undefined ? (ENTITIES[name ?? ''] ?? whole) : character(Number(code)),
  );
}

/** Halves of a character and none at all are replaced, as Markdown has it. */
function character(code: number): string {
  return code === 0 || (code >= 0xd800 && code <= 0xdfff) ? '\uFFFD' : String.fromCodePoint(code);
}
