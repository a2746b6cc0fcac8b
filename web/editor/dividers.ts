import { $insertNodeToNearestRoot, mergeRegister } from '@lexical/utils';
import {
  $createNodeSelection,
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isNodeSelection,
  $isRangeSelection,
  $setSelection,
  CLICK_COMMAND,
  COMMAND_PRIORITY_LOW,
  isDOMNode,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';
import { $createDividerNode, $isDividerNode } from '#shared/document/nodes.ts';

const CHOSEN = 'mh-chosen';

/** Puts a divider below the selection's block and the caret behind it. */
export function $insertDivider(): void {
  if (!$isRangeSelection($getSelection())) return;
  $insertNodeToNearestRoot($createDividerNode());
}

/** A click chooses a divider, so that Backspace and Delete take it away and copying takes it along. */
export function registerDividers(editor: LexicalEditor): () => void {
  let shown: NodeKey | null = null;
  return mergeRegister(
    editor.registerCommand(
      CLICK_COMMAND,
      (event) => {
        const { target } = event;
        if (!isDOMNode(target)) return false;
        const node = $getNearestNodeFromDOMNode(target);
        if (!$isDividerNode(node)) return false;
        const selection = $createNodeSelection();
        selection.add(node.getKey());
        $setSelection(selection);
        editor.getRootElement()?.focus({ preventScroll: true });
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
    editor.registerUpdateListener(({ editorState }) => {
      const chosen = editorState.read(() => {
        const selection = $getSelection();
        const key = $isNodeSelection(selection) ? [...selection._nodes][0] : undefined;
        return key !== undefined && $isDividerNode($getNodeByKey(key)) ? key : null;
      });
      if (shown !== null && shown !== chosen) editor.getElementByKey(shown)?.classList.remove(CHOSEN);
      if (chosen !== null) editor.getElementByKey(chosen)?.classList.add(CHOSEN);
      shown = chosen;
    }),
  );
}
