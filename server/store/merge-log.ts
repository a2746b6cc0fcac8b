import * as Y from 'yjs';
import { Coverage } from '#shared/update/coverage.ts';
import { scanUpdate } from '#shared/update/scan.ts';
import type { UpdateScan } from '#shared/update/scan.ts';
import { splitUpdate } from '#shared/update/split-update.ts';
import { contentDigest } from './content-digest.ts';
import { MERGE_ENTRIES, STATE_PIECE_BYTES } from './limits.ts';

export type MergedLog =
  /** updates which, taken in one after the other, make what the log makes, without the content of what was deleted */
  | { readonly kind: 'merged'; readonly pieces: readonly Uint8Array[] }
  /** it could not be shown that they do: the log stays as it is */
  | { readonly kind: 'left'; readonly reason: string };

/**
 * Merges a log into the state that it makes, and compares the two before anybody builds on it: the same state vector, every struct and every
 * deletion of every update, and, read anew, the same content in the same order.
 *
 * `read` gives the updates of the log, oldest first; it is called twice, so that they need not all be in memory at once.
 */
export function mergeLog(read: () => Iterable<Uint8Array>): MergedLog {
  try {
    return merge(read);
  } catch (error) {
    return { kind: 'left', reason: error instanceof Error ? error.message : String(error) };
  }
}

function merge(read: () => Iterable<Uint8Array>): MergedLog {
  const doc = documentOf(read());
  if (isPending(doc)) return left('something that an update builds on is missing');
  const pieces = splitUpdate(Y.encodeStateAsUpdate(doc), STATE_PIECE_BYTES);
  const digest = contentDigest(doc);
  doc.destroy();
  return verify(read, pieces, digest) ?? { kind: 'merged', pieces };
}

/** Null when the pieces are as good as the log. */
function verify(
  read: () => Iterable<Uint8Array>,
  pieces: readonly Uint8Array[],
  digest: string,
): Extract<MergedLog, { kind: 'left' }> | null {
  const merged = new Coverage();
  for (const piece of pieces) {
    const scan = scanOf(piece);
    const missing = merged.missing(scan);
    if (missing !== null) return left(`a piece of the merged state comes too early: ${missing}`);
    merged.add(scan);
  }
  const log = new Coverage();
  for (const update of read()) {
    const scan = scanOf(update);
    if (!merged.covers(scan)) return left('the merged state lacks something of an update');
    log.add(scan);
  }
  if (!sameBytes(log.encodeStateVector(), merged.encodeStateVector())) return left('the state vectors differ');
  const again = documentOf(pieces);
  if (isPending(again)) return left('the merged state has gaps');
  const same = contentDigest(again) === digest;
  again.destroy();
  return same ? null : left('the merged state reads otherwise than the log');
}

/** Some thousand updates at a time: what they delete is forgotten, and what belongs together joined, before the next come. */
function documentOf(updates: Iterable<Uint8Array>): Y.Doc {
  const doc = new Y.Doc();
  for (const some of chunked(updates, MERGE_ENTRIES)) {
    doc.transact(() => {
      for (const update of some) Y.applyUpdate(doc, update);
    });
  }
  return doc;
}

function* chunked<T>(values: Iterable<T>, most: number): Generator<readonly T[]> {
  let chunk: T[] = [];
  for (const value of values) {
    chunk.push(value);
    if (chunk.length < most) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function isPending({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null;
}

function scanOf(update: Uint8Array): UpdateScan {
  const result = scanUpdate(update);
  if (!result.ok) throw new TypeError(`an update cannot be read: ${result.reason}`);
  return result.scan;
}

function left(reason: string): Extract<MergedLog, { kind: 'left' }> {
  return { kind: 'left', reason };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
