/** A struct of one client that builds on a struct of another. */
interface Reference {
  /** of the struct that builds on the other */
  readonly from: number;
  readonly client: number;
  readonly clock: number;
}

interface Progress {
  readonly references: Reference[];
  /** the first that is not known to be there */
  next: number;
  /** clients that wait for this one, by what `next` has to be for them: each is looked at once more, not at every step */
  readonly waiting: Map<number, number[]>;
}

/**
 * What structs of one update say of those of other clients, to find out in which order they can be put, if in any: structs of two
 * clients that build on one another would wait for ever in every Yjs document, and with them all that their clients write later.
 */
export class CrossReferences {
  readonly #clients = new Map<number, Progress>();

  /** To be called in the order in which each client's structs stand. */
  add(ownClient: number, ownClock: number, client: number, clock: number): void {
    const reference = { from: ownClock, client, clock };
    const known = this.#clients.get(ownClient);
    if (known === undefined) this.#clients.set(ownClient, { references: [reference], next: 0, waiting: new Map() });
    else known.references.push(reference);
  }

  /** Up to which clock, exclusive, the client's structs can come by what is known; all of them before {@link resolve} has said more. */
  clearUntil(client: number): number {
    const progress = this.#clients.get(client);
    return progress?.references[progress.next]?.from ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Gives whether each struct can come behind those that it builds on; what lies outside of the update counts as there. `more` is told of
   * a client each time that more of its structs can come, behind all those that could come before. In time that is linear in the references.
   */
  resolve(more: (client: number) => void = () => {}): boolean {
    const due = [...this.#clients.keys()];
    for (let client = due.pop(); client !== undefined; client = due.pop()) {
      const progress = this.#clients.get(client);
      if (progress === undefined) continue;
      const before = progress.next;
      this.#advance(client, progress);
      if (progress.next === before) continue;
      more(client);
      for (let reached = before + 1; reached <= progress.next; reached++) {
        for (const other of progress.waiting.get(reached) ?? []) due.push(other);
        progress.waiting.delete(reached);
      }
    }
    for (const { next, references } of this.#clients.values()) if (next < references.length) return false;
    return true;
  }

  #advance(client: number, progress: Progress): void {
    for (; progress.next < progress.references.length; progress.next++) {
      const reference = progress.references[progress.next];
      const other = reference === undefined ? undefined : this.#clients.get(reference.client);
      if (reference === undefined || other === undefined || reference.clock < this.clearUntil(reference.client))
        continue;
      const until = firstBehind(other.references, reference.clock);
      const waiting = other.waiting.get(until);
      if (waiting === undefined) other.waiting.set(until, [client]);
      else waiting.push(client);
      return;
    }
  }
}

/** How many of the references, which stand in the order of their clocks, are of structs up to this clock. */
function firstBehind(references: readonly Reference[], clock: number): number {
  let [low, high] = [0, references.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((references[middle]?.from ?? 0) > clock) high = middle;
    else low = middle + 1;
  }
  return low;
}
