import type { DataMessage } from '#shared/protocol/data.ts';
import { encodeFrame } from '#shared/protocol/frame.ts';
import type { TailEntry } from './document-log.ts';

/** What the log's flags say where nothing follows. */
export const AT_HEAD = { more: false, caughtUp: true, stale: false };

/** What one commit brought: encoded once, shared by all who receive it. An author gets no echo. */
export class Batch {
  readonly #entries: readonly TailEntry[];
  readonly #authors: ReadonlySet<string>;
  readonly #cursor: Uint8Array;
  #shared: readonly Uint8Array[] | null = null;
  #stock: readonly Uint8Array[] | null = null;

  /** `cursor` stands behind the entries. */
  constructor(cursor: Uint8Array, entries: readonly TailEntry[]) {
    this.#entries = entries;
    this.#authors = new Set(entries.map((entry) => entry.author));
    this.#cursor = cursor;
  }

  /** A `data` message with the cursor behind this batch; empty of updates for who wrote all of it. In front of it the reader's `ack`. */
  payloads(reader: string, ackN: number | null): readonly Uint8Array[] {
    if (ackN === null && !this.#authors.has(reader)) {
      this.#shared ??= [encodeFrame(this.#data(this.#entries))];
      return this.#shared;
    }
    const data = this.#data(this.#entries.filter(({ author }) => author !== reader));
    return [ackN === null ? encodeFrame(data) : encodeFrame({ type: 'ack', n: ackN }, data)];
  }

  /** One message a payload: a stock client reads no more than the first of a frame. */
  stockPayloads(reader: string): readonly Uint8Array[] {
    this.#stock ??= this.#entries.map(({ update }) => encodeFrame({ type: 'sync', step: 'update', update }));
    if (!this.#authors.has(reader)) return this.#stock;
    return this.#stock.filter((_, index) => this.#entries[index]?.author !== reader);
  }

  #data(entries: readonly TailEntry[]): DataMessage {
    return { type: 'data', cursor: this.#cursor, flags: AT_HEAD, updates: entries.map(({ update }) => update) };
  }
}
