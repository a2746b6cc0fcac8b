/** Two orders of the same things → which of them have to be put elsewhere. */

/**
 * What has to be placed anew, so that everything stands in the order of now: as little as can be. Things that were not there before are among
 * it, and so are those that stand right behind another one than before. What is no longer there counts for nothing.
 */
export function findReordered<T>(before: readonly T[], now: readonly T[]): T[] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  // the first one behind what is different stands behind another one
  const changed = now.slice(start, now.length - Math.max(0, end - 1));
  const still = new Set(changed);
  const old = before.slice(start, before.length - Math.max(0, end - 1)).filter((one) => still.has(one));
  const places = new Map(old.map((one, at) => [one, at]));
  const staying = longestInOrder(changed, (one) => places.get(one));
  let last: T | null = null;
  return changed.filter((one) => {
    const place = places.get(one);
    const stays = place !== undefined && staying.has(one) && (old[place - 1] ?? null) === last;
    if (place !== undefined) last = one;
    return !stays;
  });
}

/** As many as can be whose places ascend. */
export function longestInOrder<T>(items: readonly T[], placeOf: (item: T) => number | undefined): Set<T> {
  interface Chain {
    readonly item: T;
    readonly place: number;
    readonly before: Chain | null;
  }
  // the chain of each length that ends with the lowest place
  const best: Chain[] = [];
  for (const item of items) {
    const place = placeOf(item);
    if (place === undefined) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((best[middle]?.place ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    best[low] = { item, place, before: best[low - 1] ?? null };
  }
  const staying = new Set<T>();
  for (let chain = best.at(-1) ?? null; chain !== null; chain = chain.before) staying.add(chain.item);
  return staying;
}
