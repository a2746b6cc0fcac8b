/** A step of undo: what one's own edits put into the document and took out of it, by ids. */
import * as Y from 'yjs';
import type { IdSet } from '#shared/update/keep-deleted.ts';
import type { KeptSelection } from '../carets.ts';

export interface UndoStep {
  readonly insertions: IdSet;
  readonly deletions: IdSet;
  /** how much of each client's edits was known when the last of its deletions was made; nothing where it has none */
  readonly known: ReadonlyMap<number, number>;
  /** where the selection was before it; null where nothing was selected */
  readonly selection: KeptSelection | null;
}

const NOTHING_KNOWN: ReadonlyMap<number, number> = new Map();

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
  for (let clock = end; clock < Y.getState(store, clientID);) {
    const item = Y.getItem(store, Y.createID(clientID, clock));
    const old = item.left;
    if (old !== null) overwritten.add(`${old.id.client} ${old.id.clock}`);
    clock = item.id.clock + item.length;
  }
  const deletions = without(transaction.deleteSet, overwritten);
  if (insertions.clients.size === 0 && deletions.clients.size === 0) return null;
  const known = deletions.clients.size === 0 ? NOTHING_KNOWN : transaction.beforeState;
  return { insertions, deletions, known, selection };
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
    known: then.known.size === 0 ? first.known : then.known,
    selection: first.selection,
  };
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
