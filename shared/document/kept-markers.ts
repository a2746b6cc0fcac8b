/** Which marker stays with which block, where blocks were added, removed, split or joined. */
import type { Pair, Unit } from './align.ts';

/**
 * Gives each marker to the block that the end of its text is in. Marks alone would take the next marker for it where a neighbour was added
 * or removed, and what others change about the block meanwhile would go to the wrong one or be lost.
 */
export function keepMarkers<O, N>(
  pairs: readonly Pair[],
  old: ReadonlyArray<Unit<O>>,
  now: ReadonlyArray<Unit<N>>,
): readonly Pair[] {
  const markers = now.filter(({ kind }) => kind === 'marker').length;
  if (markers < 2 && old.filter(({ kind }) => kind === 'marker').length < 2) return pairs;
  const matches = new Map<number, number>();
  const lastKept = new Map<O, number>();
  for (const [o, n] of pairs) {
    const unit = old[o];
    if (unit === undefined || n < 0) continue;
    matches.set(n, o);
    if (unit.kind !== 'marker') lastKept.set(unit.block, n);
  }
  const ends = nextMarkers(now);
  const markerOf = new Map(old.flatMap((unit, o) => (unit.kind === 'marker' ? [[unit.block, o] as const] : [])));
  const claims = new Map<number, number>();
  // of blocks that were joined the last one's marker stays, and none where that has none
  for (const [block, kept] of lastKept) {
    const n = ends[kept] ?? now.length;
    const o = markerOf.get(block);
    if (o !== undefined && old[o]?.mark === now[n]?.mark) claims.set(n, o);
    else claims.delete(n);
  }
  if ([...claims].every(([n, o]) => matches.get(n) === o)) return pairs;
  const claimed = new Set(claims.values());
  for (const [n, o] of matches) if (claimed.has(o)) matches.delete(n);
  for (const [n, o] of claims) matches.set(n, o);
  return inOrder(matches, old.length, now.length);
}

/** For each unit the marker of its block. */
function nextMarkers(units: ReadonlyArray<Unit<unknown>>): number[] {
  const ends: number[] = [];
  let end = units.length;
  for (let at = units.length - 1; at >= 0; at -= 1) {
    if (units[at]?.kind === 'marker') end = at;
    ends[at] = end;
  }
  return ends;
}

/** Pairs from the matches alone; between two of them what is gone comes before what is new. */
function inOrder(matches: ReadonlyMap<number, number>, oldLength: number, nowLength: number): Pair[] {
  const pairs: Pair[] = [];
  let o = 0;
  let n = 0;
  const passUpTo = (oldEnd: number, nowEnd: number): void => {
    for (; o < oldEnd; o += 1) pairs.push([o, -1]);
    for (; n < nowEnd; n += 1) pairs.push([-1, n]);
  };
  for (let at = 0; at < nowLength; at += 1) {
    const match = matches.get(at);
    if (match === undefined) continue;
    passUpTo(match, at);
    pairs.push([match, at]);
    o = match + 1;
    n = at + 1;
  }
  passUpTo(oldLength, nowLength);
  return pairs;
}
