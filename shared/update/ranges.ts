/** as many go in one by one: each moves what lies behind it */
const FEW = 16;

/** Clock ranges of one client: sorted, merged, half open. */
export class Ranges {
  /** starts and ends in turn: s0 < e0 < s1 < e1 … */
  #bounds: number[] = [];

  has(start: number, end: number): boolean {
    const at = this.#after(start);
    return at % 2 === 1 && end <= (this.#bounds[at] ?? 0);
  }

  add(start: number, end: number): void {
    const bounds = this.#bounds;
    const last = bounds[bounds.length - 1];
    if (last === undefined || start > last) {
      bounds.push(start, end);
      return;
    }
    // `from` and `to` are what the new range touches or overlaps.
    let from = this.#after(start - 1);
    let first = start;
    if (from % 2 === 1) {
      from -= 1;
      first = Math.min(first, bounds[from] ?? first);
    }
    let to = this.#after(end);
    let final = end;
    if (to % 2 === 1) {
      final = Math.max(final, bounds[to] ?? final);
      to += 1;
    }
    bounds.splice(from, to - from, first, final);
  }

  /** Many at once, in any order: linear in what is here and what is added, where one by one would be their product. */
  addAll(added: readonly (readonly [start: number, end: number])[]): void {
    if (added.length <= FEW) {
      for (const [start, end] of added) this.add(start, end);
      return;
    }
    const all = [...added];
    for (const [start, end] of this) all.push([start, end]);
    all.sort((a, b) => a[0] - b[0]);
    this.#bounds = [];
    for (const [start, end] of all) this.add(start, end);
  }

  *[Symbol.iterator](): Generator<readonly [start: number, end: number]> {
    for (let i = 0; i < this.#bounds.length; i += 2) yield [this.#bounds[i] ?? 0, this.#bounds[i + 1] ?? 0];
  }

  clone(): Ranges {
    const copy = new Ranges();
    copy.#bounds = [...this.#bounds];
    return copy;
  }

  get count(): number {
    return this.#bounds.length / 2;
  }

  /** The index of the first bound above `clock`; odd means that `clock` lies in a range. */
  #after(clock: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[middle] ?? 0) <= clock) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
