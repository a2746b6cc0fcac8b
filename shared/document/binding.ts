/** Lexical ↔ Yjs, both ways, for one document: `docs/document.md` says how it lies there. */
import { $getRoot, COLLABORATION_TAG, HISTORIC_TAG, SKIP_DOM_SELECTION_TAG, SKIP_SCROLL_INTO_VIEW_TAG } from 'lexical';
import type { EditorState, LexicalEditor } from 'lexical';
import * as Y from 'yjs';
import { BlockIndex } from './block-index.ts';
import type { Region } from './block-index.ts';
import { $findOddBlocks } from './canonical.ts';
import { $findPoint, fromPresence, toPresence } from './carets.ts';
import type { KeptSelection, PresenceSelection } from './carets.ts';
import type { Fragment } from './fragment.ts';
import { holdPlan, releasePlan } from './held-edits.ts';
import type { HeldPlan } from './held-edits.ts';
import { History } from './history.ts';
import type { EditKind } from './history.ts';
import { BODY_ROOT, LAYOUT, META_LAYOUT, META_ROOT } from './layout.ts';
import { $findChanges } from './local-change.ts';
import type { DirtyKeys, LocalChange } from './local-change.ts';
import { OwnSelection } from './own-selection.ts';
import { applyPlan, planEdits } from './plan.ts';
import type { Edit, Plan } from './plan.ts';
import type { LexicalPoint } from './points.ts';
import { $renderAll, $renderBlocks, $renderRegions } from './render.ts';
import { scanTransaction } from './scan.ts';

export type { PresenceSelection } from './carets.ts';

export type BindingState =
  | { readonly kind: 'writable' }
  /** the document holds what this version does not know: it is shown and kept, and nothing is written */
  | { readonly kind: 'read-only'; readonly reason: 'unknown-layout' | 'unknown-content'; readonly detail: string }
  /**
   * a fault of our own: editor and document are not the same any more, so nothing is written, lest it take away what others wrote. What
   * was typed last is on the page and not in the document
   */
  | { readonly kind: 'read-only'; readonly reason: 'fault'; readonly detail: string };

export interface DocumentBinding {
  readonly state: BindingState;
  onState(listener: () => void): () => void;
  /** false when there was nothing to undo */
  undo(): boolean;
  redo(): boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  onHistory(listener: () => void): () => void;
  /** the next edit begins a new step of undo */
  stopCapturing(): void;
  /** the own selection for presence; null when there is none */
  selectionForPresence(): PresenceSelection | null;
  /** where somebody's selection lies in this editor now; null when it is unknown */
  resolveSelection(selection: PresenceSelection): { anchor: LexicalPoint; focus: LexicalPoint } | null;
  stop(): void;
}

export interface BindingOptions {
  /** the origin of our transactions; a new object unless given */
  readonly origin?: object;
  /** milliseconds, for the steps of undo */
  readonly clock: () => number;
}

/** Shows the document in the editor and keeps both the same. Loads what is there at once; an empty document is not written to. */
export function bindDocument(editor: LexicalEditor, doc: Y.Doc, options: BindingOptions): DocumentBinding {
  return new Binding(editor, doc, options);
}

const WRITABLE: BindingState = { kind: 'writable' };

function kindOf(edits: readonly Edit[]): EditKind {
  const has = (kind: Edit['kind']): boolean => edits.some((edit) => edit.kind === kind);
  if (edits.length === 0 || has('format')) return 'other';
  if (has('insert')) return has('embed') ? 'paste' : 'type';
  return has('embed') ? 'other' : 'delete';
}

interface Held {
  readonly changes: readonly LocalChange[];
  readonly plan: HeldPlan;
}

interface Merge {
  readonly transaction: Y.Transaction;
  readonly changes: readonly LocalChange[];
  readonly regions: readonly Region[];
}

class Binding implements DocumentBinding {
  state: BindingState = WRITABLE;
  readonly #editor: LexicalEditor;
  readonly #doc: Y.Doc;
  readonly #meta: Y.Map<unknown>;
  readonly #index: BlockIndex;
  readonly #origin: object;
  readonly #history: History;
  readonly #stateListeners = new Set<() => void>();
  readonly #stops: (() => void)[] = [];
  readonly #layoutOrigin = {};
  readonly #selection: OwnSelection;
  /** the update of ours that is being made also holds edits which nobody has read yet */
  #mixed = false;
  /** the editor shows less than the index holds: an update of ours is still to come, or it failed */
  #behind = false;
  #fault: Error | null = null;
  /** edits that were not committed when the transaction of somebody else began that is going on */
  #held: Held | null = null;
  /** our transaction that carries such edits out, and what of the other one is still to be shown */
  #merge: Merge | null = null;

  constructor(editor: LexicalEditor, doc: Y.Doc, { origin = {}, clock }: BindingOptions) {
    this.#editor = editor;
    this.#doc = doc;
    this.#origin = origin;
    this.#meta = doc.getMap(META_ROOT);
    const text = doc.getText(BODY_ROOT);
    this.#index = new BlockIndex(text);
    this.#selection = new OwnSelection(editor, this.#index);
    this.#history = new History({
      doc,
      origin,
      clock,
      selection: () => this.#selection.kept,
      onSelection: (selection) => this.#select(selection),
    });

    // not `observeDeep`: it sorts its events by their paths, and a path into a text is found by walking the text
    const onChange = (transaction: Y.Transaction): void => {
      if (transaction === this.#merge?.transaction) this.#finishMerge(transaction);
      else if ((transaction.changedParentTypes as ReadonlyMap<unknown, unknown>).has(text)) this.#read(transaction);
      else this.#held = null;
    };
    const onMeta = (): void => this.#updateState();
    const onTransaction = (transaction: Y.Transaction): void => {
      if (transaction.origin === origin) return;
      this.#selection.notice();
      this.#hold();
    };
    doc.on('beforeTransaction', onTransaction);
    doc.on('afterTransaction', onChange);
    this.#meta.observe(onMeta);
    this.#stops.push(
      () => doc.off('beforeTransaction', onTransaction),
      () => doc.off('afterTransaction', onChange),
      () => this.#meta.unobserve(onMeta),
      editor.registerUpdateListener(({ editorState, dirtyElements, dirtyLeaves, tags }) => {
        const ours = (tags.has(COLLABORATION_TAG) || tags.has(HISTORIC_TAG)) && !this.#mixed;
        this.#mixed = false;
        if (ours) return;
        const edited = dirtyElements.size > 0 || dirtyLeaves.size > 0;
        if (edited) this.#write(editorState, { elements: dirtyElements, leaves: dirtyLeaves });
        const moved = this.#selection.adopt(editorState);
        // what is typed at another place is another step
        if (moved && !edited) this.#history.stopCapturing();
      }),
    );
    this.#index.reread(0, 0, null);
    this.#showAll();
    this.#updateState();
  }

  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  undo(): boolean {
    return this.state.kind === 'writable' && this.#history.undo();
  }

  redo(): boolean {
    return this.state.kind === 'writable' && this.#history.redo();
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  onHistory(listener: () => void): () => void {
    return this.#history.onChange(listener);
  }

  stopCapturing(): void {
    this.#history.stopCapturing();
  }

  selectionForPresence(): PresenceSelection | null {
    const { kept } = this.#selection;
    return kept === null ? null : toPresence(kept);
  }

  resolveSelection(selection: PresenceSelection): { anchor: LexicalPoint; focus: LexicalPoint } | null {
    const kept = fromPresence(selection);
    if (kept === null) return null;
    return this.#editor.getEditorState().read(() => {
      const anchor = $findPoint(this.#index, kept.anchor);
      const focus = $findPoint(this.#index, kept.focus);
      return anchor === null || focus === null ? null : { anchor, focus };
    });
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#history.stop();
    this.#stateListeners.clear();
  }

  // ---- the editor's changes → the document

  #write(editorState: EditorState, dirty: DirtyKeys): void {
    if (this.state.kind === 'read-only') {
      // after a fault what was typed last stays on the page: it is nowhere else
      if (this.state.reason !== 'fault') queueMicrotask(() => this.#showAll());
      return;
    }
    try {
      this.#writeChanges(editorState, dirty);
    } catch (error) {
      this.#fail(error);
    }
  }

  #writeChanges(editorState: EditorState, dirty: DirtyKeys): void {
    const changes = editorState.read(() => $findChanges(this.#index, dirty));
    if (changes.length === 0) return;
    this.#carryOut(this.#plan(changes), () => {});
    const changed = changes.flatMap((change) => this.#adopt(change));
    const odd = editorState.read(() => $findOddBlocks(this.#index, changed));
    const bare = editorState.read(() => $getRoot().isEmpty());
    if (odd.length > 0 || bare) queueMicrotask(() => this.#renderAnew(odd));
  }

  #plan(changes: readonly LocalChange[]): Plan {
    const selected = this.#selection.stretch();
    const plans = changes.map((change) => planEdits(this.#index, change, selected));
    return { edits: plans.flatMap(({ edits }) => edits), after: plans.flatMap(({ after }) => after) };
  }

  #carryOut(plan: Plan, onBegin: (transaction: Y.Transaction) => void): void {
    if (plan.edits.length > 0 && !this.#meta.has(META_LAYOUT)) {
      // no step of undo: the layout stays when the first edit is taken back
      this.#doc.transact(() => this.#meta.set(META_LAYOUT, LAYOUT), this.#layoutOrigin);
    }
    this.#history.beforeEdit(kindOf(plan.edits));
    this.#doc.transact((transaction) => {
      onBegin(transaction);
      applyPlan(this.#index.text, plan);
    }, this.#origin);
  }

  /** The nodes that the editor made show the blocks that the document now has. */
  #adopt({ old, now }: LocalChange): Fragment[] {
    for (const fragment of old) this.#index.show(fragment, null, null);
    const changed = old.filter((fragment) => fragment.chunk !== null);
    for (const { marker, key, top } of now) {
      const fragment = this.#index.ofMarker(marker);
      if (fragment === undefined) continue;
      this.#index.show(fragment, key, top);
      changed.push(fragment);
    }
    return changed;
  }

  #renderAnew(odd: readonly Fragment[]): void {
    const present = odd.filter((fragment) => fragment.chunk !== null);
    this.#show(() => $renderBlocks(this.#index, present), COLLABORATION_TAG);
  }

  // ---- the document's changes → the editor

  #read(transaction: Y.Transaction): void {
    const regions = scanTransaction(this.#index, transaction);
    this.#updateState();
    if (transaction.origin === this.#origin) return;
    const held = this.#held;
    this.#held = null;
    if (held !== null) {
      this.#startMerge(held, regions);
      return;
    }
    if (regions.length === 0) return;
    const undone = transaction.origin instanceof Y.UndoManager;
    // A word being composed is no reason to wait: an editor that lags its index would write what others typed away.
    this.#show(() => $renderRegions(this.#index, regions), undone ? HISTORIC_TAG : COLLABORATION_TAG);
  }

  // ---- both at once: an editor's update that is not committed when somebody else's transaction comes

  #hold(): void {
    this.#held = null;
    const { _pendingEditorState: pending, _dirtyElements: elements, _dirtyLeaves: leaves } = this.#editor;
    if (pending === null || (elements.size === 0 && leaves.size === 0)) return;
    if (this.#behind || this.state.kind === 'read-only') return;
    const changes = pending.read(() => $findChanges(this.#index, { elements, leaves }));
    if (changes.length > 0) this.#held = { changes, plan: holdPlan(this.#index, this.#plan(changes)) };
  }

  #startMerge({ changes, plan: held }: Held, regions: readonly Region[]): void {
    this.#carryOut(releasePlan(this.#index, held), (transaction) => {
      this.#merge = { transaction, changes, regions };
    });
  }

  #finishMerge(transaction: Y.Transaction): void {
    const merge = this.#merge;
    this.#merge = null;
    if (merge === null) return;
    const regions = [...merge.regions, ...scanTransaction(this.#index, transaction)];
    this.#updateState();
    const changed = merge.changes.flatMap((change) => this.#adopt(change));
    this.#show(() => {
      this.#mixed = false;
      this.#selection.$adoptBehind();
      $renderRegions(this.#index, regions);
      $renderBlocks(this.#index, changed);
    }, COLLABORATION_TAG);
  }

  /** Rendering and the own caret in one update; focus stays where it is. */
  #show($render: () => void, tag: string): void {
    this.#behind = true;
    try {
      this.#update(() => {
        // edits that were not committed yet go with this update
        this.#mixed ||= this.#editor._dirtyElements.size > 0 || this.#editor._dirtyLeaves.size > 0;
        $render();
        this.#selection.$restore();
        this.#behind = false;
      }, [tag, SKIP_SCROLL_INTO_VIEW_TAG]);
    } finally {
      // within another update ours is still to come
      if (this.#behind && !this.#editor._updating) this.#showAll();
    }
  }

  /** The whole page anew, whatever state it is in. */
  #showAll(): void {
    let cause: unknown = null;
    this.#update(() => {
      this.#mixed = false;
      try {
        $renderAll(this.#index);
        this.#selection.$restore();
        this.#behind = false;
      } catch (error) {
        cause = error;
        throw error;
      }
    }, [COLLABORATION_TAG, SKIP_SCROLL_INTO_VIEW_TAG]);
    if (cause !== null) this.#fail(cause);
  }

  #select(selection: KeptSelection): void {
    this.#selection.kept = selection;
    this.#update(() => this.#selection.$restore(), [HISTORIC_TAG]);
  }

  #update($change: () => void, tags: readonly string[]): void {
    const tag = this.#selection.hasFocus ? [...tags] : [...tags, SKIP_DOM_SELECTION_TAG];
    this.#editor.update($change, { discrete: true, skipTransforms: true, tag });
  }

  /** The editor's host is told of the fault as of those of the editor's own. */
  #fail(error: unknown): void {
    const fault = error instanceof Error ? error : new Error(String(error));
    this.#fault ??= fault;
    this.#updateState();
    this.#editor._onError(fault);
  }

  #updateState(): void {
    const next = this.#judge();
    if (next.kind === this.state.kind && next.kind === 'writable') return;
    this.state = next;
    for (const listener of this.#stateListeners) listener();
  }

  #judge(): BindingState {
    if (this.#fault !== null) return { kind: 'read-only', reason: 'fault', detail: this.#fault.message };
    const layout = this.#meta.get(META_LAYOUT);
    if (layout !== undefined && layout !== LAYOUT) {
      return {
        kind: 'read-only',
        reason: 'unknown-layout',
        detail: typeof layout === 'string' ? layout : 'not a name',
      };
    }
    const { unknown } = this.#index;
    return unknown === null ? WRITABLE : { kind: 'read-only', reason: 'unknown-content', detail: unknown };
  }
}
