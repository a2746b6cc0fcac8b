/**
 * Undo of one's own edits only. A step is what was typed, or deleted, without a pause and at one place; anything else is a step of its
 * own. Each knows where the selection was before it. The time comes from the host.
 */
import * as Y from 'yjs';
import type { KeptSelection } from './carets.ts';
import type { Edit } from './edits.ts';
import { isUndoable } from './undoable.ts';

/** A pause of so long between two edits begins a new step. */
const STEP_PAUSE_MS = 500;
/** Yjs's own grouping is never to end a step: it reads the clock itself. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;
const SELECTION = 'selection';

/** What an edit does: characters come, blocks come with characters in them, characters go, or structure and looks change. */
export type EditKind = 'type' | 'paste' | 'delete' | 'other';

export function kindOfEdits(edits: readonly Edit[]): EditKind {
  const has = (kind: Edit['kind']): boolean => edits.some((edit) => edit.kind === kind);
  if (edits.length === 0 || has('format')) return 'other';
  if (has('insert')) return has('embed') ? 'paste' : 'type';
  return has('embed') ? 'other' : 'delete';
}

export interface HistoryParts {
  readonly doc: Y.Doc;
  /** the origin of the edits that can be undone */
  readonly origin: object;
  /** milliseconds */
  readonly clock: () => number;
  /** the selection now: during a transaction that of before it */
  readonly selection: () => KeptSelection | null;
  /** an undone or redone step puts the selection back */
  readonly onSelection: (selection: KeptSelection) => void;
}

interface StackEvent {
  readonly stackItem: { readonly meta: Map<unknown, unknown> };
}

export class History {
  readonly #manager: Y.UndoManager;
  readonly #clock: () => number;
  readonly #listeners = new Set<() => void>();
  #editedAt = Number.NEGATIVE_INFINITY;
  #lastKind: EditKind = 'other';

  constructor({ doc, origin, clock, selection, onSelection }: HistoryParts) {
    this.#clock = clock;
    // the whole document, so that containers which are made later belong to it
    this.#manager = new Y.UndoManager(doc, {
      trackedOrigins: new Set([origin]),
      captureTimeout: NEVER_MS,
      deleteFilter: (item) => isUndoable(item, doc.clientID),
    });
    this.#manager.on('stack-item-added', ({ stackItem }: StackEvent) => {
      stackItem.meta.set(SELECTION, selection());
      this.#tell();
    });
    this.#manager.on('stack-item-popped', ({ stackItem }: StackEvent) => {
      const before = stackItem.meta.get(SELECTION) as KeptSelection | null | undefined;
      if (before !== null && before !== undefined) onSelection(before);
      this.#tell();
    });
    this.#manager.on('stack-cleared', () => this.#tell());
  }

  /** To be called before each own edit. */
  beforeEdit(kind: EditKind): void {
    const now = this.#clock();
    const goesOn = (kind === 'type' || kind === 'delete') && kind === this.#lastKind;
    if (!goesOn || now - this.#editedAt > STEP_PAUSE_MS) this.#manager.stopCapturing();
    this.#editedAt = now;
    // the first letter on an empty page brings its block along
    this.#lastKind = kind === 'paste' ? 'type' : kind;
  }

  /** The next edit begins a new step. */
  stopCapturing(): void {
    this.#manager.stopCapturing();
  }

  get canUndo(): boolean {
    return this.#manager.canUndo();
  }

  get canRedo(): boolean {
    return this.#manager.canRedo();
  }

  /** False when there was nothing to undo. */
  undo(): boolean {
    return this.#manager.undo() !== null;
  }

  redo(): boolean {
    return this.#manager.redo() !== null;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#listeners.clear();
    this.#manager.destroy();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
