/** Items of a text by their ids. */
import * as Y from 'yjs';
import { markerOf } from './read.ts';
import type { Marker } from './layout.ts';

/** An item of the text, and how far in it the id's own unit stands. */
export interface Held {
  readonly item: Y.Item;
  readonly diff: number;
}

/** The item that holds a unit, deleted or not; null where the text does not have it. The same on all replicas. */
export function findItem(text: Y.Text, id: Y.ID): Held | null {
  const store = text.doc?.store;
  if (store === undefined || Y.getState(store, id.client) <= id.clock) return null;
  const item = Y.getItem(store, id) as Y.Item | Y.GC;
  return item instanceof Y.Item && item.parent === text ? { item, diff: id.clock - item.id.clock } : null;
}

/** The same, or where an undo in this replica brought the unit back after it was deleted, the item that did. */
export function findHeld(text: Y.Text, first: Y.ID): Held | null {
  for (let id = first; ;) {
    const held = findItem(text, id);
    const redone = held?.item.redone ?? null;
    if (held === null || redone === null) return held;
    id = Y.createID(redone.client, redone.clock + held.diff);
  }
}

/** The next marker at or behind an item; null where none is left. Whatever it is asked, it passes no item twice. */
export class NextMarkers {
  readonly #known = new Map<Y.Item, Marker | null>();

  from(start: Y.Item): Marker | null {
    const passed: Y.Item[] = [];
    let found: Marker | null = null;
    for (let item: Y.Item | null = start; item !== null && found === null; item = item.right) {
      const known = this.#known.get(item);
      if (known !== undefined) {
        found = known;
        break;
      }
      passed.push(item);
      if (!item.deleted) found = markerOf(item);
    }
    for (const item of passed) this.#known.set(item, found);
    return found;
  }
}

/** Puts an item right behind another one of the text; null is its start. To be called in a transaction. */
export function insertItem(
  transaction: Y.Transaction,
  text: Y.Text,
  left: Y.Item | null,
  content: Y.Item['content'],
): Y.Item {
  const { store, clientID } = transaction.doc;
  const right = left === null ? text._start : left.right;
  const id = Y.createID(clientID, Y.getState(store, clientID));
  const item = new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, text, null, content);
  item.integrate(transaction, 0);
  // where Yjs remembers positions, they are others now
  if (item.countable) text._searchMarker?.splice(0);
  return item;
}
