import { mergeRegister } from '@lexical/utils';
import { COMMAND_PRIORITY_CRITICAL, KEY_DOWN_COMMAND, KEY_TAB_COMMAND, type LexicalEditor } from 'lexical';

/** Escape, then Tab, always leaves the text: whoever works by keyboard alone is never held in a list or a code block. */
export function registerLeaveKey(editor: LexicalEditor): () => void {
  let escaped = false;
  return mergeRegister(
    editor.registerCommand(
      KEY_DOWN_COMMAND,
      (event) => {
        if (event.key === 'Escape') escaped = true;
        else if (event.key !== 'Tab' && event.key !== 'Shift') escaped = false;
        return false;
      },
      COMMAND_PRIORITY_CRITICAL,
    ),
    editor.registerCommand(
      KEY_TAB_COMMAND,
      () => {
        // handled, and the browser's own default not prevented: the focus moves on
        const leave = escaped;
        escaped = false;
        return leave;
      },
      COMMAND_PRIORITY_CRITICAL,
    ),
  );
}
