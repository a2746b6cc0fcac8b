/** Where blocks go when a person moves them: what is nested in an item goes with it, and is not parted from another one. */
import type { NodeKey } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import type { Fragment } from './fragment.ts';
import { isListType } from './layout.ts';
import { levelOf, typeOf } from './props.ts';
import { ROOT_SECTION } from './sections.ts';

/** One step on the page, or in front of a block; null is the end of the page. */
export type MoveTarget = 'up' | 'down' | { readonly before: NodeKey | null };

export interface BlockMove {
  /** in the order of the page */
  readonly blocks: readonly Fragment[];
  /** the block that they come to stand behind; null at the start of the page */
  readonly behind: Fragment | null;
}

/** Null where there is nothing to move, or nowhere to move it to. */
export function planMove(index: BlockIndex, keys: readonly NodeKey[], target: MoveTarget): BlockMove | null {
  const chosen = keys.flatMap((key) => index.ofKey(key) ?? []);
  const taken = new Set(chosen.flatMap((fragment) => [fragment, ...nestedIn(index, fragment)]));
  const blocks = [...taken].sort((a, b) => index.pageOf(a.section).indexOf(a) - index.pageOf(b.section).indexOf(b));
  const [first] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) return null;
  const isTaken = (fragment: Fragment | null): fragment is Fragment => fragment !== null && taken.has(fragment);
  if (target === 'up') {
    let above = index.previousShown(first);
    if (above === null) return null;
    while (depthOf(above) > depthOf(first)) {
      const higher = index.previousShown(above);
      if (higher === null) break;
      above = higher;
    }
    return { blocks, behind: index.previousShown(above) };
  }
  if (target === 'down') {
    const below = index.nextShown(last);
    return below === null ? null : { blocks, behind: nestedIn(index, below).at(-1) ?? below };
  }
  const next = target.before === null ? null : (index.ofKey(target.before) ?? null);
  if (target.before !== null && next === null) return null;
  let behind = next === null ? index.lastShown(ROOT_SECTION) : index.previousShown(next);
  while (isTaken(behind)) behind = index.previousShown(behind);
  const stays = !isTaken(next) && index.previousShown(first) === behind && index.nextShown(last) === next;
  const isWhole = blocks.every((block, at) => at === 0 || index.previousShown(block) === blocks[at - 1]);
  return isWhole && (stays || isTaken(next)) ? null : { blocks, behind };
}

/** The items below a list item that are nested in it. */
function nestedIn(index: BlockIndex, fragment: Fragment): Fragment[] {
  if (!isItem(fragment)) return [];
  const nested: Fragment[] = [];
  let next = index.nextShown(fragment);
  for (; next !== null && isItem(next) && depthOf(next) > depthOf(fragment); next = index.nextShown(next)) {
    nested.push(next);
  }
  return nested;
}

function isItem({ props, unknown }: Fragment): boolean {
  return unknown === null && isListType(typeOf(props));
}

function depthOf(fragment: Fragment): number {
  return isItem(fragment) ? levelOf(fragment.props) : 0;
}
