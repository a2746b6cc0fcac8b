/** Blocks → Lexical: brings the nodes of changed blocks, and no others, to what the document says. */
import { $isListNode } from '@lexical/list';
import type { ListNode } from '@lexical/list';
import { $createParagraphNode, $getNodeByKey, $getRoot, $isElementNode, $isParagraphNode } from 'lexical';
import type { ElementNode, LexicalNode, NodeKey } from 'lexical';
import { $blockType } from './block-nodes.ts';
import type { BlockIndex, Region } from './block-index.ts';
import { $buildTops, $update } from './build.ts';
import { $hide, $place, $remove } from './children.ts';
import { $isContainerRight, $sectionNode, renderTarget } from './containers.ts';
import type { Fragment } from './fragment.ts';
import { isShown, leadOf } from './fragment.ts';
import { isListType } from './layout.ts';
import { typeOf } from './props.ts';
import { $isBoxNode } from './section-nodes.ts';
import { formOf, ROOT_SECTION } from './sections.ts';

/** Shows what was read anew. To be called in an update. */
export function $renderRegions(index: BlockIndex, regions: readonly Region[]): void {
  // text and page have another order: what stands behind something new must not be placed before that is
  const together = index.isArranged || regions.some(({ moved }) => moved);
  const touched = new Set<string>([ROOT_SECTION]);
  for (const { blocks, gone, moved, left } of together ? [mergeRegions(regions)] : regions) {
    const stale = gone.filter((fragment) => fragment.key !== null);
    for (const { section } of stale) touched.add(section);
    const ranges = rangesOf(index, blocks, together);
    const [only] = ranges;
    if (!together && only !== undefined) {
      $renderRange(index, ROOT_SECTION, $getRoot(), only, stale);
      continue;
    }
    // a list is built as a whole, however many of its items are among the ranges
    const done = new Map<string, number>();
    const changed = new Set(blocks.map(leadOf));
    for (const range of ranges) {
      const { section } = range;
      touched.add(section);
      if (range.end <= (done.get(section) ?? 0)) continue;
      const parent = $sectionNode(index, section);
      if (parent === null) for (const one of index.pageOf(section).slice(range.start, range.end)) $hide(index, one);
      else done.set(section, (moved ? $rebuildRange : $renderRange)(index, section, parent, range, [], changed));
    }
    if (stale.length > 0 || left.length > 0) $removeStale(index, stale, left);
    // a row or column that is gone has no neighbour in its table by which that would have been built
    const owners = new Set(stale.flatMap(({ section }) => index.ownerOf(section) ?? []));
    const wrong = [...owners].filter((owner) => formOf(owner) === 'table' && !$isContainerRight(index, owner));
    if (wrong.length > 0) $renderBlocks(index, wrong);
  }
  for (const section of touched) $keepSection(index, section);
}

function mergeRegions(regions: readonly Region[]): Region {
  return {
    blocks: regions.flatMap(({ blocks }) => blocks),
    gone: regions.flatMap(({ gone }) => gone),
    moved: regions.some(({ moved }) => moved),
    left: regions.flatMap(({ left }) => left),
  };
}

interface PageRange {
  readonly section: string;
  readonly start: number;
  end: number;
}

/** Where on the page blocks of the text are; outer sections come first, as what is in a container may be built with it. */
function rangesOf(index: BlockIndex, blocks: readonly Fragment[], scattered: boolean): PageRange[] {
  // a later region of the same transaction may have read these blocks once more
  const present = blocks.filter((fragment) => fragment.chunk !== null).map(leadOf);
  const [first, last] = [present[0], present.at(-1)];
  if (first === undefined || last === undefined) return [];
  const page = index.pageOf(ROOT_SECTION);
  if (!scattered) return [{ section: ROOT_SECTION, start: page.indexOf(first), end: page.indexOf(last) + 1 }];
  const targets = new Map<string, Set<Fragment>>();
  for (const fragment of present) {
    const target = renderTarget(index, fragment);
    if (target === null) continue;
    const section = targets.get(target.section) ?? new Set();
    targets.set(target.section, section.add(target));
  }
  const depth = (name: string): number => {
    let count = 0;
    for (let owner = index.ownerOf(name); owner !== null; owner = owner.owner) count += 1;
    return count;
  };
  const names = [...targets.keys()].sort((a, b) => depth(a) - depth(b));
  return names.flatMap((section) => rangesIn(index, section, targets.get(section) ?? new Set()));
}

function rangesIn(index: BlockIndex, section: string, blocks: ReadonlySet<Fragment>): PageRange[] {
  const page = index.pageOf(section);
  const places = [...blocks].map((one) => page.indexOf(one)).filter((at) => at >= 0);
  const ranges: PageRange[] = [];
  for (const at of places.sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range?.end === at) range.end += 1;
    else ranges.push({ section, start: at, end: at + 1 });
  }
  return ranges;
}

/** Shows the whole document, whatever the editor held before. */
export function $renderAll(index: BlockIndex): void {
  for (const fragment of index.sequence) index.show(fragment, null, null);
  $getRoot().clear();
  const end = index.pageOf(ROOT_SECTION).length;
  $renderRange(index, ROOT_SECTION, $getRoot(), { section: ROOT_SECTION, start: 0, end }, []);
  $keepSection(index, ROOT_SECTION);
}

/** Shows single blocks again that are spelled in another way than they are rendered. */
export function $renderBlocks(index: BlockIndex, fragments: readonly Fragment[]): void {
  const touched = new Set<string>([ROOT_SECTION]);
  // a table is rendered whole, however many of its rows and columns are among the blocks
  const targets = new Set(fragments.flatMap((fragment) => renderTarget(index, leadOf(fragment)) ?? []));
  for (const target of targets) {
    const { section } = target;
    touched.add(section);
    const start = index.pageOf(section).indexOf(target);
    const parent = $sectionNode(index, section);
    if (parent === null) $hide(index, target);
    else if (start >= 0) $rebuildRange(index, section, parent, { section, start, end: start + 1 }, []);
  }
  for (const section of touched) $keepSection(index, section);
}

/** A section is never without a block: an empty one shows a paragraph that the document does not have. */
export function $keepSection(index: BlockIndex, section: string): void {
  const parent = $sectionNode(index, section);
  const owner = index.ownerOf(section);
  if (parent === null || (owner !== null && (formOf(owner) === 'table' || formOf(owner) === 'columns'))) return;
  if (index.firstShown(section) === null) {
    const only = parent.getFirstChild();
    if (parent.getChildrenSize() === 1 && $isParagraphNode(only) && only.isEmpty()) return;
    parent.splice(0, parent.getChildrenSize(), [$createParagraphNode()]);
    return;
  }
  for (const edge of [parent.getFirstChild(), parent.getLastChild()]) {
    if ($isParagraphNode(edge) && edge.isEmpty() && parent.getChildrenSize() > 1 && !index.isTop(edge.getKey())) {
      edge.remove(true);
    }
  }
}

/** Blocks behind which nothing is left. A list that keeps other items is built anew: its tree may go with the last of them. */
function $removeStale(index: BlockIndex, stale: readonly Fragment[], left: readonly NodeKey[]): void {
  const tops = new Set([...stale.map((fragment) => fragment.top), ...left]);
  for (const fragment of stale) index.show(fragment, null, null);
  for (const top of tops) {
    const node = top === null ? null : $getNodeByKey(top);
    if (top === null || node === null) continue;
    const rest = $isListNode(node) ? $anyItem(index, node) : null;
    if (rest !== null) $renderBlocks(index, [rest]);
    if (rest !== null || index.isTop(top)) continue;
    const next = node.getNextSibling();
    const parent = node.getParent();
    $remove(node);
    if ($isBoxNode(parent) && parent.isEmpty()) parent.append($createParagraphNode());
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
function $renderRange(
  index: BlockIndex,
  section: string,
  parent: ElementNode,
  range: PageRange,
  gone: readonly Fragment[],
  changed?: ReadonlySet<Fragment>,
): number {
  const blocks = index.pageOf(section).slice(range.start, range.end);
  if (gone.length === 0 && blocks.every((fragment) => $canUpdate(fragment, parent))) {
    for (const fragment of blocks) if (fragment.key !== null) $update(fragment, $getNodeByKey(fragment.key));
    return range.end;
  }
  return $rebuildRange(index, section, parent, range, gone, changed);
}

function $rebuildRange(
  index: BlockIndex,
  section: string,
  parent: ElementNode,
  { start, end }: PageRange,
  gone: readonly Fragment[],
  changed?: ReadonlySet<Fragment>,
): number {
  const page = index.pageOf(section);
  // Neighbouring list items share one tree, so a change beside a list concerns all of it.
  let first = start;
  while ($isListFragment(page.at(first - 1))) first -= 1;
  let last = end;
  while ($isListFragment(page.at(last))) last += 1;
  const range = page.slice(first, last);
  const oldTops = new Set<NodeKey>();
  for (const fragment of [...range, ...gone]) if (fragment.top !== null) oldTops.add(fragment.top);

  const left: LexicalNode[] = [];
  const tops = $buildTops(index, range.filter(isShown), parent, changed, (node) => left.push(node));
  for (const fragment of range) if (!isShown(fragment)) $hide(index, fragment);
  for (const fragment of gone) index.show(fragment, null, null);
  const before = range[0] === undefined ? null : index.previousShown(range[0]);
  $place(parent, before?.top ?? null, tops);
  const wanted = new Set(tops.map((node) => node.getKey()));
  for (const key of oldTops) {
    if (wanted.has(key) || index.isTop(key)) continue;
    const node = $getNodeByKey(key);
    if (node?.getParent()?.is(parent) === true) $remove(node);
  }
  const orphans = left.flatMap((node) => $blocksIn(index, node)).filter(({ key }) => !$isOnPage(key));
  if (orphans.length > 0) $renderBlocks(index, orphans);
  return last;
}

/** The blocks that an item shows, or those that are nested in it. */
function $blocksIn(index: BlockIndex, node: LexicalNode): Fragment[] {
  const own = index.ofKey(node.getKey());
  const inside = $isElementNode(node) ? node.getChildren().filter($isElementNode) : [];
  return [...(own === undefined ? [] : [own]), ...inside.flatMap((child) => $blocksIn(index, child))];
}

const $isOnPage = (key: NodeKey | null): boolean => key !== null && $getNodeByKey(key)?.isAttached() === true;

/** Is hidden or a list item? Hidden blocks do not part the lists around them. */
function $isListFragment(fragment: Fragment | undefined): boolean {
  return fragment !== undefined && (!isShown(fragment) || isListType(typeOf(fragment.props)));
}

/** Does the node that shows a block suit it, so that content and properties can be written in place? */
function $canUpdate(fragment: Fragment, parent: ElementNode): boolean {
  if (!isShown(fragment)) return fragment.key === null;
  if (fragment.key === null || fragment.unknown !== null) return false;
  const node = $getNodeByKey(fragment.key);
  const form = formOf(fragment);
  if (form !== null && form !== 'box') return false;
  const top = fragment.top === null ? null : $getNodeByKey(fragment.top);
  const shape = form === null ? node : top;
  if (node === null || shape === null || $blockType(shape) !== typeOf(fragment.props)) return false;
  if (!isListType(typeOf(fragment.props)))
    return top?.getParent()?.is(parent) === true && (form !== null || top.is(node));
  // Its level and the number a list starts with are the tree's, which is compared when it is built.
  const list = node.getParent();
  return (
    $isListNode(list) &&
    $isElementNode(node) &&
    node.getIndent() === ((fragment.props['level'] as number | undefined) ?? 0) &&
    (node.getPreviousSibling() === null
      ? list.getStart() === ((fragment.props['start'] as number | undefined) ?? 1)
      : true)
  );
}
