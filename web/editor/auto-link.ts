import { $createLinkNode, LinkNode } from '@lexical/link';
import { $isCodeNode } from '@lexical/code-core';
import { $getNearestNodeOfType, mergeRegister } from '@lexical/utils';
import {
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_LOW,
  KEY_ENTER_COMMAND,
  KEY_SPACE_COMMAND,
  type LexicalEditor,
} from 'lexical';
import { trailingLink } from './safe-link.ts';

/** An address becomes a link when a space or Enter is typed behind it. It is a plain link from then on: undo takes it back. */
export function registerAutoLink(editor: LexicalEditor): () => void {
  const link = (): boolean => {
    $linkBeforeCaret();
    return false;
  };
  return mergeRegister(
    editor.registerCommand(KEY_SPACE_COMMAND, link, COMMAND_PRIORITY_LOW),
    editor.registerCommand(KEY_ENTER_COMMAND, link, COMMAND_PRIORITY_LOW),
  );
}

function $linkBeforeCaret(): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || selection.anchor.type !== 'text') return;
  const node = selection.anchor.getNode();
  if (!$isTextNode(node) || node.hasFormat('code') || $isCodeNode(node.getParent())) return;
  if ($getNearestNodeOfType(node, LinkNode) !== null) return;
  const { offset } = selection.anchor;
  const found = trailingLink(node.getTextContent().slice(0, offset));
  if (found === null) return;
  const end = found.index + found.length;
  const parts = node.splitText(...(found.index === 0 ? [end] : [found.index, end]));
  const words = found.index === 0 ? parts[0] : parts[1];
  if (words === undefined) return;
  const link = $createLinkNode(found.url);
  words.replace(link);
  link.append(words);
  // the caret stands behind what closed the address: a bracket, a full stop, or nothing
  const rest = link.getNextSibling();
  if (end < offset && $isTextNode(rest)) rest.select(offset - end, offset - end);
  else link.selectNext(0, 0);
}
