/**
 * Old and new blocks of a region → the edits of the text that make the one the other. A marker goes in where a block is split and
 * comes out where two are joined; text that stays is never deleted and typed anew.
 */
import * as Y from 'yjs';
import { align } from './align.ts';
import { alignLetters } from './align-letters.ts';
import { NONE } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import type { BlockIndex } from './block-index.ts';
import { isJoining } from './clusters.ts';
import { EditList } from './edit-list.ts';
import type { MarkerChange, Edit, Plan } from './edits.ts';
import type { FlatBlock } from './flatten.ts';
import { breakAttributes, shownAttributes } from './formats.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { keepMarkers } from './kept-markers.ts';
import { isVoidType, KEY_DELETED, KEY_FOLLOWS, KEY_ID, KEY_INTO, KEY_PLACE, KEY_SECTION } from './layout.ts';
import type { Marker } from './layout.ts';
import type { LocalChange } from './local-change.ts';
import { Mover } from './moves.ts';
import { PlannedPlaces } from './planned-places.ts';
import { idsOf } from './places.ts';
import { idValue } from './placement.ts';
import { typeOf, writeProps } from './props.ts';
import { carriedOver, formatsThrough, itemOf } from './read.ts';
import { cellOf, formOf, ROOT_SECTION } from './sections.ts';
import { newUnitsOf, oldUnitsOf, unitsWithin } from './units.ts';
import type { NewUnit, OldUnit, Selected } from './units.ts';
import { findWholeRuns } from './whole-runs.ts';

/**
 * Sets `marker` on each new block.
 * @param selected what the person had selected before the change, null when nothing
 * @param moved the new blocks that were taken to another place
 */
export function planEdits(
  index: BlockIndex,
  change: LocalChange,
  selected: Selected | null = null,
  moved: ReadonlySet<FlatBlock> = new Set(),
): Plan {
  const whole = findWholeRuns(change.old, change.now);
  const oldUnits = oldUnitsOf(index, change.old, whole);
  const newUnits = newUnitsOf(change.now, whole);
  const hint = { tail: change.tail, selected: unitsWithin(oldUnits, selected) };
  const aligned = whole === null ? alignLetters(oldUnits, newUnits, hint) : align(oldUnits, newUnits, hint);
  const pairs = keepMarkers(aligned, oldUnits, newUnits);
  return new Planner(index, change, oldUnits, newUnits, moved).run(pairs);
}

/** For each place in the pairs the old unit that is kept there or next, -1 where none is. */
function keptFrom(pairs: ReadonlyArray<readonly [number, number]>): Int32Array {
  const next = new Int32Array(pairs.length + 1).fill(-1);
  for (let k = pairs.length - 1; k >= 0; k -= 1) {
    const [o, n] = pairs[k] ?? [-1, -1];
    next[k] = o >= 0 && n >= 0 ? o : (next[k + 1] ?? -1);
  }
  return next;
}

class Planner {
  readonly #index: BlockIndex;
  readonly #change: LocalChange;
  readonly #old: readonly OldUnit[];
  readonly #now: readonly NewUnit[];
  readonly #edits = new EditList();
  readonly #first: MarkerChange[] = [];
  readonly #after: MarkerChange[] = [];
  readonly #shown: PlannedPlaces;
  readonly #kept = new Set<Fragment>();
  /** Blocks whose own end stays. */
  readonly #ended = new Set<Fragment>();
  /** Where on the page each of the old blocks is. */
  readonly #places: ReadonlyMap<Fragment, number>;
  /** Hidden blocks that go with a join. */
  readonly #swept = new Set<Fragment>();
  /** The last old unit of the block we are in; null at a block's start. */
  #last: OldUnit | null = null;
  /** It stays as it is, attributes and all. */
  #lastStays = false;
  /** The marker that the block in front of all these gets. */
  #endOfBefore: Marker | null = null;
  /** The last unit that stays. */
  #before: { readonly old: OldUnit; readonly now: NewUnit } | null = null;
  /** The last block whose end we passed. */
  #passed: Fragment | null;
  /** Blocks behind which something is put in. */
  readonly #boundaries = new Set<Fragment>();
  /** Between the last boundary that stays and here, nothing stays. */
  #atBoundary = true;

  constructor(
    index: BlockIndex,
    change: LocalChange,
    old: readonly OldUnit[],
    now: readonly NewUnit[],
    moved: ReadonlySet<FlatBlock>,
  ) {
    this.#index = index;
    this.#change = change;
    this.#shown = new PlannedPlaces(index, change, moved);
    this.#passed = change.before;
    this.#places = new Map(change.old.map((block, at) => [block, at]));
    this.#old = old;
    this.#now = now;
  }

  run(pairs: ReadonlyArray<readonly [number, number]>): Plan {
    for (const [o, n] of pairs) {
      const unit = this.#old[o];
      if (unit === undefined || n < 0) continue;
      this.#kept.add(unit.block);
      if (unit.kind === 'marker') this.#ended.add(unit.block);
    }
    const nextKept = keptFrom(pairs);
    for (let k = 0; k < pairs.length;) {
      const [o, n] = pairs[k] ?? [-1, -1];
      const old = this.#old[o];
      const now = this.#now[n];
      if (old === undefined) {
        let end = k;
        while (end < pairs.length && (pairs[end]?.[0] ?? -1) < 0) end += 1;
        const units = pairs.slice(k, end).flatMap(([, at]) => this.#now[at] ?? []);
        this.#insert(units, this.#old[pairs[end]?.[0] ?? -1] ?? null);
        k = end;
        continue;
      }
      k += 1;
      if (now !== undefined) this.#keep(old, now);
      else if (old.kind === 'marker') this.#deleteMarker(old, this.#old[nextKept[k] ?? -1] ?? null);
      else this.#deleteUnit(old);
    }
    if (!this.#edits.isEmpty) this.#partFormats();
    this.#after.push(...this.#shown.changes(this.#endOfBefore), ...this.#mergedChanges());
    if (this.#change.old.some(({ isInCircle }) => isInCircle)) this.#cutCircles();
    return { first: this.#first, edits: this.#edits.inTextOrder(), after: this.#after };
  }

  /** What the marker of a table says of its merged cells. */
  #mergedChanges(): MarkerChange[] {
    const { keys, owner } = this.#change;
    const marker = owner?.marker ?? null;
    if (keys.length === 0 || marker === null) return [];
    return [
      () => {
        for (const [key, value] of new Map(keys)) {
          if (value === null) marker.delete(key);
          else marker.set(key, value);
        }
      },
    ];
  }

  #keep(old: OldUnit, now: NewUnit): void {
    this.#joinWithoutMarker(old, now);
    this.#before = { old, now };
    if (old.kind === 'marker') {
      const { marker, props, deleted } = old.block;
      now.block.marker = marker;
      this.#after.push(...this.#shown.enterSection(old.block, now.block));
      if (marker !== null && (deleted || props !== now.block.props)) {
        this.#after.push(() => {
          writeProps(marker, props, now.block.props);
          if (deleted) marker.delete(KEY_DELETED);
        });
      }
      this.#passed = old.block;
      this.#last = null;
      this.#atBoundary = true;
      return;
    }
    if (old.attributes !== now.attributes) this.#edits.format(old.at, old.size, old.attributes, now.attributes);
    this.#last = old;
    this.#lastStays = old.attributes === now.attributes;
    this.#atBoundary = false;
  }

  #deleteUnit(old: OldUnit): void {
    this.#edits.delete(old.at, old.size);
    this.#last = old;
    this.#lastStays = false;
    this.#atBoundary &&= !this.#kept.has(old.block);
  }

  #deleteMarker(old: OldUnit, next: OldUnit | null): void {
    const { block } = old;
    const { marker } = block;
    const form = formOf(block);
    if (form !== null && isVoidType(typeOf(block.props))) {
      // what others put into it meanwhile brings it back
      this.#after.push(() => marker?.set(KEY_DELETED, 1));
      this.#passed = block;
      this.#last = null;
      return;
    }
    if (isVoidType(typeOf(block.props))) {
      this.#endTextBefore(block, old.at);
      this.#edits.delete(old.at, 1);
      this.#passed = block;
      this.#last = null;
      return;
    }
    if (this.#atBoundary && !this.#kept.has(block)) {
      // Deleted as a whole: what somebody else types into it meanwhile stays its own block.
      this.#after.push(() => marker?.set(KEY_DELETED, 1));
      this.#passed = block;
      this.#last = null;
      return;
    }
    this.#last = old;
    this.#lastStays = false;
    this.#atBoundary = false;
    const between = this.#hiddenUpTo(block, next);
    if (between === null && next !== null && marker !== null) {
      this.#joinFarther(marker, next);
      return;
    }
    // what is shown in front of this block as that was moved stays there without it
    if (marker !== null) this.#first.push((transaction) => new Mover(this.#index, transaction).leave(marker));
    this.#edits.delete(old.at, 1);
    for (const fragment of between ?? []) {
      // several joined blocks may stand before the same hidden one
      if (this.#swept.has(fragment)) continue;
      this.#swept.add(fragment);
      this.#edits.delete(this.#index.sequence.offsetOf(fragment), fragment.size);
    }
  }

  /** The block in front of all these may have no marker, and must not take one that is put in behind it. */
  #endBefore(at: number): void {
    const { before } = this.#change;
    if (before === null || this.#passed !== before || before.marker !== null || this.#endOfBefore !== null) return;
    this.#endOfBefore = new Y.Map();
    this.#edits.embed(at, this.#endOfBefore, this.#formatsAt(at, before));
  }

  /** Text that lies in front of a divider is a block by that. Where it is shown elsewhere, and so not looked at, it needs a marker now. */
  #endTextBefore(divider: Fragment, at: number): void {
    const text = this.#index.sequence.previous(divider);
    if (text === undefined || text.marker !== null || this.#places.has(text)) return;
    this.#edits.embed(at, new Y.Map(), this.#formatsAt(at, text));
  }

  /**
   * The deleted blocks that lie between a block and the next: joined text must not end in front of their markers. Null where the next one
   * lies elsewhere.
   */
  #hiddenUpTo(block: Fragment, next: OldUnit | null): Fragment[] | null {
    if (next === null) return [];
    const place = this.#places.get(block) ?? -1;
    const nextPlace = this.#places.get(next.block) ?? -1;
    const hidden: Fragment[] = [];
    let between = this.#index.sequence.next(block);
    for (; between !== undefined && between !== next.piece; between = this.#index.sequence.next(between)) {
      const at = this.#places.get(between) ?? -1;
      // what lies between the two on the page goes as well
      if (at > place && at < nextPlace) continue;
      if (isShown(between) || between.host !== null) return null;
      hidden.push(between);
    }
    return between === undefined ? null : hidden;
  }

  /** Blocks that were joined to each other are shown as if they were not. So they stay, also when an edit would break the circle. */
  #cutCircles(): void {
    for (const { marker } of this.#index.inCircles) this.#first.push(() => marker?.delete(KEY_INTO));
  }

  /** Text without a marker gets one where it is joined with text that lies elsewhere. */
  #joinWithoutMarker(old: OldUnit, now: NewUnit): void {
    if (this.#before === null || this.#before.now.block !== now.block) return;
    const { block, at: lastAt, size } = this.#before.old;
    if (block === old.block || block.marker !== null || this.#hiddenUpTo(block, old) !== null) return;
    const marker: Marker = new Y.Map();
    // what follows in the block is deleted, and may be so in one edit with what is behind it
    const at = lastAt + size;
    this.#edits.embed(at, marker, this.#formatsAt(at, block));
    this.#joinFarther(marker, old);
  }

  /** Text that is to be shown in front of text that lies elsewhere stays where it is, and its marker says so. */
  #joinFarther(marker: Marker, next: OldUnit): void {
    const [target] = idsOf(this.#index, next.at, 1);
    if (target !== undefined) this.#after.push(() => marker.set(KEY_INTO, idValue(target.id)));
  }

  #insert(units: readonly NewUnit[], next: OldUnit | null): void {
    const last = this.#last;
    if (last !== null) {
      const at = last.kind === 'marker' ? last.at : last.at + last.size;
      let left: OldUnit | null = last.kind === 'char' && this.#lastStays ? last : null;
      const end = this.#ended.has(last.block) ? -1 : units.findLastIndex(({ kind }) => kind === 'marker');
      for (const [place, unit] of units.entries()) {
        if (place === end) {
          this.#putMarker(unit, at, last.piece, placeOf(last.block));
          left = null;
          continue;
        }
        if (unit.kind === 'marker') {
          if (!this.#index.liesRightBefore(last.block, last.piece)) this.#shown.addInFront(unit.block, last.block);
          this.#settleBehind(last);
        }
        this.#put(unit, at, left, last.piece, last.block);
        if (unit.kind !== 'char') left = null;
      }
      return;
    }
    // the first of a section comes behind the container's own marker
    const passed = this.#passed ?? this.#change.owner;
    // At a boundary: whole new blocks follow the block before, text that goes to the next block stands right before it.
    const left = passed !== null && passed.marker === null ? passed : this.#index.behindDeleted(passed);
    for (const before of [passed, left]) if (before !== null) this.#boundaries.add(before);
    const at = left === null ? 0 : this.#index.sequence.offsetOf(left) + left.size;
    const blocks = units.findLastIndex((unit) => unit.kind === 'marker') + 1;
    const isPlain =
      this.#passed === null && passed !== null
        ? this.#index.liesFirst(passed, this.#change.section)
        : this.#index.liesRightBehind(passed);
    const level = this.#passed?.cell ?? this.#change.section;
    const made = new Set(units.map(({ block }) => block.props[KEY_ID]));
    if (blocks > 0) this.#endBefore(at);
    const behind = left === null ? null : (left.marker ?? undefined);
    for (const [place, unit] of units.slice(0, blocks).entries()) {
      const { section, cell } = unit.block;
      const isMade = made.has(cellOf(section)?.row ?? section);
      if (unit.kind === 'marker' && !isMade && !(isPlain && cell === level)) this.#shown.addBehind(unit.block);
      this.#put(unit, at, null, null, null, place === blocks - 1 ? behind : undefined);
    }
    for (const unit of units.slice(blocks)) this.#put(unit, next?.at ?? at, null, next?.piece ?? null);
  }

  /** What goes with the same block comes in the order of the text: what lies behind a new half must not come behind it on the page. */
  #settleBehind({ block: { marker }, piece }: OldUnit): void {
    const { sequence } = this.#index;
    const followers = marker === null ? [] : this.#index.shownWith(marker);
    if (marker === null || followers.length === 0) return;
    const place = sequence.indexOf(piece);
    if (followers.every((follower) => sequence.indexOf(follower) < place)) return;
    this.#after.push((transaction) => new Mover(this.#index, transaction).settleFollowers(marker));
  }

  /**
   * @param within the part of the text that it is put into
   * @param tail the block that it parts
   * @param behind of the last one of new blocks: the marker that they come behind
   */
  #put(
    unit: NewUnit,
    at: number,
    left: OldUnit | null,
    within: Fragment | null,
    tail: Fragment | null = null,
    behind?: Marker | null,
  ): void {
    if (unit.kind === 'marker') {
      const { props, cell } = unit.block;
      const marker: Marker = new Y.Map(Object.entries(props));
      const follows = tail?.marker ?? null;
      if (follows !== null) marker.set(KEY_FOLLOWS, idValue(itemOf(follows).id));
      // a half is in the same section as the other one, also when that is put into another one meanwhile
      if (cell !== (follows === null ? ROOT_SECTION : tail?.cell)) marker.set(KEY_SECTION, cell);
      unit.block.marker = marker;
      this.#edits.embed(at, marker, this.#formatsAt(at, within), behind);
      return;
    }
    if (unit.kind === 'embed') {
      // formats that it does not show go on through it as they do through a marker
      const around = this.#formatsAt(at, within);
      const attributes = breakAttributes(shownAttributes(around)) === unit.attributes ? around : unit.attributes;
      this.#edits.embed(at, unit.embed as object, attributes);
      return;
    }
    const { mark: text, attributes } = unit;
    const inherits = inheritsAt(left, unit) || (within?.plain === true && attributes === NONE);
    this.#edits.insert(at, text, attributes, inherits);
  }

  /**
   * @param place keys that say where the block is shown
   * @param known the section that it is in without saying so
   */
  #putMarker(
    { block }: NewUnit,
    at: number,
    within: Fragment | null,
    place: ReadonlyArray<readonly [key: string, value: unknown]>,
    known: string | undefined = ROOT_SECTION,
    behind?: Marker | null,
  ): void {
    const marker: Marker = new Y.Map([...Object.entries(block.props), ...place]);
    if (block.section !== known) marker.set(KEY_SECTION, block.section);
    block.marker = marker;
    this.#edits.embed(at, marker, this.#formatsAt(at, within), behind);
  }

  /**
   * A marker goes into the middle of formats where it can: were it written bare, they would end before it and begin anew behind it, and
   * who takes such a format away meanwhile would take its end and leave the new beginning.
   */
  #formatsAt(at: number, within: Fragment | null): Attributes {
    if (within === null || within.plain || within.chunk === null) return NONE;
    const { item, attributes } = this.#index.startOf(this.#index.sequence.indexOf(within));
    return formatsThrough(item, carriedOver(item, attributes), at - this.#index.sequence.offsetOf(within));
  }

  /** What is written into a block must not depend on formats from before it: Yjs takes also those for in force that were left open. */
  #partFormats(): void {
    const { sequence } = this.#index;
    const before = new Set(this.#boundaries);
    for (const { piece } of this.#old) {
      let previous = sequence.previous(piece);
      while (previous !== undefined && previous.marker === null) previous = sequence.previous(previous);
      if (previous !== undefined) before.add(previous);
    }
    for (const fragment of before) this.#edits.part(partBehind(this.#index, fragment));
  }
}

/** What a block that takes the place of another one has to say to be shown there. */
function placeOf({ marker }: Fragment): Array<readonly [key: string, value: unknown]> {
  return [KEY_PLACE, KEY_FOLLOWS].flatMap((key) =>
    marker?.has(key) === true ? [[key, marker.get(key)] as const] : [],
  );
}

/** The edit that parts the formats of a block from the next one's, where any are in force between them. */
export function partBehind({ sequence }: BlockIndex, fragment: Fragment | undefined): Edit[] {
  if (fragment === undefined || fragment.marker === null || fragment.endAttributes === NONE) return [];
  const { marker, endAttributes: from } = fragment;
  const at = sequence.offsetOf(fragment) + fragment.size - 1;
  return [{ kind: 'part', at, marker, from, to: carriedOver(itemOf(marker).right, from) }];
}

/** Does this, typed behind that unit, get its attributes by itself? A line break shows fewer than it has. */
function inheritsAt(left: OldUnit | null, { mark, attributes }: NewUnit): boolean {
  if (left === null || left.mark === '\n') return false;
  // a part of a letter looks as its first sign does, whatever it has itself
  if (!left.block.plain && isJoining(left.mark)) return false;
  return (mark === '\n' ? breakAttributes(left.attributes) : left.attributes) === attributes;
}
