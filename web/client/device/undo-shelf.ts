import type { Clock } from '#shared/clock.ts';
import type { InstanceId } from '#shared/ids.ts';
import type { NotesLike } from '../environment.ts';
import { KEEP_UNDO_DELAY_MS } from '../limits.ts';
import type { UndoRow } from './device-store.ts';

/** What a page can undo, for the next page of its tab: bytes of the editor's. */
export interface KeptUndo {
  readonly steps: Uint8Array<ArrayBuffer>;
  /** a Yjs snapshot: what was deleted and has to keep its content when the document loads */
  readonly deleted: Uint8Array<ArrayBuffer>;
}

/** Where an editor keeps what can be undone. */
export interface UndoShelf {
  /** what the page before this one in this tab kept, or the editor before this one on this page; null where that is nothing */
  readonly steps: Uint8Array | null;
  /** `read` is asked soon after each `changed`, and when the page goes; null: there is nothing to undo. */
  keep(read: () => KeptUndo | null): UndoKeeping;
}

export interface UndoKeeping {
  changed(): void;
  /** what is there now is kept for the next editor */
  stop(): void;
}

interface ShelfParts {
  /** of this tab; null: no page knows which one was before it */
  readonly notes: NotesLike | null;
  /** of the document on the device */
  readonly name: string;
  readonly instance: InstanceId;
  readonly clock: Clock;
  readonly write: (row: UndoRow) => void;
}

const NOTHING = new Uint8Array(0);

/**
 * A page that goes notes in its tab what it is called, and the next page of the tab takes what it left. While it lives there is no note: a
 * tab that is duplicated begins with nothing to undo, so that nobody undoes a thing twice.
 */
export class DeviceUndoShelf implements UndoShelf {
  readonly #parts: ShelfParts;
  readonly #note: string;
  #steps: Uint8Array | null = null;
  #read: (() => KeptUndo | null) | null = null;
  #isKept = false;
  #stopTimer: (() => void) | null = null;

  constructor(parts: ShelfParts) {
    this.#parts = parts;
    this.#note = `${parts.name} undo`;
  }

  get steps(): Uint8Array | null {
    return this.#steps;
  }

  /** What the page before this one in this tab was called; null where there was none. Told once. */
  takeNote(): string | null {
    const before = this.#parts.notes?.get(this.#note) ?? null;
    this.back();
    return before;
  }

  /** What it left. */
  begin(steps: Uint8Array): void {
    this.#steps = steps;
  }

  keep(read: () => KeptUndo | null): UndoKeeping {
    this.#read = read;
    return {
      changed: () => {
        this.#stopTimer ??= this.#parts.clock.after(KEEP_UNDO_DELAY_MS, () => this.#write());
      },
      stop: () => {
        if (this.#read !== read) return;
        this.#write();
        this.#read = null;
      },
    };
  }

  /** The page goes. */
  leave(): void {
    this.#write();
    if (this.#isKept) this.#parts.notes?.set(this.#note, this.#parts.instance);
  }

  /** It is back. */
  back(): void {
    this.#parts.notes?.remove(this.#note);
  }

  #write(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    if (this.#read === null) return;
    const kept = this.#read();
    this.#steps = kept?.steps ?? null;
    if (kept === null && !this.#isKept) return;
    this.#isKept = true;
    const { instance, clock, write } = this.#parts;
    write({ instance, at: clock.now(), steps: kept?.steps ?? NOTHING, deleted: kept?.deleted ?? NOTHING });
  }
}
