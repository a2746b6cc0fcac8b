/** Lexical's tree → blocks in the order of the page. */
import { $isListItemNode, $isListNode } from '@lexical/list';
import type { ListNode } from '@lexical/list';
import { $isDecoratorNode, $isElementNode } from 'lexical';
import type { ElementNode, LexicalNode, NodeKey } from 'lexical';
import { $blockType, $readProps } from './block-nodes.ts';
import { $readInline, $readNodes } from './inline-nodes.ts';
import { isPlainType, MAX_LIST_LEVEL } from './layout.ts';
import type { Marker } from './layout.ts';
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
  const type = $blockType(node) ?? 'p';
  const props = $readProps(node, type);
  const parts = $isElementNode(node) && !isPlainType(type) ? $partsOf(node) : [];
  if (!parts.some(({ kind }) => kind === 'block')) {
    blocks.push({ key: node.getKey(), top, props, runs: $readInline(node), marker: null });
    return;
  }
  // What the layout does not have, such as a quote with paragraphs in it, becomes the blocks it is made of.
  for (const part of parts) {
    if (part.kind === 'block') $flattenNode(part.node, top, blocks);
    else blocks.push({ key: part.key, top, props, runs: $readNodes(part.nodes), marker: null });
  }
}

/** Neighbours in a line of text, or a block. */
type Part =
  | { readonly kind: 'text'; readonly key: NodeKey; readonly nodes: LexicalNode[] }
  | { readonly kind: 'block'; readonly node: LexicalNode };

function $partsOf(parent: ElementNode): Part[] {
  const parts: Part[] = [];
  for (const node of parent.getChildren()) {
    const last = parts.at(-1);
    if (($isElementNode(node) || $isDecoratorNode(node)) && !node.isInline()) parts.push({ kind: 'block', node });
    else if (last?.kind === 'text') last.nodes.push(node);
    else parts.push({ kind: 'text', key: node.getKey(), nodes: [node] });
  }
  return parts;
}

function $flattenList(list: ListNode, top: NodeKey, depth: number, blocks: FlatBlock[]): void {
  const type = list.getListType();
  const level = Math.min(depth, MAX_LIST_LEVEL);
  let start = list.getStart();
  for (const item of list.getChildren()) {
    if (!$isListItemNode(item)) continue;
    const parts: Part[] = item.isEmpty() ? [{ kind: 'text', key: item.getKey(), nodes: [] }] : $partsOf(item);
    let key: NodeKey | null = item.getKey();
    // beside the nested lists, what is pasted into an item may stand there as paragraphs
    for (const part of parts) {
      if (part.kind === 'text') {
        const props = $readProps(item, type, { level, start });
        blocks.push({ key: key ?? part.key, top, props, runs: $readNodes(part.nodes), marker: null });
        start = 1;
        key = null;
      } else if ($isListNode(part.node)) $flattenList(part.node, top, depth + 1, blocks);
      else $flattenNode(part.node, top, blocks);
    }
  }
}
