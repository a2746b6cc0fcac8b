/** Lexical's tree → blocks in the order of the page. */
import { $isListItemNode, $isListNode } from '@lexical/list';
import type { ListNode } from '@lexical/list';
import { $isElementNode } from 'lexical';
import type { LexicalNode, NodeKey } from 'lexical';
import { $blockType, $readProps } from './block-nodes.ts';
import { $readInline } from './inline-nodes.ts';
import type { Marker } from './layout.ts';
import { MAX_LIST_LEVEL } from './layout.ts';
import type { BlockProps } from './props.ts';
import type { Run } from './runs.ts';

/** A block as the editor shows it. */
export interface FlatBlock {
  readonly key: NodeKey;
  /** The root's child that it is or lies in. */
  readonly top: NodeKey;
  readonly props: BlockProps;
  readonly runs: readonly Run[];
  /** The marker that stands for it, once it is known which. */
  marker: Marker | null;
}

/** The blocks of one child of the root. */
export function $flatten(top: LexicalNode): FlatBlock[] {
  const blocks: FlatBlock[] = [];
  $flattenNode(top, top.getKey(), blocks);
  return blocks;
}

function $flattenNode(node: LexicalNode, top: NodeKey, blocks: FlatBlock[]): void {
  if ($isListNode(node)) {
    $flattenList(node, top, 0, blocks);
    return;
  }
  // What the layout does not have, such as a quote with paragraphs in it, becomes the blocks it is made of.
  const inner = $isElementNode(node) ? node.getChildren().filter($isBlock) : [];
  if (inner.length > 0) {
    for (const block of inner) $flattenNode(block, top, blocks);
    return;
  }
  const type = $blockType(node) ?? 'p';
  blocks.push({ key: node.getKey(), top, props: $readProps(node, type), runs: $readInline(node), marker: null });
}

function $isBlock(node: LexicalNode): boolean {
  return $isElementNode(node) && !node.isInline();
}

function $flattenList(list: ListNode, top: NodeKey, depth: number, blocks: FlatBlock[]): void {
  const type = list.getListType();
  const level = Math.min(depth, MAX_LIST_LEVEL);
  let start = list.getStart();
  for (const item of list.getChildren()) {
    if (!$isListItemNode(item)) continue;
    const children = item.getChildren();
    const nested = children.filter($isListNode);
    if (nested.length === 0 || children.length > nested.length) {
      const props = $readProps(item, type, { level, start });
      blocks.push({ key: item.getKey(), top, props, runs: $readInline(item), marker: null });
      start = 1;
    }
    for (const inner of nested) $flattenList(inner, top, depth + 1, blocks);
  }
}
