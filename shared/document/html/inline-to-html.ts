/** Runs → elements in a line: formats, colours, links, chips. */
import type { ElementContent } from 'hast';
import type { Attributes } from '../attributes.ts';
import { parseChip } from '../chips.ts';
import { linkOf } from '../formats.ts';
import { embedText, runsText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { isSafeLink, mayBeKept } from '../safe-url.ts';
import { el, text } from './elements.ts';

/** Attribute and element, from the inside to the outside. */
const FORMATS: ReadonlyArray<readonly [attribute: string, tag: string]> = [
  ['code', 'code'],
  ['sub', 'sub'],
  ['sup', 'sup'],
  ['strike', 's'],
  ['underline', 'u'],
  ['highlight', 'mark'],
  ['italic', 'em'],
  ['bold', 'strong'],
];
const CASES: ReadonlyArray<readonly [attribute: string, css: string]> = [
  ['uppercase', 'uppercase'],
  ['lowercase', 'lowercase'],
  ['capitalize', 'capitalize'],
];
const COLORS: ReadonlyArray<readonly [attribute: string, property: string]> = [
  ['color', 'color'],
  ['mark', 'background-color'],
];
/** Attributes that elements and styles say. */
const SAID: ReadonlySet<string> = new Set([...FORMATS, ...CASES, ...COLORS].map(([name]) => name));
/** White space that a browser would take together, or leave out. */
const LOOSE_SPACE = /^ | $| {2}|[\t\f]| \n|\n /u;

/** The style of a block whose white space counts as it is written. */
export function spaceOf(runs: readonly Run[]): { style?: string } {
  return LOOSE_SPACE.test(runsText(runs)) ? { style: 'white-space:pre-wrap' } : {};
}

/** @param isBlock without text it has the height of a line */
export function inlineToHast(runs: readonly Run[], isBlock = false): ElementContent[] {
  const content = runs.flatMap((run): ElementContent[] =>
    wrap(run.kind === 'text' ? linesOf(run.text) : [chip(run.embed)], run.attributes),
  );
  const last = runs.at(-1);
  // a browser shows nothing of a line break that nothing follows
  const isOpen = last === undefined ? isBlock : last.kind === 'text' && last.text.endsWith('\n');
  return isOpen ? [...content, el('br')] : content;
}

function chip(embed: unknown): ElementContent {
  const known = parseChip(embed);
  const properties = { dataMhEmbed: JSON.stringify(embed) };
  const words = [text(embedText(embed))];
  if (known?.t === 'date') return el('time', { dateTime: known.date, ...properties }, words);
  return known?.t === 'formula' ? el('code', properties, words) : el('span', properties, words);
}

function linesOf(words: string): ElementContent[] {
  return words
    .split('\n')
    .flatMap((line, at) => [...(at === 0 ? [] : [el('br')]), ...(line === '' ? [] : [text(line)])]);
}

function wrap(content: ElementContent[], attributes: Attributes): ElementContent[] {
  let inside = content;
  const styles = CASES.flatMap(([name, css]) => (attributes[name] === true ? [`text-transform:${css}`] : []));
  for (const [key, property] of COLORS) {
    const name = attributes[key];
    if (typeof name === 'string' && /^[\w-]+$/u.test(name)) styles.push(`${property}:var(--${key}-${name})`);
  }
  const link = linkOf(attributes);
  const { url, title, ...more } = link ?? { url: '' };
  const isLink = isSafeLink(url) && more.unlinked !== true;
  const marks = {
    ...Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'link' && !SAID.has(name))),
    // an address that runs something is not written at all
    ...(link !== null && mayBeKept(url) && (!isLink || Object.keys(more).length > 0) ? { link } : {}),
  };
  const own = Object.keys(marks).length === 0 ? {} : { dataMhMarks: JSON.stringify(marks) };
  if (styles.length > 0 || own.dataMhMarks !== undefined)
    inside = [el('span', { ...(styles.length === 0 ? {} : { style: styles.join(';') }), ...own }, inside)];
  for (const [name, tag] of FORMATS) if (attributes[name] === true) inside = [el(tag, {}, inside)];
  if (!isLink) return inside;
  return [el('a', { href: url, rel: ['noopener', 'noreferrer'], ...(title === undefined ? {} : { title }) }, inside)];
}
