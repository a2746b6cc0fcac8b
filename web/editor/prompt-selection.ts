import {
  $createRangeSelectionFromDom,
  $isRangeSelection,
  $setSelection,
  type LexicalEditor,
  SKIP_SCROLL_INTO_VIEW_TAG,
} from 'lexical';

/**
 * The browser tells of a moved caret in a task of its own. A key that follows at once, such as a shortcut behind `Home`, is to work
 * where the caret is by then, so each key brings the editor's selection up to date first.
 */
export function registerPromptSelection(editor: LexicalEditor): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (!event.isComposing && !editor.isComposing()) catchUp(editor);
  };
  return editor.registerRootListener((root, previous) => {
    previous?.removeEventListener('keydown', onKey, true);
    root?.addEventListener('keydown', onKey, true);
  });
}

function catchUp(editor: LexicalEditor): void {
  const known = editor.getEditorState()._selection;
  // a selection of blocks has no likeness in the browser
  if (known !== null && !$isRangeSelection(known)) return;
  const shown = editor
    .getEditorState()
    .read(() => $createRangeSelectionFromDom(editor._window?.getSelection() ?? null, editor), { editor });
  if (shown === null) return;
  // what bold and the like will do to the next letter is the editor's alone: the browser's selection knows nothing of it
  if (known !== null && known.anchor.is(shown.anchor) && known.focus.is(shown.focus)) return;
  editor.update(() => $setSelection(shown.clone()), { discrete: true, tag: SKIP_SCROLL_INTO_VIEW_TAG });
}
