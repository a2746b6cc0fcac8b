/** All blocks of a container, found by place, by marker and by the Lexical node that shows them. */
import type { NodeKey } from 'lexical';
import * as Y from 'yjs';
import { NONE } from './attributes.ts';
import { arrange, arrangeAsText, isArranged, isComplete, isPlaced } from './arrangement.ts';
import { Followers } from './followers.ts';
import { isShown, makeFragment, setHeads } from './fragment.ts';
import type { Fragment, FragmentContent } from './fragment.ts';
import type { Marker } from './layout.ts';
import { findReordered } from './reordered.ts';
import { samePlacement } from './placement.ts';
import { itemOf, readBlocks } from './read.ts';
import { sameRuns } from './runs.ts';
import { Sequence } from './sequence.ts';

/** Blocks that were read anew, in the order of the text, or are shown elsewhere now, and those that are no longer there. */
export interface Region {
  readonly blocks: readonly Fragment[];
  readonly gone: readonly Fragment[];
  /** The blocks may stand elsewhere than before. */
  readonly moved: boolean;
}

const AS_BEFORE: Region = { blocks: [], gone: [], moved: false };

export class BlockIndex {
  /** In the order of the text. */
  readonly sequence = new Sequence('chunk');
  /** In the order of the page: the same one as long as no block was moved. */
  #page = this.sequence;
  readonly text: Y.Text;
  /** The name of the container in its document. */
  readonly root: string;
  readonly #byMarker = new Map<Marker, Fragment>();
  readonly #byKey = new Map<NodeKey, Fragment>();
  /** The blocks that each child of the root shows. */
  readonly #tops = new Map<NodeKey, Set<Fragment>>();
  readonly #unknown = new Set<Fragment>();
  /** Blocks that say that they are shown elsewhere. */
  readonly #arranged = new Set<Fragment>();
  /** Blocks that may go with another one. */
  readonly #followers = new Followers();
  /** The order of the page may be another now. */
  #isStale = false;

  constructor(text: Y.Text) {
    this.text = text;
    this.root = Y.findRootTypeKey(text);
  }

  /** The blocks in the order of the page, hidden ones among them, and without those that are shown as part of another. */
  get page(): Sequence {
    return this.#page;
  }

  ofMarker(marker: unknown): Fragment | undefined {
    return this.#byMarker.get(marker as Marker);
  }

  ofKey(key: NodeKey): Fragment | undefined {
    return this.#byKey.get(key);
  }

  /** Does this child of the root show any block? */
  isTop(key: NodeKey): boolean {
    return this.#tops.has(key);
  }

  /** How many children of the root show a block. */
  get topCount(): number {
    return this.#tops.size;
  }

  /** The last block that a child of the root shows; null when it shows none. */
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
    const blocks = readBlocks(from.item, from.attributes, until).map((content) => {
      const known = this.#byMarker.get(content.marker as Marker) ?? takeSpare(spare, content);
      this.#isStale ||= known?.marker !== content.marker || !samePlacement(known.placement, content.placement);
      if (known === undefined) return makeFragment(content);
      this.sequence.resize(known, content.size);
      return Object.assign(known, content);
    });
    const kept = new Set(blocks);
    const gone = old.filter((fragment) => !kept.has(fragment));
    this.sequence.splice(start, end - start, blocks);
    for (const fragment of gone) this.#forget(fragment);
    for (const fragment of blocks) this.#learn(fragment);
    this.#isStale ||= gone.length > 0;
    return { blocks, gone, moved: false };
  }

  /**
   * To be called when everything is read: brings the order of the page up to date. Gives the blocks that are shown behind others than
   * before, or with other texts, and those that have become part of another.
   */
  rearrange(): Region {
    if (!this.#isStale) return AS_BEFORE;
    this.#isStale = false;
    if (this.#arranged.size === 0 && this.#page === this.sequence) return AS_BEFORE;
    const fragments = this.sequence.slice(0, this.sequence.length);
    const before = this.#page.slice(0, this.#page.length).filter((one) => one.chunk !== null && isShown(one));
    const blocks = new Set(fragments.filter(isJoined));
    this.#arrange(fragments);
    for (const fragment of fragments) if (isJoined(fragment)) blocks.add(fragment);
    const now = this.#page.slice(0, this.#page.length).filter(isShown);
    for (const fragment of findReordered(before, now)) blocks.add(fragment);
    return {
      blocks: [...blocks].filter(({ host }) => host === null),
      gone: fragments.filter(({ host, key }) => host !== null && key !== null),
      moved: true,
    };
  }

  #arrange(fragments: readonly Fragment[]): void {
    this.#followers.rearranged();
    if (this.#arranged.size === 0) {
      arrangeAsText(fragments);
      this.#page = this.sequence;
      return;
    }
    const ofMarker = (marker: unknown): Fragment | undefined => this.ofMarker(marker);
    const before = (fragment: Fragment): Fragment | undefined => this.sequence.previous(fragment);
    const arranged = { text: this.text, fragments, placed: fragments.filter(isPlaced), ofMarker, before };
    const order = arrange(arranged);
    this.#isStale = !isComplete(arranged);
    for (const fragment of fragments) fragment.pageChunk = null;
    this.#page = new Sequence('pageChunk');
    this.#page.splice(0, 0, order);
  }

  /** Is what is put right behind this block in the text also shown there? Null is the start of the page. */
  liesRightBehind(fragment: Fragment | null): boolean {
    if (fragment !== null && (isAway(fragment) || fragment.anchors.behind.length > 0)) return false;
    const next = fragment === null ? this.sequence.at(0) : this.sequence.next(fragment);
    return next === undefined || !next.anchors.atStart;
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
    return [...this.#arranged].filter(({ isInCircle }) => isInCircle);
  }

  /** The blocks that are shown in front of this one because it was moved, in order. */
  shownWith(marker: Marker): readonly Fragment[] {
    const tail = this.ofMarker(marker);
    return tail === undefined ? [] : this.#followers.shownWith(tail, () => this.#page.slice(0, this.#page.length));
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

  nextShown(fragment: Fragment | null): Fragment | null {
    let next = fragment === null ? this.#page.at(0) : this.#page.next(fragment);
    while (next !== undefined && !isShown(next)) next = this.#page.next(next);
    return next ?? null;
  }

  previousShown(fragment: Fragment): Fragment | null {
    let previous = this.#page.previous(fragment);
    while (previous !== undefined && !isShown(previous)) previous = this.#page.previous(previous);
    return previous ?? null;
  }

  #enterTop(fragment: Fragment, top: NodeKey): void {
    const blocks = this.#tops.get(top);
    if (blocks === undefined) this.#tops.set(top, new Set([fragment]));
    else blocks.add(fragment);
  }

  #leaveTop(fragment: Fragment): void {
    if (fragment.top === null) return;
    const blocks = this.#tops.get(fragment.top);
    blocks?.delete(fragment);
    if (blocks?.size === 0) this.#tops.delete(fragment.top);
  }

  #learn(fragment: Fragment): void {
    setHeads(fragment, fragment.heads);
    if (fragment.host !== null) setHeads(fragment.host, fragment.host.heads);
    if (isArranged(fragment)) this.#arranged.add(fragment);
    else this.#arranged.delete(fragment);
    this.#followers.learn(fragment);
    if (fragment.marker !== null) this.#byMarker.set(fragment.marker, fragment);
    if (fragment.unknown === null) this.#unknown.delete(fragment);
    else this.#unknown.add(fragment);
  }

  #forget(fragment: Fragment): void {
    if (fragment.marker !== null) this.#byMarker.delete(fragment.marker);
    this.#unknown.delete(fragment);
    this.#arranged.delete(fragment);
    this.#followers.forget(fragment);
  }
}

/** The block without a marker that stood there before, also when it has got one. */
function takeSpare(spare: Fragment[], { marker, own }: FragmentContent): Fragment | undefined {
  const [first] = spare;
  return marker === null || (first !== undefined && sameRuns(first.own, own)) ? spare.shift() : undefined;
}

function isJoined({ heads }: Fragment): boolean {
  return heads.length > 0;
}

/** Is it shown elsewhere than its text lies? */
function isAway({ placement, tail, host }: Fragment): boolean {
  return placement.at !== null || tail !== null || host !== null;
}
