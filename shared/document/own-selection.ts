/** The selection of the person at this editor: kept by ids, so that it stays where it is while the document changes around it. */
import { $createRangeSelectionFromDom, $getNodeByKey, $getSelection, $isRangeSelection } from 'lexical';
import type { EditorState, LexicalEditor, PointType } from 'lexical';
import type * as Y from 'yjs';
import { align, NO_HINT, pushUnits } from './align.ts';
import type { Unit } from './align.ts';
import type { BlockIndex } from './block-index.ts';
import { $keepSelection, $restoreSelection, sameSelection } from './carets.ts';
import type { KeptSelection } from './carets.ts';
import { $readInline } from './inline-nodes.ts';
import { findPlace, keepPlace } from './places.ts';
import { $toBlockPoint } from './points.ts';
import type { Run } from './runs.ts';

export class OwnSelection {
  readonly #editor: LexicalEditor;
  readonly #index: BlockIndex;
  kept: KeptSelection | null = null;

  constructor(editor: LexicalEditor, index: BlockIndex) {
    this.#editor = editor;
    this.#index = index;
  }

  /** Is the focus in the editor's text? Elsewhere the browser's selection is not to be touched. */
  get hasFocus(): boolean {
    // the getter throws in an editor without a page
    const root = this.#editor._rootElement;
    if (root === null) return false;
    const tree = root.getRootNode() as Document | ShadowRoot;
    return tree.activeElement !== null && root.contains(tree.activeElement);
  }

  /** Takes over what the editor has selected. Gives whether that is another place than before. */
  adopt(state: EditorState): boolean {
    const kept = state.read(() => $keepSelection(this.#index));
    const moved = !sameSelection(kept, this.kept);
    this.kept = kept;
    return moved;
  }

  /** What is selected, in positions of the text; null when that is nothing, or not known. */
  stretch(): { from: number; to: number } | null {
    const { kept } = this;
    const anchor = kept === null ? null : findPlace(this.#index, kept.anchor);
    const focus = kept === null ? null : findPlace(this.#index, kept.focus);
    if (anchor === null || focus === null) return null;
    const [a, b] = [anchor, focus].map(({ fragment, offset }) => this.#index.sequence.offsetOf(fragment) + offset);
    if (a === undefined || b === undefined || a === b) return null;
    return { from: Math.min(a, b), to: Math.max(a, b) };
  }

  /** To be called in an update, with page and index the same. */
  $restore(): void {
    if (this.kept !== null) $restoreSelection(this.#index, this.kept);
  }

  /**
   * Takes over a selection in blocks that show less than the index holds: what others wrote is not on the page yet. To be called in an
   * update, before that is rendered.
   */
  $adoptBehind(): void {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return;
    const anchor = this.#$keepBehind(selection.anchor);
    const focus = selection.isCollapsed() ? anchor : this.#$keepBehind(selection.focus);
    if (anchor !== null && focus !== null) this.kept = { anchor, focus };
  }

  #$keepBehind(point: PointType): Y.RelativePosition | null {
    const found = $toBlockPoint(this.#index, point);
    const node = found === null || found.fragment.key === null ? null : $getNodeByKey(found.fragment.key);
    if (found === null || node === null) return null;
    const offset = offsetIn(found.fragment.runs, $readInline(node), found.offset);
    return keepPlace(this.#index, { fragment: found.fragment, offset });
  }

  /**
   * The browser moves its caret before it says so: what is shown next must put back where the caret is, not where it was. To be called
   * while document, index and page are still the same.
   */
  notice(): void {
    const editor = this.#editor;
    if (!this.hasFocus || editor._pendingEditorState !== null || editor.isComposing()) return;
    const state = editor.getEditorState();
    const kept = state.read(
      () => {
        const selection = $createRangeSelectionFromDom(editor._window?.getSelection() ?? null, editor);
        const known = state._selection;
        if (selection === null || ($isRangeSelection(known) && known.is(selection))) return null;
        return $keepSelection(this.#index, selection);
      },
      { editor },
    );
    if (kept !== null) this.kept = kept;
  }
}

/** Where an offset of a shown text lies in the text that holds more: behind the same character. */
function offsetIn(whole: readonly Run[], shown: readonly Run[], offset: number): number {
  const units = (runs: readonly Run[]): Unit<null>[] => {
    const found: Unit<null>[] = [];
    pushUnits(found, null, runs, null);
    return found;
  };
  const [from, to] = [units(shown), units(whole)];
  let left = offset;
  const last = from.findIndex((unit) => (left -= unit.size) <= 0);
  if (offset === 0 || last < 0) return offset === 0 ? 0 : to.reduce((sum, { size }) => sum + size, 0);
  let position = 0;
  let found = 0;
  for (const [old, now] of align(from, to, NO_HINT)) {
    if (now >= 0) position += to[now]?.size ?? 0;
    if (old >= 0 && old <= last && now >= 0) found = position;
  }
  return found;
}
