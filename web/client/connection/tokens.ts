/** The host's tokens: asked for when first needed, kept until one is refused. */
export class Tokens {
  readonly #ask: (() => Promise<string>) | null;
  #current: Promise<string> | null = null;

  constructor(ask: (() => Promise<string>) | null) {
    this.#ask = ask;
  }

  /** "" where access is open; rejects when the host has none now. */
  get(): Promise<string> {
    const ask = this.#ask;
    if (ask === null) return Promise.resolve('');
    if (this.#current === null) {
      const asked = Promise.resolve().then(ask);
      this.#current = asked;
      // a failure is not kept: the next try asks again
      asked.catch(() => this.#forget(asked));
    }
    return this.#current;
  }

  /** The server refused it. */
  forget(): void {
    this.#current = null;
  }

  #forget(asked: Promise<string>): void {
    if (this.#current === asked) this.#current = null;
  }
}
