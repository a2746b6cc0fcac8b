/**
 * Where a block is shown, as its marker says it. Text never moves: a moved block stays where it lies in the text and is shown at an
 * anchor, a place in the text that has an id and no characters.
 */
import * as Y from 'yjs';
import { KEY_FOLLOWS, KEY_INTO, KEY_PLACE, KEY_SECTION } from './layout.ts';
import type { Marker } from './layout.ts';

export interface Placement {
  /** the anchor at which the block is shown; null at home, where it lies in the text */
  readonly at: Y.ID | null;
  /** of a block that was joined with one that lies elsewhere: its text is shown in front of this, in that block */
  readonly into: Y.ID | null;
  /**
   * of a block that was split off in front of another one: that one's marker. Is it shown elsewhere than its text lies, this block is shown
   * in front of it. Who moves it and knows of this block takes this away, or lets both stay together.
   */
  readonly follows: Y.ID | null;
  /** the section that it is shown in; null where nothing is said: that of the block that it was split off from, or the page's own level */
  readonly section: string | null;
}

export const AT_HOME: Placement = Object.freeze({ at: null, into: null, follows: null, section: null });

/** What is not well formed counts as absent. */
export function readPlacement(marker: Marker): Placement {
  if (marker.size === 0) return AT_HOME;
  const place: unknown = marker.get(KEY_PLACE);
  const at = readId(Array.isArray(place) ? place.slice(0, 2) : null);
  const into = readId(marker.get(KEY_INTO));
  const follows = readId(marker.get(KEY_FOLLOWS));
  const section = readName(Array.isArray(place) ? place[2] : null) ?? readName(marker.get(KEY_SECTION));
  return at === null && into === null && follows === null && section === null
    ? AT_HOME
    : { at, into, follows, section };
}

export function samePlacement(a: Placement, b: Placement): boolean {
  if (a === b) return true;
  return (
    a.section === b.section &&
    Y.compareIDs(a.at, b.at) &&
    Y.compareIDs(a.into, b.into) &&
    Y.compareIDs(a.follows, b.follows)
  );
}

/** Characters; longer names are nobody's. */
const MAX_SECTION_NAME = 200;

function readName(named: unknown): string | null {
  return typeof named === 'string' && named.length <= MAX_SECTION_NAME ? named : null;
}

/** The section that a moved block's anchor was given; null where it stays in its own. */
export function sectionOfPlace(marker: Marker): string | null {
  const place: unknown = marker.get(KEY_PLACE);
  return readName(Array.isArray(place) ? place[2] : null);
}

/** The value of the key of a moved block: the id of its anchor, and where it was taken to another section, that. */
export function placeValue(anchor: Y.ID, section: string | null): Array<number | string> {
  return section === null ? idValue(anchor) : [...idValue(anchor), section];
}

/** The value of each of the other keys: client and clock. */
export function idValue({ client, clock }: Y.ID): number[] {
  return [client, clock];
}

/** Null for what is no id. */
export function readId(value: unknown): Y.ID | null {
  return Array.isArray(value) && value.length === 2 ? idFrom(value[0], value[1]) : null;
}

function idFrom(client: unknown, clock: unknown): Y.ID | null {
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  return isCount(client) && isCount(clock) ? Y.createID(client, clock) : null;
}
