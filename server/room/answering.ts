import type { Connection, Payload } from './connection.ts';
import { MAX_WAITING_FOR_MORE_BYTES } from './limits.ts';
import { isTooSlow } from './member.ts';

/** What is sent for one question, in as many sends as it takes: each is made when the one before has left. */
export type Answer = Iterator<readonly Payload[], void>;

/**
 * The long answers of one connection: one at a time, one a turn, and no faster than the client reads. Of the questions that come meanwhile
 * only the last is answered, because it says what the client has by then.
 */
export class Answering {
  readonly #connection: Connection;
  readonly #nextTurn: (callback: () => void) => void;
  #current: Answer | null = null;
  #next: (() => Answer) | null = null;

  /** one was begun in this turn */
  #resting = false;

  constructor(connection: Connection, nextTurn: (callback: () => void) => void) {
    this.#connection = connection;
    this.#nextTurn = nextTurn;
  }

  ask(answer: () => Answer): void {
    this.#next = answer;
    if (this.#current === null) this.#goOn();
  }

  stop(): void {
    this.#current = null;
    this.#next = null;
  }

  #goOn(): void {
    const connection = this.#connection;
    for (;;) {
      if (this.#current === null) {
        if (this.#next === null || this.#resting) return;
        this.#current = this.#next();
        this.#next = null;
        this.#rest();
      }
      if (isTooSlow(connection)) return this.stop();
      const { done, value } = this.#current.next();
      if (done === true) {
        this.#current = null;
        continue;
      }
      connection.send(value);
      if (connection.waitingBytes <= MAX_WAITING_FOR_MORE_BYTES) continue;
      connection.whenSent(() => this.#goOn());
      return;
    }
  }

  #rest(): void {
    this.#resting = true;
    this.#nextTurn(() => {
      this.#resting = false;
      if (this.#current === null) this.#goOn();
    });
  }
}
