/**
 * Old and new blocks of a region → the edits of the text that make the one the other. A marker goes in where a block is split and
 * comes out where two are joined; text that stays is never deleted and typed anew.
 */
import * as Y from 'yjs';
import { unreachable } from '#shared/assert.ts';
import { align, pushUnits } from './align.ts';
import type { Unit } from './align.ts';
import type { Attributes } from './attributes.ts';
import { difference, NONE } from './attributes.ts';
import type { BlockIndex } from './block-index.ts';
import { breakAttributes } from './formats.ts';
import type { FlatBlock } from './flatten.ts';
import type { LocalChange } from './local-change.ts';
import type { Fragment } from './fragment.ts';
import { isShown } from './fragment.ts';
import { keepMarkers } from './kept-markers.ts';
import { isVoidType, KEY_DELETED } from './layout.ts';
import type { Marker } from './layout.ts';
import { typeOf, writeProps } from './props.ts';
import { partFormats } from './part-formats.ts';
import { carriedOver, formatsThrough, itemOf } from './read.ts';

/** Positions are those of the text before any of the edits. */
export type Edit =
  | {
      readonly kind: 'insert';
      readonly at: number;
      text: string;
      readonly attributes: Attributes;
      readonly inherits: boolean;
    }
  | { readonly kind: 'embed'; readonly at: number; readonly embed: object; readonly attributes: Attributes }
  | { readonly kind: 'delete'; readonly at: number; size: number }
  | { readonly kind: 'format'; readonly at: number; size: number; readonly from: Attributes; readonly to: Attributes }
  /** Formats that go on behind a marker end before it, and those that the next block has begin anew. */
  | {
      readonly kind: 'part';
      readonly at: number;
      readonly marker: Marker;
      readonly from: Attributes;
      readonly to: Attributes;
    };

export interface Plan {
  /** Sorted by position, insertions before what stands there. */
  readonly edits: readonly Edit[];
  /** Changes of markers, to be made in the same transaction after the edits. */
  readonly after: ReadonlyArray<() => void>;
}

type OldUnit = Unit<Fragment> & { readonly at: number };
type NewUnit = Unit<FlatBlock>;

/** A stretch of the text, in its positions. */
export interface Selected {
  readonly from: number;
  readonly to: number;
}

/**
 * Sets `marker` on each new block.
 * @param selected what the person had selected before the change, null when nothing
 */
export function planEdits(
  index: BlockIndex,
  { before, old, now, tail }: LocalChange,
  selected: Selected | null = null,
): Plan {
  const oldUnits = old.flatMap((fragment) => unitsOf(index, fragment));
  const newUnits: NewUnit[] = [];
  for (const block of now) pushUnits(newUnits, block, block.runs, markerClass(typeOf(block.props)));
  const hint = { tail, selected: selected === null ? null : unitsWithin(oldUnits, selected) };
  const pairs = keepMarkers(align(oldUnits, newUnits, hint), oldUnits, newUnits);
  return new Planner(index, before, oldUnits, newUnits).run(pairs);
}

/** Null when not all of it lies in these units. */
function unitsWithin(units: readonly OldUnit[], { from, to }: Selected): Selected | null {
  const last = units.at(-1);
  const first = units.findIndex(({ at }) => at === from);
  if (first < 0 || last === undefined || to > last.at + last.size) return null;
  const end = units.findIndex(({ at }) => at >= to);
  return { from: first, to: end < 0 ? units.length : end };
}

/** Number of units of a region's new blocks that stand behind a position in one of them. */
export function countUnits(blocks: readonly FlatBlock[]): number {
  const units: NewUnit[] = [];
  for (const block of blocks) pushUnits(units, block, block.runs, 'any');
  return units.length;
}

function markerClass(type: string): string {
  return isVoidType(type) ? type : 'text';
}

function unitsOf(index: BlockIndex, fragment: Fragment): OldUnit[] {
  const units: Array<Unit<Fragment>> = [];
  pushUnits(units, fragment, fragment.runs, fragment.marker === null ? null : markerClass(typeOf(fragment.props)));
  let at = index.sequence.offsetOf(fragment);
  return units.map((unit) => {
    const placed = { ...unit, at };
    at += unit.size;
    return placed;
  });
}

/** By position, insertions before what stands there. */
export function inTextOrder(edits: readonly Edit[]): Edit[] {
  const order = ({ kind }: Edit): number => (kind === 'insert' || kind === 'embed' ? 0 : 1);
  return [...edits].sort((a, b) => a.at - b.at || order(a) - order(b));
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
  readonly #old: readonly OldUnit[];
  readonly #now: readonly NewUnit[];
  readonly #edits: Edit[] = [];
  readonly #after: Array<() => void> = [];
  readonly #kept = new Set<Fragment>();
  /** Hidden blocks that go with a join. */
  readonly #swept = new Set<Fragment>();
  /** The last old unit of the block we are in; null at a block's start. */
  #last: OldUnit | null = null;
  /** It stays as it is, attributes and all. */
  #lastStays = false;
  /** The last block whose end we passed. */
  #passed: Fragment | null;
  /** Blocks behind which something is put in. */
  readonly #boundaries = new Set<Fragment>();
  /** Between the last boundary that stays and here, nothing stays. */
  #atBoundary = true;

  constructor(index: BlockIndex, before: Fragment | null, old: readonly OldUnit[], now: readonly NewUnit[]) {
    this.#index = index;
    this.#passed = before;
    this.#old = old;
    this.#now = now;
  }

  run(pairs: ReadonlyArray<readonly [number, number]>): Plan {
    for (const [o, n] of pairs) {
      const unit = this.#old[o];
      if (unit !== undefined && n >= 0) this.#kept.add(unit.block);
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
    if (this.#edits.length > 0) this.#partFormats();
    return { edits: inTextOrder(this.#edits), after: this.#after };
  }

  #keep(old: OldUnit, now: NewUnit): void {
    if (old.kind === 'marker') {
      const { marker, props, deleted } = old.block;
      now.block.marker = marker;
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
    if (old.attributes !== now.attributes) {
      const last = this.#edits.at(-1);
      if (
        last?.kind === 'format' &&
        last.at + last.size === old.at &&
        last.from === old.attributes &&
        last.to === now.attributes
      ) {
        last.size += old.size;
      } else {
        this.#edits.push({ kind: 'format', at: old.at, size: old.size, from: old.attributes, to: now.attributes });
      }
    }
    this.#last = old;
    this.#lastStays = old.attributes === now.attributes;
    this.#atBoundary = false;
  }

  #deleteUnit(old: OldUnit): void {
    this.#delete(old.at, old.size);
    this.#last = old;
    this.#lastStays = false;
    this.#atBoundary &&= !this.#kept.has(old.block);
  }

  #deleteMarker(old: OldUnit, next: OldUnit | null): void {
    const { block } = old;
    const { marker } = block;
    if (isVoidType(typeOf(block.props))) {
      this.#delete(old.at, 1);
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
    this.#delete(old.at, 1);
    this.#deleteHiddenUpTo(block, next);
    this.#last = old;
    this.#lastStays = false;
    this.#atBoundary = false;
  }

  /** Joined text must not end in front of the marker of a deleted block that stands between the two. */
  #deleteHiddenUpTo(block: Fragment, next: OldUnit | null): void {
    if (next === null) return;
    const hidden: Fragment[] = [];
    let between = this.#index.sequence.next(block);
    while (between !== undefined && between !== next.block) {
      if (!isShown(between)) hidden.push(between);
      between = this.#index.sequence.next(between);
    }
    if (between === undefined) return;
    for (const fragment of hidden) {
      // several joined blocks may stand before the same hidden one
      if (this.#swept.has(fragment)) continue;
      this.#swept.add(fragment);
      this.#delete(this.#index.sequence.offsetOf(fragment), fragment.size);
    }
  }

  #insert(units: readonly NewUnit[], next: OldUnit | null): void {
    const last = this.#last;
    if (last !== null) {
      const at = last.kind === 'marker' ? last.at : last.at + last.size;
      let left: OldUnit | null = last.kind === 'char' && this.#lastStays ? last : null;
      for (const unit of units) {
        this.#put(unit, at, left, last.block);
        if (unit.kind !== 'char') left = null;
      }
      return;
    }
    if (this.#passed !== null) this.#boundaries.add(this.#passed);
    // At a boundary: whole new blocks follow the block before, text that goes to the next block stands right before it.
    const at = this.#passed === null ? 0 : this.#index.sequence.offsetOf(this.#passed) + this.#passed.size;
    const blocks = units.findLastIndex((unit) => unit.kind === 'marker') + 1;
    for (const unit of units.slice(0, blocks)) this.#put(unit, at, null, null);
    for (const unit of units.slice(blocks)) this.#put(unit, next?.at ?? at, null, next?.block ?? null);
  }

  #put(unit: NewUnit, at: number, left: OldUnit | null, within: Fragment | null): void {
    if (unit.kind === 'marker') {
      const marker: Marker = new Y.Map(Object.entries(unit.block.props));
      unit.block.marker = marker;
      this.#edits.push({ kind: 'embed', at, embed: marker, attributes: this.#formatsAt(at, within) });
      return;
    }
    if (unit.kind === 'embed') {
      this.#edits.push({ kind: 'embed', at, embed: unit.embed as object, attributes: unit.attributes });
      return;
    }
    const { mark: text, attributes } = unit;
    const inherits = inheritsAt(left, unit) || (within?.plain === true && attributes === NONE);
    const last = this.#edits.at(-1);
    if (last?.kind === 'insert' && last.at === at && last.attributes === attributes && last.inherits === inherits) {
      last.text += text;
    } else {
      this.#edits.push({ kind: 'insert', at, text, attributes, inherits });
    }
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
    for (const { block } of this.#old) {
      let previous = sequence.previous(block);
      while (previous !== undefined && previous.marker === null) previous = sequence.previous(previous);
      if (previous !== undefined) before.add(previous);
    }
    for (const fragment of before) this.#edits.push(...partBehind(this.#index, fragment));
  }

  #delete(at: number, size: number): void {
    const last = this.#edits.at(-1);
    if (last?.kind === 'delete' && last.at + last.size === at) last.size += size;
    else this.#edits.push({ kind: 'delete', at, size });
  }
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
  return (mark === '\n' ? breakAttributes(left.attributes) : left.attributes) === attributes;
}

/** Carries a plan out, in a transaction: edits without attributes one by one from the end, others as one delta. */
export function applyPlan(text: Y.Text, { edits, after }: Plan): void {
  for (const edit of edits) if (edit.kind === 'part') partFormats(text, edit.marker, edit.from, edit.to);
  const changes = edits.filter((edit) => edit.kind !== 'part');
  if (changes.length <= MAX_SINGLE_EDITS && changes.every(isSimple)) applySingly(text, changes);
  else if (changes.length > 0) text.applyDelta(deltaOf(changes), { sanitize: false });
  for (const change of after) change();
}

/** One delta walks the text from its start, single edits find their place by Yjs's search markers. */
const MAX_SINGLE_EDITS = 200;

type Change = Exclude<Edit, { kind: 'part' }>;

function isSimple(edit: Change): boolean {
  switch (edit.kind) {
    case 'delete':
      return true;
    case 'insert':
      return edit.inherits;
    case 'embed':
      return edit.attributes === NONE;
    case 'format':
      return false;
    default:
      return unreachable(edit);
  }
}

function applySingly(text: Y.Text, edits: readonly Change[]): void {
  for (const edit of edits.toReversed()) {
    if (edit.kind === 'delete') text.delete(edit.at, edit.size);
    else if (edit.kind === 'insert') text.insert(edit.at, edit.text);
    else if (edit.kind === 'embed') text.insertEmbed(edit.at, edit.embed);
  }
}

function deltaOf(edits: readonly Change[]): object[] {
  const delta: object[] = [];
  let position = 0;
  for (const edit of edits) {
    if (edit.at > position) delta.push({ retain: edit.at - position });
    position = Math.max(position, edit.at);
    if (edit.kind === 'insert') delta.push({ insert: edit.text, attributes: { ...edit.attributes } });
    else if (edit.kind === 'embed') delta.push({ insert: edit.embed, attributes: { ...edit.attributes } });
    else if (edit.kind === 'delete') delta.push({ delete: edit.size });
    else delta.push({ retain: edit.size, attributes: difference(edit.from, edit.to) });
    if (edit.kind === 'delete' || edit.kind === 'format') position += edit.size;
  }
  return delta;
}
