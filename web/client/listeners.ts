/** Listeners that stand alone: the fault of one is for its host to hear, and keeps nothing from the others. */
export class Listeners {
  readonly #report: (error: unknown) => void;
  readonly #listeners = new Set<() => void>();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Gives its own stop. */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  call(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#report(error);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
