/** What is known of stretches of clocks: for each client sorted ones that do not overlap. */

export interface Stretch<T> {
  readonly value: T | null;
  /** the first clock for which the answer is another */
  readonly end: number;
}

interface Claim<T> {
  readonly from: number;
  readonly to: number;
  readonly value: T;
}

export class ClockMap<T> {
  readonly #claims = new Map<number, Claim<T>[]>();
  readonly #sorted = new Map<number, Claim<T>[]>();

  /** Of several that claim a clock the first one has it. */
  claim(client: number, clock: number, length: number, value: T): void {
    const claim = { from: clock, to: clock + length, value };
    const claims = this.#claims.get(client);
    if (claims === undefined) this.#claims.set(client, [claim]);
    else claims.push(claim);
    this.#sorted.delete(client);
  }

  at(client: number, clock: number): Stretch<T> {
    const stretches = this.#of(client);
    let low = 0;
    let high = stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stretches[middle]?.to ?? 0) <= clock) low = middle + 1;
      else high = middle;
    }
    const found = stretches[low];
    if (found === undefined) return { value: null, end: Number.POSITIVE_INFINITY };
    return found.from <= clock ? { value: found.value, end: found.to } : { value: null, end: found.from };
  }

  #of(client: number): readonly Claim<T>[] {
    const known = this.#sorted.get(client);
    if (known !== undefined) return known;
    const made = withoutOverlaps(this.#claims.get(client) ?? []);
    this.#sorted.set(client, made);
    return made;
  }
}

/** The stretches between all bounds, each taken by the first claim on it. No stretch is looked at twice once it is taken. */
function withoutOverlaps<T>(claims: readonly Claim<T>[]): Claim<T>[] {
  if (claims.every(({ from }, at) => from >= (claims[at - 1]?.to ?? 0))) return [...claims];
  const bounds = [...new Set(claims.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const places = new Map(bounds.map((bound, at) => [bound, at]));
  /** for each stretch the next one at or behind it that is free */
  const free = bounds.map((_, at) => at);
  const nextFree = (start: number): number => {
    let end = start;
    while ((free[end] ?? end) !== end) end = free[end] ?? end;
    for (let at = start; at !== end;) {
      const next = free[at] ?? end;
      free[at] = end;
      at = next;
    }
    return end;
  };
  const owners: Array<Claim<T> | undefined> = [];
  for (const claim of claims) {
    const last = places.get(claim.to) ?? 0;
    for (let at = nextFree(places.get(claim.from) ?? 0); at < last; at = nextFree(at)) {
      owners[at] = claim;
      free[at] = at + 1;
    }
  }
  return bounds.flatMap((from, at) => {
    const owner = owners[at];
    return owner === undefined ? [] : [{ from, to: bounds[at + 1] ?? from, value: owner.value }];
  });
}
