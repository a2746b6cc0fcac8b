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

/** Who last changed a key of a block's marker since the older state; null where nobody did. */
export function touchOfKey({ marker }: Fragment, key: string, authorship: Authorship): Touch | null {
  const item = marker?._map.get(key);
  if (item === undefined) return null;
  const { client, clock } = item.id;
  const deleted = item.deleted ? authorship.deleted(client, clock).value : null;
  return deleted ?? authorship.inserted(client, clock).value;
}
