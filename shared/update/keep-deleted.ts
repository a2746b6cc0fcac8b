import * as Y from 'yjs';

/** Stretches of ids, by client: Yjs's delete set. */
export type IdSet = ReturnType<typeof Y.createDeleteSet>;

/**
 * A document collects what was deleted as it loads. It keeps what is named here, so that it can be brought back. To be called before it
 * loads; what it keeps later is up to whoever brings it back.
 * @param named a Yjs snapshot of what was deleted; one that cannot be read names nothing
 */
export function keepDeleted(doc: Y.Doc, named: Uint8Array): void {
  const set = readIdSet(named);
  if (set !== null) doc.gcFilter = ({ id, length }) => !hasAny(set, id, length);
}

/** Is any of so many ids in the set? */
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

function readIdSet(bytes: Uint8Array): IdSet | null {
  try {
    return Y.decodeSnapshot(bytes).ds;
  } catch {
    return null;
  }
}
