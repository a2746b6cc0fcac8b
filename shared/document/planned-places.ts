/** Which blocks of a change have to be shown where their text does not lie, and how they come there. */
import type { BlockIndex } from './block-index.ts';
import type { MarkerChange } from './edits.ts';
import type { FlatBlock } from './flatten.ts';
import type { Fragment } from './fragment.ts';
import { KEY_ID } from './layout.ts';
import type { Marker } from './layout.ts';
import type { LocalChange } from './local-change.ts';
import { Mover } from './moves.ts';
import { cellOf, ROOT_SECTION } from './sections.ts';

/** Does a block stand in this one, or in a cell of this row? */
function isAround(container: FlatBlock, section: string): boolean {
  const id: unknown = container.props[KEY_ID];
  return id !== undefined && id === (cellOf(section)?.row ?? section);
}

export class PlannedPlaces {
  readonly #index: BlockIndex;
  readonly #change: LocalChange;
  readonly #moved: ReadonlySet<FlatBlock>;
  /** The blocks, and for those that were split off the one that they belong in front of. */
  readonly #placed = new Map<FlatBlock, Fragment | null>();
  #nextThere: ReadonlyMap<FlatBlock, Fragment | null> | null = null;

  /** @param moved the new blocks that were taken to another place */
  constructor(index: BlockIndex, change: LocalChange, moved: ReadonlySet<FlatBlock>) {
    this.#index = index;
    this.#change = change;
    this.#moved = moved;
  }

  /** A new half comes right in front of the other one. */
  addInFront(block: FlatBlock, tail: Fragment): void {
    this.#placed.set(block, tail);
  }

  /** A block comes right behind the one before it. */
  addBehind(block: FlatBlock): void {
    this.#placed.set(block, null);
  }

  /** The block that was kept is in another section now. Gives what that needs at once; nothing when it comes there with a place of its own. */
  enterSection(old: Fragment, now: FlatBlock): MarkerChange[] {
    if (old.cell === now.cell || this.#moved.has(now) || this.#mayStay(old, now)) return [];
    if (this.#liesBeyond(old, now)) {
      this.addBehind(now);
      return [];
    }
    // its cell goes, and others may take that away or back as well: a place is a fact that does not touch what the block said before
    const isLeft = cellOf(old.cell) !== null && old.section === this.#index.sectionOfCell(now.section);
    return [
      (transaction) => {
        const mover = new Mover(this.#index, transaction);
        const marker = old.marker ?? mover.endBlock(old);
        if (isLeft) mover.placeHere(marker);
        mover.putInto(marker, now.cell, isLeft);
      },
    ];
  }

  /** Is a block of merged cells, that another node shows now as it was joined, in its place where it is? */
  #mayStay(old: Fragment, now: FlatBlock): boolean {
    const { cells } = this.#change;
    if (old.section !== now.section || !cells.includes(old.cell)) return false;
    const blocks = this.#change.now.filter(({ section }) => section === now.section);
    const at = blocks.indexOf(now);
    const placeOf = (block: FlatBlock | undefined): number => cells.indexOf(block?.cell ?? old.cell);
    const place = cells.indexOf(old.cell);
    return place >= placeOf(blocks[at - 1]) && place <= placeOf(blocks[at + 1]);
  }

  /**
   * In the order of the page: each stands behind one that has its place already.
   * @param endOfBefore the marker that the block in front of all these has got, null when it had one
   */
  changes(endOfBefore: Marker | null): MarkerChange[] {
    return [...this.#change.now.entries()].flatMap(([at, block]): MarkerChange[] => {
      const tail = this.#placed.get(block);
      if (tail === undefined && !this.#moved.has(block)) return [];
      return [
        (transaction) => {
          const mover = new Mover(this.#index, transaction);
          if (block.marker === null) return;
          if (tail != null && tail.marker !== null) mover.placeInFront(block.marker, tail.marker);
          else this.#placeBehind(mover, block.marker, at, endOfBefore);
          const known = this.#index.ofMarker(block.marker);
          if (known !== undefined && known.cell !== block.cell) mover.putInto(block.marker, block.cell, true);
        },
      ];
    });
  }

  /** Behind the one before it in its section; the first one of a container's comes behind the container itself. */
  #placeBehind(mover: Mover, marker: Marker, at: number, endOfBefore: Marker | null): void {
    const { before, now, section } = this.#change;
    const own = now[at]?.section ?? section;
    for (let left = at - 1; left >= 0; left -= 1) {
      const one = now[left];
      if (one === undefined || one.marker === null || !(one.section === own || isAround(one, own))) continue;
      mover.placeBehind(marker, one.marker);
      return;
    }
    const left = own === section ? (endOfBefore ?? before) : null;
    if (left === null && own !== ROOT_SECTION) mover.placeFirst(marker, own);
    else mover.placeBehind(marker, left);
  }

  /** Would a block that comes into this section be shown behind what stands behind it there? A box's blocks may lie far from its marker. */
  #liesBeyond(block: Fragment, shown: FlatBlock): boolean {
    if (shown.section !== this.#change.section || block.placement.at !== null) return false;
    this.#nextThere ??= this.#findNextThere();
    const next = this.#nextThere.get(shown) ?? null;
    if (next === null) return false;
    // where a moved one is shown is not where it lies
    return next.placement.at !== null || this.#index.sequence.offsetOf(next) < this.#index.sequence.offsetOf(block);
  }

  /** For each block of the change the next one behind it that was in this section before. */
  #findNextThere(): ReadonlyMap<FlatBlock, Fragment | null> {
    const { before, now, old, section } = this.#change;
    const gone = new Set(old);
    let next = before === null ? this.#index.firstShown(section) : this.#index.nextShown(before);
    while (next !== null && gone.has(next)) next = this.#index.nextShown(next);
    const found = new Map<FlatBlock, Fragment | null>();
    for (const block of now.toReversed()) {
      found.set(block, next);
      const known = this.#index.ofKey(block.key);
      if (known?.section === this.#index.sectionOfCell(section)) next = known;
    }
    return found;
  }
}
