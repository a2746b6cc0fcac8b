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
  /** in the order of the text */
  readonly fragments: readonly Fragment[];
  /** those of them whose markers say anything about where they are shown, in the same order */
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

/** Sets `heads`, `host`, `tail` and `anchors` of all blocks, and gives those that are no part of another in the order of the page. */
export function arrange(arranged: ArrangedText): Fragment[] {
  const { fragments, placed } = arranged;
  arrangeAsText(fragments);
  const links = findHosts(arranged);
  const hosts = withoutCycles(links);
  for (const fragment of links.keys()) fragment.isInCircle = !hosts.has(fragment);
  const leads = endsOf(hosts);
  const tails = withoutCycles(findTails(arranged, leads));
  for (const [fragment, tail] of tails) fragment.tail = tail;
  showJoined(placed, hosts, leads);

  const followers = groupBy(placed, (fragment) => tails.get(fragment));
  const elsewhere = new Set<Fragment>();
  for (const [owner, anchors] of findAnchors(arranged)) {
    owner.anchors = anchors;
    for (const fragment of [...anchors.before, ...anchors.behind]) elsewhere.add(fragment);
  }
  const isGone = (fragment: Fragment): boolean => fragment.host !== null || fragment.tail !== null;
  const order: Fragment[] = [];
  const show = (fragment: Fragment): void => {
    if (followers.has(fragment)) for (const one of childrenFirst(fragment, followers)) order.push(one);
    else order.push(fragment);
  };
  for (const fragment of fragments) {
    const { before, behind } = fragment.anchors;
    for (const one of before) if (!isGone(one)) show(one);
    if (!isGone(fragment) && !elsewhere.has(fragment)) show(fragment);
    for (const one of behind) if (!isGone(one)) show(one);
  }
  return order;
}

/** Undoes all that `arrange` says: every block is shown where it lies. */
export function arrangeAsText(fragments: readonly Fragment[]): void {
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
function findHosts({ text, fragments, placed, ofMarker, before }: ArrangedText): Links {
  const hosts: Links = new Map();
  const markers = new NextMarkers();
  for (const fragment of placed) {
    const { into } = fragment.placement;
    const held = into === null ? null : findItem(text, into);
    if (held === null) continue;
    let host = ofMarker(markers.from(held.item)) ?? fragments.at(-1);
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

function showJoined(placed: readonly Fragment[], hosts: Links, leads: Links): void {
  const joined = groupBy(placed, (fragment) => hosts.get(fragment));
  for (const [fragment, lead] of leads) fragment.host = lead;
  for (const host of joined.keys()) if (host.host === null) setHeads(host, childrenFirst(host, joined).slice(0, -1));
}
