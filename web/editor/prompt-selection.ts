import { mergeRegister } from '@lexical/utils';
import {
  $addUpdateTag,
  $createRangeSelectionFromDom,
  $isRangeSelection,
  $setSelection,
  COMMAND_PRIORITY_CRITICAL,
  type LexicalEditor,
  SELECTION_CHANGE_COMMAND,
  SKIP_SCROLL_INTO_VIEW_TAG,
  SKIP_SELECTION_FOCUS_TAG,
} from 'lexical';

/**
 * The browser tells of a moved caret in a task of its own. A key that follows at once, such as a shortcut behind `Home`, is to work
 * where the caret is by then, so each key brings the editor's selection up to date first.
 */
export function registerPromptSelection(editor: LexicalEditor): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (!event.isComposing && !editor.isComposing()) catchUp(editor);
  };
  return mergeRegister(
    editor.registerRootListener((root, previous) => {
      previous?.removeEventListener('keydown', onKey, true);
      root?.addEventListener('keydown', onKey, true);
    }),
    // by the time it is told, a dialog may have the focus: it is not to be taken back
    editor.registerCommand(
      SELECTION_CHANGE_COMMAND,
      () => {
        if (!hasFocus(editor.getRootElement())) $addUpdateTag(SKIP_SELECTION_FOCUS_TAG);
        return false;
      },
      COMMAND_PRIORITY_CRITICAL,
    ),
  );
}

function hasFocus(root: HTMLElement | null): boolean {
  const tree = root?.getRootNode();
  const active = tree instanceof Document || tree instanceof ShadowRoot ? tree.activeElement : null;
  return active !== null && root?.contains(active) === true;
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
