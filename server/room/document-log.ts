import * as Y from 'yjs';
import type { Epoch, LoadResult } from '#server/store/store.ts';
import { encodeFrame } from '#shared/protocol/frame.ts';
import { DATA_CHUNK_BYTES } from '#shared/protocol/limits.ts';
import { Coverage } from '#shared/update/coverage.ts';
import { scanUpdate } from '#shared/update/scan.ts';
import type { ClockRange } from '#shared/update/scan.ts';
import { AT_HEAD } from './batch.ts';
import { RUN_BYTES, RUN_ENTRIES } from './limits.ts';
import { encodeCursor, EPOCH_BYTES } from './cursor.ts';
import type { Cursor } from './cursor.ts';

export interface TailEntry {
  readonly seq: number;
  readonly update: Uint8Array;
  /** who wrote it, as long as this process knows: it gets no echo */
  readonly author: string;
}

const MORE = { more: true, caughtUp: false, stale: false };
/** of a document that nobody has written to yet: the store makes the real one with the first append */
const NO_EPOCH: Epoch = new Uint8Array(EPOCH_BYTES);

/** A document's log as a room holds it: encoded bytes, never a Y.Doc. All of it is on disk. */
export class DocumentLog {
  /** empty until the first append of a new document */
  epoch: Epoch;
  head: number;
  readonly #snapshot: TailEntry | null;
  readonly #tail: TailEntry[];
  /** there was no such document when the room was opened */
  readonly #bornHere: boolean;
  #whole: { readonly head: number; readonly frames: readonly Uint8Array[] } | null = null;
  /** what each entry's structs are, and what all of them cover together: read from the bytes when first asked for */
  readonly #structs: (readonly ClockRange[])[] = [];
  readonly #covered = new Coverage();
  /** runs of small entries, each merged into one update; only ever added to */
  readonly #runs: Uint8Array[] = [];
  #inRuns = 0;

  constructor(loaded: Extract<LoadResult, { kind: 'found' | 'absent' }>) {
    const found = loaded.kind === 'found' ? loaded : { epoch: NO_EPOCH, snapshot: null, tail: [] };
    this.#bornHere = loaded.kind === 'absent';
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

  /** What the log has, for a room that opens and after a commit that failed. A copy. */
  coverage(): Coverage {
    return this.#readCoverage().clone();
  }

  cursor(presence: number | null = null): Uint8Array {
    return encodeCursor({ epoch: this.epoch, seq: this.head, presence });
  }

  knows(cursor: Cursor): boolean {
    // given out before the first edit: nothing was read, and nothing was there
    if (this.#bornHere && cursor.seq === 0 && sameBytes(cursor.epoch, NO_EPOCH)) return true;
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

  /**
   * What a client with this state vector lacks: the entries that hold structs which it has not, and all deletions, because a state vector
   * says nothing of them. No merging: `Y.mergeUpdates` takes time in the square of the number of updates.
   */
  difference(known: ReadonlyMap<number, number>): Uint8Array[] {
    const covered = this.#readCoverage();
    const lacking = this.entries().flatMap(({ update }, index) => {
      const news = this.#structs[index]?.some(({ client, clock, length }) => clock + length > (known.get(client) ?? 0));
      return news === true ? [update] : [];
    });
    return lacking.concat(covered.encodeDeletions());
  }

  /** The whole state in few updates, for those who take them one at a time: runs of small entries are merged, once. */
  merged(): Uint8Array[] {
    const entries = this.entries();
    for (;;) {
      let end = this.#inRuns;
      let bytes = 0;
      while (end < entries.length && end - this.#inRuns < RUN_ENTRIES && bytes < RUN_BYTES) {
        bytes += entries[end]?.update.length ?? 0;
        end += 1;
      }
      if (end - this.#inRuns < RUN_ENTRIES && bytes < RUN_BYTES) break;
      this.#runs.push(...mergeRun(entries.slice(this.#inRuns, end).map(({ update }) => update)));
      this.#inRuns = end;
    }
    return [...this.#runs, ...entries.slice(this.#inRuns).map(({ update }) => update)];
  }

  #readCoverage(): Coverage {
    const entries = this.entries();
    for (let i = this.#structs.length; i < entries.length; i++) {
      const result = scanUpdate(entries[i]?.update ?? new Uint8Array());
      if (result.ok) this.#covered.add(result.scan);
      this.#structs.push(result.ok ? result.scan.structs : []);
    }
    return this.#covered;
  }

  /** `data` messages with these entries; the last says that this is the head. At least one message. */
  dataFrames(entries: readonly TailEntry[], presence: number | null): Uint8Array[] {
    const behind = (index: number): Uint8Array =>
      encodeCursor({ epoch: this.epoch, seq: entries[index]?.seq ?? 0, presence });
    return this.#frames(
      entries.map(({ update }) => update),
      behind,
      presence,
    );
  }

  /**
   * `data` messages with the difference for a client with this state vector. All but the last have an empty cursor: they are no part of
   * the log from its beginning, so a reader who has not all of them begins again with the state vector that it has by then.
   */
  differenceFrames(known: ReadonlyMap<number, number>, presence: number | null): Uint8Array[] {
    return this.#frames(this.difference(known), () => new Uint8Array(), presence);
  }

  /** Cut into messages of at most DATA_CHUNK_BYTES, but for a single larger update. */
  #frames(
    updates: readonly Uint8Array[],
    cursorBehind: (index: number) => Uint8Array,
    presence: number | null,
  ): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let from = 0;
    let bytes = 0;
    updates.forEach((update, index) => {
      if (index > from && bytes + update.length > DATA_CHUNK_BYTES) {
        const data = { cursor: cursorBehind(index - 1), updates: updates.slice(from, index) };
        frames.push(encodeFrame({ type: 'data', flags: MORE, ...data }));
        from = index;
        bytes = 0;
      }
      bytes += update.length;
    });
    frames.push(
      encodeFrame({ type: 'data', cursor: this.cursor(presence), flags: AT_HEAD, updates: updates.slice(from) }),
    );
    return frames;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** One update for all of them; as they are where Yjs cannot merge what it can apply. */
function mergeRun(updates: Uint8Array[]): Uint8Array[] {
  if (updates.length === 1) return updates;
  try {
    return [Y.mergeUpdates(updates)];
  } catch {
    return updates;
  }
}
