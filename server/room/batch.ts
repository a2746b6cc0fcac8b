import { encodeFrame } from '#shared/protocol/frame.ts';
import type { DocumentLog, TailEntry } from './document-log.ts';

/** What one commit brought: encoded once, shared by all who receive it. An author gets no echo. */
export class Batch {
  readonly #log: DocumentLog;
  readonly #entries: readonly TailEntry[];
  readonly #authors: ReadonlySet<string>;
  #shared: Uint8Array | null = null;
  #stock: Uint8Array[] | null = null;

  constructor(log: DocumentLog, entries: readonly TailEntry[]) {
    this.#log = log;
    this.#entries = entries;
    this.#authors = new Set(entries.map((entry) => entry.author));
  }

  /** A `data` message with the cursor behind this batch; empty of updates for who wrote all of it. */
  dataFrame(reader: string): Uint8Array {
    if (this.#authors.has(reader)) return this.#log.headFrame(this.#others(reader), null);
    this.#shared ??= this.#log.headFrame(this.#others(reader), null);
    return this.#shared;
  }

  /** One message a payload: a stock client reads no more than the first of a frame. */
  stockPayloads(reader: string): Uint8Array[] {
    if (this.#authors.has(reader)) return this.#others(reader).map(stockUpdate);
    this.#stock ??= this.#others(reader).map(stockUpdate);
    return this.#stock;
  }

  #others(reader: string): Uint8Array[] {
    return this.#entries.filter((entry) => entry.author !== reader).map((entry) => entry.update);
  }
}

function stockUpdate(update: Uint8Array): Uint8Array {
  return encodeFrame({ type: 'sync', step: 'update', update });
}
