/**
 * Undo of one's own edits only. A step is a word that was typed with the space before it, or what was deleted, without a pause and at one
 * place; a word that was composed, however long that took; anything else is a step of its own. Each knows where the selection was before it.
 * The time comes from the host.
 */
import type * as Y from 'yjs';
import type { KeptSelection } from './carets.ts';
import type { Edit } from './edits.ts';
import { NO_STEPS, readSteps, writeSteps } from './undo/kept-steps.ts';
import type { KeptSteps } from './undo/kept-steps.ts';
import { UndoStacks } from './undo/stacks.ts';
import { isUndoable } from './undoable.ts';

const ENDS_IN_WORD = /\S$/u;
const BEGINS_WITH_SPACE = /^\s/u;
/** A pause of so long between two edits begins a new step. */
const STEP_PAUSE_MS = 500;

/** What an edit does: characters come, blocks come with characters in them, characters go, or structure and looks change. */
export type EditKind = 'type' | 'paste' | 'delete' | 'other';

export function kindOfEdits(edits: readonly Edit[]): EditKind {
  const has = (kind: Edit['kind']): boolean => edits.some((edit) => edit.kind === kind);
  if (edits.length === 0 || has('format')) return 'other';
  if (has('insert')) return has('embed') ? 'paste' : 'type';
  return has('embed') ? 'other' : 'delete';
}

/** An edit as far as it matters for where a step begins. */
export interface Writing {
  readonly kind: EditKind;
  /** the characters that come */
  readonly typed: string;
  /** a word is being composed */
  readonly composing: boolean;
}

export function writingOf(edits: readonly Edit[], composing: boolean): Writing {
  const typed = edits.map((edit) => (edit.kind === 'insert' ? edit.text : '')).join('');
  return { kind: kindOfEdits(edits), typed, composing };
}

/** What an edit of another sort says of itself: it is a step of its own. */
export const ALONE: Writing = { kind: 'other', typed: '', composing: false };

export interface HistoryParts {
  readonly doc: Y.Doc;
  /** the origin of the edits that can be undone */
  readonly origin: object;
  /** milliseconds */
  readonly clock: () => number;
  /** steps of an earlier page, as `write` gave them; null where there are none */
  readonly kept: Uint8Array | null;
  /** the selection now: during a transaction that of before it */
  readonly selection: () => KeptSelection | null;
  /** an undone or redone step puts the selection back */
  readonly onSelection: (selection: KeptSelection) => void;
  /** called in the transaction of an undo or redo with what it brought back */
  readonly onBroughtBack: (transaction: Y.Transaction, items: readonly Y.Item[]) => void;
}

export class History {
  readonly #doc: Y.Doc;
  readonly #stacks: UndoStacks;
  readonly #clock: () => number;
  readonly #onSelection: (selection: KeptSelection) => void;
  readonly #listeners = new Set<() => void>();
  #editedAt = Number.NEGATIVE_INFINITY;
  #last = ALONE;
  /** a word is being composed, and something of it is in the document */
  #inWord = false;

  constructor({ doc, origin, clock, kept, selection, onSelection, onBroughtBack }: HistoryParts) {
    this.#doc = doc;
    this.#clock = clock;
    this.#onSelection = onSelection;
    const { clients, ...steps } = kept === null ? NO_STEPS : readSteps(doc, kept);
    this.#stacks = new UndoStacks(
      {
        doc,
        origin,
        selection,
        mayDelete: (item) => isUndoable(item, (client) => this.#stacks.isOwnClient(client)),
        onBroughtBack,
        onChange: () => this.#tell(),
      },
      steps,
      clients,
    );
  }

  /** To be called before each own edit. */
  beforeEdit(writing: Writing): void {
    const now = this.#clock();
    const goesOn = this.#inWord || (this.#goesOn(writing) && now - this.#editedAt <= STEP_PAUSE_MS);
    if (!goesOn) this.#stacks.stopCapturing();
    this.#editedAt = now;
    this.#inWord ||= writing.composing;
    // the first letter on an empty page brings its block along
    this.#last = writing.kind === 'paste' ? { ...writing, kind: 'type' } : writing;
  }

  #goesOn({ kind, typed, composing }: Writing): boolean {
    if (kind !== this.#last.kind || composing) return false;
    if (kind === 'type') return !(ENDS_IN_WORD.test(this.#last.typed) && BEGINS_WITH_SPACE.test(typed));
    return kind === 'delete';
  }

  /** To be called when an edit is over and no word is being composed. */
  endWord(): void {
    this.#inWord = false;
  }

  /** The next edit begins a new step, unless it is of a word that is being composed. */
  stopCapturing(): void {
    if (!this.#inWord) this.#stacks.stopCapturing();
  }

  /** Is a transaction with this origin an undo or redo? */
  isOwn(origin: unknown): boolean {
    return this.#stacks.isOwn(origin);
  }

  get canUndo(): boolean {
    return this.#stacks.steps.undo.length > 0;
  }

  get canRedo(): boolean {
    return this.#stacks.steps.redo.length > 0;
  }

  /** False when there was nothing to undo. */
  undo(): boolean {
    return this.#take('undo');
  }

  redo(): boolean {
    return this.#take('redo');
  }

  /** The steps as they are now, for an editor that opens the same document later. */
  write(): KeptSteps {
    return writeSteps(this.#doc, this.#stacks.steps, this.#stacks.clients);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#listeners.clear();
    this.#stacks.stop();
  }

  #take(taking: 'undo' | 'redo'): boolean {
    this.#inWord = false;
    const step = this.#stacks.take(taking);
    if (step === null) return false;
    if (step.selection !== null) this.#onSelection(step.selection);
    this.#tell();
    return true;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
