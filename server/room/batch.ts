import { encodeFrame } from '#shared/protocol/frame.ts';
import type { DocumentLog, TailEntry } from './document-log.ts';

/** What one commit brought: encoded once, shared by all who receive it. An author gets no echo. */
export class Batch {
  readonly #log: DocumentLog;
  readonly #entries: readonly TailEntry[];
  readonly #authors: ReadonlySet<string>;
  readonly #cursor: Uint8Array;
  #shared: readonly Uint8Array[] | null = null;
  #stock: readonly Uint8Array[] | null = null;

  constructor(log: DocumentLog, entries: readonly TailEntry[]) {
    this.#log = log;
    this.#entries = entries;
    this.#authors = new Set(entries.map((entry) => entry.author));
    this.#cursor = log.cursor();
  }

  /** A `data` message with the cursor behind this batch; empty of updates for who wrote all of it. In front of it the reader's `ack`. */
  payloads(reader: string, ack: Uint8Array | null): readonly Uint8Array[] {
    if (ack === null && !this.#authors.has(reader)) {
      this.#shared ??= [this.#data(this.#entries)];
      return this.#shared;
    }
    const others = this.#authors.has(reader) ? this.#entries.filter(({ author }) => author !== reader) : this.#entries;
    const data = this.#data(others);
    return [ack === null ? data : Buffer.concat([ack, data])];
  }

  /** One message a payload: a stock client reads no more than the first of a frame. */
  stockPayloads(reader: string): readonly Uint8Array[] {
    this.#stock ??= this.#entries.map(({ update }) => encodeFrame({ type: 'sync', step: 'update', update }));
    if (!this.#authors.has(reader)) return this.#stock;
    return this.#stock.filter((_, index) => this.#entries[index]?.author !== reader);
  }

  #data(entries: readonly TailEntry[]): Uint8Array {
    const updates = entries.map(({ update }) => update);
    return this.#log.headFrame(updates, this.#cursor);
  }
}
