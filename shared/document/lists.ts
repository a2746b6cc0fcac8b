/**
 * Neighbouring list blocks → the one canonical tree of Lexical's lists. Type and level of each block decide the tree, so that
 * every replica builds the same one.
 */
import { $createListItemNode, $createListNode, $isListItemNode, $isListNode } from '@lexical/list';
import type { ListItemNode, ListNode } from '@lexical/list';
import { $getNodeByKey } from 'lexical';
import type { LexicalNode, NodeKey } from 'lexical';
import { $isBare, $writeBare, $writeProps } from './block-nodes.ts';
import { $writeInline } from './inline-nodes.ts';
import type { ListBlockType } from './layout.ts';
import { levelOf, typeOf } from './props.ts';
import type { BlockProps } from './props.ts';
import type { Run } from './runs.ts';

/** A list block and the node that showed it so far. */
export interface ListBlock {
  readonly props: BlockProps;
  readonly runs: readonly Run[];
  readonly key: NodeKey | null;
}

export interface ListPlan<B extends ListBlock> {
  readonly type: ListBlockType;
  readonly start: number;
  readonly items: ItemPlan<B>[];
}

export type ItemPlan<B extends ListBlock> =
  | { readonly kind: 'block'; readonly block: B }
  | { readonly kind: 'nested'; readonly list: ListPlan<B> };

/** The lists that a run of neighbouring list blocks makes; another type at the outermost level begins a new one. */
export function planLists<B extends ListBlock>(blocks: readonly B[]): ListPlan<B>[] {
  const lists: ListPlan<B>[] = [];
  let open: ListPlan<B>[] = [];
  for (const block of blocks) {
    const type = typeOf(block.props) as ListBlockType;
    const level = levelOf(block.props);
    open = open.slice(0, level + 1);
    if (level > 0 && open.length === level + 1 && open[level]?.type !== type) open.pop();
    if (open.length === 0 || (level === 0 && open[0]?.type !== type)) {
      open = [makeList(type, level === 0 ? block : null)];
      lists.push(...open);
    }
    while (open.length <= level) {
      const list = makeList(type, open.length === level ? block : null);
      open.at(-1)?.items.push({ kind: 'nested', list });
      open.push(list);
    }
    open[level]?.items.push({ kind: 'block', block });
  }
  return lists;
}

function makeList<B extends ListBlock>(type: ListBlockType, first: B | null): ListPlan<B> {
  return { type, start: type === 'number' ? ((first?.props['start'] as number | undefined) ?? 1) : 1, items: [] };
}

/** Do these nodes have exactly the shape that was planned? Text inside the items is not looked at. */
export function $isListCanonical(node: LexicalNode | null, plan: ListPlan<ListBlock>): boolean {
  if (!$isListNode(node) || node.getListType() !== plan.type || node.getStart() !== plan.start || !$isBare(node)) {
    return false;
  }
  const items = node.getChildren();
  return items.length === plan.items.length && plan.items.every((item, index) => $isItemCanonical(items[index], item));
}

function $isItemCanonical(node: LexicalNode | undefined, plan: ItemPlan<ListBlock>): boolean {
  if (!$isListItemNode(node)) return false;
  if (plan.kind === 'block') return node.getKey() === plan.block.key && !node.getChildren().some($isListNode);
  return $isBareWrapper(node) && $isListCanonical(node.getFirstChild(), plan.list);
}

function $isBareWrapper(node: ListItemNode): boolean {
  return node.getChildrenSize() === 1 && $isBare(node) && node.getLatest().__checked === undefined;
}

/**
 * Builds a planned list, keeping the nodes of its items and as many list nodes as can be.
 * @param used list nodes that are taken already
 * @param show told which node now shows a block
 * @param isKept whether what is in the item of a block is as the block says it, where it has one
 * @param onLeft told of the items that stood in a list that this one takes over, which may be those of blocks that are none of these
 */
export function $buildList<B extends ListBlock>(
  plan: ListPlan<B>,
  used: Set<NodeKey>,
  show: (block: B, key: NodeKey) => void,
  isKept: (block: B) => boolean = () => false,
  onLeft: (item: LexicalNode) => void = () => {},
): ListNode {
  const list = $findList(plan, used) ?? $createListNode(plan.type, plan.start);
  used.add(list.getKey());
  if (list.getListType() !== plan.type) list.setListType(plan.type);
  if (list.getStart() !== plan.start) list.setStart(plan.start);
  $writeBare(list);
  let value = plan.start;
  const items = plan.items.map((item): ListItemNode => {
    const node =
      item.kind === 'block'
        ? $buildItem(item.block, used, show, isKept)
        : $buildWrapper(item.list, used, show, isKept, onLeft);
    if (node.getValue() !== value) node.setValue(value);
    if (item.kind === 'block') value += 1;
    return node;
  });
  $setChildren(list, items, onLeft);
  return list;
}

function $buildItem<B extends ListBlock>(
  block: B,
  used: Set<NodeKey>,
  show: (block: B, key: NodeKey) => void,
  isKept: (block: B) => boolean,
): ListItemNode {
  const known = block.key === null || used.has(block.key) ? null : $getNodeByKey(block.key);
  const item = $isListItemNode(known) ? known : $createListItemNode();
  used.add(item.getKey());
  if (item !== known || !isKept(block)) {
    $writeProps(item, block.props);
    $writeInline(item, block.runs);
  }
  show(block, item.getKey());
  return item;
}

function $buildWrapper<B extends ListBlock>(
  plan: ListPlan<B>,
  used: Set<NodeKey>,
  show: (block: B, key: NodeKey) => void,
  isKept: (block: B) => boolean,
  onLeft: (item: LexicalNode) => void,
): ListItemNode {
  const list = $buildList(plan, used, show, isKept, onLeft);
  const parent = list.getParent();
  const wrapper = $isListItemNode(parent) && !used.has(parent.getKey()) ? parent : $createListItemNode();
  used.add(wrapper.getKey());
  $writeBare(wrapper);
  if (wrapper.getLatest().__checked !== undefined) wrapper.setChecked(undefined);
  $setChildren(wrapper, [list], onLeft);
  return wrapper;
}

/** The list node that began with one of the planned items, so that an edit keeps the node it happens in. The others may stay elsewhere. */
function $findList(plan: ListPlan<ListBlock>, used: ReadonlySet<NodeKey>): ListNode | null {
  const keys = new Set(plan.items.flatMap((item) => (item.kind === 'block' ? (item.block.key ?? []) : [])));
  for (const key of keys) {
    const parent = $getNodeByKey(key)?.getParent() ?? null;
    if (!$isListNode(parent) || used.has(parent.getKey())) continue;
    const first = parent.getChildren().find((child) => !($isListItemNode(child) && $isListNode(child.getFirstChild())));
    if (first !== undefined && keys.has(first.getKey())) return parent;
  }
  return null;
}

function $setChildren(
  parent: ListNode | ListItemNode,
  children: readonly LexicalNode[],
  onLeft: (item: LexicalNode) => void,
): void {
  const old = parent.getChildren();
  if (old.length === children.length && old.every((node, index) => node.is(children[index]))) return;
  const shorter = Math.min(old.length, children.length);
  let start = 0;
  while (start < shorter && old[start]?.is(children[start]) === true) start += 1;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end]?.is(children[children.length - 1 - end]) === true) end += 1;
  const keep = new Set(children.map((node) => node.getKey()));
  // Children move in one splice; what is not wanted any more goes with it.
  const others = old.slice(start, old.length - end);
  parent.splice(start, others.length, []);
  for (const node of others) {
    if (keep.has(node.getKey())) continue;
    onLeft(node);
    node.remove(true);
  }
  parent.splice(start, 0, children.slice(start, children.length - end));
}
