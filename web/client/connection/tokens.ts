import { ClientError } from '../client-error.ts';

/** what can stand in an HTTP header */
const TOKEN = /^[\x20-\x7e]*$/u;

/** The host's tokens: asked for when first needed, kept until one is refused. */
export class Tokens {
  readonly #ask: (() => Promise<string>) | null;
  #current: Promise<string> | null = null;
  #given: string | null = null;

  constructor(ask: (() => Promise<string>) | null) {
    this.#ask = ask;
  }

  /** "" where access is open; rejects when the host has none now, with a ClientError when what it gives can be none. */
  get(): Promise<string> {
    const ask = this.#ask;
    if (ask === null) return Promise.resolve('');
    if (this.#current === null) {
      const asked = Promise.resolve()
        .then(ask)
        .then((token) => {
          checkToken(token);
          if (this.#current === asked) this.#given = token;
          return token;
        });
      this.#current = asked;
      // a failure is not kept: the next try asks again
      asked.catch(() => this.#forget(asked));
    }
    return this.#current;
  }

  /** Whether a refusal of this token is news: of two requests under way the second is refused after a new one was asked for. */
  isCurrent(token: string): boolean {
    return this.#ask === null || token === this.#given;
  }

  /** The server refused it. */
  forget(): void {
    this.#current = null;
    this.#given = null;
  }

  #forget(asked: Promise<string>): void {
    if (this.#current === asked) this.#current = null;
  }
}

function checkToken(token: unknown): void {
  if (typeof token === 'string' && TOKEN.test(token)) return;
  const found = typeof token === 'string' ? 'holds others' : `is ${token === null ? 'null' : typeof token}`;
  throw new ClientError(
    'malformed-token',
    `token must give a string of printable ASCII characters; what it gave ${found}`,
  );
}
