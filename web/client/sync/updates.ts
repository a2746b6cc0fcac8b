import * as Y from 'yjs';

/** What the client needs to know of Yjs updates and state vectors, read without applying them. */

/** the state vector of an empty document */
export const NOTHING_YET = new Uint8Array([0]);

/** A span of one Yjs client's clock, end exclusive. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The structs of `doc` that a server with this state vector lacks, and all deletions; nothing that still waits for other updates. */
export function missingAt(doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  const { store } = doc;
  const { pendingStructs, pendingDs } = store;
  // encodeStateAsUpdate would add what waits: a server refuses an update with gaps, and rightly
  store.pendingStructs = null;
  store.pendingDs = null;
  try {
    return Y.encodeStateAsUpdate(doc, stateVector);
  } finally {
    store.pendingStructs = pendingStructs;
    store.pendingDs = pendingDs;
  }
}

/** Whether `doc` has structs that neither a server with this state vector nor the `updates` on their way to it have. */
export function lacksMoreThan(doc: Y.Doc, stateVector: Uint8Array, updates: readonly Uint8Array[]): boolean {
  const server = Y.decodeStateVector(stateVector);
  const local = Y.decodeStateVector(Y.encodeStateVector(doc));
  const behind = [...local].filter(([client, clock]) => clock > (server.get(client) ?? 0));
  if (behind.length === 0) return false;
  const spans = spansOf(updates);
  return behind.some(([client, clock]) => !covers(spans.get(client) ?? [], server.get(client) ?? 0, clock));
}

function spansOf(updates: readonly Uint8Array[]): Map<number, Span[]> {
  const spans = new Map<number, Span[]>();
  for (const update of updates) {
    const { from, to } = Y.parseUpdateMeta(update);
    for (const [client, end] of to) {
      const list = spans.get(client) ?? [];
      list.push({ from: from.get(client) ?? 0, to: end });
      spans.set(client, list);
    }
  }
  return spans;
}

function covers(spans: Span[], from: number, to: number): boolean {
  let reached = from;
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    if (span.from <= reached && span.to > reached) reached = span.to;
  }
  return reached >= to;
}

export function merged(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates;
  return only !== undefined && updates.length === 1 ? only : Y.mergeUpdates([...updates]);
}
