/**
 * Text attributes: each format is an attribute of its own, so that formats given at the same time add up. Attributes that are
 * not known here stay in the document and are not shown.
 */
import { TEXT_TYPE_TO_FORMAT } from 'lexical';
import type { TextModeType } from 'lexical';
import { intern, NONE } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { isPaletteColor } from './palette.ts';
import { plainStyle } from './plain-style.ts';
import { readTextStyle, writeTextStyle } from './text-style.ts';

/** Attribute name and Lexical's bit for it. */
const FORMATS: ReadonlyArray<readonly [name: string, bit: number]> = (
  [
    ['bold', 'bold'],
    ['italic', 'italic'],
    ['strike', 'strikethrough'],
    ['underline', 'underline'],
    ['code', 'code'],
    ['sub', 'subscript'],
    ['sup', 'superscript'],
    ['highlight', 'highlight'],
    ['lowercase', 'lowercase'],
    ['uppercase', 'uppercase'],
    ['capitalize', 'capitalize'],
  ] as const
).map(([name, lexical]) => [name, TEXT_TYPE_TO_FORMAT[lexical] ?? 0]);

/** A link around text, the value of the attribute `link`; one link per stretch of equal values. */
export interface Link {
  readonly url: string;
  readonly target?: string;
  readonly rel?: string;
  readonly title?: string;
  /** Made by the editor out of text that looks like an address. */
  readonly auto?: true;
  /** An automatic link that its author took off again. */
  readonly unlinked?: true;
}

const links = new Map<string, Link>();

/** The one object for a link with these parts: equal links are identical. */
export function internLink(parts: Record<string, unknown>): Link | null {
  if (typeof parts['url'] !== 'string') return null;
  const link: Record<string, unknown> = { url: parts['url'] };
  for (const key of ['target', 'rel', 'title'] as const) {
    if (typeof parts[key] === 'string' && parts[key] !== '') link[key] = parts[key];
  }
  if (parts['auto'] === true) link['auto'] = true;
  if (parts['unlinked'] === true) link['unlinked'] = true;
  const name = JSON.stringify(link);
  let known = links.get(name);
  if (known === undefined) {
    known = Object.freeze(link) as unknown as Link;
    links.set(name, known);
  }
  return known;
}

export function linkOf(attributes: Attributes): Link | null {
  return (attributes['link'] as Link | undefined) ?? null;
}

/** Lexical's format bits of a run. */
export function formatBits(attributes: Attributes): number {
  if (attributes === NONE) return 0;
  let bits = 0;
  for (const [name, bit] of FORMATS) if (attributes[name] !== undefined) bits |= bit;
  return bits;
}

/** Lexical's style of a run: its colour, its highlight and its plain style. */
export function styleOf(attributes: Attributes): string {
  return attributes === NONE ? '' : writeTextStyle(attributes);
}

export function modeOf(attributes: Attributes): TextModeType {
  return (attributes['mode'] as TextModeType | undefined) ?? 'normal';
}

/** A run's attributes from what Lexical holds. */
export function attributesOf(bits: number, style: string, mode: TextModeType, link: Link | null): Attributes {
  if (bits === 0 && style === '' && mode === 'normal' && link === null) return NONE;
  const record: Record<string, unknown> = {};
  for (const [name, bit] of FORMATS) if ((bits & bit) !== 0) record[name] = true;
  Object.assign(record, readTextStyle(style));
  if (mode !== 'normal') record['mode'] = mode;
  if (link !== null) record['link'] = link;
  return intern(record);
}

const shown = new WeakMap<Attributes, Attributes>();

/** The part of what Yjs holds that this client knows, parsed: what a run looks like. */
export function shownAttributes(raw: Attributes): Attributes {
  if (raw === NONE) return NONE;
  let known = shown.get(raw);
  if (known === undefined) {
    const record: Record<string, unknown> = {};
    for (const [name] of FORMATS) if (raw[name] !== undefined && raw[name] !== false) record[name] = true;
    for (const key of ['color', 'mark']) if (isPaletteColor(raw[key])) record[key] = raw[key];
    if (typeof raw['style'] === 'string') record['style'] = plainStyle(raw['style']) || undefined;
    if (raw['mode'] === 'token' || raw['mode'] === 'segmented') record['mode'] = raw['mode'];
    const link = raw['link'];
    if (typeof link === 'object' && link !== null) record['link'] = internLink(link as Record<string, unknown>);
    known = intern(record);
    shown.set(raw, known);
  }
  return known;
}

const breaks = new WeakMap<Attributes, Attributes>();

/** A line break has no format of its own, but it may stand in a link. */
export function breakAttributes(attributes: Attributes): Attributes {
  if (attributes === NONE) return NONE;
  let known = breaks.get(attributes);
  if (known === undefined) {
    known = intern({ link: attributes['link'] });
    breaks.set(attributes, known);
  }
  return known;
}
