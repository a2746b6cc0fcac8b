import {
  $addUpdateTag,
  COMMAND_PRIORITY_CRITICAL,
  type LexicalEditor,
  SELECTION_CHANGE_COMMAND,
  SKIP_SELECTION_FOCUS_TAG,
} from 'lexical';

/**
 * The browser tells of a moved caret late, when the focus may be in a dialog already that the same hand has opened. Lexical would take it back to
 * the text then; it stays where the person has put it.
 */
export function registerKeepFocus(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    SELECTION_CHANGE_COMMAND,
    () => {
      const root = editor.getRootElement();
      const focused = (root?.getRootNode() as Document | ShadowRoot | undefined)?.activeElement ?? null;
      if (root !== null && focused !== null && !root.contains(focused)) $addUpdateTag(SKIP_SELECTION_FOCUS_TAG);
      return false;
    },
    COMMAND_PRIORITY_CRITICAL,
  );
}
