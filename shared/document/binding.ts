/**
 * Lexical ↔ Yjs, both ways, for one document: `docs/document.md` says how it lies there. Long, as both ways meet here: what is under way in the
 * one decides what may be done in the other.
 */
import { $getRoot, CUT_TAG, PASTE_TAG } from 'lexical';
import type { EditorState, LexicalEditor, NodeKey } from 'lexical';
import type * as Y from 'yjs';
import { BlockIndex } from './block-index.ts';
import type { Region } from './block-index.ts';
import { catchUpSelection } from './browser-selection.ts';
import { judge, WRITABLE } from './binding-state.ts';
import type { BindingState } from './binding-state.ts';
import { planMove } from './block-moves.ts';
import type { MoveTarget } from './block-moves.ts';
import { $findOddBlocks, findMisplaced } from './canonical.ts';
import { $resolveTold, $tellSelection } from './carets.ts';
import type { PresenceSelection } from './carets.ts';
import { namesOf } from './container-names.ts';
import { disturbs } from './disturbance.ts';
import type { BindingOptions, DocumentBinding } from './document-binding.ts';
import { applyPlan, isEmptyPlan, joinEdits } from './edits.ts';
import type { Plan } from './edits.ts';
import type { Fragment } from './fragment.ts';
import { holdPlan, releasePlan } from './held-edits.ts';
import type { HeldPlan } from './held-edits.ts';
import { ALONE, History, writingOf } from './history.ts';
import { BODY_ROOT, LAYOUT, META_LAYOUT, META_ROOT } from './layout.ts';
import { $findChanges } from './local-change.ts';
import type { DirtyKeys, LocalChange } from './local-change.ts';
import { findMoved } from './moved.ts';
import { carryOutMove } from './moves.ts';
import { OwnSelection } from './own-selection.ts';
import { Page } from './page.ts';
import { planEdits } from './plan.ts';
import { $fragmentOf } from './points.ts';
import type { LexicalPoint } from './points.ts';
import { $renderBlocks, $renderRegions } from './render.ts';
import { scanTransaction } from './scan.ts';
import { formOf } from './sections.ts';
import { $planTitleSplit } from './title-split.ts';
import { followNames } from './undo/follow-names.ts';
import type { KeptSteps } from './undo/kept-steps.ts';

export type { BindingOptions, DocumentBinding } from './document-binding.ts';
export type { MoveTarget } from './block-moves.ts';
export type { PresenceSelection } from './carets.ts';

/** Shows the document in the editor and keeps both the same. Loads what is there at once; an empty document is not written to. */
export function bindDocument(editor: LexicalEditor, doc: Y.Doc, options: BindingOptions): DocumentBinding {
  return new Binding(editor, doc, options);
}

const NO_BLOCKS: ReadonlySet<Fragment> = new Set();

interface Held {
  /** it is a step of undo by itself */
  readonly whole: boolean;
  readonly changes: readonly LocalChange[];
  readonly plan: HeldPlan;
}

/** What comes or goes by the clipboard. */
function isWhole(tags: ReadonlySet<string>): boolean {
  return tags.has(PASTE_TAG) || tags.has(CUT_TAG);
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
  readonly #newName: () => string;
  readonly #selection: OwnSelection;
  readonly #page: Page;
  #fault: Error | null = null;
  /** what our last transaction changed about the order of the page */
  #rearranged: readonly Region[] = [];
  /** the page shows what was just undone or done again */
  #isSeen = false;
  /** our transaction is a move, which the page does not show yet */
  #isMoving = false;
  /** edits that were not committed when the transaction of somebody else began that is going on */
  #held: Held | null = null;
  /** our transaction that carries such edits out, and what of the other one is still to be shown */
  #merge: Merge | null = null;

  constructor(editor: LexicalEditor, doc: Y.Doc, { origin = {}, clock, keptSteps = null }: BindingOptions) {
    this.#editor = editor;
    this.#doc = doc;
    this.#origin = origin;
    this.#meta = doc.getMap(META_ROOT);
    const text = doc.getText(BODY_ROOT);
    this.#index = new BlockIndex(text);
    this.#newName = namesOf(doc);
    this.#selection = new OwnSelection(this.#index);
    this.#page = new Page(editor, this.#index, this.#selection, (fault) => this.#fail(fault));
    this.#history = new History({
      doc,
      origin,
      clock,
      kept: keptSteps,
      selection: () => this.#selection.kept,
      onSelection: (selection) => this.#page.select(selection),
      onBroughtBack: (transaction, items) => followNames(this.#index, transaction, items),
    });

    const onBefore = (transaction: Y.Transaction): void => this.#guard(() => this.#before(transaction));
    // not `observeDeep`: it sorts its events by their paths, and a path into a text is found by walking the text
    const onAfter = (transaction: Y.Transaction): void => this.#guard(() => this.#after(transaction));
    const onMeta = (): void => this.#updateState();
    doc.on('beforeTransaction', onBefore);
    doc.on('afterTransaction', onAfter);
    this.#meta.observe(onMeta);
    this.#stops.push(
      () => doc.off('beforeTransaction', onBefore),
      () => doc.off('afterTransaction', onAfter),
      () => this.#meta.unobserve(onMeta),
      editor.registerUpdateListener(({ editorState, dirtyElements, dirtyLeaves, tags }) => {
        if (this.#page.isOwn(tags)) return;
        const edited = dirtyElements.size > 0 || dirtyLeaves.size > 0;
        if (edited) this.#write(editorState, { elements: dirtyElements, leaves: dirtyLeaves }, isWhole(tags));
        if (!editor.isComposing()) this.#history.endWord();
        const moved = this.#selection.adopt(editorState);
        // what is typed at another place is another step
        if (moved && !edited) this.#history.stopCapturing();
      }),
    );
    this.#index.reread(0, 0, null);
    this.#index.rearrange();
    this.#page.showAll();
    this.#updateState();
  }

  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  undo(): boolean {
    return this.#take(() => this.#history.undo());
  }

  redo(): boolean {
    return this.#take(() => this.#history.redo());
  }

  /** What others did may leave nothing of a step to be seen: the one before it is taken back with it then. */
  #take(take: () => boolean): boolean {
    this.#isSeen = false;
    while (!this.#isSeen) if (this.state.kind !== 'writable' || !take()) return false;
    return true;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  keepSteps(): KeptSteps {
    return this.#history.write();
  }

  onHistory(listener: () => void): () => void {
    return this.#history.onChange(listener);
  }

  stopCapturing(): void {
    this.#history.stopCapturing();
  }

  moveBlocks(keys: readonly NodeKey[], target: MoveTarget): boolean {
    if (this.state.kind !== 'writable') return false;
    this.#writePending();
    const move = planMove(this.#index, keys, target);
    return move !== null && this.change((transaction) => carryOutMove(this.#index, move, transaction));
  }

  splitTitle(): NodeKey | null {
    if (this.state.kind !== 'writable') return null;
    this.#writePending();
    const split = this.#editor.getEditorState().read(() => $planTitleSplit(this.#index));
    if (split === null) return null;
    const isDone = this.change((transaction) => applyPlan(this.#index.text, split.plan, transaction));
    return isDone ? (this.#index.ofMarker(split.marker)?.key ?? null) : null;
  }

  change(edit: (transaction: Y.Transaction) => void): boolean {
    if (this.state.kind !== 'writable') return false;
    this.#writePending();
    this.#history.beforeEdit(ALONE);
    this.#isMoving = true;
    this.#guard(() => {
      this.#doc.transact(edit, this.#origin);
      this.#selection.adopt(this.#editor.getEditorState());
    });
    this.#isMoving = false;
    return this.#fault === null;
  }

  /** What is not committed yet comes first. Within an update nothing can be committed, so there it is written as it is now. */
  #writePending(): void {
    const { _updating, _pendingEditorState: pending, _dirtyElements: elements, _dirtyLeaves: leaves } = this.#editor;
    const edited = elements.size > 0 || leaves.size > 0;
    if (!_updating) this.#editor.update(() => {}, { discrete: true });
    else if (pending !== null && edited && !this.#page.isBehind) this.#write(pending, { elements, leaves });
  }

  selectionForPresence(): PresenceSelection | null {
    return this.#editor.getEditorState().read(() => $tellSelection(this.#index, this.#selection.kept));
  }

  resolveSelection(selection: PresenceSelection): { anchor: LexicalPoint; focus: LexicalPoint } | null {
    return this.#editor.getEditorState().read(() => $resolveTold(this.#index, selection));
  }

  disturbs(update: Uint8Array, key: NodeKey): boolean {
    const fragment = this.#editor.getEditorState().read(() => $fragmentOf(this.#index, key));
    // a block that the document does not have yet has nothing that others could change
    return fragment !== null && disturbs(this.#index, fragment, this.#selection.kept, update);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#history.stop();
    this.#stateListeners.clear();
  }

  #before({ origin }: Y.Transaction): void {
    if (origin === this.#origin || origin === this.#layoutOrigin) return;
    // what is shown next must put the caret back to where it is, not to where it was
    catchUpSelection(this.#editor);
    this.#hold();
  }

  #after(transaction: Y.Transaction): void {
    const changed: ReadonlyMap<unknown, unknown> = transaction.changedParentTypes;
    if (transaction === this.#merge?.transaction) this.#finishMerge(transaction);
    else if (changed.has(this.#index.text)) this.#read(transaction);
    else this.#held = null;
  }

  /** A fault of ours closes the editor. It must not keep an update of somebody else out of the document. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  // ---- the editor's changes → the document

  /** @param whole it is a step of undo by itself */
  #write(editorState: EditorState, dirty: DirtyKeys, whole = false): void {
    if (this.state.kind === 'read-only') {
      // after a fault what was typed last stays on the page: it is nowhere else
      if (this.state.reason !== 'fault') queueMicrotask(() => this.#page.showAll());
      return;
    }
    this.#guard(() => this.#writeChanges(editorState, dirty, whole));
  }

  #writeChanges(editorState: EditorState, dirty: DirtyKeys, whole: boolean): void {
    const changes = editorState.read(() => $findChanges(this.#index, dirty, this.#newName));
    if (changes.length === 0) return;
    this.#carryOut(this.#plan(changes), whole, () => {});
    const changed = this.#adopt(changes);
    const odd = [
      ...editorState.read(() => $findOddBlocks(this.#index, changed)),
      ...changes.flatMap((change) => findMisplaced(this.#index, change)),
    ];
    const bare = editorState.read(() => $getRoot().isEmpty());
    const own = odd.length > 0 ? NO_BLOCKS : new Set(changed.filter((one) => one.key !== null && formOf(one) === null));
    // what the editor shows where the document has it need not be shown once more
    const rearranged = this.#rearranged.filter(
      ({ blocks, gone, left }) => gone.length + left.length > 0 || !blocks.every((block) => own.has(block)),
    );
    this.#rearranged = [];
    if (odd.length > 0 || bare || rearranged.length > 0) queueMicrotask(() => this.#renderAnew(odd, rearranged));
  }

  #plan(changes: readonly LocalChange[]): Plan {
    const selected = this.#selection.stretch();
    const found = findMoved(this.#index, changes);
    const plans = found.changes.map((change) => planEdits(this.#index, change, selected, found.moved));
    return {
      first: plans.flatMap(({ first }) => first),
      edits: joinEdits(plans.map(({ edits }) => edits)),
      after: plans.flatMap(({ after }) => after),
    };
  }

  #carryOut(plan: Plan, whole: boolean, onBegin: (transaction: Y.Transaction) => void): void {
    if (plan.edits.length > 0 && !this.#meta.has(META_LAYOUT)) {
      // no step of undo: the layout stays when the first edit is taken back
      this.#doc.transact(() => this.#meta.set(META_LAYOUT, LAYOUT), this.#layoutOrigin);
    }
    if (isEmptyPlan(plan)) return;
    this.#history.beforeEdit(whole ? ALONE : writingOf(plan.edits, this.#editor.isComposing()));
    this.#doc.transact((transaction) => {
      onBegin(transaction);
      applyPlan(this.#index.text, plan, transaction);
    }, this.#origin);
  }

  /** The nodes that the editor made show the blocks that the document now has. */
  #adopt(changes: readonly LocalChange[]): Fragment[] {
    // a block that went from one section to another is old in the one and new in the other
    for (const { old } of changes) for (const fragment of old) this.#index.show(fragment, null, null);
    return changes.flatMap((change) => this.#adoptChange(change));
  }

  #adoptChange({ owner, old, now }: LocalChange): Fragment[] {
    // a box may have lost its last block
    const changed = [...(owner === null ? [] : [owner]), ...old].filter((fragment) => fragment.chunk !== null);
    const left: NodeKey[] = [];
    for (const { marker, key, top, section } of now) {
      const fragment = this.#index.ofMarker(marker);
      if (fragment === undefined) continue;
      // the document may have it in another section: it is shown there by another node
      if (fragment.section === section) this.#index.show(fragment, key, top);
      else left.push(top);
      changed.push(fragment);
    }
    if (left.length > 0) this.#rearranged = [...this.#rearranged, { blocks: [], gone: [], moved: true, left }];
    return changed;
  }

  #renderAnew(odd: readonly Fragment[], rearranged: readonly Region[]): void {
    const present = odd.filter((fragment) => fragment.chunk !== null);
    this.#page.show(() => {
      $renderRegions(this.#index, rearranged);
      $renderBlocks(this.#index, present);
    }, 'others');
    // a caret on a divider has been put into the text beside it
    this.#selection.adopt(this.#editor.getEditorState());
  }

  // ---- the document's changes → the editor

  #read(transaction: Y.Transaction): void {
    const regions = scanTransaction(this.#index, transaction);
    this.#updateState();
    if (transaction.origin === this.#origin && !this.#isMoving) {
      this.#rearranged = regions.filter(({ moved }) => moved);
      return;
    }
    const held = this.#held;
    this.#held = null;
    if (held !== null) {
      this.#startMerge(held, regions);
      return;
    }
    if (regions.length === 0) return;
    const own = this.#isMoving || this.#history.isOwn(transaction.origin);
    // Nothing waits here, not even for a word that is being composed: an editor that lags its index would write what others typed away.
    const changed = this.#page.show(() => $renderRegions(this.#index, regions), own ? 'history' : 'others');
    this.#isSeen ||= own && changed;
  }

  // ---- both at once: an editor's update that is not committed when somebody else's transaction comes

  #hold(): void {
    this.#held = null;
    const {
      _pendingEditorState: pending,
      _dirtyElements: elements,
      _dirtyLeaves: leaves,
      _updateTags: tags,
    } = this.#editor;
    if (pending === null || (elements.size === 0 && leaves.size === 0)) return;
    if (this.#page.isBehind || this.state.kind === 'read-only') return;
    const changes = pending.read(() => $findChanges(this.#index, { elements, leaves }, this.#newName));
    const plan = this.#plan(changes);
    if (!isEmptyPlan(plan)) this.#held = { changes, plan: holdPlan(this.#index, plan), whole: isWhole(tags) };
  }

  #startMerge({ changes, plan: held, whole }: Held, regions: readonly Region[]): void {
    this.#carryOut(releasePlan(this.#index, held), whole, (transaction) => {
      this.#merge = { transaction, changes, regions };
    });
  }

  #finishMerge(transaction: Y.Transaction): void {
    const merge = this.#merge;
    this.#merge = null;
    if (merge === null) return;
    const read = [...merge.regions, ...scanTransaction(this.#index, transaction)];
    this.#updateState();
    const changed = this.#adopt(merge.changes);
    const regions = [...read, ...this.#rearranged];
    this.#rearranged = [];
    const $render = (): void => {
      this.#selection.$adoptBehind();
      $renderRegions(this.#index, regions);
      $renderBlocks(this.#index, changed);
    };
    this.#page.show($render, 'others', true);
  }

  /** The editor's host is told of the fault as of those of the editor's own. */
  #fail(error: unknown): void {
    if (this.#fault !== null) return;
    this.#fault = error instanceof Error ? error : new Error(String(error));
    this.#updateState();
    this.#editor._onError(this.#fault);
  }

  #updateState(): void {
    const next = judge(this.#meta, this.#index, this.#fault);
    if (next.kind === this.state.kind && next.kind === 'writable') return;
    this.state = next;
    for (const listener of this.#stateListeners) listener();
  }
}
