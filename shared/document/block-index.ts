/** All blocks of a container, found by place, by marker and by the Lexical node that shows them. */
import type { NodeKey } from 'lexical';
import * as Y from 'yjs';
import { NO_ANCHORS } from './anchors.ts';
import { NONE } from './attributes.ts';
import { Followers } from './followers.ts';
import { isShown, makeFragment, setHeads } from './fragment.ts';
import type { Fragment, FragmentContent } from './fragment.ts';
import { KEY_ID } from './layout.ts';
import type { Marker } from './layout.ts';
import { PageOrder } from './page-order.ts';
import { samePlacement } from './placement.ts';
import { itemOf, readBlocks } from './read.ts';
import { sameRuns } from './runs.ts';
import { cellOf, formOf } from './sections.ts';
import { Sequence } from './sequence.ts';
import { sameMerged } from './table-regions.ts';

/** Blocks that were read anew, in the order of the text, or are shown elsewhere now, and those that are no longer there. */
export interface Region {
  readonly blocks: readonly Fragment[];
  readonly gone: readonly Fragment[];
  /** The blocks may stand elsewhere than before. */
  readonly moved: boolean;
  /** Children of sections' nodes that showed blocks which are in another section now. */
  readonly left: readonly NodeKey[];
}

const AS_BEFORE: Region = { blocks: [], gone: [], moved: false, left: [] };

export class BlockIndex {
  /** In the order of the text. */
  readonly sequence = new Sequence('chunk');
  readonly #order: PageOrder;
  readonly text: Y.Text;
  /** The name of the container in its document. */
  readonly root: string;
  readonly #byMarker = new Map<Marker, Fragment>();
  readonly #byKey = new Map<NodeKey, Fragment>();
  /** The blocks that each child of a section's node shows. */
  readonly #tops = new Map<NodeKey, Set<Fragment>>();
  /** How many such children show a block, by the name of the section. */
  readonly #topCounts = new Map<string, number>();
  readonly #unknown = new Set<Fragment>();
  /** Blocks that may go with another one. */
  readonly #followers = new Followers();
  /** The order of the page may be another now. */
  #isStale = false;

  constructor(text: Y.Text) {
    this.text = text;
    this.root = Y.findRootTypeKey(text);
    this.#order = new PageOrder({ text, sequence: this.sequence, ofMarker: (marker) => this.ofMarker(marker) });
  }

  /** Is the page in another order than the text, or not one list? */
  get isArranged(): boolean {
    return this.#order.isArranged;
  }

  /** The blocks of a section in the order of the page, hidden ones among them, and without those that are shown as part of another. */
  pageOf(section: string): Sequence {
    return this.#order.pageOf(section);
  }

  /** The section that shows what is in a cell, or in any other section: another cell's where the two are merged. */
  sectionOfCell(cell: string): string {
    return this.#order.merged.shownBy.get(cell) ?? cell;
  }

  /** The blocks that say that they are in this cell, hidden ones among them, in the order of the page. */
  blocksIn(cell: string): readonly Fragment[] {
    return this.#order.blocksIn(cell);
  }

  /** The cells that a section shows, in order: itself and those that are merged with it. */
  cellsOf(section: string): readonly string[] {
    return this.#order.merged.cells.get(section) ?? [section];
  }

  ofMarker(marker: unknown): Fragment | undefined {
    return this.#byMarker.get(marker as Marker);
  }

  ofKey(key: NodeKey): Fragment | undefined {
    return this.#byKey.get(key);
  }

  /** The container of that name. */
  ofName(name: string): Fragment | undefined {
    return this.#order.ofName(name);
  }

  /** The block behind which the first one of a section comes; null for the page's own level and for a section that is not there. */
  ownerOf(section: string): Fragment | null {
    return this.#order.ofName(cellOf(section)?.row ?? section) ?? null;
  }

  /** Does this child of a section's node show any block? */
  isTop(key: NodeKey): boolean {
    return this.#tops.has(key);
  }

  /** The container whose whole node this is. */
  containerOf(key: NodeKey): Fragment | undefined {
    const [any] = this.#tops.get(key) ?? [];
    return any !== undefined && formOf(any) !== null ? any : undefined;
  }

  /** The section that a child of its node shows a block of; null where it shows none. */
  sectionOfTop(key: NodeKey): string | null {
    const [any] = this.#tops.get(key) ?? [];
    return any?.section ?? null;
  }

  /** How many children of a section's node show a block. */
  topCount(section: string): number {
    return this.#topCounts.get(section) ?? 0;
  }

  /** The last block of its own section that such a child shows; null when it shows none. */
  lastOf(top: NodeKey): Fragment | null {
    const [any] = this.#tops.get(top) ?? [];
    if (any === undefined) return null;
    let last = any;
    for (let next = this.nextShown(any); next?.top === top; next = this.nextShown(next)) last = next;
    return last;
  }

  /** One thing that this version does not know, null when it knows the whole document. */
  get unknown(): string | null {
    for (const fragment of this.#unknown) return fragment.unknown;
    return null;
  }

  /** The item at which a block's characters begin, and the attributes in force there. */
  startOf(index: number): { item: Y.Item | null; attributes: Fragment['endAttributes'] } {
    const previous = this.sequence.at(index - 1);
    if (previous === undefined) return { item: this.text._start, attributes: NONE };
    if (previous.marker === null) return this.startOf(index - 1);
    return { item: itemOf(previous.marker).right, attributes: previous.endAttributes };
  }

  /** Reads the blocks at [start, end) anew, up to a marker or to the end of the text. */
  reread(start: number, end: number, until: Marker | null): Region {
    const from = this.startOf(start);
    const old = this.sequence.slice(start, end);
    const spare = old.filter((fragment) => fragment.marker === null);
    // text that has no marker may be another one's by now, and lie elsewhere
    const fresh = new Set(spare);
    const blocks = readBlocks(from.item, from.attributes, until).map((content) => {
      const known = this.#byMarker.get(content.marker as Marker) ?? takeSpare(spare, content);
      this.#isStale ||= known?.marker !== content.marker || !sameArrangement(known, content);
      // which rows and columns are shown decides where merged cells are
      this.#isStale ||= this.#order.hasMerged && known !== undefined && !sameLife(known, content);
      // whether text stands in front of an anchor may be another answer now
      this.#isStale ||= known !== undefined && known.anchors !== NO_ANCHORS;
      if (known === undefined) {
        const made = makeFragment(content);
        fresh.add(made);
        return made;
      }
      this.sequence.resize(known, content.size);
      return Object.assign(known, content);
    });
    const kept = new Set(blocks);
    const gone = old.filter((fragment) => !kept.has(fragment));
    this.sequence.splice(start, end - start, blocks);
    for (const fragment of gone) this.#forget(fragment);
    for (const fragment of blocks) this.#learn(fragment, fresh.has(fragment));
    this.#isStale ||= gone.length > 0;
    return { blocks, gone, moved: false, left: [] };
  }

  /**
   * To be called when everything is read: brings the order of the page up to date. Gives the blocks that are shown behind others than
   * before, or with other texts, and those that have become part of another.
   */
  rearrange(): Region {
    if (!this.#isStale) return AS_BEFORE;
    const left: NodeKey[] = [];
    const containers = [...this.#order.containers];
    const hidden = new Set(containers.filter((box) => !isShown(box)));
    const found = this.#order.update((fragment) => {
      // the node that showed it stands elsewhere
      if (fragment.top !== null) left.push(fragment.top);
      this.show(fragment, null, null);
    });
    this.#isStale = found?.isComplete === false;
    if (found === null) return AS_BEFORE;
    const { moved, entered, behind, joined, hosted, tables } = found;
    const blocks = new Set([...moved.filter(isShown), ...entered]);
    for (const fragment of behind) {
      const next = isShown(fragment) ? fragment : this.nextShown(fragment);
      if (next !== null) blocks.add(next);
    }
    for (const fragment of [...joined, ...tables]) blocks.add(fragment);
    // a deleted box goes with the last block that is taken out of it, and comes with the first that is put in
    for (const box of containers) {
      if ((box.key !== null) !== isShown(box) || (hidden.has(box) && isShown(box))) blocks.add(box);
    }
    return {
      blocks: [...blocks].filter(({ host }) => host === null),
      gone: hosted.filter(({ key }) => key !== null),
      moved: true,
      left,
    };
  }

  /** Is what is put right behind a container's marker in the text the first block of a section in it? */
  liesFirst(owner: Fragment, section: string): boolean {
    const first = this.pageOf(section).at(0);
    if (!this.liesRightBehind(owner)) return false;
    return first === undefined || (!isAway(first) && this.sequence.indexOf(first) > this.sequence.indexOf(owner));
  }

  /** Is what is put right behind this block in the text also shown there? Null is the start of the page. */
  liesRightBehind(fragment: Fragment | null): boolean {
    if (fragment !== null && (isAway(fragment) || fragment.anchors.behind.length > 0)) return false;
    const next = fragment === null ? this.sequence.at(0) : this.sequence.next(fragment);
    return next === undefined || !next.anchors.atStart;
  }

  /**
   * What is put behind a block comes behind the deleted blocks that lie there, so that text that comes back to them does not get into it.
   * @returns the last one of those, or the block itself; null is the start of the page
   */
  behindDeleted(fragment: Fragment | null): Fragment | null {
    let last = fragment;
    for (;;) {
      const next = last === null ? this.sequence.at(0) : this.sequence.next(last);
      if (next === undefined || next.marker === null || !next.deleted || next.runs.length > 0) return last;
      if (next.host !== null || hasAnchors(next)) return last;
      last = next;
    }
  }

  /** Is a block that is split off in front of this one, and goes with it, shown there, when it is split in this part of its text? */
  liesRightBefore(fragment: Fragment, piece: Fragment): boolean {
    return isAway(fragment) || (piece === fragment && !fragment.anchors.within);
  }

  /** The blocks that go with this one when somebody moves it who does not know of them. */
  followersOf(marker: Marker): readonly Fragment[] {
    return this.#followers.of(itemOf(marker).id);
  }

  /** All blocks that are joined in a circle. */
  get inCircles(): Fragment[] {
    return this.#order.inCircles;
  }

  /** The blocks that are shown in front of this one because it was moved, in order. */
  shownWith(marker: Marker): readonly Fragment[] {
    const tail = this.ofMarker(marker);
    return tail === undefined ? [] : this.#order.shownWith(tail);
  }

  /** Tells which node shows a block; null when none does. */
  show(fragment: Fragment, key: NodeKey | null, top: NodeKey | null): void {
    if (fragment.key !== null && fragment.key !== key && this.#byKey.get(fragment.key) === fragment) {
      this.#byKey.delete(fragment.key);
    }
    if (fragment.top !== top) {
      this.#leaveTop(fragment);
      if (top !== null) this.#enterTop(fragment, top);
    }
    fragment.key = key;
    fragment.top = top;
    if (key !== null) this.#byKey.set(key, fragment);
  }

  /** The first block of a section that is shown. */
  firstShown(section: string): Fragment | null {
    const first = this.pageOf(section).at(0);
    return first === undefined || isShown(first) ? (first ?? null) : this.nextShown(first);
  }

  /** The last block of a section that is shown. */
  lastShown(section: string): Fragment | null {
    const page = this.pageOf(section);
    const last = page.at(page.length - 1);
    return last === undefined || isShown(last) ? (last ?? null) : this.previousShown(last);
  }

  /** The next one of the same section. */
  nextShown(fragment: Fragment): Fragment | null {
    const page = this.pageOf(fragment.section);
    let next = page.next(fragment);
    while (next !== undefined && !isShown(next)) next = page.next(next);
    return next ?? null;
  }

  /** The one before it of the same section. */
  previousShown(fragment: Fragment): Fragment | null {
    const page = this.pageOf(fragment.section);
    let previous = page.previous(fragment);
    while (previous !== undefined && !isShown(previous)) previous = page.previous(previous);
    return previous ?? null;
  }

  #enterTop(fragment: Fragment, top: NodeKey): void {
    const blocks = this.#tops.get(top);
    if (blocks === undefined) {
      this.#tops.set(top, new Set([fragment]));
      this.#topCounts.set(fragment.section, this.topCount(fragment.section) + 1);
    } else blocks.add(fragment);
  }

  #leaveTop(fragment: Fragment): void {
    if (fragment.top === null) return;
    const blocks = this.#tops.get(fragment.top);
    blocks?.delete(fragment);
    if (blocks?.size !== 0) return;
    this.#tops.delete(fragment.top);
    this.#topCounts.set(fragment.section, this.topCount(fragment.section) - 1);
  }

  #learn(fragment: Fragment, isFresh: boolean): void {
    setHeads(fragment, fragment.heads);
    if (fragment.host !== null) setHeads(fragment.host, fragment.host.heads);
    this.#order.learn(fragment, isFresh);
    this.#followers.learn(fragment);
    if (fragment.marker !== null) this.#byMarker.set(fragment.marker, fragment);
    if (fragment.unknown === null) this.#unknown.delete(fragment);
    else this.#unknown.add(fragment);
  }

  #forget(fragment: Fragment): void {
    if (fragment.marker !== null) this.#byMarker.delete(fragment.marker);
    this.#unknown.delete(fragment);
    this.#order.forget(fragment);
    this.#followers.forget(fragment);
  }
}

/** Nothing that order and containers follow from is another. */
function sameArrangement(a: FragmentContent, b: FragmentContent): boolean {
  return (
    samePlacement(a.placement, b.placement) &&
    formOf(a) === formOf(b) &&
    a.props[KEY_ID] === b.props[KEY_ID] &&
    sameMerged(a.merged, b.merged)
  );
}

/** Is it deleted or not, has it text or not, as before? */
function sameLife(a: FragmentContent, b: FragmentContent): boolean {
  return a.deleted === b.deleted && (a.own.length === 0) === (b.own.length === 0);
}

/** The block without a marker that stood there before, also when it has got one. */
function takeSpare(spare: Fragment[], { marker, own }: FragmentContent): Fragment | undefined {
  const [first] = spare;
  return marker === null || (first !== undefined && sameRuns(first.own, own)) ? spare.shift() : undefined;
}

/** Is it shown elsewhere than its text lies? */
function isAway({ placement, tail, host }: Fragment): boolean {
  return placement.at !== null || tail !== null || host !== null;
}

function hasAnchors({ anchors: { before, behind, atStart, within } }: Fragment): boolean {
  return atStart || within || before.length + behind.length > 0;
}
