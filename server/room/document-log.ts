import * as Y from 'yjs';
import type { Epoch, LoadResult } from '#server/store/store.ts';
import { encodeFrame } from '#shared/protocol/frame.ts';
import { DATA_CHUNK_BYTES } from '#shared/protocol/limits.ts';
import { Coverage } from '#shared/update/coverage.ts';
import { scanUpdate } from '#shared/update/scan.ts';
import { encodeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';

export interface TailEntry {
  readonly seq: number;
  readonly update: Uint8Array;
  /** who wrote it, as long as this process knows: it gets no echo */
  readonly author: string;
}

/** A document's log as a room holds it: encoded bytes, never a Y.Doc. All of it is on disk. */
export class DocumentLog {
  /** empty until the first append of a new document */
  epoch: Epoch;
  head: number;
  readonly #snapshot: TailEntry | null;
  readonly #tail: TailEntry[];
  #whole: { readonly head: number; readonly frames: readonly Uint8Array[] } | null = null;
  #merged: { readonly head: number; readonly update: Uint8Array } | null = null;

  constructor(loaded: Extract<LoadResult, { kind: 'found' | 'absent' }>) {
    const found = loaded.kind === 'found' ? loaded : { epoch: new Uint8Array(8), snapshot: null, tail: [] };
    this.epoch = found.epoch;
    this.#snapshot = found.snapshot === null ? null : { ...found.snapshot, author: '' };
    this.#tail = found.tail.map((entry) => ({ ...entry, author: '' }));
    this.head = this.#tail.at(-1)?.seq ?? this.#snapshot?.seq ?? 0;
  }

  append(epoch: Epoch, entries: readonly TailEntry[]): void {
    this.epoch = epoch;
    for (const entry of entries) this.#tail.push(entry);
    this.head = entries.at(-1)?.seq ?? this.head;
  }

  /** The whole state, oldest first. */
  updates(): Uint8Array[] {
    const updates = this.#tail.map((entry) => entry.update);
    return this.#snapshot === null ? updates : [this.#snapshot.update, ...updates];
  }

  /** Read from the bytes, for a room that opens and after a commit that failed. */
  coverage(): Coverage {
    const coverage = new Coverage();
    for (const update of this.updates()) {
      const result = scanUpdate(update);
      if (result.ok) coverage.add(result.scan);
    }
    return coverage;
  }

  cursor(presence: number | null = null): Uint8Array {
    return encodeCursor({ epoch: this.epoch, seq: this.head, presence });
  }

  knows(cursor: Cursor): boolean {
    const oldest = this.#snapshot?.seq ?? 0;
    return cursor.seq <= this.head && cursor.seq >= oldest && sameBytes(cursor.epoch, this.epoch);
  }

  /** Everything, snapshot first. */
  entries(): readonly TailEntry[] {
    return this.#snapshot === null ? this.#tail : [this.#snapshot, ...this.#tail];
  }

  /** Entries after `seq` that `reader` did not write itself. */
  since(seq: number, reader: string): TailEntry[] {
    const first = (this.#tail[0]?.seq ?? 0) - 1;
    return this.#tail.slice(Math.max(0, seq - first)).filter((entry) => entry.author !== reader);
  }

  /** `data` messages that hold the whole document: the same buffers for everybody who joins at this head. */
  wholeFrames(): readonly Uint8Array[] {
    if (this.#whole?.head !== this.head) {
      this.#whole = { head: this.head, frames: this.dataFrames(this.entries(), null) };
    }
    return this.#whole.frames;
  }

  /** What a client with this state vector lacks, as one update; all deletions are in it. */
  difference(stateVector: Uint8Array): Uint8Array {
    if (this.#merged?.head !== this.head) {
      const updates = this.updates();
      const update = updates.length === 1 ? updates[0] : undefined;
      this.#merged = { head: this.head, update: update ?? Y.mergeUpdates(updates) };
    }
    return stateVector.length <= 1 ? this.#merged.update : Y.diffUpdate(this.#merged.update, stateVector);
  }

  /** Cut into messages of at most DATA_CHUNK_BYTES; the last says that this is the head. At least one message. */
  dataFrames(entries: readonly TailEntry[], presence: number | null): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let chunk: Uint8Array[] = [];
    let bytes = 0;
    entries.forEach((entry, index) => {
      const before = entries[index - 1];
      if (bytes > 0 && bytes + entry.update.length > DATA_CHUNK_BYTES && before !== undefined) {
        const cursor = encodeCursor({ epoch: this.epoch, seq: before.seq, presence });
        frames.push(
          encodeFrame({ type: 'data', cursor, flags: { more: true, caughtUp: false, stale: false }, updates: chunk }),
        );
        chunk = [];
        bytes = 0;
      }
      chunk.push(entry.update);
      bytes += entry.update.length;
    });
    frames.push(this.headFrame(chunk, presence));
    return frames;
  }

  headFrame(updates: readonly Uint8Array[], presence: number | null): Uint8Array {
    const flags = { more: false, caughtUp: true, stale: false };
    return encodeFrame({ type: 'data', cursor: this.cursor(presence), flags, updates });
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
