import { $createLinkNode, LinkNode } from '@lexical/link';
import { $getNearestNodeOfType, mergeRegister } from '@lexical/utils';
import {
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_LOW,
  type EditorState,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
} from 'lexical';
import { $inPlainBlock } from './plain-blocks.ts';
import { trailingLink } from './safe-link.ts';

/**
 * An address becomes a link when a space or Enter is typed behind it. It is a plain link from then on. With a space it is made after the space is
 * there, so that undo takes the link back and leaves what was typed.
 */
export function registerAutoLink(editor: LexicalEditor): () => void {
  return mergeRegister(
    editor.registerUpdateListener(({ tags, dirtyLeaves, editorState, prevEditorState }) => {
      if (tags.has('collaboration') || tags.has('historic') || editor.isComposing() || dirtyLeaves.size !== 1) return;
      const [key = ''] = dirtyLeaves;
      if (typedSpace(editorState, prevEditorState, key)) editor.update(() => $linkBeforeCaret(1));
    }),
    editor.registerCommand(
      KEY_ENTER_COMMAND,
      () => {
        $linkBeforeCaret(0);
        return false;
      },
      COMMAND_PRIORITY_LOW,
    ),
  );
}

/** Whether all that happened to a text is that a space came in at the caret. */
function typedSpace(now: EditorState, before: EditorState, key: string): boolean {
  const length = before.read(() => $getNodeByKey(key)?.getTextContentSize());
  return now.read(() => {
    const selection = $getSelection();
    const node = $getNodeByKey(key);
    if (!$isRangeSelection(selection) || !selection.isCollapsed() || selection.anchor.key !== key) return false;
    return (
      $isTextNode(node) &&
      node.getTextContentSize() === (length ?? 0) + 1 &&
      node.getTextContent()[selection.anchor.offset - 1] === ' '
    );
  });
}

/** @param behind how many characters lie between the address and the caret */
function $linkBeforeCaret(behind: number): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || selection.anchor.type !== 'text') return;
  const node = selection.anchor.getNode();
  if (!$isTextNode(node) || node.hasFormat('code') || $inPlainBlock(node)) return;
  if ($getNearestNodeOfType(node, LinkNode) !== null) return;
  const { offset } = selection.anchor;
  const found = trailingLink(node.getTextContent().slice(0, offset - behind));
  if (found === null) return;
  const end = found.index + found.length;
  const parts = node.splitText(...(found.index === 0 ? [end] : [found.index, end]));
  const words = found.index === 0 ? parts[0] : parts[1];
  if (words === undefined) return;
  const link = $createLinkNode(found.url);
  words.replace(link);
  link.append(words);
  // the caret stands behind what closed the address: a bracket, a full stop, a space, or nothing
  const rest = link.getNextSibling();
  if (end < offset && $isTextNode(rest)) rest.select(offset - end, offset - end);
  else link.selectNext(0, 0);
}
