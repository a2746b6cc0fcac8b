/** The browser's own selection, which is ahead of the editor's: the browser tells of a moved caret in a task of its own. */
import { $createRangeSelectionFromDom, $isRangeSelection, $setSelection, SKIP_SCROLL_INTO_VIEW_TAG } from 'lexical';
import type { LexicalEditor } from 'lexical';

/** Is the focus in this editor's text? Elsewhere the browser's selection is not to be touched. */
export function hasFocus(editor: LexicalEditor): boolean {
  // the getter throws in an editor without a page
  const root = editor._rootElement;
  if (root === null) return false;
  const tree = root.getRootNode() as Document | ShadowRoot;
  return tree.activeElement !== null && root.contains(tree.activeElement);
}

/** Brings the editor's selection to where the browser's is, unless a word is being composed or an update is under way. */
export function catchUpSelection(editor: LexicalEditor): void {
  if (!hasFocus(editor) || editor._pendingEditorState !== null || editor.isComposing()) return;
  const state = editor.getEditorState();
  const known = state._selection;
  // a selection of blocks has no likeness in the browser
  if (known !== null && !$isRangeSelection(known)) return;
  const shown = state.read(() => $createRangeSelectionFromDom(editor._window?.getSelection() ?? null, editor), {
    editor,
  });
  if (shown === null) return;
  // what bold and the like will do to the next letter is the editor's alone: the browser's selection knows nothing of it
  if (known !== null && known.anchor.is(shown.anchor) && known.focus.is(shown.focus)) return;
  editor.update(() => $setSelection(shown.clone()), { discrete: true, tag: SKIP_SCROLL_INTO_VIEW_TAG });
}
