/** A step of undo: what one's own edits put into the document and took out of it, by ids. */
import * as Y from 'yjs';
import type { KeptSelection } from '../carets.ts';

/** Stretches of ids, by client. */
export type IdSet = ReturnType<typeof Y.createDeleteSet>;

export interface UndoStep {
  readonly insertions: IdSet;
  readonly deletions: IdSet;
  /** where the selection was before it; null where nothing was selected */
  readonly selection: KeptSelection | null;
}

/**
 * What a transaction put in and took out; null where that is nothing. To be called when it is over.
 * @param end the clock of one's own from which on nothing counts, nor what was overwritten by that
 */
export function stepOf(transaction: Y.Transaction, end: number, selection: KeptSelection | null): UndoStep | null {
  const { clientID, store } = transaction.doc;
  const insertions = Y.createDeleteSet();
  transaction.afterState.forEach((after, client) => {
    const clock = transaction.beforeState.get(client) ?? 0;
    const last = client === clientID ? Math.min(after, end) : after;
    if (last > clock) insertions.clients.set(client, [{ clock, len: last - clock }]);
  });
  const overwritten = new Set<string>();
  for (let clock = end; clock < Y.getState(store, clientID); ) {
    const item = Y.getItem(store, Y.createID(clientID, clock));
    const old = item.left;
    if (old !== null) overwritten.add(`${old.id.client} ${old.id.clock}`);
    clock = item.id.clock + item.length;
  }
  const deletions = without(transaction.deleteSet, overwritten);
  return insertions.clients.size === 0 && deletions.clients.size === 0 ? null : { insertions, deletions, selection };
}

/** The set without some ids, named by client and clock. */
function without(set: IdSet, ids: ReadonlySet<string>): IdSet {
  if (ids.size === 0) return set;
  const left = Y.createDeleteSet();
  for (const [client, spans] of set.clients) {
    const parts = spans.flatMap(({ clock, len }) => {
      const cut: { clock: number; len: number }[] = [];
      let start = clock;
      for (let at = clock; at <= clock + len; at += 1) {
        if (at < clock + len && !ids.has(`${client} ${at}`)) continue;
        if (at > start) cut.push({ clock: start, len: at - start });
        start = at + 1;
      }
      return cut;
    });
    if (parts.length > 0) left.clients.set(client, parts);
  }
  return left;
}

/** One step of two that follow one another: the selection is that before the first. */
export function joinSteps(first: UndoStep, then: UndoStep): UndoStep {
  return {
    insertions: Y.mergeDeleteSets([first.insertions, then.insertions]),
    deletions: Y.mergeDeleteSets([first.deletions, then.deletions]),
    selection: first.selection,
  };
}

/** Is any of these ids in the set? */
export function hasAny(set: IdSet, { client, clock }: Y.ID, size: number): boolean {
  const spans = set.clients.get(client);
  if (spans === undefined) return false;
  // the first span that ends behind the id
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (span !== undefined && span.clock + span.len <= clock) low = middle + 1;
    else high = middle;
  }
  const span = spans[low];
  return span !== undefined && span.clock < clock + size;
}

/** Calls for each item of the set, cut at the set's edges; what is collected is left out. */
export function eachItem(transaction: Y.Transaction, set: IdSet, visit: (item: Y.Item) => void): void {
  const items: Y.Item[] = [];
  Y.iterateDeletedStructs(transaction, set, (struct) => {
    if (struct instanceof Y.Item) items.push(struct);
  });
  // a visit may cut further items
  for (const item of items) visit(item);
}

/** Keeps an item's content, be it deleted, for as long as the document is open; and what it is in. */
export function keep(item: Y.Item): void {
  for (let one: Y.Item | null = item; one !== null && !one.keep;) {
    one.keep = true;
    one = (one.parent as Y.AbstractType<unknown>)._item;
  }
}
