/** Items that were brought back as new ones: who holds on to the old ids finds the new. Known in this replica alone. */
import * as Y from 'yjs';

/** The items that hold these units now, cut to them: a unit that was brought back is where it was brought to. Deleted ones are among them. */
export function currentItems(transaction: Y.Transaction, { client, clock }: Y.ID, size: number): Y.Item[] {
  const { store } = transaction.doc;
  const found: Y.Item[] = [];
  const end = Math.min(clock + size, Y.getState(store, client));
  for (let at = clock; at < end;) {
    const struct = itemFrom(transaction, Y.createID(client, at), end - at);
    const length = struct.id.clock + struct.length - at;
    if (struct instanceof Y.Item) {
      const { redone } = struct;
      if (redone === null) found.push(struct);
      else found.push(...currentItems(transaction, redone, struct.length));
    }
    at += length;
  }
  return found;
}

/** The struct that begins with an id and holds `size` units at most; one that was collected is not cut. */
function itemFrom(transaction: Y.Transaction, id: Y.ID, size: number): Y.Item | Y.GC {
  const { store } = transaction.doc;
  const struct: Y.Item | Y.GC = Y.getItemCleanStart(transaction, id);
  if (struct instanceof Y.Item && struct.length > size)
    Y.getItemCleanEnd(transaction, store, Y.createID(id.client, id.clock + size - 1));
  return struct;
}

/** Where one unit is now. */
export function currentId(store: Y.Doc['store'], first: Y.ID): Y.ID {
  for (let id = first; ;) {
    if (Y.getState(store, id.client) <= id.clock) return id;
    const struct: Y.Item | Y.GC = Y.getItem(store, id);
    if (!(struct instanceof Y.Item) || struct.redone === null) return id;
    id = Y.createID(struct.redone.client, struct.redone.clock + id.clock - struct.id.clock);
  }
}
