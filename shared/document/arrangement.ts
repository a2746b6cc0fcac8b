/**
 * The blocks in the order of the page, and which of them are shown as part of another: a pure function of the document, so that nobody
 * ever writes in reaction to what others wrote.
 */
import type * as Y from 'yjs';
import { groupBy } from '#shared/group-by.ts';
import { findAnchors, NO_ANCHORS } from './anchors.ts';
import { setHeads } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { findItem, NextMarkers } from './items.ts';
import { isVoidType } from './layout.ts';
import { markerOf } from './read.ts';
import { AT_HOME } from './placement.ts';
import { typeOf } from './props.ts';

export interface ArrangedText {
  readonly text: Y.Text;
  /** the last block of the text */
  readonly last: Fragment | undefined;
  /** the blocks whose markers say anything about where they are shown, in the order of the text */
  readonly placed: readonly Fragment[];
  readonly ofMarker: (marker: unknown) => Fragment | undefined;
  /** the one in front of it in the text */
  readonly before: (fragment: Fragment) => Fragment | undefined;
}

/** Does the block say that it is shown elsewhere? */
export function isArranged({ placement: { at, into } }: Fragment): boolean {
  return at !== null || into !== null;
}

export function isPlaced({ placement }: Fragment): boolean {
  return placement !== AT_HOME;
}

/** Does the text have all that its blocks refer to? What others wrote may come before what it refers to. */
export function isComplete({ text, placed }: ArrangedText): boolean {
  return placed.every(({ placement: { at, into, follows } }) =>
    [at, into, follows].every((id) => id === null || findItem(text, id) !== null),
  );
}

/** What the blocks of a text have to do with each other, as far as it is said of any of them. */
export interface Relations {
  /** those of which anything is said */
  readonly related: ReadonlySet<Fragment>;
  /** the blocks that are shown where one lies in the text, in the order of the page; of one that is not here it is that one alone */
  readonly shown: ReadonlyMap<Fragment, readonly Fragment[]>;
  /** the blocks that are shown in front of each, as it was moved, in the order of the page */
  readonly followers: ReadonlyMap<Fragment, readonly Fragment[]>;
}

export const UNRELATED: Relations = { related: new Set(), shown: new Map(), followers: new Map() };

/**
 * Sets `heads`, `host`, `tail` and `anchors` of all blocks, and gives those that are no part of another in the order of the page.
 * @param fragments all blocks in the order of the text
 */
export function arrange(fragments: readonly Fragment[], arranged: Omit<ArrangedText, 'last' | 'placed'>): Fragment[] {
  arrangeAsText(fragments);
  const relations = relate({ ...arranged, last: fragments.at(-1), placed: fragments.filter(isPlaced) });
  const order: Fragment[] = [];
  for (const fragment of fragments) {
    const shown = relations.shown.get(fragment);
    if (shown === undefined) order.push(fragment);
    else for (const one of shown) order.push(one);
  }
  return order;
}

/** Sets the same of blocks of which none is set. */
export function relate(arranged: ArrangedText): Relations {
  const { placed } = arranged;
  const links = findHosts(arranged);
  const hosts = withoutCycles(links);
  const related = new Set<Fragment>();
  for (const fragment of links.keys()) {
    related.add(fragment);
    fragment.isInCircle = !hosts.has(fragment);
  }
  const leads = endsOf(hosts);
  const tails = withoutCycles(findTails(arranged, leads));
  for (const [fragment, tail] of tails) {
    related.add(fragment);
    fragment.tail = tail;
  }
  for (const host of showJoined(placed, hosts, leads)) related.add(host);
  const elsewhere = new Set<Fragment>();
  for (const [owner, anchors] of findAnchors(arranged)) {
    related.add(owner);
    owner.anchors = anchors;
    for (const fragment of [...anchors.before, ...anchors.behind]) elsewhere.add(fragment);
  }
  const followers = groupBy(placed, (fragment) => tails.get(fragment));
  const shown = new Map<Fragment, readonly Fragment[]>();
  for (const one of [...related, ...elsewhere, ...followers.keys()]) {
    if (!shown.has(one)) shown.set(one, shownAt(one, elsewhere, followers));
  }
  return { related, shown, followers };
}

function shownAt(
  fragment: Fragment,
  elsewhere: ReadonlySet<Fragment>,
  followers: ReadonlyMap<Fragment, readonly Fragment[]>,
): Fragment[] {
  const { before, behind } = fragment.anchors;
  const own = elsewhere.has(fragment) ? [] : [fragment];
  return [...before, ...own, ...behind].flatMap((one) =>
    one.host !== null || one.tail !== null ? [] : childrenFirst(one, followers),
  );
}

/** Undoes all that `relate` says: every block is shown where it lies. */
export function arrangeAsText(fragments: Iterable<Fragment>): void {
  for (const fragment of fragments) {
    fragment.host = null;
    fragment.isInCircle = false;
    fragment.tail = null;
    fragment.anchors = NO_ANCHORS;
    if (fragment.heads.length > 0) setHeads(fragment, []);
  }
}

type Links = Map<Fragment, Fragment>;

/** For each block that was joined to a text elsewhere the part of the text that it was joined to. */
function findHosts({ text, last, placed, ofMarker, before }: ArrangedText): Links {
  const hosts: Links = new Map();
  const markers = new NextMarkers();
  for (const fragment of placed) {
    const { into } = fragment.placement;
    const held = into === null ? null : findItem(text, into);
    if (held === null) continue;
    let host = ofMarker(markers.from(held.item)) ?? last;
    // text in front of a divider is a block without a marker
    if (host !== undefined && isVoidType(typeOf(host.props))) host = before(host);
    if (host === undefined || isVoidType(typeOf(host.props)) || host.unknown !== null) continue;
    hosts.set(fragment, host);
  }
  return hosts;
}

/**
 * For each block that goes with its other half, as that is shown elsewhere than its text lies, the block that shows it.
 * @param leads of blocks that show their text in another, that one
 */
function findTails({ text, placed, ofMarker }: ArrangedText, leads: Links): Links {
  const halves: Links = new Map();
  for (const fragment of placed) {
    const { follows } = fragment.placement;
    const held = follows === null || leads.has(fragment) ? null : findItem(text, follows);
    const half = held === null || held.item.deleted ? undefined : ofMarker(markerOf(held.item));
    if (half !== undefined) halves.set(fragment, half);
  }
  const isAway = ({ placement: { at } }: Fragment): boolean => at !== null && findItem(text, at) !== null;
  // a chain may be as long as the document, so no part of it is walked twice
  const known = new Map<Fragment, boolean>();
  const tails: Links = new Map();
  const links = withoutCycles(halves);
  for (const [fragment, half] of links) {
    const path: Fragment[] = [];
    let one: Fragment | undefined = half;
    while (one !== undefined && !known.has(one) && !isAway(one)) {
      path.push(one);
      one = links.get(one);
    }
    const goes = one !== undefined && (known.get(one) ?? true);
    for (const passed of path) known.set(passed, goes);
    if (goes) tails.set(fragment, leads.get(half) ?? half);
  }
  return tails;
}

/** For each link where the chain ends that it is part of. */
function endsOf(links: Links): Links {
  const ends: Links = new Map();
  for (const start of links.keys()) {
    const path: Fragment[] = [];
    let at = start;
    for (let next = links.get(at); next !== undefined && !ends.has(at); next = links.get(at)) {
      path.push(at);
      at = next;
    }
    const end = ends.get(at) ?? at;
    for (const one of path) ends.set(one, end);
  }
  return ends;
}

/** Links that lead back to where they begin count as none. */
function withoutCycles(links: Links): Links {
  const done = new Set<Fragment>();
  const cyclic = new Set<Fragment>();
  for (const start of links.keys()) {
    const path = new Set<Fragment>();
    let at: Fragment | undefined = start;
    for (; at !== undefined && !path.has(at) && !done.has(at); at = links.get(at)) path.add(at);
    if (at !== undefined && path.has(at)) {
      let inside = false;
      for (const one of path) {
        inside ||= one === at;
        if (inside) cyclic.add(one);
      }
    }
    for (const one of path) done.add(one);
  }
  return cyclic.size === 0 ? links : new Map([...links].filter(([from]) => !cyclic.has(from)));
}

/** A block behind all that belongs in front of it. */
function childrenFirst(root: Fragment, children: ReadonlyMap<Fragment, readonly Fragment[]>): Fragment[] {
  if (!children.has(root)) return [root];
  const found: Fragment[] = [];
  const open = [root];
  // from behind: a block, then its children from the last on
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    for (const child of children.get(next) ?? []) open.push(child);
  }
  return found.reverse();
}

/** Gives the blocks that show the text of others. */
function showJoined(placed: readonly Fragment[], hosts: Links, leads: Links): Fragment[] {
  const joined = groupBy(placed, (fragment) => hosts.get(fragment));
  for (const [fragment, lead] of leads) fragment.host = lead;
  const showing = [...joined.keys()].filter(({ host }) => host === null);
  for (const host of showing) setHeads(host, childrenFirst(host, joined).slice(0, -1));
  return showing;
}
