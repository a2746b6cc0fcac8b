import { ClientError } from './client-error.ts';
import type { ClientState } from './state.ts';
import type { Outbox } from './sync/outbox.ts';

interface Waiter {
  /** all edits with an order below this */
  readonly below: number;
  readonly resolve: () => void;
  readonly reject: (error: ClientError) => void;
}

/** Who waits until what was written by then is on the server's disk. */
export class SavedWaiters {
  readonly #outbox: Outbox;
  #waiting: Waiter[] = [];

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Rejects with a ClientError when an edit is refused, or when the connection is closed for good. */
  wait(state: ClientState): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ below: this.#outbox.nextOrder, resolve, reject });
      this.settle(state);
    });
  }

  settle({ connection, saving }: ClientState): void {
    const waiting: Waiter[] = [];
    for (const waiter of this.#waiting) {
      if (saving.kind === 'refused') waiter.reject(new ClientError(saving.code, saving.reason));
      else if (this.#outbox.isDoneBelow(waiter.below)) waiter.resolve();
      else if (connection.kind === 'closed') waiter.reject(new ClientError(connection.code, connection.reason));
      else waiting.push(waiter);
    }
    this.#waiting = waiting;
  }
}
