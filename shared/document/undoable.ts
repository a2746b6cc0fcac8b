/** What an undo may take out of the document. */
import type * as Y from 'yjs';
import { markerOf } from './read.ts';

/**
 * All that is one's own, but for the marker of a last block which somebody else has made a heading, an item or the like: without it their
 * words would be no block any more, and what they chose would be gone.
 */
export function isUndoable(item: Y.Item, isOwnClient: (client: number) => boolean): boolean {
  const marker = markerOf(item);
  if (marker === null) return true;
  const isOthers = ({ deleted, id }: Y.Item): boolean => !deleted && !isOwnClient(id.client);
  if (![...marker._map.values()].some(isOthers)) return true;
  for (let next = item.right; next !== null; next = next.right) {
    if (!next.deleted && markerOf(next) !== null) return true;
  }
  return false;
}
