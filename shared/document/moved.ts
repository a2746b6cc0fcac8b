/** Which blocks were taken to another place of the page, told by the nodes that show them. */
import type { NodeKey } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import type { Fragment } from './fragment.ts';
import type { FlatBlock } from './flatten.ts';
import type { LocalChange } from './local-change.ts';
import { runsLength } from './runs.ts';

/** The changes with each old block where it is now, and the new blocks that were moved: of two that changed places the shorter one. */
export function findMoved(
  index: BlockIndex,
  changes: readonly LocalChange[],
): { changes: readonly LocalChange[]; moved: ReadonlySet<FlatBlock> } {
  const moved = new Set<FlatBlock>();
  const homes = new Map(changes.flatMap((change) => change.old.map((fragment) => [fragment, change] as const)));
  const shownBy = new Map<NodeKey, Fragment>();
  for (const fragment of homes.keys()) {
    if (fragment.key !== null && index.ofKey(fragment.key) === fragment) shownBy.set(fragment.key, fragment);
  }
  const known = (block: FlatBlock): Fragment | undefined => shownBy.get(block.key);
  for (const change of changes) {
    for (const block of inAnotherOrder(change, known)) moved.add(block);
    for (const block of change.now) {
      const fragment = known(block);
      if (fragment !== undefined && homes.get(fragment) !== change) moved.add(block);
    }
  }
  if (moved.size === 0) return { changes, moved };
  const taken = new Set([...moved].map(known));
  const regrouped = new Set(changes.flatMap((change) => (change.regrouped ? change.now : [])));
  for (const block of moved) {
    const fragment = regrouped.has(block) ? known(block) : undefined;
    if (fragment === undefined || homes.get(fragment)?.now.includes(block) !== false) continue;
    if (fragment.cell === block.cell || index.sectionOfCell(block.section) === fragment.section) moved.delete(block);
  }
  return { changes: changes.map((change) => ({ ...change, old: reordered(change, known, taken) })), moved };
}

type Known = (block: FlatBlock) => Fragment | undefined;

/** The blocks that stand between the others otherwise than before: as little text as possible. */
function inAnotherOrder({ old, now }: LocalChange, known: Known): FlatBlock[] {
  const places = new Map(old.map((fragment, at) => [fragment, at]));
  const kept = now.flatMap((block) => {
    const fragment = known(block);
    const place = fragment === undefined ? undefined : places.get(fragment);
    return fragment === undefined || place === undefined
      ? []
      : [{ block, place, weight: 1 + runsLength(fragment.runs) }];
  });
  if (kept.every(({ place }, at) => place > (kept[at - 1]?.place ?? -1))) return [];
  const staying = heaviestInOrder(kept, old.length);
  return kept.filter((one) => !staying.has(one)).map(({ block }) => block);
}

interface Placed {
  readonly place: number;
  readonly weight: number;
}

/** The heaviest of all selections whose places ascend, by a tree of the best sums up to each place. */
function heaviestInOrder<T extends Placed>(items: readonly T[], places: number): Set<T> {
  interface Chain {
    readonly item: T;
    readonly sum: number;
    readonly before: Chain | null;
  }
  const best: Array<Chain | null> = [];
  const upTo = (place: number): Chain | null => {
    let found: Chain | null = null;
    for (let at = place; at > 0; at -= at & -at) {
      const chain = best[at] ?? null;
      if (chain !== null && chain.sum > (found?.sum ?? 0)) found = chain;
    }
    return found;
  };
  for (const item of items) {
    const before = upTo(item.place);
    const chain: Chain = { item, sum: (before?.sum ?? 0) + item.weight, before };
    for (let at = item.place + 1; at <= places; at += at & -at) {
      if (chain.sum > (best[at]?.sum ?? 0)) best[at] = chain;
    }
  }
  const staying = new Set<T>();
  for (let chain = upTo(places); chain !== null; chain = chain.before) staying.add(chain.item);
  return staying;
}

/** The old blocks in their new order: a moved one behind the one that it now follows. */
function reordered({ old, now }: LocalChange, known: Known, taken: ReadonlySet<Fragment | undefined>): Fragment[] {
  const order = old.filter((fragment) => !taken.has(fragment));
  let previous: Fragment | null = null;
  for (const block of now) {
    const fragment = known(block);
    if (fragment === undefined) continue;
    if (taken.has(fragment)) order.splice(previous === null ? 0 : order.indexOf(previous) + 1, 0, fragment);
    previous = fragment;
  }
  return order;
}
