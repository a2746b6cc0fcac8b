/**
 * Would an update of somebody else take a text that is being composed out of the browser's hands? A browser composes in one text node. That
 * node stays while letters come and go beside it; it does not when its block is parted, joined, moved, put into a box or made another one,
 * or when formats, breaks or chips part its text anew. What is not known to be harmless counts as a disturbance.
 */
import * as Y from 'yjs';
import type { BlockIndex } from './block-index.ts';
import type { KeptSelection } from './carets.ts';
import { piecesOf } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { isListType, KEY_INTO, KEY_PLACE } from './layout.ts';
import type { Marker } from './layout.ts';
import { lastItemOf } from './places.ts';
import { typeOf } from './props.ts';
import { itemOf, markerOf } from './read.ts';
import { ROOT_SECTION } from './sections.ts';

/** Ids by client, as clocks from the first (included) to the second (not). */
class Ids {
  readonly #ranges = new Map<number, Array<readonly [from: number, to: number]>>();

  add({ client, clock }: Y.ID, size: number): void {
    const ranges = this.#ranges.get(client);
    if (ranges === undefined) this.#ranges.set(client, [[clock, clock + size]]);
    else ranges.push([clock, clock + size]);
  }

  has(id: Y.ID | null): boolean {
    return id !== null && this.touches(id, 1);
  }

  touches({ client, clock }: Y.ID, size: number): boolean {
    return this.#ranges.get(client)?.some(([from, to]) => clock < to && from < clock + size) ?? false;
  }
}

/** What is there around a block that is being written in. */
interface Surroundings {
  /** what is put behind one of these comes into the block */
  readonly text: Ids;
  /** what is no plain letter: it keeps the text parted as it is shown */
  readonly bounds: Ids;
  /** the markers of the block and of what it is in */
  readonly markers: Ids;
  /** it is shown by a tree that other blocks are part of as well */
  readonly isNested: boolean;
}

/**
 * @param fragment the block that the text is composed in
 * @param caret where the own selection is: the letters in front of it are those that are being composed
 */
export function disturbs(
  index: BlockIndex,
  fragment: Fragment,
  caret: KeptSelection | null,
  update: Uint8Array,
): boolean {
  const { structs, ds } = decode(update);
  const { text } = index;
  if (!isReady(text, structs, ds)) return true;
  const around = surroundingsOf(index, fragment, caret);
  const added = new Ids();
  const isBehind = (id: Y.ID): boolean => around.text.has(id) || added.has(id);
  const places = new Places(text);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    const { content } = struct;
    const { parent, key } = places.of(struct);
    if (key !== null) {
      // a block that goes elsewhere may take the browser past this one
      if (key === KEY_PLACE || key === KEY_INTO || around.markers.has(parent)) return true;
      continue;
    }
    const isHarmless = content instanceof Y.ContentDeleted || isLetters(content);
    if (around.isNested && !isHarmless && parent === null) return true;
    const isInside = struct.origin === null ? around.markers.has(struct.rightOrigin) : isBehind(struct.origin);
    if (!isInside) continue;
    if (!isHarmless) return true;
    added.add(struct.id, struct.length);
  }
  for (const [client, deletions] of ds.clients) {
    for (const { clock, len } of deletions) {
      if (around.bounds.touches(Y.createID(client, clock), len)) return true;
    }
  }
  return false;
}

type Decoded = ReturnType<typeof Y.decodeUpdate>;

const decoded = new WeakMap<Uint8Array, Decoded>();

/** One that waits is asked about with every frame. */
function decode(update: Uint8Array): Decoded {
  const known = decoded.get(update) ?? Y.decodeUpdate(update);
  decoded.set(update, known);
  return known;
}

/** Does the document have all that the update builds on? Else it waits for something that may itself be waiting. */
function isReady({ doc }: Y.Text, structs: Decoded['structs'], ds: Decoded['ds']): boolean {
  if (doc === null) return false;
  const ends = new Map<number, number>();
  const end = (client: number): number => ends.get(client) ?? Y.getState(doc.store, client);
  for (const { id, length } of structs) {
    if (id.clock > end(id.client)) return false;
    ends.set(id.client, Math.max(end(id.client), id.clock + length));
  }
  const knows = (id: unknown): boolean => !isId(id) || id.clock < end(id.client);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    if (!knows(struct.origin) || !knows(struct.rightOrigin) || !knows(struct.parent)) return false;
  }
  for (const [client, deletions] of ds.clients) {
    if (deletions.some(({ clock, len }) => clock + len > end(client))) return false;
  }
  return true;
}

function isId(value: unknown): value is Y.ID {
  return value instanceof Y.ID;
}

/** Of an item that comes: the marker that it is a property of, and which; both null of what is put into the text. */
interface Place {
  readonly parent: Y.ID | null;
  readonly key: string | null;
}

const IN_TEXT: Place = { parent: null, key: null };

/** An update says where an item is only of one that has no neighbours: any other is where those are. */
class Places {
  readonly #text: Y.Text;
  readonly #known: Array<{ readonly id: Y.ID; readonly size: number; readonly place: Place }> = [];

  constructor(text: Y.Text) {
    this.#text = text;
  }

  of({ id, length, origin, rightOrigin, parent, parentSub }: Y.Item): Place {
    const beside = origin ?? rightOrigin;
    const place = beside === null ? { parent: isId(parent) ? parent : null, key: parentSub } : this.#at(beside);
    if (place.key !== null) this.#known.push({ id, size: length, place });
    return place;
  }

  #at(id: Y.ID): Place {
    const known = this.#known.find((one) => one.id.client === id.client && isWithin(id.clock, one.id.clock, one.size));
    if (known !== undefined) return known.place;
    const store = this.#text.doc?.store;
    if (store === undefined || id.clock >= Y.getState(store, id.client)) return IN_TEXT;
    const item = Y.getItem(store, id) as Y.Item | Y.GC;
    if (!(item instanceof Y.Item) || item.parentSub === null) return IN_TEXT;
    return { parent: (item.parent as Y.AbstractType<unknown>)._item?.id ?? null, key: item.parentSub };
  }
}

function isWithin(clock: number, from: number, size: number): boolean {
  return clock >= from && clock < from + size;
}

function surroundingsOf(index: BlockIndex, fragment: Fragment, caret: KeptSelection | null): Surroundings {
  const around = { text: new Ids(), bounds: new Ids(), markers: new Ids() };
  for (const piece of piecesOf(fragment)) {
    const last = piece.marker === null ? lastItemOf(index, piece) : itemOf(piece.marker);
    for (let item = last; item !== null; item = item.left) {
      if (item !== last || piece.marker === null) around.text.add(item.id, item.length);
      if (!item.deleted && !isLetters(item.content)) around.bounds.add(item.id, item.length);
      // the end of the block in front of it, without which that is joined to it
      if (item !== last && !item.deleted && markerOf(item) !== null) break;
    }
    if (piece.marker !== null) addMarker(around, piece.marker);
  }
  for (let owner = fragment.owner; owner !== null; owner = owner.owner) {
    if (owner.marker !== null) addMarker(around, owner.marker);
  }
  const composed = caret?.focus.item ?? null;
  if (composed !== null) around.bounds.add(composed, 1);
  return { ...around, isNested: fragment.section !== ROOT_SECTION || isListType(typeOf(fragment.props)) };
}

function isLetters(content: Y.Item['content']): boolean {
  return content instanceof Y.ContentString && !/[\n\t]/.test(content.str);
}

function addMarker({ bounds, markers }: Pick<Surroundings, 'bounds' | 'markers'>, marker: Marker): void {
  const { id } = itemOf(marker);
  markers.add(id, 1);
  bounds.add(id, 1);
  for (const value of marker._map.values()) if (!value.deleted) bounds.add(value.id, value.length);
}
