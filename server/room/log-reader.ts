import { encodeFrame } from '#shared/protocol/frame.ts';
import { DATA_CHUNK_BYTES } from '#shared/protocol/limits.ts';
import { encodeInPieces } from '#shared/protocol/pieces.ts';
import { AT_HEAD } from './batch.ts';
import type { Payload } from './connection.ts';
import type { DocumentLog, LogPart } from './document-log.ts';
import { SHARED_UPDATE_BYTES } from './limits.ts';

const MORE = { more: true, caughtUp: false, stale: false };
const NOTHING = new Uint8Array();

/** Where a reader stands: before everything, behind an entry of the log, or with a state vector of its own. */
export type Position =
  | { readonly kind: 'beginning' }
  | { readonly kind: 'seq'; readonly seq: number }
  | { readonly kind: 'state-vector'; readonly known: ReadonlyMap<number, number> };

export interface LogReaderNeeds {
  readonly log: DocumentLog;
  /** whose own edits are left out, but for a reader from the beginning */
  readonly reader: string;
  /** the revision of presence that goes into the cursors of a poll */
  readonly presence: number | null;
}

/** A message that everybody gets who reads from the beginning. */
interface Shared {
  readonly payload: Payload;
  readonly bytes: number;
  readonly head: number;
  /** where it ends, and whether something followed: then it stays as it is however the log grows */
  readonly to: number;
  readonly full: boolean;
}

/** by a log's beginning: another one has other messages */
const sharedOf = new WeakMap<DocumentLog['beginning'], Shared[]>();

/**
 * Reads a log for one client, `data` message by `data` message. Each is encoded when it is asked for: a client that is slow costs one
 * message, not the document. The log may grow meanwhile.
 */
export class LogReader {
  /** how many bytes of updates the last message had */
  lastBytes = 0;
  readonly #needs: LogReaderNeeds;
  /** those before `#end` are to be read */
  #items: readonly LogPart[];
  #end: number;
  #at = 0;
  /** behind what was read so far; null in the middle of a difference or a snapshot: who gets no more begins again with its state vector */
  #seq: number | null;
  /** behind the last item */
  #endSeq: number;
  /** the messages that it shares with others, as long as it does, and its place among them */
  #shared: { readonly list: Shared[]; place: number } | null = null;

  constructor(needs: LogReaderNeeds, from: Position) {
    const { log, reader, presence } = needs;
    this.#needs = needs;
    this.#seq = from.kind === 'seq' ? from.seq : from.kind === 'beginning' ? 0 : null;
    this.#items = itemsFrom(log, reader, from);
    this.#end = this.#items.length;
    this.#endSeq = log.head;
    if (from.kind === 'beginning' && presence === null) {
      const list = sharedOf.get(log.beginning) ?? [];
      sharedOf.set(log.beginning, list);
      this.#shared = { list, place: 0 };
    }
  }

  /** The last message brought the reader to the head of the log. */
  get caughtUp(): boolean {
    return this.#at === this.#end && this.#seq === this.#needs.log.head;
  }

  /**
   * The next message, of at most so many bytes of updates. A larger single update travels alone, and only where all of
   * DATA_CHUNK_BYTES may be used.
   */
  next(mostBytes = DATA_CHUNK_BYTES): Payload {
    if (this.#at === this.#end) this.#follow();
    const { log } = this.#needs;
    const shared = this.#shared;
    const known = shared?.list[shared.place];
    if (shared !== null && known !== undefined && (known.full || known.head === log.head)) {
      shared.place += 1;
      this.#moveTo(known.to);
      this.lastBytes = known.bytes;
      return known.payload;
    }
    const from = this.#at;
    this.#moveTo(this.#endOfMessage(mostBytes));
    const payload = this.#encode(this.#items.slice(from, this.#at));
    if (shared !== null) {
      const full = this.#at < this.#end;
      shared.list[shared.place] = { payload, bytes: this.lastBytes, head: log.head, to: this.#at, full };
      shared.place += 1;
    }
    return payload;
  }

  /** Goes on with what came since. */
  #follow(): void {
    const { log, reader } = this.#needs;
    if (this.#seq === null || this.#seq === log.head) return;
    this.#items = log.since(this.#seq, reader);
    this.#end = this.#items.length;
    this.#endSeq = log.head;
    this.#at = 0;
    this.#shared = null;
  }

  #endOfMessage(mostBytes: number): number {
    let bytes = 0;
    let to = this.#at;
    for (; to < this.#end; to++) {
      const { length } = this.#items[to]?.update ?? NOTHING;
      const alone = to === this.#at && mostBytes >= DATA_CHUNK_BYTES;
      if (!alone && bytes + length > mostBytes) break;
      bytes += length;
    }
    this.lastBytes = bytes;
    return to;
  }

  #moveTo(to: number): void {
    if (to === this.#end) this.#seq = this.#endSeq;
    else if (to > this.#at) this.#seq = this.#items[to - 1]?.seq ?? null;
    this.#at = to;
  }

  #encode(items: readonly LogPart[]): Payload {
    const { log, presence } = this.#needs;
    const cursor = this.#seq === null ? NOTHING : log.cursor(this.#seq, presence);
    const message = { type: 'data', cursor, flags: this.caughtUp ? AT_HEAD : MORE } as const;
    const [first] = items;
    if (items.length === 1 && first !== undefined && first.update.length >= SHARED_UPDATE_BYTES) {
      return encodeInPieces({ ...message, updates: [NOTHING] }, first.update);
    }
    return encodeFrame({ ...message, updates: items.map(({ update }) => update) });
  }
}

function itemsFrom(log: DocumentLog, reader: string, from: Position): readonly LogPart[] {
  if (from.kind === 'beginning') return log.entries();
  if (from.kind === 'seq') return log.since(from.seq, reader);
  return log.difference(from.known).map((update) => ({ seq: null, update }));
}
