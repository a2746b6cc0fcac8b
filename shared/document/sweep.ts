/** Markers that nobody can need any more are taken out of a document. */
import * as Y from 'yjs';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { findItem } from './items.ts';
import { BODY_ROOT, KEY_DELETED, KEY_ID } from './layout.ts';
import { readFragments } from './markdown/read-document.ts';
import { itemOf, markerOf } from './read.ts';
import { MAX_SWEEP_TRIES } from './limits.ts';
import { cellOf } from './sections.ts';
import { readTree } from './tree/read-tree.ts';

export interface Sweep {
  /** Yjs update, V1; null where nothing is swept */
  readonly update: Uint8Array | null;
  /** how many markers stay because the page would be another one without them */
  readonly left: number;
}

/**
 * An update that deletes the markers of blocks which were deleted as a whole, are empty, and to which nothing refers that stays. It holds deletions alone, so it merges with whatever others do: text that somebody types in such a place meanwhile is part of
 * the block behind it, keys that they set there are gone. What the document shows is the same before and after, in every order of the blocks: where
 * it would not be, the marker stays.
 *
 * @param isOld whether a struct is old enough to be known by everybody who may still write; asked of the key that says `deleted`
 */
export function sweep(doc: Y.Doc, isOld: (id: Y.ID) => boolean): Sweep {
  const ids = [...candidatesIn(doc, isOld)].map((fragment) => idOf(fragment));
  if (ids.length === 0) return { update: null, left: 0 };
  const state = Y.encodeStateAsUpdate(doc);
  const shown = shownBy(doc);
  let tries = MAX_SWEEP_TRIES;
  let safe: readonly Y.ID[] = [];
  /** Adds as many of these as leave everything as it is. */
  const add = (some: readonly Y.ID[]): void => {
    if (some.length === 0 || tries === 0) return;
    tries -= 1;
    const wanted = [...safe, ...some];
    if (shownBy(without(state, wanted).doc) === shown) safe = wanted;
    else if (some.length > 1) {
      const middle = some.length >> 1;
      add(some.slice(0, middle));
      add(some.slice(middle));
    }
  };
  add(ids);
  return { update: safe.length === 0 ? null : without(state, safe).update, left: ids.length - safe.length };
}

/**
 * The {@link sweep} of a document whose log this is: what was deleted already in the state that the first `old` updates make.
 *
 * @param updates all of the log, in its order
 */
export function sweepOfLog(updates: readonly Uint8Array[], old: number): Sweep {
  const clocks = Y.decodeStateVector(Y.encodeStateVector(documentOf(updates.slice(0, old))));
  return sweep(documentOf(updates), ({ client, clock }) => clock < (clocks.get(client) ?? 0));
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

function candidatesIn(doc: Y.Doc, isOld: (id: Y.ID) => boolean): ReadonlySet<Fragment> {
  const { fragments } = readFragments(doc);
  const text = doc.getText(BODY_ROOT);
  const gone = new Set(fragments.filter((fragment) => isGone(fragment, isOld)));
  const byMarker = new Map(fragments.map((fragment) => [fragment.marker as unknown, fragment]));
  const byName = new Map<unknown, Fragment[]>();
  for (const fragment of gone) {
    const name: unknown = fragment.marker?.get(KEY_ID);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), fragment]);
  }
  // what stays keeps what it refers to, and that what it refers to
  const staying = fragments.filter((fragment) => !gone.has(fragment));
  const keep = (fragment: Fragment | undefined): void => {
    if (fragment !== undefined && gone.delete(fragment)) staying.push(fragment);
  };
  for (const { placement } of staying) {
    for (const id of [placement.into, placement.follows]) {
      const held = id === null ? null : findItem(text, id);
      if (held !== null && !held.item.deleted) keep(byMarker.get(markerOf(held.item)));
    }
    if (placement.section === null) continue;
    const cell = cellOf(placement.section);
    for (const name of cell === null ? [placement.section] : [cell.row, cell.column]) byName.get(name)?.forEach(keep);
  }
  return gone;
}

function isGone(fragment: Fragment, isOld: (id: Y.ID) => boolean): boolean {
  const { marker, deleted, size, unknown } = fragment;
  if (marker === null || !deleted || size !== 1 || unknown !== null || isShown(fragment)) return false;
  const key = marker._map.get(KEY_DELETED);
  return key !== undefined && isOld(key.id);
}

function idOf({ marker }: Fragment): Y.ID {
  if (marker === null) throw new TypeError('only what has a marker is swept');
  return itemOf(marker).id;
}

/** The document without these markers, and the edit that makes it so. */
function without(state: Uint8Array, ids: readonly Y.ID[]): { readonly doc: Y.Doc; readonly update: Uint8Array } {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (made: Uint8Array) => (update = made));
  const text = doc.getText(BODY_ROOT);
  doc.transact((transaction) => {
    for (const id of ids) findItem(text, id)?.item.delete(transaction);
  });
  return { doc, update };
}

/** All that is seen of a document: its tree, and which markers are on the page in which order. */
function shownBy(doc: Y.Doc): string {
  const page = readFragments(doc).page.map(({ marker }) => (marker === null ? null : itemOf(marker).id));
  return JSON.stringify([readTree(doc), page]);
}
