/** Moves of blocks, written: an anchor goes to where a block is to be shown, and its marker says so. To be used in one transaction. */
import * as Y from 'yjs';
import { assert } from '#shared/assert.ts';
import { findItem, insertItem } from './items.ts';
import { KEY_FOLLOWS, KEY_PLACE, KEY_SECTION } from './layout.ts';
import type { Marker } from './layout.ts';
import type { BlockIndex } from './block-index.ts';
import type { BlockMove } from './block-moves.ts';
import type { Fragment } from './fragment.ts';
import { lastItemOf } from './places.ts';
import { placeValue, readPlacement, sectionOfPlace } from './placement.ts';
import { itemOf, markerOf } from './read.ts';
import { ROOT_SECTION } from './sections.ts';

/** A block that is in the document already: by its marker, or where it has none by what the index says of it. */
export type Beside = Marker | Fragment;

export class Mover {
  readonly #index: BlockIndex;
  readonly #transaction: Y.Transaction;

  constructor(index: BlockIndex, transaction: Y.Transaction) {
    this.#index = index;
    this.#transaction = transaction;
  }

  /** Shows a block right behind another; null is the start of the page. */
  placeBehind(marker: Marker, before: Beside | null): void {
    const block = this.#index.ofMarker(marker);
    // a half of text that is shown in it goes with it as well
    for (const head of block?.heads ?? []) if (head.marker !== null) this.leave(head.marker);
    this.leave(marker);
    this.#unfollow(marker);
    this.#place(marker, before === null ? null : this.#rightOf(before));
  }

  /** Shows a block where it lies, by a place of its own. */
  placeHere(marker: Marker): void {
    if (this.#anchorOf(marker) === null) this.#place(marker, itemOf(marker));
  }

  /** Shows a block as the first one of a section. */
  placeFirst(marker: Marker, section: string): void {
    const first = [...this.#index.pageOf(section)].find((one) => one.marker !== marker);
    const owner = this.#index.ownerOf(section)?.marker ?? null;
    const block = this.#index.ofMarker(marker);
    for (const head of block?.heads ?? []) if (head.marker !== null) this.leave(head.marker);
    this.leave(marker);
    this.#unfollow(marker);
    if (first !== undefined) this.#place(marker, this.#leftOf(first.marker ?? this.endBlock(first)));
    else this.#place(marker, owner === null ? null : itemOf(owner));
  }

  /** Shows a new block right in front of another that it was split off from. */
  placeInFront(marker: Marker, behind: Marker): void {
    this.#place(marker, this.#leftOf(behind));
  }

  /** Blocks that would go with this one, as if whoever moves it did not know of them, stay where they are. */
  leave(marker: Marker): void {
    for (const follower of this.#index.followersOf(marker)) {
      if (follower.marker === null || follower.marker === marker) continue;
      this.#settle(follower.marker);
      this.#unfollow(follower.marker);
    }
  }

  /** A block that is shown where it is because of another one stays there by its own, and with it those in front of it. */
  #settle(marker: Marker): void {
    const chain: Array<{ readonly marker: Marker; readonly tail: Marker }> = [];
    for (let one = marker; one.has(KEY_FOLLOWS);) {
      const tail = this.#index.ofMarker(one)?.tail?.marker ?? null;
      if (tail === null) break;
      chain.push({ marker: one, tail });
      one = tail;
    }
    // the block that all of them lean on comes first
    for (const link of chain.toReversed()) this.#settleBefore(link.tail, link.marker);
  }

  /** What goes with a block is shown in front of it by its own from now on: what is split off next comes behind that. */
  settleFollowers(tail: Marker): void {
    this.#settle(tail);
    this.#settleBefore(tail, null);
  }

  /** Settles what is shown in front of a block that has its own place, up to one of them or all. */
  #settleBefore(tail: Marker, last: Marker | null): void {
    for (const { marker } of this.#index.shownWith(tail)) {
      if (marker === null || !marker.has(KEY_FOLLOWS)) continue;
      this.#place(marker, this.#leftOf(tail));
      this.#unfollow(marker);
      if (marker === last) return;
    }
  }

  /**
   * Shows a block in another section, or in another of merged cells; what was split off from it stays in its own.
   * @param moved it has just got a place there: who moves it elsewhere at the same time takes it there or not, as a whole
   */
  putInto(marker: Marker, section: string, moved = false): void {
    for (const follower of this.#index.followersOf(marker)) {
      if (follower.marker !== null && follower.marker !== marker) this.#pin(follower.marker);
    }
    const { at } = readPlacement(marker);
    if (at !== null && (moved || sectionOfPlace(marker) !== null)) marker.set(KEY_PLACE, placeValue(at, section));
    else if (section === ROOT_SECTION && !marker.has(KEY_FOLLOWS)) marker.delete(KEY_SECTION);
    else marker.set(KEY_SECTION, section);
  }

  /** A block goes with no other any more. */
  #unfollow(marker: Marker): void {
    if (!marker.has(KEY_FOLLOWS)) return;
    if (this.#index.ofMarker(marker)?.section !== ROOT_SECTION) this.#pin(marker);
    marker.delete(KEY_FOLLOWS);
  }

  /** A block that is in a section because of another one is there by its own from now on. */
  #pin(marker: Marker): void {
    const fragment = this.#index.ofMarker(marker);
    if (fragment === undefined || !marker.has(KEY_FOLLOWS) || readPlacement(marker).section !== null) return;
    marker.set(KEY_SECTION, fragment.cell);
  }

  #place(marker: Marker, left: Y.Item | null): void {
    const anchor = insertAnchor(this.#transaction, this.#index.text, left);
    marker.set(KEY_PLACE, placeValue(anchor, sectionOfPlace(marker)));
  }

  /** What an anchor has to stand behind to be right behind a block. */
  #rightOf(block: Beside): Y.Item | null {
    const marker = block instanceof Y.Map ? block : (block.marker ?? this.endBlock(block));
    this.#settle(marker);
    const at = this.#anchorOf(marker);
    if (at === null) return itemOf(marker);
    return Y.getItemCleanEnd(this.#transaction, this.#transaction.doc.store, at);
  }

  /** Gives a marker to text that has none: an anchor behind it would else be in front of the next block. */
  endBlock(fragment: Fragment): Marker {
    const last = lastItemOf(this.#index, fragment);
    let next = last?.right ?? null;
    while (next !== null && next.deleted) next = next.right;
    const known = next === null ? null : markerOf(next);
    // it may have got one in this very transaction
    if (known !== null && this.#index.ofMarker(known) === undefined) return known;
    const marker: Marker = new Y.Map();
    insertItem(this.#transaction, this.#index.text, last, new Y.ContentType(marker));
    return marker;
  }

  #leftOf(marker: Marker): Y.Item | null {
    this.#settle(marker);
    const at = this.#anchorOf(marker);
    return (at === null ? itemOf(marker) : Y.getItemCleanStart(this.#transaction, at)).left;
  }

  /** The id of the anchor at which a block is shown, null when it is at home. */
  #anchorOf(marker: Marker): Y.ID | null {
    const { at } = readPlacement(marker);
    const held = at === null ? null : findItem(this.#index.text, at);
    return held === null ? null : Y.createID(held.item.id.client, held.item.id.clock + held.diff);
  }
}

/** To be called in a transaction that changes nothing else. */
export function carryOutMove(
  index: BlockIndex,
  { blocks, section, behind }: BlockMove,
  transaction: Y.Transaction,
): void {
  const mover = new Mover(index, transaction);
  // in merged cells it is in that of the block that it comes behind
  const cell = behind?.cell ?? section;
  let before: Beside | null = behind;
  for (const block of blocks) {
    const marker = block.marker ?? mover.endBlock(block);
    if (before === null && section !== ROOT_SECTION) mover.placeFirst(marker, section);
    else mover.placeBehind(marker, before);
    if (block.cell !== cell) mover.putInto(marker, cell, true);
    before = marker;
  }
}

/** Puts a place without characters into the text. */
function insertAnchor(transaction: Y.Transaction, text: Y.Text, left: Y.Item | null): Y.ID {
  const anchor = insertItem(transaction, text, left, new Y.ContentDeleted(1));
  assert(anchor.deleted, 'an anchor is no part of the text');
  return anchor.id;
}
