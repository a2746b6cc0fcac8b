import type { LoadResult, PurgeResult } from '#server/store/store.ts';
import type { DocumentId } from '#shared/ids.ts';
import { KEPT_TAIL_ENTRIES } from '#server/store/limits.ts';
import { Backlog } from './backlog.ts';
import { Compactions, isCompactionDue } from './compactions.ts';
import { PartsRead } from './document-log.ts';
import type { Loaded } from './document-log.ts';
import type { Member } from './member.ts';
import { MAX_BACKLOG_BYTES, READ_PER_TURN_BYTES, ROOM_IDLE_MS } from './limits.ts';
import { Room } from './room.ts';
import type { RoomNeeds } from './room.ts';
import { Sweeps } from './sweeps.ts';
import type { SweepsNeeds } from './sweeps.ts';

export type OpenResult =
  | { readonly kind: 'open'; readonly room: Room }
  /** the document is there and cannot be read: nobody may write over it */
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface RegistryNeeds extends Omit<RoomNeeds, 'backlog' | 'onLost'> {
  /** told once for each load that failed; `lastGoodSeq` is how far the log could be read, null where that is not known */
  readonly onUnavailable: (document: DocumentId, reason: string, lastGoodSeq: number | null) => void;
  /** why a log could not be merged into a snapshot, for the log */
  readonly onNotCompacted: (document: DocumentId, reason: string) => void;
  /** takes what was deleted long ago out of a document that was merged; documents are left as they are without it */
  readonly sweep?: SweepsNeeds['sweep'];
  /** why a document was not swept, for the log */
  readonly onNotSwept?: SweepsNeeds['onLeft'];
  /** tests have small logs merged, too */
  readonly compaction?: { readonly isDue: typeof isCompactionDue; readonly keptEntries: number };
}

/** The rooms of this node: loaded once however many ask, forgotten when nobody has been there for a while. */
export class RoomRegistry {
  readonly #needs: RegistryNeeds;
  readonly #roomNeeds: Omit<RoomNeeds, 'onLost'>;
  readonly #rooms = new Map<DocumentId, Promise<OpenResult>>();
  readonly #sweeps = new Map<DocumentId, () => void>();
  readonly #compactions: Compactions;
  readonly #isCompactionDue: typeof isCompactionDue;
  readonly #sweeper: Sweeps | null;

  constructor(needs: RegistryNeeds) {
    this.#needs = needs;
    this.#roomNeeds = { ...needs, backlog: new Backlog(MAX_BACKLOG_BYTES) };
    const { isDue = isCompactionDue, keptEntries = KEPT_TAIL_ENTRIES } = needs.compaction ?? {};
    this.#isCompactionDue = isDue;
    this.#compactions = new Compactions({
      store: needs.store,
      clock: needs.clock,
      keptEntries,
      onCompacted: (document) => void this.#afterCompaction(document),
      onLeft: needs.onNotCompacted,
    });
    const { store, clock, sweep, onNotSwept = () => {} } = needs;
    const open = async (document: DocumentId): Promise<Room | null> => {
      const opened = await this.open(document);
      return opened.kind === 'open' ? opened.room : null;
    };
    this.#sweeper = sweep === undefined ? null : new Sweeps({ store, clock, open, sweep, onLeft: onNotSwept });
  }

  open(document: DocumentId): Promise<OpenResult> {
    const known = this.#rooms.get(document);
    if (known !== undefined) return known;
    const opening = this.#load(document);
    this.#rooms.set(document, opening);
    return opening;
  }

  /** Whether the document is loaded, or being loaded. */
  has(document: DocumentId): boolean {
    return this.#rooms.has(document);
  }

  /** Calls `close` for everybody and resolves when all commits are done. A document that takes long to load holds up no other. */
  async drain(close: (member: Member) => void): Promise<void> {
    this.#compactions.stop();
    this.#sweeper?.stop();
    await Promise.all([...this.#rooms.values()].map((opening) => this.#drain(opening, close)));
  }

  async #drain(opening: Promise<OpenResult>, close: (member: Member) => void): Promise<void> {
    const opened = await opening;
    if (opened.kind !== 'open') return;
    const { room } = opened;
    room.closeAll(close);
    await room.settled();
    // it stays known: whoever comes yet must not get a second room of the document
    this.#sweeps.get(room.document)?.();
    room.stop();
  }

  async #load(document: DocumentId): Promise<OpenResult> {
    try {
      const loaded = await this.#needs.store.load(document);
      if (loaded.kind === 'damaged') return this.#setAside(document, loaded.reason, loaded.lastGoodSeq);
      const read = await this.#readParts(loaded.kind === 'found' ? (loaded.snapshot?.updates ?? []) : []);
      return { kind: 'open', room: this.#begin(document, loaded, read) };
    } catch (error) {
      // the store is closed, or the document is more than memory can hold: that concerns nobody else
      return this.#setAside(document, error instanceof Error ? error.message : String(error), null);
    }
  }

  #begin(document: DocumentId, loaded: Loaded, read: PartsRead): Room {
    const room: Room = new Room(document, loaded, { ...this.#roomNeeds, onLost: () => this.#forget(room) }, read);
    this.#sweepLater(room);
    return room;
  }

  /** It is asked for again next time: a disk may come back. */
  #setAside(document: DocumentId, reason: string, lastGoodSeq: number | null): OpenResult {
    this.#rooms.delete(document);
    this.#needs.onUnavailable(document, reason, lastGoodSeq);
    return { kind: 'unavailable', reason };
  }

  #sweepLater(room: Room): void {
    const cancel = this.#needs.clock.after(ROOM_IDLE_MS, () => {
      this.#sweeps.delete(room.document);
      if (this.#isCompactionDue(room.log.size, room.isQuiet)) this.#compactions.add(room.document);
      if (!room.isIdle) return this.#sweepLater(room);
      this.#forget(room);
      this.#needs.store.release(room.document);
    });
    this.#sweeps.set(room.document, cancel);
  }

  /** Forgets what is past in a document. Who reads just now in what the room had of it begins anew. */
  async purge(document: DocumentId): Promise<PurgeResult> {
    const result = await this.#needs.store.purge(document);
    if (result.kind !== 'purged') return result;
    await this.#adopt(document);
    const opened = await this.#rooms.get(document);
    if (opened?.kind === 'open') {
      opened.room.closeAll(({ reading, connection }) => {
        if (reading) connection.close('service-restart', 'what you read was deleted');
      });
    }
    return result;
  }

  async #afterCompaction(document: DocumentId): Promise<void> {
    await this.#adopt(document);
    const opened = await this.#rooms.get(document);
    if (opened?.kind !== 'open' || opened.room.isQuiet) await this.#sweeper?.add(document);
  }

  /** Who joins a room that is open is given the new snapshot, too. */
  async #adopt(document: DocumentId): Promise<void> {
    const opened = await this.#rooms.get(document);
    if (opened?.kind !== 'open') return;
    const loaded: LoadResult = await this.#needs.store.look(document).catch(() => ({ kind: 'absent' }) as const);
    if (loaded.kind !== 'found' || loaded.snapshot === null) return;
    const read = await this.#readParts(loaded.snapshot.updates);
    opened.room.log.adopt(loaded.snapshot, read);
  }

  /** In turns, so that a large document holds up nobody in another one. */
  async #readParts(updates: readonly Uint8Array[]): Promise<PartsRead> {
    const read = new PartsRead();
    let bytes = 0;
    for (const update of updates) {
      read.add(update);
      bytes += update.length;
      if (bytes < READ_PER_TURN_BYTES) continue;
      bytes = 0;
      await new Promise<void>((resolve) => this.#needs.nextTurn(resolve));
    }
    return read;
  }

  #forget(room: Room): void {
    room.stop();
    this.#rooms.delete(room.document);
    this.#sweeps.get(room.document)?.();
    this.#sweeps.delete(room.document);
  }
}
