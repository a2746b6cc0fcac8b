/** The blocks that are selected, by their keys. */
import { $isListItemNode, $isListNode } from '@lexical/list';
import { $isTableCellNode } from '@lexical/table';
import { $getNodeByKey, $getSelection, $isElementNode, $isRootNode, type LexicalNode, type NodeKey } from 'lexical';
import { $isBoxNode, $isContainerNode } from '#shared/document/section-nodes.ts';
import { $selectWhole } from '#shared/document/nodes/select-whole.ts';

/** Paragraphs, headings, list items, dividers …: all that a selection touches, in the order of the page. */
export function $selectedBlocks(): NodeKey[] {
  const blocks = new Set<NodeKey>();
  for (const node of $getSelection()?.getNodes() ?? []) {
    const block = $blockOf(node);
    if (block !== null) blocks.add(block.getKey());
  }
  return [...blocks];
}

/** The innermost block that a node is in or is itself: what lies in a box is a block of its own, the title of a fold is the fold. */
export function $blockOf(from: LexicalNode): LexicalNode | null {
  for (let node: LexicalNode | null = from; node !== null; node = node.getParent()) {
    if ($isListItemNode(node)) return node;
    const parent: LexicalNode | null = node.getParent();
    if (($isRootNode(parent) || $isBoxNode(parent)) && !$isTableCellNode(parent)) return node;
  }
  return null;
}

/** Brings the caret into a block, unless it is selected already, so that what is done next is done to it. */
export function $selectBlock(key: NodeKey): void {
  const block = $getNodeByKey(key);
  if (block === null || $selectedBlocks().includes(key)) return;
  const isWhole = [block].some($isContainerNode);
  if ($isElementNode(block) && !isWhole) {
    block.selectStart();
    return;
  }
  $selectWhole(key);
}

/** Takes the selected blocks away, and with a list item what is nested in it. */
export function $removeSelectedBlocks(): void {
  for (const key of $selectedBlocks()) {
    const block = $getNodeByKey(key);
    if (block === null || !block.isAttached()) continue;
    const next = $isListItemNode(block) ? block.getNextSibling() : null;
    if ($isListItemNode(next) && $isListNode(next.getFirstChild())) next.remove();
    block.remove();
  }
}
