/** Nodes for blocks: made where there are none that suit, brought to what the blocks say, and put in their order. */
import { $isTableNode } from '@lexical/table';
import { $createParagraphNode, $getNodeByKey, $isElementNode } from 'lexical';
import type { ElementNode, LexicalNode, NodeKey } from 'lexical';
import { $blockType, $createBlockNode, $writeBare, $writeProps } from './block-nodes.ts';
import type { BlockIndex } from './block-index.ts';
import { $hide, $setChildren } from './children.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { $writeInline } from './inline-nodes.ts';
import { isListType } from './layout.ts';
import { $buildList, planLists } from './lists.ts';
import { $isColumnsNode } from './nodes/columns.ts';
import { $isFoldNode } from './nodes/fold.ts';
import type { FoldNode } from './nodes/fold.ts';
import { $createUnknownBlockNode, $isUnknownBlockNode } from './nodes/unknown-block.ts';
import { typeOf } from './props.ts';
import { $insideOf } from './section-nodes.ts';
import { formOf } from './sections.ts';
import { $buildTable } from './tables.ts';

/**
 * The nodes of neighbouring blocks of one section, in their order; they are still to be put into `parent`.
 * @param changed blocks that may be another than their nodes show; all when it is not given
 * @param onLeft told of nodes that are taken off the page with a list
 */
export function $buildTops(
  index: BlockIndex,
  shown: readonly Fragment[],
  parent: ElementNode,
  changed?: ReadonlySet<Fragment>,
  onLeft?: (node: LexicalNode) => void,
): LexicalNode[] {
  const tops: LexicalNode[] = [];
  const used = new Set<NodeKey>();
  for (let at = 0; at < shown.length;) {
    const fragment = shown[at];
    if (fragment === undefined) break;
    if (isList(fragment)) {
      let end = at;
      while (end < shown.length && isList(shown[end])) end += 1;
      for (const plan of planLists(shown.slice(at, end))) {
        const built: Array<[Fragment, NodeKey]> = [];
        const isKept = (block: Fragment): boolean => changed?.has(block) === false;
        const list = $buildList(plan, used, (block, key) => built.push([block, key]), isKept, onLeft);
        for (const [block, key] of built) index.show(block, key, list.getKey());
        tops.push(list);
      }
      at = end;
      continue;
    }
    const node = formOf(fragment) === null ? $buildBlock(fragment, used, parent) : null;
    const top = node ?? $buildContainer(index, fragment, parent);
    if (node !== null) index.show(fragment, node.getKey(), node.getKey());
    used.add(top.getKey());
    tops.push(top);
    at += 1;
  }
  return tops;
}

function isList(fragment: Fragment | undefined): boolean {
  return fragment !== undefined && isListType(typeOf(fragment.props));
}

export function $update(fragment: Fragment, node: LexicalNode | null): void {
  if (node === null) return;
  const container = node.getParent();
  if ($isFoldNode(container)) {
    $writeProps(container, fragment.props);
    if ($isElementNode(node)) $writeBare(node);
  } else $writeProps(node, fragment.props);
  if (formOf(fragment) === null || $isFoldNode(container)) $writeInline(node, fragment.runs);
}

function $buildBlock(fragment: Fragment, used: ReadonlySet<NodeKey>, parent: ElementNode): LexicalNode {
  const known = fragment.key === null || used.has(fragment.key) ? null : $getNodeByKey(fragment.key);
  if (fragment.unknown?.startsWith('block ') === true) {
    const kind = fragment.unknown.slice('block '.length);
    const node = $isUnknownBlockNode(known) && known.getKind() === kind ? known : $createUnknownBlockNode(kind);
    $writeInline(node, fragment.runs);
    return node;
  }
  const suits = known !== null && known.getParent()?.is(parent) === true;
  const node = suits && $blockType(known) === typeOf(fragment.props) ? known : $createBlockNode(fragment.props);
  $update(fragment, node);
  return node;
}

/** A title and a body, and nothing else. */
function $isFoldRight(fold: FoldNode): boolean {
  return fold.getChildrenSize() === 2 && fold.getTitle() !== null && fold.getBody() !== null;
}

/** What is in a container is built with it when its node is new, else it stays as it is. */
function $buildContainer(index: BlockIndex, fragment: Fragment, parent: ElementNode): ElementNode {
  const known = fragment.top === null ? null : $getNodeByKey(fragment.top);
  const suits =
    $isElementNode(known) &&
    known.getParent()?.is(parent) === true &&
    $blockType(known) === typeOf(fragment.props) &&
    !($isFoldNode(known) && !$isFoldRight(known));
  const node = suits ? known : $createBlockNode(fragment.props);
  if (!$isElementNode(node)) return $createParagraphNode();
  const title = $isFoldNode(node) ? node.getTitle() : null;
  index.show(fragment, (title ?? node).getKey(), node.getKey());
  $update(fragment, title ?? node);
  if ($isTableNode(node)) $buildTable(index, fragment, node, $fill);
  else if ($isColumnsNode(node)) $fill(index, fragment.name, node);
  else {
    const inside = $insideOf(node);
    if (inside !== null && (!suits || inside.isEmpty())) $fill(index, fragment.name, inside);
  }
  return node;
}

/** Puts all that a section shows into its node, and nothing else. */
export function $fill(index: BlockIndex, section: string, node: ElementNode): void {
  const all = [...index.pageOf(section)];
  // what was shown in a part that is hidden now is nowhere any more
  for (const one of all) if (!isShown(one)) $hide(index, one);
  const tops = $buildTops(index, all.filter(isShown), node);
  $setChildren(node, tops.length > 0 ? tops : [$createParagraphNode()]);
}
