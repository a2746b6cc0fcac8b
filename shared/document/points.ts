/** Points in Lexical's tree ↔ offsets in a block, counted in positions of the text: a break is one, an unknown thing is one. */
import { $isListNode } from '@lexical/list';
import { $getNodeByKey, $isElementNode, $isRootNode, $isTextNode } from 'lexical';
import type { LexicalNode, NodeKey, PointType } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import type { Fragment } from './fragment.ts';
import type { BlockPoint } from './places.ts';
import { $isSectionNode } from './section-nodes.ts';

export interface LexicalPoint {
  readonly key: NodeKey;
  readonly offset: number;
  readonly type: 'text' | 'element';
}

function sizeOf(node: LexicalNode): number {
  if ($isTextNode(node)) return node.getTextContentSize();
  if (!$isElementNode(node)) return 1;
  if ($isListNode(node)) return 0;
  let size = 0;
  for (const child of node.getChildren()) size += sizeOf(child);
  return size;
}

/** How far a point lies from the start of the block that `find` knows; null when it lies in none. */
export function $offsetIn<B>(
  point: Pick<PointType, 'key' | 'offset' | 'type'>,
  find: (key: NodeKey) => B | undefined,
): { block: B; offset: number } | null {
  let node: LexicalNode | null = $getNodeByKey(point.key);
  if (node === null) return null;
  let offset = point.offset;
  if (point.type === 'element' && $isElementNode(node)) {
    const children = node.getChildren().slice(0, point.offset);
    // at the root, in a list or in a container a point names a child, not a place in a text
    if (find(node.getKey()) === undefined || $isSectionNode(node)) {
      const child = node.getChildAtIndex(Math.min(point.offset, node.getChildrenSize() - 1));
      const inner = child === null ? undefined : find(child.getKey());
      if (inner !== undefined)
        return { block: inner, offset: point.offset < node.getChildrenSize() ? 0 : child === null ? 0 : sizeOf(child) };
    }
    offset = 0;
    for (const child of children) offset += sizeOf(child);
  }
  for (;;) {
    const block = find(node.getKey());
    if (block !== undefined) return { block, offset };
    const parent: LexicalNode | null = node.getParent();
    if (parent === null || $isRootNode(parent)) return null;
    for (const before of node.getPreviousSiblings()) offset += sizeOf(before);
    node = parent;
  }
}

/** The block that a node is or lies in; null when the document does not have it. */
export function $fragmentOf(index: BlockIndex, key: NodeKey): Fragment | null {
  for (let node = $getNodeByKey(key); node !== null; node = node.getParent()) {
    const fragment = index.ofKey(node.getKey());
    if (fragment !== undefined) return fragment;
  }
  return null;
}

export function $toBlockPoint(index: BlockIndex, point: PointType): BlockPoint | null {
  const found = $offsetIn(point, (key) => index.ofKey(key));
  return found === null ? null : { fragment: found.block, offset: found.offset };
}

/** The point at an offset of a block, in a text node where there is one. */
export function $toLexicalPoint({ fragment, offset }: BlockPoint): LexicalPoint | null {
  const block = fragment.key === null ? null : $getNodeByKey(fragment.key);
  if (block === null) return null;
  if (!$isElementNode(block)) return null;
  return $pointWithin(block, offset) ?? { key: block.getKey(), offset: block.getChildrenSize(), type: 'element' };
}

function $pointWithin(parent: LexicalNode, offset: number): LexicalPoint | null {
  if (!$isElementNode(parent)) return null;
  let left = offset;
  const children = parent.getChildren();
  for (const [at, child] of children.entries()) {
    if ($isListNode(child)) break;
    const size = sizeOf(child);
    if ($isTextNode(child)) {
      if (left <= size) return { key: child.getKey(), offset: left, type: 'text' };
    } else if ($isElementNode(child)) {
      if (left <= size && size > 0) return $pointWithin(child, left);
    } else if (left === 0) {
      return { key: parent.getKey(), offset: at, type: 'element' };
    } else if (left === 1 && !$isTextNode(children[at + 1])) {
      return { key: parent.getKey(), offset: at + 1, type: 'element' };
    }
    left -= size;
  }
  return left === 0 ? { key: parent.getKey(), offset: children.length, type: 'element' } : null;
}
