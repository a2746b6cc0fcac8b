/** Keys in formulas and diagrams, as in code: Enter is another line; on a second empty one at the end, or with Ctrl, it goes on below. */
import {
  $createParagraphNode,
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_NORMAL,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
} from 'lexical';
import { $takeEmptyLines } from '../code/code-blocks.ts';
import { $sourceAtCaret } from './pictures.ts';

export function registerSourceKeys(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    KEY_ENTER_COMMAND,
    (event) => {
      const selection = $getSelection();
      const block = $sourceAtCaret();
      if (event === null || block === null || !$isRangeSelection(selection)) return false;
      if (!(event.ctrlKey || event.metaKey || $takeEmptyLines(block, selection))) return false;
      event.preventDefault();
      const below = $createParagraphNode();
      block.insertAfter(below);
      below.select();
      return true;
    },
    COMMAND_PRIORITY_NORMAL,
  );
}
