import { crc32 } from 'node:zlib';
import * as Y from 'yjs';
import type { Epoch, LoadResult, Snapshot } from '#server/store/store.ts';
import { Coverage } from '#shared/update/coverage.ts';
import { scanUpdate } from '#shared/update/scan.ts';
import type { ClockRange } from '#shared/update/scan.ts';
import { RUN_BYTES, RUN_ENTRIES } from './limits.ts';
import { encodeCursor, EPOCH_BYTES } from './cursor.ts';
import type { Cursor } from './cursor.ts';

export interface TailEntry {
  readonly seq: number;
  readonly update: Uint8Array;
  /** who wrote it, as long as this process knows: it gets no echo */
  readonly author: string;
}

export type Loaded = Extract<LoadResult, { kind: 'found' | 'absent' }>;

/** What the document is made from, in order: pieces of the snapshot, then the tail. */
export interface LogPart {
  /** null for all pieces of the snapshot but the last: who has read only some of them is nowhere in the log */
  readonly seq: number | null;
  readonly update: Uint8Array;
}

/** How much lies in a log beside its snapshot, and in that. */
export interface LogSize {
  readonly tailEntries: number;
  readonly tailBytes: number;
  readonly snapshotBytes: number;
}

/** of entries that were written before the room was opened, or by a commit of which nobody heard the end */
const UNKNOWN = '';
/** of a document that nobody has written to yet: the store makes the real one with the first append */
const NO_EPOCH: Epoch = new Uint8Array(EPOCH_BYTES);

/** A document's log as a room holds it: encoded bytes, never a Y.Doc. All of it is on disk. */
export class DocumentLog {
  /** empty until the first append of a new document */
  epoch: Epoch;
  head: number;
  /** changes whenever parts that were there give way to others */
  beginning = {};
  #snapshot: Snapshot | null;
  #tail: TailEntry[];
  #tailBytes = 0;
  /** there was no such document when the room was opened */
  readonly #bornHere: boolean;
  /** of each seq from the snapshot's on: the CRC-32 over the updates of the log up to it */
  #history: number[];
  /** what was read from the bytes of the parts: the rest is when it is first asked for */
  #read: PartsRead;
  /** runs of small parts, each merged into one update; only ever added to while the beginning is the same */
  #runs: Uint8Array[] = [];
  #inRuns = 0;

  /** `read` is what was read of it beforehand, from its first part on. */
  constructor(loaded: Loaded, read: PartsRead = new PartsRead()) {
    this.#read = read;
    const found = loaded.kind === 'found' ? loaded : { epoch: NO_EPOCH, snapshot: null, tail: [] };
    this.#bornHere = loaded.kind === 'absent';
    this.epoch = found.epoch;
    this.#snapshot = found.snapshot;
    this.#tail = found.tail.map((entry) => ({ ...entry, author: UNKNOWN }));
    this.head = this.#tail.at(-1)?.seq ?? this.#snapshot?.seq ?? 0;
    this.#history = [this.#snapshot?.history ?? 0];
    for (const { update } of this.#tail) this.#remember(update);
  }

  append(epoch: Epoch, entries: readonly TailEntry[]): void {
    this.epoch = epoch;
    for (const entry of entries) {
      this.#tail.push(entry);
      this.#remember(entry.update);
    }
    this.head = entries.at(-1)?.seq ?? this.head;
  }

  /**
   * Takes up what the disk has beyond this log, and gives it; null when what the disk has does not begin with this log.
   */
  continueWith(loaded: Loaded): TailEntry[] | null {
    if (loaded.kind === 'absent') return this.head === 0 ? [] : null;
    const other = new DocumentLog(loaded);
    if (
      this.head > 0 &&
      !other.knows({ epoch: this.epoch, seq: this.head, history: this.#historyAt(this.head) ?? 0 })
    ) {
      return null;
    }
    const entries = other.#tail.filter(({ seq }) => seq > this.head);
    this.append(other.epoch, entries);
    return entries;
  }

  /** A snapshot of this log takes the place of all that is in it. Whoever reads on from before it gets all of it. */
  adopt(snapshot: Snapshot, read: PartsRead): void {
    const before = this.#snapshot?.seq ?? 0;
    if (snapshot.seq <= before || snapshot.seq > this.head) return;
    // arrays of their own: who reads the log right now goes on with the ones from before
    this.#tail = this.#tail.filter(({ seq }) => seq > snapshot.seq);
    this.#tailBytes = this.#tail.reduce((bytes, { update }) => bytes + update.length, 0);
    this.#history = this.#history.slice(snapshot.seq - before);
    this.#snapshot = snapshot;
    this.#read = read;
    this.#runs = [];
    this.#inRuns = 0;
    this.beginning = {};
  }

  /** The whole state, oldest first. */
  updates(): Uint8Array[] {
    return this.entries().map(({ update }) => update);
  }

  get size(): LogSize {
    const snapshotBytes = this.#snapshot?.updates.reduce((bytes, { length }) => bytes + length, 0) ?? 0;
    return { tailEntries: this.#tail.length, tailBytes: this.#tailBytes, snapshotBytes };
  }

  /** What the log has, for a room that opens and after a commit that failed. A copy. */
  coverage(): Coverage {
    return this.#readCoverage().clone();
  }

  /** Behind an entry; `presence` is the revision of presence that goes with it. */
  cursor(seq = this.head, presence: number | null = null): Uint8Array {
    return encodeCursor({ epoch: this.epoch, seq, history: this.#historyAt(seq) ?? 0, presence });
  }

  /** Whether what the cursor's owner has read is the beginning of this log. */
  knows({ epoch, seq, history }: Pick<Cursor, 'epoch' | 'seq' | 'history'>): boolean {
    // given out before the first edit: nothing was read, and nothing was there
    if (this.#bornHere && seq === 0 && sameBytes(epoch, NO_EPOCH)) return true;
    return sameBytes(epoch, this.epoch) && this.#historyAt(seq) === history;
  }

  /** Null where there is no such place. */
  #historyAt(seq: number): number | null {
    return this.#history[seq - (this.#snapshot?.seq ?? 0)] ?? null;
  }

  #remember(update: Uint8Array): void {
    this.#tailBytes += update.length;
    this.#history.push(crc32(update, this.#history.at(-1)));
  }

  /** Everything, snapshot first. */
  entries(): readonly LogPart[] {
    if (this.#snapshot === null) return this.#tail;
    const { seq, updates } = this.#snapshot;
    const pieces = updates.map((update, index) => ({ seq: index === updates.length - 1 ? seq : null, update }));
    return [...pieces, ...this.#tail];
  }

  /** What came after `seq` and `reader` did not write itself; everything where `seq` lies before the snapshot. */
  since(seq: number, reader: string): readonly LogPart[] {
    if (seq < (this.#snapshot?.seq ?? 0)) return this.entries();
    const first = (this.#tail[0]?.seq ?? 0) - 1;
    return this.#tail.slice(Math.max(0, seq - first)).filter((entry) => entry.author !== reader);
  }

  /**
   * What a client with this state vector lacks: the entries that hold structs which it has not, and all deletions, because a state vector
   * says nothing of them. No merging: `Y.mergeUpdates` takes time in the square of the number of updates.
   */
  difference(known: ReadonlyMap<number, number>): Uint8Array[] {
    const covered = this.#readCoverage();
    const lacking = this.entries().flatMap(({ update }, index) => {
      const news = this.#read.structs[index]?.some(
        ({ client, clock, length }) => clock + length > (known.get(client) ?? 0),
      );
      return news === true ? [update] : [];
    });
    return lacking.concat(covered.encodeDeletions());
  }

  /** The updates that hold structs of this client between these clocks. */
  holding(client: number, from: number, to: number): Uint8Array[] {
    this.#readCoverage();
    return this.entries().flatMap(({ update }, index) => {
      const holds = this.#read.structs[index]?.some(
        (range) => range.client === client && range.clock < to && range.clock + range.length > from,
      );
      return holds === true ? [update] : [];
    });
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
    const { structs, covered } = this.#read;
    const entries = this.entries();
    while (structs.length < entries.length) this.#read.add(entries[structs.length]?.update ?? new Uint8Array());
    return covered;
  }
}

/** What parts of a log hold, in their order: the structs of each, and what all of them cover together. */
export class PartsRead {
  readonly structs: (readonly ClockRange[])[] = [];
  readonly covered = new Coverage();

  add(update: Uint8Array): void {
    const result = scanUpdate(update);
    if (result.ok) this.covered.add(result.scan);
    this.structs.push(result.ok ? result.scan.structs : []);
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
