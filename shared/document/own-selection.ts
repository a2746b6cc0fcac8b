/** The selection of the person at this editor: kept by ids, so that it stays where it is while the document changes around it. */
import { $createRangeSelectionFromDom, $isRangeSelection } from 'lexical';
import type { EditorState, LexicalEditor } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import { $keepSelection, $restoreSelection, sameSelection } from './carets.ts';
import type { KeptSelection } from './carets.ts';

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

  /** To be called in an update, with page and index the same. */
  $restore(): void {
    if (this.kept !== null) $restoreSelection(this.#index, this.kept);
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
