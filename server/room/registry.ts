import type { LoadResult } from '#server/store/store.ts';
import type { DocumentId } from '#shared/ids.ts';
import { Backlog } from './backlog.ts';
import type { Member } from './member.ts';
import { MAX_BACKLOG_BYTES, ROOM_IDLE_MS } from './limits.ts';
import { Room } from './room.ts';
import type { RoomNeeds } from './room.ts';

export type OpenResult =
  | { readonly kind: 'open'; readonly room: Room }
  /** the document is there and cannot be read: nobody may write over it */
  | { readonly kind: 'unavailable'; readonly reason: string };

type Readable = Exclude<LoadResult, { kind: 'damaged' }>;

export interface RegistryNeeds extends Omit<RoomNeeds, 'backlog' | 'onLost'> {
  /** told once for each load that failed; `lastGoodSeq` is how far the log could be read, null where that is not known */
  readonly onUnavailable: (document: DocumentId, reason: string, lastGoodSeq: number | null) => void;
}

/** The rooms of this node: loaded once however many ask, forgotten when nobody has been there for a while. */
export class RoomRegistry {
  readonly #needs: RegistryNeeds;
  readonly #roomNeeds: Omit<RoomNeeds, 'onLost'>;
  readonly #rooms = new Map<DocumentId, Promise<OpenResult>>();
  readonly #sweeps = new Map<DocumentId, () => void>();

  constructor(needs: RegistryNeeds) {
    this.#needs = needs;
    this.#roomNeeds = { ...needs, backlog: new Backlog(MAX_BACKLOG_BYTES) };
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
      return loaded.kind === 'damaged'
        ? this.#setAside(document, loaded.reason, loaded.lastGoodSeq)
        : { kind: 'open', room: this.#begin(document, loaded) };
    } catch (error) {
      // the store is closed, or the document is more than memory can hold: that concerns nobody else
      return this.#setAside(document, error instanceof Error ? error.message : String(error), null);
    }
  }

  #begin(document: DocumentId, loaded: Readable): Room {
    const room: Room = new Room(document, loaded, { ...this.#roomNeeds, onLost: () => this.#forget(room) });
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
      if (!room.isIdle) return this.#sweepLater(room);
      this.#forget(room);
      this.#needs.store.release(room.document);
    });
    this.#sweeps.set(room.document, cancel);
  }

  #forget(room: Room): void {
    room.stop();
    this.#rooms.delete(room.document);
    this.#sweeps.get(room.document)?.();
    this.#sweeps.delete(room.document);
  }
}
