/**
 * A block's properties as this client shows them: an interned record of marker keys without defaults, so that two blocks with
 * equal properties hold the same object.
 */
import { intern, NONE } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { isBlockType, kindOf } from './kinds/kinds.ts';
import type { BlockType } from './kinds/kinds.ts';
import type { Parse } from './kinds/parse.ts';
import { KEY_TYPE } from './layout.ts';
import type { Marker } from './layout.ts';

export type BlockProps = Attributes;

export function typeOf(props: BlockProps): BlockType {
  return (props[KEY_TYPE] as BlockType | undefined) ?? 'p';
}

export function levelOf(props: BlockProps): number {
  return (props['level'] as number | undefined) ?? 0;
}

/** Canonical properties from loose ones; `type` decides which of them count. */
export function makeProps(type: BlockType, loose: Readonly<Record<string, unknown>>): BlockProps {
  const record: Record<string, unknown> = {};
  const { props, propsByPrefix } = kindOf(type);
  for (const key in props) {
    const value = loose[key];
    if (value !== undefined && value !== null) record[key] = props[key]?.(value, type);
  }
  if (propsByPrefix !== undefined) {
    for (const [key, value] of Object.entries(loose)) {
      if (value !== undefined && value !== null) record[key] ??= parserOf(key, propsByPrefix)?.(value, type);
    }
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
  // A key that the new type has no use for stays: a check list that was a bullet list for a while is still checked.
  const { props, propsByPrefix = {} } = kindOf(type);
  const named = Object.keys({ ...from, ...to }).flatMap((key) => {
    const parse = parserOf(key, propsByPrefix);
    return parse === undefined ? [] : [[key, parse] as const];
  });
  for (const [key, parse] of [...Object.entries(props), ...named]) {
    if (parse(marker.get(key), type) === to[key]) continue;
    if (to[key] === undefined) marker.delete(key);
    else marker.set(key, to[key]);
  }
  if (typeOf(from) !== type) {
    if (type === 'p') marker.delete(KEY_TYPE);
    else marker.set(KEY_TYPE, type);
  }
}

function parserOf(key: string, byPrefix: Readonly<Record<string, Parse>>): Parse | undefined {
  return byPrefix[key.slice(0, key.indexOf('/') + 1)];
}
