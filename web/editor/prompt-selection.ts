import { mergeRegister } from '@lexical/utils';
import {
  $addUpdateTag,
  COMMAND_PRIORITY_CRITICAL,
  type LexicalEditor,
  SELECTION_CHANGE_COMMAND,
  SKIP_SELECTION_FOCUS_TAG,
} from 'lexical';
import { catchUpSelection, hasFocus } from '#shared/document/browser-selection.ts';

/**
 * The browser tells of a moved caret in a task of its own. A key that follows at once, such as a shortcut behind `Home`, is to work
 * where the caret is by then, so each key brings the editor's selection up to date first.
 */
export function registerPromptSelection(editor: LexicalEditor): () => void {
  const onKey = (): void => catchUpSelection(editor);
  return mergeRegister(
    editor.registerRootListener((root, previous) => {
      previous?.removeEventListener('keydown', onKey, true);
      root?.addEventListener('keydown', onKey, true);
    }),
    // by the time it is told, a dialog may have the focus: it is not to be taken back
    editor.registerCommand(
      SELECTION_CHANGE_COMMAND,
      () => {
        if (!hasFocus(editor)) $addUpdateTag(SKIP_SELECTION_FOCUS_TAG);
        return false;
      },
      COMMAND_PRIORITY_CRITICAL,
    ),
  );
}
