import { unreachable } from '#shared/assert.ts';
import type { Worker } from 'node:worker_threads';
import type { CallName, OpenRefusal, WorkerCalls, WorkerMessage, WorkerRequest } from './sqlite-messages.ts';

/** What is needed of a worker thread. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'on' | 'terminate'>;

export type Answer<Name extends CallName> =
  | { readonly kind: 'answered'; readonly reply: WorkerCalls[Name]['reply'] }
  /** the worker ended before it answered: whether the request was carried out is not known */
  | { readonly kind: 'died'; readonly detail: string };

type Opened = { readonly kind: 'opened' } | { readonly kind: 'not-opened'; readonly refusal: OpenRefusal };
type Settle = (answer: { kind: 'answered'; reply: never } | { kind: 'died'; detail: string }) => void;

/**
 * Requests to a worker that may die: the next request starts a new one. Requests are answered in their order; those that were under way
 * when the worker ended are answered `died`.
 */
export class WorkerLink {
  readonly #start: () => WorkerLike;
  readonly #waiting = new Map<number, Settle>();
  #worker: WorkerLike | null = null;
  /** started, and has not said yet whether it could open its file */
  #launching: WorkerLike | null = null;
  #opening: Promise<Opened> | null = null;
  #lastId = 0;
  #ended = false;

  constructor(start: () => WorkerLike) {
    this.#start = start;
  }

  /** Starts the worker when none runs, and waits until it has opened its file. */
  open(): Promise<Opened> {
    this.#opening ??= new Promise((settle) => this.#launch(settle));
    return this.#opening;
  }

  async call<Name extends CallName>(
    name: Name,
    request: WorkerCalls[Name]['request'],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Answer<Name>> {
    if (this.#worker === null) {
      if (this.#ended) return { kind: 'died', detail: 'the worker was ended' };
      const opened = await this.open();
      if (opened.kind === 'not-opened') return { kind: 'died', detail: describeRefusal(opened.refusal) };
    }
    return new Promise((settle) => {
      this.#lastId += 1;
      const worker = this.#worker;
      if (worker === null) return settle({ kind: 'died', detail: 'the worker ended' });
      this.#waiting.set(this.#lastId, settle);
      const message = { call: name, id: this.#lastId, ...request } as unknown as WorkerRequest;
      worker.postMessage(message, transfer);
    });
  }

  /** Ends the worker for good; what is under way is answered `died`, and so is what is asked from then on. */
  async terminate(): Promise<void> {
    this.#ended = true;
    await this.#worker?.terminate();
  }

  #launch(settleOpening: (opened: Opened) => void): void {
    const worker = this.#start();
    this.#launching = worker;
    let detail = 'the worker ended';
    worker.on('message', (message: WorkerMessage) => {
      switch (message.kind) {
        case 'opened':
          this.#worker = worker;
          this.#launching = null;
          return settleOpening(message);
        case 'not-opened':
          // the next request may find the file usable
          this.#opening = null;
          this.#launching = null;
          settleOpening(message);
          return void worker.terminate();
        case 'reply': {
          const settle = this.#waiting.get(message.id);
          this.#waiting.delete(message.id);
          return settle?.({ kind: 'answered', reply: message.reply as never });
        }
        default:
          unreachable(message);
      }
    });
    worker.on('error', (error: unknown) => {
      detail = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      const hadOpened = this.#worker === worker;
      if (hadOpened) this.#worker = null;
      if (hadOpened || this.#launching === worker) this.#opening = null;
      settleOpening({ kind: 'not-opened', refusal: { kind: 'unusable', detail } });
      if (!hadOpened) return;
      const lost = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const settle of lost) settle({ kind: 'died', detail });
    });
  }
}

/** In words, for logs and for whoever starts the server. */
export function describeRefusal(refusal: OpenRefusal): string {
  switch (refusal.kind) {
    case 'newer-schema':
      return `it was written by a newer Manyhands (schema ${refusal.version}): start that version, or restore a backup`;
    case 'foreign-file':
      return 'it is an SQLite file of something else';
    case 'unusable':
      return refusal.detail;
    default:
      return unreachable(refusal);
  }
}
