/**
 * A transaction → the blocks it touched. Looks at the transaction's own new structs and its delete set and walks from each to the
 * next known marker, so the cost is that of the change, not of the document.
 */
import * as Y from 'yjs';
import { NONE } from './attributes.ts';
import type { BlockIndex, Region } from './block-index.ts';
import type { Fragment } from './fragment.ts';
import { markerOf } from './read.ts';

/** Reads everything anew that the transaction changed and brings the index up to date. */
export function scanTransaction(index: BlockIndex, transaction: Y.Transaction): Region[] {
  const touched = findTouched(index, transaction);
  const { sequence } = index;
  const regions: Region[] = [];
  const places = new Map([...touched.dirty].map((fragment) => [fragment, sequence.indexOf(fragment)]));
  const queue = [...touched.dirty].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  let { end } = touched;
  const goesWith = (fragment: Fragment | undefined): boolean =>
    fragment !== undefined && (fragment.marker === null || touched.removed.has(fragment));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const last = sequence.indexOf(next);
    if (last < 0) continue;
    let first = last;
    while (goesWith(sequence.at(first - 1))) first -= 1;
    const before = next.endAttributes;
    regions.push(index.reread(first, last + 1, next.marker));
    // The next block begins with other attributes than it did, or may go on with others: read it too.
    const passesOn = next.endAttributes !== NONE && (touched.dirty.has(next) || next.own.length === 0);
    if (next.endAttributes === before && !passesOn) continue;
    let following = sequence.next(next);
    while (following !== undefined && goesWith(following)) following = sequence.next(following);
    if (following === undefined) end = true;
    else if (queue[0] !== following) queue.unshift(following);
  }
  if (end) {
    let first = sequence.length;
    while (goesWith(sequence.at(first - 1))) first -= 1;
    regions.push(index.reread(first, sequence.length, null));
  }
  const rearranged = index.rearrange();
  if (rearranged.blocks.length > 0 || rearranged.gone.length > 0 || rearranged.left.length > 0)
    regions.push(rearranged);
  return regions;
}

interface Touched {
  /** Blocks, by their marker, in front of which or in which something changed. */
  readonly dirty: Set<Fragment>;
  /** Blocks whose marker is gone. */
  readonly removed: Set<Fragment>;
  /** Something changed behind the last marker. */
  readonly end: boolean;
}

function findTouched(index: BlockIndex, transaction: Y.Transaction): Touched {
  const { text } = index;
  const dirty = new Set<Fragment>();
  const removed = new Set<Fragment>();
  const seen = new Set<Y.Item>();
  let end = false;

  const walk = (from: Y.Item): void => {
    for (let item: Y.Item | null = from; item !== null; item = item.right) {
      if (seen.has(item)) return;
      seen.add(item);
      const fragment = item.deleted ? undefined : index.ofMarker(markerOf(item));
      if (fragment !== undefined) {
        dirty.add(fragment);
        return;
      }
    }
    end = true;
  };
  const visit = (struct: Y.AbstractStruct): void => {
    if (!(struct instanceof Y.Item)) return;
    if (struct.parent === text) {
      const fragment = struct.deleted ? index.ofMarker(markerOf(struct)) : undefined;
      if (fragment !== undefined) removed.add(fragment);
      walk(struct);
    } else {
      const fragment = index.ofMarker(struct.parent);
      if (fragment !== undefined) dirty.add(fragment);
    }
  };

  const { clients } = transaction.doc.store;
  transaction.afterState.forEach((clock, client) => {
    const before = transaction.beforeState.get(client) ?? 0;
    const structs = clients.get(client);
    if (clock <= before || structs === undefined) return;
    for (let at = Y.findIndexSS(structs, before); at < structs.length; at += 1) {
      const struct = structs[at];
      if (struct !== undefined) visit(struct);
    }
  });
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, visit);
  for (const fragment of removed) dirty.delete(fragment);
  return { dirty, removed, end };
}
