/**
 * The steps that one person can take back, and those that were taken back. Yjs has an undo manager of its own; this one also knows steps of
 * before the page was loaded, does not bring back what somebody else brought back, follows what it brings back to the last character, and
 * tells what it brought back while the transaction goes on.
 */
import * as Y from 'yjs';
import { hasAny } from '#shared/update/keep-deleted.ts';
import type { KeptSelection } from '../carets.ts';
import { BringBack } from './bring-back.ts';
import { currentItems } from './redone.ts';
import { eachItem, joinSteps, keep, stepOf } from './step.ts';
import type { UndoStep } from './step.ts';

export interface StackParts {
  readonly doc: Y.Doc;
  /** the origin of the edits that can be undone */
  readonly origin: object;
  /** the selection now: during a transaction that of before it */
  readonly selection: () => KeptSelection | null;
  /** may an undo take this out of the document? */
  readonly mayDelete: (item: Y.Item) => boolean;
  /** called in the transaction that brought items back, with those: what it writes is no part of the step */
  readonly onBroughtBack: (transaction: Y.Transaction, items: readonly Y.Item[]) => void;
  /** the steps are others now */
  readonly onChange: () => void;
}

export interface Steps {
  /** the last one is the next to be taken back */
  readonly undo: readonly UndoStep[];
  readonly redo: readonly UndoStep[];
}

type Taking = 'undo' | 'redo';

export class UndoStacks {
  readonly #parts: StackParts;
  /** the ids that this person wrote with, also before the page was loaded */
  readonly #clients: Set<number>;
  #undo: UndoStep[];
  #redo: UndoStep[];
  /** the next edit belongs to the last step */
  #goesOn = false;
  #taking: Taking | null = null;
  /** the clock at which the step that is being taken back ends: what comes behind only follows it */
  #end = Number.POSITIVE_INFINITY;

  constructor(parts: StackParts, { undo, redo }: Steps, clients: ReadonlySet<number>) {
    this.#parts = parts;
    this.#undo = [...undo];
    this.#redo = [...redo];
    this.#clients = new Set(clients);
    parts.doc.on('afterTransaction', this.#after);
  }

  get steps(): Steps {
    return { undo: this.#undo, redo: this.#redo };
  }

  get clients(): ReadonlySet<number> {
    return this.#clients;
  }

  isOwnClient(client: number): boolean {
    return client === this.#parts.doc.clientID || this.#clients.has(client);
  }

  /** Is the transaction with this origin a step that is taken back? */
  isOwn(origin: unknown): boolean {
    return origin === this;
  }

  /** The next edit begins a new step. */
  stopCapturing(): void {
    this.#goesOn = false;
  }

  /** Takes back the last step of which anything is left; gives it, null where there is none. */
  take(taking: Taking): UndoStep | null {
    this.#goesOn = false;
    const stack = taking === 'undo' ? this.#undo : this.#redo;
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) if (this.#takeBack(step, taking)) return step;
    this.#parts.onChange();
    return null;
  }

  stop(): void {
    this.#parts.doc.off('afterTransaction', this.#after);
  }

  readonly #after = (transaction: Y.Transaction): void => {
    const { doc, origin, selection, onChange } = this.#parts;
    if (transaction.origin !== origin && transaction.origin !== this) return;
    const step = stepOf(transaction, this.#end, selection());
    if (step === null) return;
    this.#clients.add(doc.clientID);
    eachItem(transaction, step.deletions, keep);
    if (this.#taking === 'undo') this.#redo.push(step);
    else if (this.#taking === 'redo') this.#undo.push(step);
    else this.#note(step);
    onChange();
  };

  #note(step: UndoStep): void {
    this.#redo = [];
    const last = this.#goesOn ? this.#undo.pop() : undefined;
    this.#undo.push(last === undefined ? step : joinSteps(last, step));
    this.#goesOn = true;
  }

  #takeBack(step: UndoStep, taking: Taking): boolean {
    const { doc, mayDelete, onBroughtBack } = this.#parts;
    let changed = false;
    this.#taking = taking;
    try {
      doc.transact((transaction) => {
        const own = this.#insertedBy(transaction, step);
        const steps = [step, ...this.#undo, ...this.#redo];
        const back = new BringBack(transaction, step, {
          going: new Set(own),
          isOwn: ({ id, length }) => steps.some(({ insertions }) => hasAny(insertions, id, length)),
          isDeletedByOwn: (id) => steps.some(({ deletions }) => Y.isDeleted(deletions, id)),
          isOwnClient: (client) => this.isOwnClient(client),
        });
        back.run();
        // children before what they are in, so that more is known when it is asked
        for (const item of own.toReversed()) {
          if (item.deleted || !mayDelete(item)) continue;
          item.delete(transaction);
          changed = true;
        }
        changed ||= back.made.length > 0;
        if (back.made.length > 0) {
          this.#end = Y.getState(doc.store, doc.clientID);
          onBroughtBack(transaction, back.made);
        }
        forgetPositions(transaction);
      }, this);
    } finally {
      this.#taking = null;
      this.#end = Number.POSITIVE_INFINITY;
    }
    return changed;
  }

  /** What the step put in, where it is now. */
  #insertedBy(transaction: Y.Transaction, { insertions }: UndoStep): Y.Item[] {
    return [...insertions.clients].flatMap(([client, spans]) =>
      spans.flatMap(({ clock, len }) => currentItems(transaction, Y.createID(client, clock), len)),
    );
  }
}

/** Where Yjs remembers positions of a text, they are others now. */
function forgetPositions(transaction: Y.Transaction): void {
  for (const [type, keys] of transaction.changed) if (keys.has(null)) type._searchMarker?.splice(0);
}
