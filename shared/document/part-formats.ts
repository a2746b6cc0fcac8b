/** Formats that run over the end of a block. */
import * as Y from 'yjs';
import type { Attributes } from './attributes.ts';
import type { Marker } from './layout.ts';
import { itemOf, markerOf } from './read.ts';

/**
 * Ends formats before they reach a marker, and lets those begin anew behind it that the next block has. Yjs has no call for this: its formats
 * go around characters and are restored behind them. To be called in a transaction.
 * @param from what Yjs has in force at the marker
 * @param to what of it the next block goes on with
 */
export function partFormats(text: Y.Text, marker: Marker, from: Attributes, to: Attributes): void {
  const { doc } = text;
  if (doc === null) return;
  doc.transact((transaction) => {
    const put = (left: Y.Item | null, right: Y.Item | null, key: string, value: unknown): void => {
      const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID));
      const content = new Y.ContentFormat(key, value as object);
      new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, text, null, content).integrate(
        transaction,
        0,
      );
    };
    const item = itemOf(marker);
    for (const key of Object.keys(from)) {
      const end = endOfOpen(item, key);
      put(end.left, end, key, null);
    }
    for (const key of Object.keys(to)) put(item, item.right, key, to[key]);
  });
}

/** The marker of the block that a format begins in: up to there it is shown. */
function endOfOpen(marker: Y.Item, key: string): Y.Item {
  let end = marker;
  for (let item = marker.left; item !== null; item = item.left) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat && item.content.key === key) return end;
    if (markerOf(item) !== null) end = item;
  }
  return end;
}
