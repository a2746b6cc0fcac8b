/** An update of the editor → what of the page it changed: old blocks of the index beside the new ones of the tree. */
import { $isListNode } from '@lexical/list';
import { $isTableCellNode, $isTableNode, $isTableRowNode } from '@lexical/table';
import { $getNodeByKey, $getRoot, $getSelection, $isRangeSelection } from 'lexical';
import type { ElementNode, LexicalNode, NodeKey } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import { $sectionNode } from './containers.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { Flattener } from './flatten.ts';
import type { FlatBlock } from './flatten.ts';
import { $isFoldTitleNode } from './nodes/fold.ts';
import { newUnitsOf } from './units.ts';
import { $offsetIn } from './points.ts';
import { runsText, sameRuns } from './runs.ts';
import { $isContainerNode, $isSectionNode } from './section-nodes.ts';
import { cellOf, formOf, ROOT_SECTION } from './sections.ts';

export interface LocalChange {
  /** the section that the first of the blocks is in */
  readonly section: string;
  /** the container that section is a part of; null at the page's own level */
  readonly owner: Fragment | null;
  /** the last shown block in front of it in this section */
  readonly before: Fragment | null;
  readonly old: readonly Fragment[];
  readonly now: readonly FlatBlock[];
  /** what the container's marker has to say of merged cells; null takes a key away */
  readonly keys: ReadonlyArray<readonly [key: string, value: object | null]>;
  /** merged cells that the section's node shows; none for any other section */
  readonly cells: readonly string[];
  /** these are other ones than before: what they hold is on the page where it was, and has not moved */
  readonly regrouped: boolean;
  /** the node has the blocks of merged cells in another order than that of their cells, which these are in */
  readonly sorted: boolean;
  /** units behind the caret, 0 when it is elsewhere */
  readonly tail: number;
}

/** The keys that an update of Lexical wrote to, parents included: true where it wrote to the node itself. */
export interface DirtyKeys {
  readonly elements: ReadonlyMap<NodeKey, boolean>;
  readonly leaves: ReadonlySet<NodeKey>;
}

/** To be called in a read of the new state. Changes come section by section in the order of the page; the cost is that of the change. */
export function $findChanges(index: BlockIndex, dirty: DirtyKeys, newName: () => string): LocalChange[] {
  return new ChangeFinder(index, new Flattener(index, newName)).$find(dirty);
}

/** Neighbouring blocks of a section that were touched, and the blocks that stood at their place. */
interface Window {
  readonly before: Fragment | null;
  readonly old: Fragment[];
  readonly now: FlatBlock[];
  readonly cells?: readonly string[];
  readonly regrouped?: boolean;
  readonly sorted?: boolean;
}

const NO_CELLS: readonly string[] = [];
const AS_BEFORE = { cells: NO_CELLS, regrouped: false, sorted: false };

/** The children of sections' nodes that an update wrote to, those that are gone among the keys; and the others by the key of their parent. */
interface Touched {
  readonly keys: Set<NodeKey>;
  readonly tops: Map<NodeKey, LexicalNode[]>;
}

class ChangeFinder {
  readonly #index: BlockIndex;
  readonly #flattener: Flattener;
  readonly #nodes = new Map<string, ElementNode | null>();
  /** The merged cells of nodes that show other cells than before. */
  readonly #merged = new Map<NodeKey, readonly string[]>();
  /** What those show, and showed: their blocks are looked for cell by cell. */
  readonly #parted = new Set<string>();
  /** Of these the ones that rows show which the document does not have. */
  readonly #orphans: string[] = [];

  constructor(index: BlockIndex, flattener: Flattener) {
    this.#index = index;
    this.#flattener = flattener;
  }

  $find({ elements, leaves }: DirtyKeys): LocalChange[] {
    const touched: Touched = { keys: new Set(), tops: new Map() };
    const sections = new Map<NodeKey, ElementNode>();
    const lost = new Set<string>();
    const $visit = (key: NodeKey, itself: boolean): void => {
      const node = $getNodeByKey(key);
      if (node === null) {
        const section = this.#index.sectionOfTop(key);
        if (section === null) return;
        touched.keys.add(key);
        const parent = this.#$nodeOf(section);
        if (parent !== null) sections.set(parent.getKey(), parent);
        else if (this.#$isWithoutNode(section)) lost.add(section);
        return;
      }
      if ($isSectionNode(node) && (itself || key === 'root')) sections.set(key, node);
      const parent = node.getParent();
      if (parent === null) return;
      // a title is the text of its container, and how a cell looks is said by its row
      if ($isFoldTitleNode(node) || ($isTableCellNode(node) && itself)) $visit(parent.getKey(), true);
      if (!$isSectionNode(parent)) return;
      // what happens inside of a container is no change of it
      if (($isContainerNode(node) || $isTableRowNode(node)) && !itself && this.#index.isTop(key)) return;
      if (touched.keys.has(key)) return;
      touched.keys.add(key);
      sections.set(parent.getKey(), parent);
      const tops = touched.tops.get(parent.getKey());
      if (tops === undefined) touched.tops.set(parent.getKey(), [node]);
      else tops.push(node);
    };
    for (const [key, itself] of elements) $visit(key, itself);
    for (const key of leaves) $visit(key, true);
    for (const node of sections.values()) {
      if (!$isTableNode(node) || this.#flattener.$sectionOf(node) === null) continue;
      for (const { node: cell, cells } of this.#flattener.$changedCells(node)) {
        this.#merged.set(cell.getKey(), cells);
        for (const name of cells) this.#parted.add(name);
        // cells of new rows are read with the table
        if (this.#flattener.$sectionOf(cell) === null) this.#orphans.push(...cells);
        else sections.set(cell.getKey(), cell);
      }
    }
    const changes = [
      ...[...sections.values()].flatMap((node) => this.#$inSection(node, touched)),
      ...[...lost].filter((section) => !this.#parted.has(section)).map((section) => this.#$lostSection(section)),
    ];
    return changes.length < 2 ? changes : changes.sort((a, b) => this.#compare(a, b));
  }

  /** The node that shows a section; null where none does. What was looked for once is known: many blocks of one may be gone. */
  #$nodeOf(section: string): ElementNode | null {
    const known = this.#nodes.get(section);
    if (known !== undefined) return known;
    const node = this.#$findNode(section);
    this.#nodes.set(section, node);
    return node;
  }

  #$findNode(section: string): ElementNode | null {
    if (section === ROOT_SECTION) return $getRoot();
    const shows = (node: LexicalNode | null): node is ElementNode =>
      $isSectionNode(node) && this.#flattener.$sectionOf(node) === section;
    for (const { top } of this.#index.pageOf(section)) {
      const parent = top === null ? null : ($getNodeByKey(top)?.getParent() ?? null);
      if (shows(parent)) return parent;
    }
    const node = $sectionNode(this.#index, section);
    return shows(node) ? node : null;
  }

  /** Is the box still there, without the node that its blocks were in? A column of a table takes its cells along. */
  #$isWithoutNode(section: string): boolean {
    const owner = this.#index.ownerOf(section);
    if (owner?.top == null || !$isOnPage(owner.top)) return false;
    const cell = cellOf(section);
    const table = cell === null ? null : ($getNodeByKey(owner.top)?.getParent() ?? null);
    return cell === null || ($isTableNode(table) && this.#flattener.$columnsOf(table).includes(cell.column));
  }

  #$lostSection(section: string): LocalChange {
    const shown = [...this.#index.pageOf(section)].filter((one) => isShown(one) && one.top !== null);
    const old = shown.flatMap((one) => this.#$withInsides(one));
    return {
      section,
      owner: this.#index.ownerOf(section),
      before: null,
      old,
      now: [],
      keys: [],
      ...AS_BEFORE,
      tail: 0,
    };
  }

  #$inSection(node: ElementNode, touched: Touched): LocalChange[] {
    const section = this.#flattener.$sectionOf(node);
    // a new container is part of what changed around it
    if (section === null) return [];
    const owner = this.#index.ownerOf(section);
    const keys = $isTableNode(node) ? this.#flattener.$changedKeys(node, this.#index.ofKey(node.getKey())) : [];
    const windows = this.#$windowsOf(node, section, touched);
    const changed = windows.filter(({ old, now }) => old.length > 0 || now.length > 0);
    return changed.map((window) => ({
      section,
      owner,
      ...AS_BEFORE,
      ...window,
      keys,
      tail: $unitsBehindCaret(window.now),
    }));
  }

  #$windowsOf(node: ElementNode, section: string, touched: Touched): Window[] {
    const merged = this.#merged.get(node.getKey());
    if (merged !== undefined) return [this.#$wholeCells(node, section, merged)];
    if ($isTableNode(node) || this.#flattener.$isBlank(node)) return [this.#$wholeSection(node, section)];
    const windows = this.#$findWindows(node, section, touched) ?? [this.#$wholeSection(node, section)];
    const cells = cellOf(section) === null ? NO_CELLS : this.#index.cellsOf(section);
    if (cells.length < 2) return windows;
    for (const { before, now } of windows) {
      const last = now.at(-1);
      const next = last === undefined ? null : ($getNodeByKey(last.top)?.getNextSibling() ?? null);
      const behind = next === null ? undefined : this.#index.lastOf(next.getKey())?.cell;
      this.#flattener.assignCells(now, cells, before?.cell, behind);
    }
    return windows.map((window) => ({ ...window, cells }));
  }

  /** All that is in cells which were merged or split, without regard to what was touched. */
  #$wholeCells(node: ElementNode, section: string, cells: readonly string[]): Window {
    const old = cells.flatMap((cell) => this.#index.blocksIn(cell)).filter((one) => isShown(one) && one.top !== null);
    const shown = this.#flattener.$blocksIn(node, section);
    const now = this.#flattener.mergeCells(shown, cells);
    const sorted = now.some((block, at) => block !== shown[at]);
    return { before: null, old: old.flatMap((one) => this.#$withInsides(one)), now, cells, regrouped: true, sorted };
  }

  /**
   * A node that was not touched has the neighbours it had, so between two of them stands now what replaces what stood there. Null where
   * that does not hold, or where nothing is left to go by.
   */
  #$findWindows(parent: ElementNode, section: string, touched: Touched): Window[] | null {
    const seen = new Set<NodeKey>();
    const windows: Window[] = [];
    let topCount = this.#index.topCount(section);
    const { keys } = touched;
    for (const node of touched.tops.get(parent.getKey()) ?? []) {
      if (seen.has(node.getKey())) continue;
      const tops = [node];
      let left = node.getPreviousSibling();
      for (; left !== null && keys.has(left.getKey()); left = left.getPreviousSibling()) tops.unshift(left);
      let right = node.getNextSibling();
      for (; right !== null && keys.has(right.getKey()); right = right.getNextSibling()) tops.push(right);
      for (const top of tops) seen.add(top.getKey());
      const before = left === null ? null : this.#index.lastOf(left.getKey());
      if (left !== null && (before === null || before.section !== section)) return null;
      const old = this.#blocksUpTo(section, before, right?.getKey() ?? null, keys);
      if (old === null) return null;
      // neighbours that changed together are one change: text that went from one to the other is still the same text
      const now = tops.flatMap((top) => this.#flattener.$blocksOf(top, section));
      const whole = { before, old: old.flatMap((one) => this.#$withInsides(one)), now };
      windows.push(tops.some($isListNode) && this.#index.cellsOf(section).length < 2 ? withoutUntouched(whole) : whole);
      topCount += tops.length - new Set(old.map((fragment) => fragment.top)).size;
    }
    return topCount === parent.getChildrenSize() ? windows : null;
  }

  /** The shown blocks behind `before`, up to those of the node `end`; null when one of an untouched node is among them. */
  #blocksUpTo(
    section: string,
    before: Fragment | null,
    end: NodeKey | null,
    touched: ReadonlySet<NodeKey>,
  ): Fragment[] | null {
    const found: Fragment[] = [];
    let next = before === null ? this.#index.firstShown(section) : this.#index.nextShown(before);
    for (; next !== null; next = this.#index.nextShown(next)) {
      if (next.top === null) continue;
      if (next.top === end) return found;
      if (!touched.has(next.top)) return null;
      found.push(next);
    }
    return end === null ? found : null;
  }

  /** What differs between the whole section and the index, without regard to what was touched. */
  #$wholeSection(node: ElementNode, section: string): Window {
    const shown = [...this.#index.pageOf(section)].filter((one) => isShown(one) && one.top !== null);
    // the node lists the columns of a table before its rows, however they lie
    if ($isTableNode(node)) shown.sort((a, b) => Number(!isTableColumn(a)) - Number(!isTableColumn(b)));
    const now = this.#flattener.$blocksIn(node, section);
    const kept = new Set(now.map(({ key }) => key));
    // a column has no node of its own: it is gone with what is in its cells when the table does not list it
    const isGone = (one: Fragment): boolean => isTableColumn(one) && one.key !== null && !kept.has(one.key);
    const old = new Set(shown.flatMap((one) => (isGone(one) ? this.#$allOf(one) : this.#$withInsides(one))));
    if ($isTableNode(node)) for (const one of this.#orphansOf(section)) old.add(one);
    return { before: null, old: [...old], now };
  }

  #orphansOf(table: string): Fragment[] {
    const blocks = this.#orphans.flatMap((cell) => this.#index.blocksIn(cell)).filter((one) => one.top !== null);
    return blocks.filter(({ owner }) => owner?.section === table);
  }

  /** A block, and when it is a container whose node is gone all that was in it. */
  #$withInsides(fragment: Fragment): Fragment[] {
    if (fragment.insides.length === 0 || (fragment.top !== null && $isOnPage(fragment.top))) return [fragment];
    if (isTableColumn(fragment)) return [fragment];
    return this.#$allOf(fragment);
  }

  #$allOf(fragment: Fragment): Fragment[] {
    const inner = fragment.insides.flatMap(({ page }) =>
      [...page].filter((one) => isShown(one)).flatMap((one) => this.#$withInsides(one)),
    );
    return [fragment, ...inner];
  }

  /** By place; of two in each other the outer one comes first. */
  #compare(a: LocalChange, b: LocalChange): number {
    if (a.section === b.section) return this.#placeOf(a) - this.#placeOf(b);
    return this.#depthOf(a) - this.#depthOf(b);
  }

  #placeOf({ before, section }: LocalChange): number {
    return before === null ? -1 : this.#index.pageOf(section).indexOf(before);
  }

  #depthOf({ owner }: LocalChange): number {
    let depth = 0;
    for (let at = owner; at !== null; at = at.owner) depth += 1;
    return depth;
  }
}

/**
 * Without the blocks at both ends that are as they were: all items of a list are one child of the section's node. One of each side stays, as
 * those beside a paragraph do.
 */
function withoutUntouched({ before, old, now }: Window): Window {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && isUntouched(old[start], now[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isUntouched(old[old.length - 1 - end], now[now.length - 1 - end])) end += 1;
  const [from, left] = [Math.max(0, start - 1), Math.max(0, end - 1)];
  return {
    before: old[from - 1] ?? before,
    old: old.slice(from, old.length - left),
    now: now.slice(from, now.length - left),
  };
}

function isUntouched(old: Fragment | undefined, now: FlatBlock | undefined): boolean {
  if (old === undefined || now === undefined || old.marker === null) return false;
  const isSame = old.key === now.key && old.top === now.top && old.props === now.props;
  return isSame && old.section === now.section && old.cell === now.cell && sameRuns(old.runs, now.runs);
}

function $isOnPage(key: NodeKey): boolean {
  return $getNodeByKey(key)?.isAttached() === true;
}

function isTableColumn(fragment: Fragment): boolean {
  return formOf(fragment) === 'col';
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
