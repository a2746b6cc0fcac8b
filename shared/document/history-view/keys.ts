/** Blocks by what they are called in a view, and who changed what about them. */
import type * as Y from 'yjs';
import type { Fragment } from '../fragment.ts';
import { itemOf } from '../read.ts';
import type { Authorship } from './authorship.ts';
import type { Touch } from './log-row.ts';

export function keyOf({ client, clock }: Y.ID): string {
  return `${client}:${clock}`;
}

/** The key of a block of a page; null for text that has no marker. */
export function keyOfFragment({ marker }: Fragment): string | null {
  return marker === null ? null : keyOf(itemOf(marker).id);
}

/**
 * The keys of all blocks of a text, as views call them: text in front of a divider ends where that begins, and text behind the last marker
 * has none.
 * @param fragments in the order of the text
 */
export function keysOf(fragments: readonly Fragment[]): Map<Fragment, string> {
  return new Map(
    fragments.map((fragment, at): [Fragment, string] => {
      const own = keyOfFragment(fragment);
      if (own !== null) return [fragment, own];
      const next = fragments[at + 1];
      const key = next === undefined ? null : keyOfFragment(next);
      return [fragment, key === null ? KEY_OF_REST : `${key}${TEXT_BEFORE}`];
    }),
  );
}

/** Behind the key of a divider and such: the text in front of it. */
export const TEXT_BEFORE = '/text';
export const KEY_OF_REST = 'end';

/** Who last changed a key of a block's marker since the older state; null where nobody did. */
export function touchOfKey({ marker }: Fragment, key: string, authorship: Authorship): Touch | null {
  const item = marker?._map.get(key);
  if (item === undefined) return null;
  const { client, clock } = item.id;
  const deleted = item.deleted ? authorship.deleted(client, clock).value : null;
  return deleted ?? authorship.inserted(client, clock).value;
}
