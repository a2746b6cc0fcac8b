/**
 * The blocks in the order of the page, and which of them are shown as part of another: a pure function of the document, so that nobody
 * ever writes in reaction to what others wrote.
 */
import type * as Y from 'yjs';
import { findAnchors, NO_ANCHORS } from './anchors.ts';
import { setHeads } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { findItem, nextMarker } from './items.ts';
import { isVoidType } from './layout.ts';
import { markerOf } from './read.ts';
import { typeOf } from './props.ts';

export interface ArrangedText {
  readonly text: Y.Text;
  /** in the order of the text */
  readonly fragments: readonly Fragment[];
  readonly ofMarker: (marker: unknown) => Fragment | undefined;
}

/** Does any block say that it is shown elsewhere? */
export function isArranged({ placement: { at, into } }: Fragment): boolean {
  return at !== null || into !== null;
}

/** Does the text have all that its blocks refer to? What others wrote may come before what it refers to. */
export function isComplete({ text, fragments }: ArrangedText): boolean {
  return fragments.every(({ placement: { at, into, follows } }) =>
    [at, into, follows].every((id) => id === null || findItem(text, id) !== null),
  );
}

/** Sets `heads`, `host` and `tail` of all blocks, and gives those that are no part of another in the order of the page. */
export function arrange(arranged: ArrangedText): Fragment[] {
  const { fragments } = arranged;
  const links = findHosts(arranged);
  const hosts = withoutCycles(links);
  for (const fragment of fragments) fragment.isInCircle = links.has(fragment) && !hosts.has(fragment);
  const tails = withoutCycles(findTails(arranged, hosts));
  for (const fragment of fragments) fragment.tail = tails.get(fragment) ?? null;
  showJoined(fragments, hosts);

  const followers = groupByTarget(fragments, tails);
  const anchors = findAnchors(arranged);
  for (const fragment of fragments) fragment.anchors = anchors.get(fragment) ?? NO_ANCHORS;
  const moved = new Set([...anchors.values()].flatMap(({ before, behind }) => [...before, ...behind]));
  const isElsewhere = (fragment: Fragment): boolean => hosts.has(fragment) || tails.has(fragment);
  const order: Fragment[] = [];
  const show = (fragment: Fragment): void => {
    for (const one of childrenFirst(fragment, followers)) order.push(one);
  };
  for (const fragment of fragments) {
    for (const one of fragment.anchors.before) if (!isElsewhere(one)) show(one);
    if (!isElsewhere(fragment) && !moved.has(fragment)) show(fragment);
    for (const one of fragment.anchors.behind) if (!isElsewhere(one)) show(one);
  }
  return order;
}

/** Undoes all that `arrange` says: every block is shown where it lies. */
export function arrangeAsText(fragments: readonly Fragment[]): void {
  for (const fragment of fragments) {
    fragment.host = null;
    fragment.tail = null;
    fragment.anchors = NO_ANCHORS;
    fragment.isInCircle = false;
    if (fragment.heads.length > 0) setHeads(fragment, []);
  }
}

type Links = Map<Fragment, Fragment>;

/** For each block that was joined to a text elsewhere the part of the text that it was joined to. */
function findHosts({ text, fragments, ofMarker }: ArrangedText): Links {
  const before = new Map(fragments.map((fragment, at) => [fragment, fragments[at - 1]]));
  const hosts: Links = new Map();
  for (const fragment of fragments) {
    const { into } = fragment.placement;
    const held = into === null ? null : findItem(text, into);
    if (held === null) continue;
    let host = ofMarker(nextMarker(held.item)) ?? fragments.at(-1);
    // text in front of a divider is a block without a marker
    if (host !== undefined && isVoidType(typeOf(host.props))) host = before.get(host);
    if (host === undefined || isVoidType(typeOf(host.props)) || host.unknown !== null) continue;
    hosts.set(fragment, host);
  }
  return hosts;
}

/** For each block that goes with its other half, as that is shown elsewhere than its text lies, the block that shows it. */
function findTails({ text, fragments, ofMarker }: ArrangedText, hosts: Links): Links {
  const halves: Links = new Map();
  for (const fragment of fragments) {
    const { follows } = fragment.placement;
    const held = follows === null || hosts.has(fragment) ? null : findItem(text, follows);
    const half = held === null || held.item.deleted ? undefined : ofMarker(markerOf(held.item));
    if (half !== undefined) halves.set(fragment, half);
  }
  const isAway = ({ placement: { at } }: Fragment): boolean => at !== null && findItem(text, at) !== null;
  const away = new Set<Fragment>();
  const tails: Links = new Map();
  for (const [fragment, half] of withoutCycles(halves)) {
    const path: Fragment[] = [];
    let one: Fragment | undefined = half;
    while (one !== undefined && !away.has(one) && !isAway(one)) {
      path.push(one);
      one = halves.get(one);
    }
    if (one === undefined) continue;
    for (const passed of path) away.add(passed);
    tails.set(fragment, followAll(hosts, half));
  }
  return tails;
}

function followAll(links: Links, from: Fragment): Fragment {
  let end = from;
  for (let next = links.get(end); next !== undefined; next = links.get(end)) end = next;
  return end;
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

function groupByTarget(fragments: readonly Fragment[], links: Links): Map<Fragment, Fragment[]> {
  const groups = new Map<Fragment, Fragment[]>();
  if (links.size === 0) return groups;
  for (const fragment of fragments) {
    const target = links.get(fragment);
    if (target === undefined) continue;
    const group = groups.get(target);
    if (group === undefined) groups.set(target, [fragment]);
    else group.push(fragment);
  }
  return groups;
}

/** A block behind all that belongs in front of it. */
function childrenFirst(root: Fragment, children: ReadonlyMap<Fragment, readonly Fragment[]>): Fragment[] {
  if (!children.has(root)) return [root];
  const found: Fragment[] = [];
  const open = [root];
  // from behind: a block, then its children from the last on
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    open.push(...(children.get(next) ?? []));
  }
  return found.reverse();
}

function showJoined(fragments: readonly Fragment[], hosts: Links): void {
  const joined = groupByTarget(fragments, hosts);
  for (const fragment of fragments) {
    fragment.host = hosts.has(fragment) ? followAll(hosts, fragment) : null;
    const heads = fragment.host === null && joined.has(fragment) ? childrenFirst(fragment, joined).slice(0, -1) : [];
    if (heads.length > 0 || fragment.heads.length > 0) setHeads(fragment, heads);
  }
}
