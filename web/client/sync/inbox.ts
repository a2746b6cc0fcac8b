import * as Y from 'yjs';
import type { FrameScheduler } from '../environment.ts';

interface InboxParts {
  readonly doc: Y.Doc;
  /** the origin of its transactions */
  readonly origin: unknown;
  readonly frames: FrameScheduler;
  /** `updates` are in the document now, so the log is read up to `cursor`; null where that is not known */
  readonly applied: (updates: readonly Uint8Array[], cursor: Uint8Array | null) => void;
  /** an update could not be applied: the document has not what the cursor stands for */
  readonly broken: (error: unknown) => void;
}

/** Gathers what comes from the server and applies it in one transaction a frame, so that an editor renders once. */
export class Inbox {
  readonly #parts: InboxParts;
  #updates: Uint8Array[] = [];
  #cursor: Uint8Array | null = null;
  #stopFrame: (() => void) | null = null;
  readonly #holds = new Set<(update: Uint8Array) => boolean>();

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  add(updates: readonly Uint8Array[], cursor: Uint8Array | null): void {
    for (const update of updates) this.#updates.push(update);
    this.#cursor = cursor ?? this.#cursor;
    this.#wake();
  }

  /**
   * An update is not applied while `holds` says so of it, and is asked for again with each frame; the others are, so `holds` says the same of
   * what builds on one that waits. Gives its own stop.
   */
  holdWhile(holds: (update: Uint8Array) => boolean): () => void {
    this.#holds.add(holds);
    return () => this.#holds.delete(holds);
  }

  /** How far the log is read with what waits here; null when nothing waits, or where that is not known. */
  get cursor(): Uint8Array | null {
    return this.#cursor;
  }

  /** Applies what is there now and is not held. */
  settle(): void {
    const held = this.#updates.filter((update) => this.#isHeld(update));
    if (held.length === 0) {
      this.flush();
      return;
    }
    const free = this.#updates.filter((update) => !held.includes(update));
    this.#updates = held;
    // the cursor stands for all of them
    if (free.length > 0) this.#apply(free, null);
    this.#wake();
  }

  #isHeld(update: Uint8Array): boolean {
    for (const holds of this.#holds) if (holds(update)) return true;
    return false;
  }

  #wake(): void {
    if (this.#cursor === null && this.#updates.length === 0) return;
    this.#stopFrame ??= this.#parts.frames.next(() => {
      this.#stopFrame = null;
      this.settle();
    });
  }

  /** Applies what is there now, held or not: at the first sync, at the end. */
  flush(): void {
    this.#stopFrame?.();
    this.#stopFrame = null;
    const updates = this.#updates;
    const cursor = this.#cursor;
    if (cursor === null && updates.length === 0) return;
    this.#updates = [];
    this.#cursor = null;
    this.#apply(updates, cursor);
  }

  #apply(updates: readonly Uint8Array[], cursor: Uint8Array | null): void {
    try {
      applyAll(this.#parts.doc, updates, this.#parts.origin);
    } catch (error) {
      this.#parts.broken(error);
      return;
    }
    this.#parts.applied(updates, cursor);
  }

  /** Drops what is not applied yet. */
  stop(): void {
    this.#stopFrame?.();
    this.#stopFrame = null;
    this.#updates = [];
    this.#cursor = null;
  }
}

/** One transaction, whose origin tells local edits from what came. */
export function applyAll(doc: Y.Doc, updates: readonly Uint8Array[], origin: unknown): void {
  if (updates.length === 0) return;
  Y.transact(
    doc,
    () => {
      for (const update of updates) Y.applyUpdate(doc, update, origin);
    },
    origin,
    false,
  );
}

/** False when one of them cannot be read: a device may give back other bytes than it was given. */
export function applyReadable(doc: Y.Doc, updates: readonly Uint8Array[], origin: unknown): boolean {
  let readable = true;
  Y.transact(
    doc,
    () => {
      for (const update of updates) {
        try {
          Y.applyUpdate(doc, update, origin);
        } catch {
          readable = false;
        }
      }
    },
    origin,
    false,
  );
  return readable;
}
