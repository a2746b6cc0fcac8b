/** The blocks that are selected, by their keys. */
import { $isListItemNode } from '@lexical/list';
import { $getSelection, $isRootNode, type LexicalNode, type NodeKey } from 'lexical';

/** Paragraphs, headings, list items, dividers …: all that a selection touches, in the order of the page. */
export function $selectedBlocks(): NodeKey[] {
  const blocks = new Set<NodeKey>();
  for (const node of $getSelection()?.getNodes() ?? []) {
    const block = $blockOf(node);
    if (block !== null) blocks.add(block.getKey());
  }
  return [...blocks];
}

function $blockOf(from: LexicalNode): LexicalNode | null {
  for (let node: LexicalNode | null = from; node !== null; node = node.getParent()) {
    if ($isListItemNode(node) || $isRootNode(node.getParent())) return node;
  }
  return null;
}
