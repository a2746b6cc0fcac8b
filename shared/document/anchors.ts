/** Where in the text the anchors of moved blocks are. */
import type * as Y from 'yjs';
import { groupBy } from '#shared/group-by.ts';
import type { ArrangedText } from './arrangement.ts';
import type { Fragment } from './fragment.ts';
import { findItem, NextMarkers } from './items.ts';
import type { Held } from './items.ts';
import { isVoidType } from './layout.ts';
import type { Marker } from './layout.ts';
import { typeOf } from './props.ts';
import { itemOf, markerOf } from './read.ts';

/** The blocks whose anchors are in the text of a block, in order, be they shown there or not. */
export interface Anchors {
  readonly before: readonly Fragment[];
  /** of the last block: those at the end of the text */
  readonly behind: readonly Fragment[];
  /** some are in front of its first character */
  readonly atStart: boolean;
  /** some are behind its first character */
  readonly within: boolean;
}

export const NO_ANCHORS: Anchors = { before: [], behind: [], atStart: false, within: false };

/** An anchor belongs to the next marker. One that the text does not have counts as none. */
export function findAnchors({ text, last, placed, ofMarker, before }: ArrangedText): Map<Fragment, Anchors> {
  const anchors = placed.flatMap((fragment): Anchor[] => {
    const { at } = fragment.placement;
    const held = at === null ? null : findItem(text, at);
    return held === null ? [] : [{ fragment, ...held }];
  });
  const markers = new NextMarkers();
  const found = new Map<Fragment, Anchors>();
  for (const [marker, group] of groupBy(anchors, ({ item }) => markers.from(item))) {
    const owner = ofMarker(marker) ?? last;
    if (owner === undefined) continue;
    const places = placesIn(text, marker, new Set(group.map(({ item }) => item)));
    const sorted = group
      .map((one) => ({ ...one, ...(places.get(one.item) ?? NOWHERE) }))
      .sort((a, b) => a.place - b.place || a.diff - b.diff || compareMarkers(a.fragment, b.fragment));
    const shown = sorted.map(({ fragment }) => fragment);
    const flags = {
      atStart: sorted.some(({ isBehindText }) => !isBehindText),
      within: sorted.some(({ isBehindText }) => isBehindText),
    };
    // text that has no marker of its own is a block all the same, and comes first
    const first = owner.marker === null ? owner : (textBefore(owner, before) ?? owner);
    if (marker !== null || owner.marker === null) {
      found.set(first, { ...(found.get(first) ?? NO_ANCHORS), ...flags, before: shown });
    } else {
      found.set(owner, { ...(found.get(owner) ?? NO_ANCHORS), behind: shown });
    }
  }
  return found;
}

interface Anchor extends Held {
  readonly fragment: Fragment;
}

interface Placed {
  readonly place: number;
  /** characters stand between the marker before and it */
  readonly isBehindText: boolean;
}

/** Of what is no anchor, but the marker itself: behind all that stands in front of it. */
const NOWHERE: Placed = { place: 1, isBehindText: false };

/** In which order some items stand in front of a marker, or at the end of the text. */
function placesIn(text: Y.Text, marker: Marker | null, wanted: ReadonlySet<Y.Item>): Map<Y.Item, Placed> {
  let last: Y.Item | null = marker === null ? text._start : itemOf(marker).left;
  if (marker === null) while (last !== null && last.right !== null) last = last.right;
  const found: Array<{ readonly item: Y.Item; readonly passed: number }> = [];
  let passed = 0;
  for (let item = last; item !== null; item = item.left) {
    if (wanted.has(item)) found.push({ item, passed });
    else if (!item.deleted && item.countable) {
      if (markerOf(item) !== null) break;
      passed += 1;
      if (found.length === wanted.size) break;
    }
  }
  return new Map(
    found.map(({ item, passed: before }, at) => [item, { place: -at, isBehindText: before < passed }] as const),
  );
}

/** The text in front of a divider, which is a block without a marker. */
function textBefore(fragment: Fragment, before: ArrangedText['before']): Fragment | undefined {
  const text = isVoidType(typeOf(fragment.props)) ? before(fragment) : undefined;
  return text?.marker === null ? text : undefined;
}

/** Two blocks at one anchor are nothing that an editor makes. */
function compareMarkers(a: Fragment, b: Fragment): number {
  if (a.marker === null || b.marker === null) return 0;
  const [one, other] = [itemOf(a.marker).id, itemOf(b.marker).id];
  return one.client - other.client || one.clock - other.clock;
}
