import { CodeNode, registerCodeIndentation } from '@lexical/code-core';
import { $getNearestNodeOfType, mergeRegister } from '@lexical/utils';
import {
  $createParagraphNode,
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_NORMAL,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
} from 'lexical';

const TAB_SIZE = 2;

/** Tab indents and lines stay in the block; Enter on a second empty line at its end, or Ctrl+Enter anywhere, goes on below it. */
export function registerCodeBlocks(editor: LexicalEditor): () => void {
  return mergeRegister(
    registerCodeIndentation(editor, TAB_SIZE, true),
    editor.registerCommand(
      KEY_ENTER_COMMAND,
      (event) => {
        const selection = $getSelection();
        if (event === null || !$isRangeSelection(selection) || !(event.ctrlKey || event.metaKey)) return false;
        const code = $getNearestNodeOfType(selection.anchor.getNode(), CodeNode);
        if (code === null) return false;
        event.preventDefault();
        const below = $createParagraphNode();
        code.insertAfter(below);
        below.select();
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
  );
}
