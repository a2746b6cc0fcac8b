/** Two orders of the same things → which of them stay where they are. */

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
