/** Times in milliseconds, kept in buckets 2 % apart: millions of deliveries without an array of them. */
const RATIO = Math.log(1.02);
const SMALLEST_MS = 0.01;

export class Histogram {
  readonly #buckets = new Uint32Array(1024);
  #count = 0;

  record(ms: number): void {
    const index = Math.round(Math.log(Math.max(ms, SMALLEST_MS) / SMALLEST_MS) / RATIO);
    const bucket = Math.min(index, this.#buckets.length - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count++;
  }

  get count(): number {
    return this.#count;
  }

  /** `share` from 0 to 1; null when nothing was recorded. Milliseconds. */
  quantile(share: number): number | null {
    if (this.#count === 0) return null;
    let left = share * this.#count;
    for (const [index, count] of this.#buckets.entries()) {
      left -= count;
      if (left <= 0 && count > 0) return SMALLEST_MS * Math.exp(index * RATIO);
    }
    return null;
  }
}
