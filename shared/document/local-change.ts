/** An update of the editor → what of the page it changed: old blocks of the index beside the new ones of the tree. */
import { $getNodeByKey, $getRoot, $getSelection, $isRangeSelection } from 'lexical';
import type { LexicalNode, NodeKey, RootNode } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { $flatten } from './flatten.ts';
import type { FlatBlock } from './flatten.ts';
import { newUnitsOf } from './units.ts';
import { $offsetIn } from './points.ts';
import { runsText } from './runs.ts';

export interface LocalChange {
  /** the last shown block in front of it */
  readonly before: Fragment | null;
  readonly old: readonly Fragment[];
  readonly now: readonly FlatBlock[];
  /** units behind the caret, 0 when it is elsewhere */
  readonly tail: number;
}

/** The keys that an update of Lexical wrote to, parents included. */
export interface DirtyKeys {
  readonly elements: ReadonlyMap<NodeKey, boolean>;
  readonly leaves: ReadonlySet<NodeKey>;
}

/** To be called in a read of the new state. Changes come in the order of the page; the cost is that of the change. */
export function $findChanges(index: BlockIndex, dirty: DirtyKeys): LocalChange[] {
  const touched = new Set<NodeKey>();
  const root = $getRoot();
  for (const keys of [dirty.elements.keys(), dirty.leaves]) {
    for (const key of keys) if ($isTopOf(root, $getNodeByKey(key)) || index.isTop(key)) touched.add(key);
  }
  const windows = $findWindows(index, root, touched) ?? [$wholePage(index, root)];
  return windows.map(({ before, old, tops }) => {
    // neighbours that changed together are one change: text that went from one to the other is still the same text
    const now = tops.flatMap($flatten);
    return { before, old, now, tail: $unitsBehindCaret(now) };
  });
}

function $isTopOf(root: RootNode, node: LexicalNode | null): boolean {
  return node !== null && root.is(node.getParent());
}

/** Neighbouring children of the root that were touched, and the blocks that stood at their place. */
interface Window {
  readonly before: Fragment | null;
  readonly old: Fragment[];
  readonly tops: LexicalNode[];
}

/**
 * A node that was not touched has the neighbours it had, so between two of them stands now what replaces what stood there. Null where
 * that does not hold, or where nothing is left to go by.
 */
function $findWindows(index: BlockIndex, root: RootNode, touched: ReadonlySet<NodeKey>): Window[] | null {
  const seen = new Set<NodeKey>();
  const windows: Window[] = [];
  let topCount = index.topCount;
  for (const key of touched) {
    const node = $getNodeByKey(key);
    if (node === null || !$isTopOf(root, node) || seen.has(key)) continue;
    const tops = [node];
    let left = node.getPreviousSibling();
    for (; left !== null && touched.has(left.getKey()); left = left.getPreviousSibling()) tops.unshift(left);
    let right = node.getNextSibling();
    for (; right !== null && touched.has(right.getKey()); right = right.getNextSibling()) tops.push(right);
    for (const top of tops) seen.add(top.getKey());
    const before = left === null ? null : index.lastOf(left.getKey());
    if (left !== null && before === null) return null;
    const old = blocksUpTo(index, before, right?.getKey() ?? null, touched);
    if (old === null) return null;
    windows.push({ before, old, tops });
    topCount += tops.length - new Set(old.map((fragment) => fragment.top)).size;
  }
  if (topCount !== root.getChildrenSize()) return null;
  const place = ({ before }: Window): number => (before === null ? -1 : index.page.indexOf(before));
  return windows.length < 2 ? windows : windows.sort((a, b) => place(a) - place(b));
}

/** The shown blocks behind `before`, up to those of the node `end`; null when one of an untouched node is among them. */
function blocksUpTo(
  index: BlockIndex,
  before: Fragment | null,
  end: NodeKey | null,
  touched: ReadonlySet<NodeKey>,
): Fragment[] | null {
  const found: Fragment[] = [];
  for (let next = index.nextShown(before); next !== null; next = index.nextShown(next)) {
    if (next.top === null) continue;
    if (next.top === end) return found;
    if (!touched.has(next.top)) return null;
    found.push(next);
  }
  return end === null ? found : null;
}

/** What differs between the whole page and the whole index, without regard to what was touched. */
function $wholePage(index: BlockIndex, root: RootNode): Window {
  const shown = index.page.slice(0, index.page.length).filter((one) => isShown(one) && one.top !== null);
  return { before: null, old: shown, tops: root.getChildren() };
}

function $unitsBehindCaret(now: readonly FlatBlock[]): number {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return 0;
  const places = new Map(now.map((block, at) => [block.key, at]));
  const found = $offsetIn(selection.focus, (key) => places.get(key));
  const block = found === null ? undefined : now[found.block];
  if (found === null || block === undefined) return 0;
  const rest = runsText(block.runs).slice(found.offset);
  return Array.from(rest).length + 1 + newUnitsOf(now.slice(found.block + 1)).length;
}
