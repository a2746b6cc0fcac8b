/**
 * A block that comes back has a marker with another id. Blocks that were split off in front of it name the old one, and go with the new one
 * from then on.
 */
import * as Y from 'yjs';
import { isPlaced } from '../arrangement.ts';
import type { BlockIndex } from '../block-index.ts';
import { KEY_FOLLOWS } from '../layout.ts';
import type { Marker } from '../layout.ts';
import { idValue, readPlacement } from '../placement.ts';
import { itemOf, markerOf } from '../read.ts';
import { currentId } from './redone.ts';

/** To be called in the transaction that brought items back. */
export function followNames(index: BlockIndex, transaction: Y.Transaction, items: readonly Y.Item[]): void {
  const there = items.filter(({ deleted }) => !deleted);
  const { store } = transaction.doc;
  const follow = (marker: Marker): void => {
    const { follows } = readPlacement(marker);
    const now = follows === null ? null : currentId(store, follows);
    const old = marker._map.get(KEY_FOLLOWS);
    if (now === null || old === undefined || Y.compareIDs(follows, now)) return;
    marker.set(KEY_FOLLOWS, idValue(now));
    // the value is the same one still: who takes it back takes this one back
    old.redone = marker._map.get(KEY_FOLLOWS)?.id ?? null;
  };
  if (there.some((item) => item.parent === index.text && markerOf(item) !== null)) {
    for (const fragment of index.sequence) {
      const { marker } = fragment;
      if (marker !== null && isPlaced(fragment) && !itemOf(marker).deleted) follow(marker);
    }
  }
  // a name that comes back may be an old one, be it in a new marker or not
  for (const { parentSub, parent } of there) {
    if (parentSub === KEY_FOLLOWS && parent instanceof Y.Map) follow(parent as Marker);
  }
}
