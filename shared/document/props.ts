/**
 * A block's properties as this client shows them: an interned record of marker keys without defaults, so that two blocks with
 * equal properties hold the same object.
 */
import { intern, NONE } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { isBlockType, isListType, KEY_TYPE, MAX_INDENT, MAX_LIST_LEVEL } from './layout.ts';
import type { BlockType, Marker } from './layout.ts';
import { plainStyle } from './plain-style.ts';

export type BlockProps = Attributes;

/** Alignments as Lexical names them. */
const ALIGNMENTS = ['left', 'center', 'right', 'justify', 'start', 'end'];

type Parse = (value: unknown, type: BlockType) => unknown;
const text: Parse = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
const style: Parse = (value) => (typeof value === 'string' ? plainStyle(value) || undefined : undefined);
const oneOf =
  (values: readonly string[]): Parse =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? value : undefined;
const only =
  (wanted: (type: BlockType) => boolean, parse: Parse): Parse =>
  (value, type) =>
    wanted(type) ? parse(value, type) : undefined;
const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value !== 0 ? value : undefined;

/** How each key is read; what a key's type of block has no use for, and what is not well formed, counts as absent. */
const PARSERS: ReadonlyArray<readonly [key: string, parse: Parse]> = [
  [
    'level',
    (value, type) => {
      const level = whole(value);
      if (level === undefined || level < 0 || type === 'hr') return undefined;
      return Math.min(level, isListType(type) ? MAX_LIST_LEVEL : MAX_INDENT);
    },
  ],
  ['align', only((type) => type !== 'hr', oneOf(ALIGNMENTS))],
  ['dir', only((type) => type !== 'hr', oneOf(['ltr', 'rtl']))],
  ['style', only((type) => type !== 'hr', style)],
  ['textFormat', only((type) => type !== 'hr' && type !== 'code' && !isListType(type), whole)],
  ['textStyle', only((type) => type !== 'hr' && type !== 'code' && !isListType(type), style)],
  [
    'checked',
    only(
      (type) => type === 'check',
      (value) => (value === true ? true : undefined),
    ),
  ],
  [
    'start',
    only(
      (type) => type === 'number',
      (value) => (value === 1 ? undefined : (whole(value) ?? zero(value))),
    ),
  ],
  ['language', only((type) => type === 'code', text)],
  ['theme', only((type) => type === 'code', text)],
];

function zero(value: unknown): number | undefined {
  return value === 0 ? 0 : undefined;
}

export function typeOf(props: BlockProps): BlockType {
  return (props[KEY_TYPE] as BlockType | undefined) ?? 'p';
}

export function levelOf(props: BlockProps): number {
  return (props['level'] as number | undefined) ?? 0;
}

/** Canonical properties from loose ones; `type` decides which of them count. */
export function makeProps(type: BlockType, loose: Readonly<Record<string, unknown>>): BlockProps {
  const record: Record<string, unknown> = {};
  for (const [key, parse] of PARSERS) {
    const value = loose[key];
    if (value !== undefined && value !== null) record[key] = parse(value, type);
  }
  if (type !== 'p') record[KEY_TYPE] = type;
  return intern(record);
}

/** What a marker says, or the name of a type that is not known here. */
export function readProps(marker: Marker): { props: BlockProps; unknown: string | null } {
  if (marker.size === 0) return { props: NONE, unknown: null };
  const loose = marker.toJSON() as Record<string, unknown>;
  const type = loose[KEY_TYPE] ?? 'p';
  if (isBlockType(type)) return { props: makeProps(type, loose), unknown: null };
  return { props: NONE, unknown: typeof type === 'string' ? type : JSON.stringify(type) };
}

/** Writes changed properties, each key on its own; to be called in a transaction. */
export function writeProps(marker: Marker, from: BlockProps, to: BlockProps): void {
  if (from === to) return;
  const type = typeOf(to);
  for (const [key, parse] of PARSERS) {
    // A key that the new type has no use for stays: a check list that was a bullet list for a while is still checked.
    if (parse(marker.get(key), type) === to[key]) continue;
    if (to[key] === undefined) marker.delete(key);
    else marker.set(key, to[key]);
  }
  if (typeOf(from) !== type) {
    if (type === 'p') marker.delete(KEY_TYPE);
    else marker.set(KEY_TYPE, type);
  }
}
