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
  /** clients that wait for this one */
  readonly waiting: number[];
}

/**
 * What structs of one update say of those of other clients, to find out whether they can be put in an order at all: structs of two
 * clients that build on one another would wait for ever in every Yjs document, and with them all that their clients write later.
 */
export class CrossReferences {
  readonly #clients = new Map<number, Progress>();

  /** To be called in the order in which each client's structs stand. */
  add(ownClient: number, ownClock: number, client: number, clock: number): void {
    const reference = { from: ownClock, client, clock };
    const known = this.#clients.get(ownClient);
    if (known === undefined) this.#clients.set(ownClient, { references: [reference], next: 0, waiting: [] });
    else known.references.push(reference);
  }

  /** Whether each struct can come behind those that it builds on; what lies outside of the update counts as there. Once only. */
  get areOrdered(): boolean {
    const due = [...this.#clients.keys()];
    for (let client = due.pop(); client !== undefined; client = due.pop()) {
      const progress = this.#clients.get(client);
      if (progress === undefined) continue;
      const before = progress.next;
      this.#advance(client, progress);
      if (progress.next > before) due.push(...progress.waiting.splice(0));
    }
    for (const { next, references } of this.#clients.values()) if (next < references.length) return false;
    return true;
  }

  #advance(client: number, progress: Progress): void {
    for (; progress.next < progress.references.length; progress.next++) {
      const reference = progress.references[progress.next];
      const other = reference === undefined ? undefined : this.#clients.get(reference.client);
      const blockedAt = other?.references[other.next]?.from;
      if (other !== undefined && reference !== undefined && blockedAt !== undefined && reference.clock >= blockedAt) {
        other.waiting.push(client);
        return;
      }
    }
  }
}
