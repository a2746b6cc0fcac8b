/** Does a page show the same as before? Looks at what an update wrote to, and stops at the first thing that is another. */
import { $getNodeByKey, $getRoot, $isElementNode } from 'lexical';
import type { EditorState, LexicalEditor, LexicalNode, NodeKey } from 'lexical';

/** To be called in an update, before it ends. */
export function $showsSame(editor: LexicalEditor): boolean {
  const before = editor.getEditorState();
  const { _dirtyElements: elements, _dirtyLeaves: leaves } = editor;
  if (elements.size === 0 && leaves.size === 0) return true;
  const [old, now] = [before.read(() => $getRoot().getChildrenKeys()), $getRoot().getChildrenKeys()];
  if (old.length !== now.length) return false;
  return now.every((key, at) => {
    const was = old[at] ?? '';
    const isTouched = key !== was || elements.has(key) || leaves.has(key);
    return !isTouched || looksOf(before, was) === $looksOf($getNodeByKey(key));
  });
}

function looksOf(state: EditorState, key: NodeKey): string {
  return state.read(() => $looksOf($getNodeByKey(key)));
}

function $looksOf(node: LexicalNode | null): string {
  if (node === null) return '';
  const children = $isElementNode(node) ? node.getChildren().map($looksOf) : [];
  return JSON.stringify([node.exportJSON(), children]);
}
