/**
 * Places that stay where they are while others write: an offset in a block ↔ the id of the character that it holds on to. Walks the
 * block's own items; Yjs's way from an index to a relative position and back walks the whole text.
 */
import * as Y from 'yjs';
import type { BlockIndex } from './block-index.ts';
import { leadOf, piecesOf } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { findHeld } from './items.ts';
import { itemOf, markerOf } from './read.ts';
import { runsLength } from './runs.ts';
import { ROOT_SECTION } from './sections.ts';

/** A block and how many positions of what it shows lie in front of the place. */
export interface BlockPoint {
  readonly fragment: Fragment;
  readonly offset: number;
}

/** A place holds on to the character on its left; at a block's start to what is on its right. */
export function keepPlace(index: BlockIndex, point: BlockPoint): Y.RelativePosition {
  const holdsLeft = point.offset > 0;
  const { fragment, offset } = pieceAt(point, holdsLeft ? 'left' : 'right');
  const { item, skip } = startOf(index, fragment);
  const id = idAt(item, skip + (holdsLeft ? offset - 1 : 0));
  return new Y.RelativePosition(null, index.root, id, holdsLeft ? -1 : 0);
}

/** Where a kept place is now, be its block shown or hidden; null where the document does not have it. */
export function findPlace(index: BlockIndex, { item: id, assoc }: Y.RelativePosition): BlockPoint | null {
  if (id === null) return edgeOf(index, assoc);
  const held = findHeld(index.text, id);
  if (held === null) return null;
  const owner = ownerOf(index, held.item);
  if (owner === undefined) return edgeOf(index, 0);
  const { item, fragments } = startOf(index, owner);
  let offset = measure(item, held.item);
  if (isVisible(held.item)) offset += held.diff + (assoc < 0 ? 1 : 0);
  for (const fragment of fragments) {
    if (offset < fragment.size || (assoc < 0 && offset === fragment.size)) return inBlock(fragment, offset);
    offset -= fragment.size;
  }
  // behind a marker that was held on to from the left, that is still the block's end
  return inBlock(owner, offset);
}

/** The part of the text that a place of a block lies in. Between two parts it is the end of the first or the start of the second. */
function pieceAt({ fragment, offset }: BlockPoint, side: 'left' | 'right'): BlockPoint {
  let left = offset;
  for (const piece of fragment.heads) {
    const length = runsLength(piece.own);
    if (left < length || (side === 'left' && left === length && length > 0)) return { fragment: piece, offset: left };
    left -= length;
  }
  return { fragment, offset: left };
}

/** A place in a part of the text, in the block that shows it. */
function inBlock(piece: Fragment, offset: number): BlockPoint {
  const fragment = leadOf(piece);
  let before = 0;
  for (const head of piecesOf(fragment)) {
    if (head === piece) break;
    before += runsLength(head.own);
  }
  return { fragment, offset: before + Math.min(offset, runsLength(piece.own)) };
}

/** Where in the text a place is. */
export function positionOf(index: BlockIndex, point: BlockPoint): number {
  const { fragment, offset } = pieceAt(point, 'right');
  return index.sequence.offsetOf(fragment) + offset;
}

/** The item of the last character of a block that has no marker. */
export function lastItemOf(index: BlockIndex, fragment: Fragment): Y.Item | null {
  const { item, skip } = startOf(index, fragment);
  let left = skip + fragment.size;
  let last: Y.Item | null = null;
  for (let next = item; next !== null && left > 0; next = next.right) {
    if (isVisible(next)) left -= next.length;
    last = next;
  }
  return last;
}

/** Characters that follow one another, by id: what a stretch of the text is called whatever happens around it. */
export interface IdRange {
  readonly id: Y.ID;
  readonly size: number;
}

/** The ids of the characters at [at, at + size) of the text. */
export function idsOf(index: BlockIndex, at: number, size: number): IdRange[] {
  const place = index.sequence.locate(at);
  if (place === null) return [];
  const start = startOf(index, place.fragment);
  const found: IdRange[] = [];
  let before = start.skip + place.offset;
  let left = size;
  for (let { item } = start; item !== null && left > 0; item = item.right) {
    if (!isVisible(item)) continue;
    if (before >= item.length) {
      before -= item.length;
      continue;
    }
    const taken = Math.min(left, item.length - before);
    found.push({ id: Y.createID(item.id.client, item.id.clock + before), size: taken });
    left -= taken;
    before = 0;
  }
  return found;
}

/** A stretch of the text: `at` is where it begins, `size` 0 where nothing of it is left. */
export interface Stretch {
  readonly at: number;
  readonly size: number;
}

/** Where these characters are in the text now, in pieces; those that are not in the document any more leave their place. */
export function stretchesOf(index: BlockIndex, { id, size }: IdRange): Stretch[] {
  const found: Stretch[] = [];
  for (let done = 0; done < size;) {
    const held = findHeld(index.text, Y.createID(id.client, id.clock + done));
    if (held === null) return found;
    const length = Math.min(size - done, held.item.length - held.diff);
    found.push(
      isVisible(held.item)
        ? { at: positionOfItem(index, held.item) + held.diff, size: length }
        : { at: positionOfItem(index, held.item), size: 0 },
    );
    done += length;
  }
  return found;
}

function positionOfItem(index: BlockIndex, target: Y.Item): number {
  const owner = ownerOf(index, target);
  if (owner === undefined) return index.sequence.size;
  const { item, skip } = startOf(index, owner);
  return index.sequence.offsetOf(owner) - skip + measure(item, target);
}

function edgeOf(index: BlockIndex, assoc: number): BlockPoint | null {
  const page = index.pageOf(ROOT_SECTION);
  const fragment = page.at(assoc < 0 ? 0 : page.length - 1);
  if (fragment === undefined) return null;
  return { fragment, offset: assoc < 0 ? 0 : runsLength(fragment.runs) };
}

interface Start {
  /** The item behind the last marker before the block. */
  readonly item: Y.Item | null;
  /** Positions between that item and the block: blocks without a marker stand there. */
  readonly skip: number;
  /** Those blocks. */
  readonly fragments: readonly Fragment[];
}

function startOf({ sequence, text }: BlockIndex, fragment: Fragment): Start {
  const fragments: Fragment[] = [];
  let skip = 0;
  let previous = sequence.previous(fragment);
  for (; previous !== undefined; previous = sequence.previous(previous)) {
    if (previous.marker !== null) return { item: itemOf(previous.marker).right, skip, fragments };
    fragments.unshift(previous);
    skip += previous.size;
  }
  return { item: text._start, skip, fragments };
}

function isVisible(item: Y.Item): boolean {
  return !item.deleted && item.countable;
}

function idAt(from: Y.Item | null, offset: number): Y.ID | null {
  let left = offset;
  for (let item = from; item !== null; item = item.right) {
    if (!isVisible(item)) continue;
    if (left < item.length) return Y.createID(item.id.client, item.id.clock + left);
    left -= item.length;
  }
  return null;
}

function measure(from: Y.Item | null, to: Y.Item): number {
  let size = 0;
  for (let item = from; item !== null && item !== to; item = item.right) if (isVisible(item)) size += item.length;
  return size;
}

/** The block that an item belongs to: the next marker is its end; undefined behind the last block. */
function ownerOf(index: BlockIndex, from: Y.Item): Fragment | undefined {
  for (let item: Y.Item | null = from; item !== null; item = item.right) {
    const fragment = item.deleted ? undefined : index.ofMarker(markerOf(item));
    if (fragment !== undefined) return fragment;
  }
  const last = index.sequence.at(index.sequence.length - 1);
  return last?.marker === null ? last : undefined;
}
