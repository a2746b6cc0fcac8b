import { $isCodeNode, CodeNode, registerCodeIndentation } from '@lexical/code-core';
import { $getNearestNodeOfType, mergeRegister } from '@lexical/utils';
import {
  $createParagraphNode,
  $getSelection,
  $isLineBreakNode,
  $isRangeSelection,
  COMMAND_PRIORITY_NORMAL,
  KEY_ENTER_COMMAND,
  type ElementNode,
  type LexicalEditor,
  type RangeSelection,
  TabNode,
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
        if (event === null || !$isRangeSelection(selection)) return false;
        const code = $getNearestNodeOfType(selection.anchor.getNode(), CodeNode);
        if (code === null || !(event.ctrlKey || event.metaKey || $takeEmptyLines(code, selection))) return false;
        event.preventDefault();
        const below = $createParagraphNode();
        code.insertAfter(below);
        below.select();
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
    // a block that scrolls sideways would be a tab stop of its own, inside of the text
    editor.registerMutationListener(CodeNode, (changes) => {
      for (const key of changes.keys()) editor.getElementByKey(key)?.setAttribute('tabindex', '-1');
    }),
    // a tab that was typed in bold words loses that with the block that it comes to stand in
    editor.registerNodeTransform(TabNode, (tab) => {
      if (tab.getFormat() !== 0 && $isCodeNode(tab.getParent())) tab.setFormat(0);
    }),
  );
}

/** Takes the two empty lines at a block's end away, where the caret stands behind them. */
export function $takeEmptyLines(code: ElementNode, selection: RangeSelection): boolean {
  const { anchor } = selection;
  const size = code.getChildrenSize();
  if (!selection.isCollapsed() || anchor.type !== 'element' || !anchor.getNode().is(code) || anchor.offset !== size)
    return false;
  const last = code.getLastChild();
  if (!$isLineBreakNode(last) || !$isLineBreakNode(last.getPreviousSibling())) return false;
  code.splice(size - 2, 2, []);
  return true;
}
