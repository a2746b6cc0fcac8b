/** Blocks → Lexical: brings the nodes of changed blocks, and no others, to what the document says. */
import { $isListNode } from '@lexical/list';
import type { ListNode } from '@lexical/list';
import {
  $createParagraphNode,
  $getNodeByKey,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isParagraphNode,
  $isRangeSelection,
  $isTextNode,
} from 'lexical';
import type { LexicalNode, NodeKey } from 'lexical';
import { $blockType, $createBlockNode, $writeProps } from './block-nodes.ts';
import type { BlockIndex, Region } from './block-index.ts';
import type { Fragment } from './fragment.ts';
import { isShown, leadOf } from './fragment.ts';
import { $writeInline } from './inline-nodes.ts';
import { isListType } from './layout.ts';
import { $buildList, planLists } from './lists.ts';
import { $createUnknownBlockNode, $isUnknownBlockNode } from './nodes/unknown-block.ts';
import { typeOf } from './props.ts';

/** Shows what was read anew. To be called in an update. */
export function $renderRegions(index: BlockIndex, regions: readonly Region[]): void {
  // text and page have another order: what stands behind something new must not be placed before that is
  const together = index.page !== index.sequence || regions.some(({ moved }) => moved);
  const parts = together ? [mergeRegions(regions)] : regions;
  for (const { blocks, gone, moved } of parts) {
    const stale = gone.filter((fragment) => fragment.key !== null);
    const ranges = rangesOf(index, blocks, together);
    const [only] = ranges;
    if (!together && only !== undefined) $renderRange(index, only.start, only.end, stale);
    else {
      // a list is built as a whole, however many of its items are among the ranges
      let done = 0;
      for (const { start, end } of ranges) {
        if (end > done) done = (moved ? $rebuildRange : $renderRange)(index, start, end, []);
      }
      if (stale.length > 0) $removeStale(index, stale);
    }
  }
  $keepPage(index);
}

function mergeRegions(regions: readonly Region[]): Region {
  return {
    blocks: regions.flatMap(({ blocks }) => blocks),
    gone: regions.flatMap(({ gone }) => gone),
    moved: regions.some(({ moved }) => moved),
  };
}

interface PageRange {
  readonly start: number;
  end: number;
}

/** Where on the page blocks of the text are. */
function rangesOf({ page }: BlockIndex, blocks: readonly Fragment[], scattered: boolean): PageRange[] {
  // a later region of the same transaction may have read these blocks once more
  const present = blocks.filter((fragment) => fragment.chunk !== null).map(leadOf);
  const [first, last] = [present[0], present.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (!scattered) return [{ start: page.indexOf(first), end: page.indexOf(last) + 1 }];
  const places = [...new Set(present)].map((one) => page.indexOf(one)).filter((at) => at >= 0);
  const ranges: PageRange[] = [];
  for (const at of places.sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range?.end === at) range.end += 1;
    else ranges.push({ start: at, end: at + 1 });
  }
  return ranges;
}

/** Shows the whole container, whatever the editor held before. */
export function $renderAll(index: BlockIndex): void {
  for (const fragment of index.sequence.slice(0, index.sequence.length)) index.show(fragment, null, null);
  $getRoot().clear();
  $renderRange(index, 0, index.page.length, []);
  $keepPage(index);
}

/** Shows single blocks again that are spelled in another way than they are rendered. */
export function $renderBlocks(index: BlockIndex, fragments: readonly Fragment[]): void {
  for (const fragment of fragments) {
    const at = index.page.indexOf(leadOf(fragment));
    if (at >= 0) $rebuildRange(index, at, at + 1, []);
  }
  $keepPage(index);
}

/** A page is never without a block: an empty one shows a paragraph that the document does not have. */
function $keepPage(index: BlockIndex): void {
  const root = $getRoot();
  if (index.nextShown(null) === null) {
    const only = root.getFirstChild();
    if (root.getChildrenSize() === 1 && $isParagraphNode(only) && only.isEmpty()) return;
    root.splice(0, root.getChildrenSize(), [$createParagraphNode()]);
    return;
  }
  for (const edge of [root.getFirstChild(), root.getLastChild()]) {
    if ($isParagraphNode(edge) && edge.isEmpty() && root.getChildrenSize() > 1 && !index.isTop(edge.getKey())) {
      edge.remove(true);
    }
  }
}

/** Lexical looks at the selection when a node goes, and that may be behind the end of a text which is shorter now. */
function $remove(node: LexicalNode): void {
  const selection = $getSelection();
  const points = $isRangeSelection(selection) ? [selection.anchor, selection.focus] : [];
  for (const point of points) {
    const text = point.type === 'text' ? $getNodeByKey(point.key) : null;
    if (!$isTextNode(text) || point.offset <= text.getTextContentSize()) continue;
    point.set(point.key, text.getTextContentSize(), 'text');
  }
  node.remove(true);
}

/** Blocks behind which nothing is left. A list that keeps other items is built anew: its tree may go with the last of them. */
function $removeStale(index: BlockIndex, stale: readonly Fragment[]): void {
  const tops = new Set(stale.map((fragment) => fragment.top));
  for (const fragment of stale) index.show(fragment, null, null);
  for (const top of tops) {
    const node = top === null ? null : $getNodeByKey(top);
    if (top === null || node === null) continue;
    const left = $isListNode(node) ? $anyItem(index, node) : null;
    if (left !== null) $renderBlocks(index, [left]);
    if (left !== null || index.isTop(top)) continue;
    const next = node.getNextSibling();
    $remove(node);
    // lists that stood on both sides of it are one now
    const item = $isListNode(next) && $isListNode(next.getPreviousSibling()) ? $anyItem(index, next) : null;
    if (item !== null) $renderBlocks(index, [item]);
  }
}

/** One of the blocks that a list shows, null when it shows none. */
function $anyItem(index: BlockIndex, list: ListNode): Fragment | null {
  for (const item of list.getChildren()) {
    const shown = index.ofKey(item.getKey());
    if (shown !== undefined) return shown;
    const nested = $isElementNode(item) ? item.getFirstChild() : null;
    const inside = $isListNode(nested) ? $anyItem(index, nested) : null;
    if (inside !== null) return inside;
  }
  return null;
}

/** Gives the end of what it has shown: more than was asked for where a list goes on. */
function $renderRange(index: BlockIndex, start: number, end: number, gone: readonly Fragment[]): number {
  const changed = index.page.slice(start, end);
  if (gone.length === 0 && changed.every($canUpdate)) {
    for (const fragment of changed) if (fragment.key !== null) $update(fragment, $getNodeByKey(fragment.key));
    return end;
  }
  return $rebuildRange(index, start, end, gone);
}

function $rebuildRange(index: BlockIndex, start: number, end: number, gone: readonly Fragment[]): number {
  const { page } = index;
  // Neighbouring list items share one tree, so a change beside a list concerns all of it.
  let first = start;
  while ($isListFragment(page.at(first - 1))) first -= 1;
  let last = end;
  while ($isListFragment(page.at(last))) last += 1;
  const range = page.slice(first, last);
  const oldTops = new Set<NodeKey>();
  for (const fragment of [...range, ...gone]) if (fragment.top !== null) oldTops.add(fragment.top);

  const tops = $buildTops(index, range.filter(isShown));
  for (const fragment of [...range.filter((one) => !isShown(one)), ...gone]) index.show(fragment, null, null);
  const before = range[0] === undefined ? null : index.previousShown(range[0]);
  $place(before?.top ?? null, tops);
  const wanted = new Set(tops.map((node) => node.getKey()));
  for (const key of oldTops) {
    if (wanted.has(key) || index.isTop(key)) continue;
    const node = $getNodeByKey(key);
    if (node?.getParent()?.is($getRoot()) === true) $remove(node);
  }
  return last;
}

/** Is hidden or a list item? Hidden blocks do not part the lists around them. */
function $isListFragment(fragment: Fragment | undefined): boolean {
  return fragment !== undefined && (!isShown(fragment) || isListType(typeOf(fragment.props)));
}

/** Does the node that shows a block suit it, so that content and properties can be written in place? */
function $canUpdate(fragment: Fragment): boolean {
  if (!isShown(fragment)) return fragment.key === null;
  if (fragment.key === null || fragment.unknown !== null) return false;
  const node = $getNodeByKey(fragment.key);
  if (node === null || $blockType(node) !== typeOf(fragment.props)) return false;
  if (!isListType(typeOf(fragment.props))) return node.getKey() === fragment.top;
  // Its level and the number a list starts with are the tree's, which is compared when it is built.
  const parent = node.getParent();
  return (
    $isListNode(parent) &&
    $isElementNode(node) &&
    node.getIndent() === ((fragment.props['level'] as number | undefined) ?? 0) &&
    (node.getPreviousSibling() === null
      ? parent.getStart() === ((fragment.props['start'] as number | undefined) ?? 1)
      : true)
  );
}

function $update(fragment: Fragment, node: LexicalNode | null): void {
  if (node === null) return;
  $writeProps(node, fragment.props);
  $writeInline(node, fragment.runs);
}

function $buildTops(index: BlockIndex, shown: readonly Fragment[]): LexicalNode[] {
  const tops: LexicalNode[] = [];
  const used = new Set<NodeKey>();
  for (let at = 0; at < shown.length;) {
    const fragment = shown[at];
    if (fragment === undefined) break;
    if (fragment.unknown === null && isListType(typeOf(fragment.props))) {
      let end = at;
      while (end < shown.length && isListType(typeOf(shown[end]?.props ?? fragment.props)) && isKnownList(shown[end])) {
        end += 1;
      }
      for (const plan of planLists(shown.slice(at, end))) {
        const built: Array<[Fragment, NodeKey]> = [];
        const list = $buildList(plan, used, (block, key) => built.push([block, key]));
        for (const [block, key] of built) index.show(block, key, list.getKey());
        tops.push(list);
      }
      at = end;
      continue;
    }
    const node = $buildBlock(fragment, used);
    used.add(node.getKey());
    index.show(fragment, node.getKey(), node.getKey());
    tops.push(node);
    at += 1;
  }
  return tops;
}

function isKnownList(fragment: Fragment | undefined): boolean {
  return fragment !== undefined && isListType(typeOf(fragment.props));
}

function $buildBlock(fragment: Fragment, used: ReadonlySet<NodeKey>): LexicalNode {
  const known = fragment.key === null || used.has(fragment.key) ? null : $getNodeByKey(fragment.key);
  if (fragment.unknown?.startsWith('block ') === true) {
    const kind = fragment.unknown.slice('block '.length);
    const node = $isUnknownBlockNode(known) && known.getKind() === kind ? known : $createUnknownBlockNode(kind);
    $writeInline(node, fragment.runs);
    return node;
  }
  const suits = known !== null && known.getParent()?.is($getRoot()) === true;
  const node = suits && $blockType(known) === typeOf(fragment.props) ? known : $createBlockNode(fragment.props);
  $update(fragment, node);
  return node;
}

/** Puts the root's children in order behind one of them. */
function $place(before: NodeKey | null, tops: readonly LexicalNode[]): void {
  const root = $getRoot();
  let previous = before === null ? null : $getNodeByKey(before);
  for (const node of tops) {
    const inPlace = node.getParent()?.is(root) === true && same(node.getPreviousSibling(), previous);
    if (!inPlace) {
      if (previous !== null) previous.insertAfter(node, false);
      else {
        const first = root.getFirstChild();
        if (first === null) root.append(node);
        else first.insertBefore(node, false);
      }
    }
    previous = node;
  }
}

function same(a: LexicalNode | null, b: LexicalNode | null): boolean {
  return a === null ? b === null : a.is(b);
}
