/** The nodes whose children are the blocks of a section, and which section that is. */
import { $isTableCellNode, $isTableNode } from '@lexical/table';
import { $isElementNode, $isRootNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import type { Fragment } from './fragment.ts';
import { $isCalloutNode } from './nodes/callout.ts';
import { $isColumnNode, $isColumnsNode } from './nodes/columns.ts';
import { $isFoldBodyNode, $isFoldNode } from './nodes/fold.ts';

/** Are its children blocks of one section? */
export function $isSectionNode(node: LexicalNode | null): node is ElementNode {
  return $isRootNode(node) || $isBoxNode(node) || $isColumnsNode(node) || $isTableNode(node);
}

/** Does it take blocks of any kind? */
export function $isBoxNode(node: LexicalNode | null): node is ElementNode {
  return $isCalloutNode(node) || $isColumnNode(node) || $isFoldBodyNode(node) || $isTableCellNode(node);
}

/** The node of a whole container. */
export function $isContainerNode(node: LexicalNode | null): node is ElementNode {
  return $isCalloutNode(node) || $isFoldNode(node) || $isColumnsNode(node) || $isColumnNode(node) || $isTableNode(node);
}

/** The container that a node shows, or the row of a table; undefined where the document does not have it. */
export function $containerOf(index: BlockIndex, node: LexicalNode): Fragment | undefined {
  return index.containerOf(node.getKey()) ?? index.ofKey(node.getKey());
}

/** The node whose children are the blocks of a container's only section. */
export function $insideOf(container: LexicalNode | null): ElementNode | null {
  if ($isFoldNode(container)) return container.getBody();
  return $isElementNode(container) && $isContainerNode(container) ? container : null;
}
