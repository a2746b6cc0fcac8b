/** Where blocks go when a person moves them: what is nested in an item or in a container goes with it, and is not parted from another one. */
import type { NodeKey } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { isListType, isPartForm, MAX_DEPTH } from './layout.ts';
import { levelOf, typeOf } from './props.ts';
import { cellOf, formOf, ROOT_SECTION } from './sections.ts';

/**
 * One step on the page, into the boxes that are passed and out of them; in front of a block, null being the end of the page; or to the end of
 * a callout, a fold or a column.
 */
export type MoveTarget = 'up' | 'down' | { readonly before: NodeKey | null } | { readonly into: NodeKey };

export interface BlockMove {
  /** in the order of the page */
  readonly blocks: readonly Fragment[];
  /** the section that they come to stand in */
  readonly section: string;
  /** the block of that section that they come to stand behind; null for its start */
  readonly behind: Fragment | null;
}

type Goal = Omit<BlockMove, 'blocks'>;

/** Null where there is nothing to move, or nowhere to move it to. */
export function planMove(index: BlockIndex, keys: readonly NodeKey[], target: MoveTarget): BlockMove | null {
  const chosen = onOneLevel(keys.flatMap((key) => blockOf(index, key) ?? []));
  const taken = new Set(chosen.flatMap((fragment) => [fragment, ...nestedIn(index, fragment)]));
  const blocks = [...taken].sort((a, b) => index.pageOf(a.section).indexOf(a) - index.pageOf(b.section).indexOf(b));
  const [first] = blocks;
  const last = blocks.at(-1);
  if (first === undefined || last === undefined || isPart(first)) return null;
  const goal = goalOf(index, { first, last, taken }, target);
  if (goal === null || !mayHold(index, goal.section, blocks)) return null;
  return { blocks, ...goal };
}

interface Taken {
  readonly first: Fragment;
  readonly last: Fragment;
  readonly taken: ReadonlySet<Fragment>;
}

function goalOf(index: BlockIndex, blocks: Taken, target: MoveTarget): Goal | null {
  if (target === 'up') return above(index, blocks.first);
  if (target === 'down') return below(index, blocks.last);
  if ('into' in target) {
    const box = blockOf(index, target.into);
    return box === undefined || !isBox(box) ? null : { section: box.name, behind: index.lastShown(box.name) };
  }
  return inFrontOf(index, blocks, target.before);
}

function above(index: BlockIndex, first: Fragment): Goal | null {
  let near = index.previousShown(first);
  if (near === null) return outOf(first, (box) => index.previousShown(box));
  if (isOpenBox(near)) return { section: near.name, behind: index.lastShown(near.name) };
  while (depthOf(near) > depthOf(first)) {
    const higher = index.previousShown(near);
    if (higher === null) break;
    near = higher;
  }
  return { section: first.section, behind: index.previousShown(near) };
}

function below(index: BlockIndex, last: Fragment): Goal | null {
  const near = index.nextShown(last);
  if (near === null) return outOf(last, (box) => box);
  if (isOpenBox(near)) return { section: near.name, behind: null };
  return { section: last.section, behind: nestedIn(index, near).at(-1) ?? near };
}

/** Beside the container that a block is in; a cell is not left that way. */
function outOf(block: Fragment, behind: (box: Fragment) => Fragment | null): Goal | null {
  const { owner } = block;
  if (owner === null || cellOf(block.section) !== null) return null;
  const box = isPart(owner) ? owner.owner : owner;
  return box === null ? null : { section: box.section, behind: behind(box) };
}

function inFrontOf(index: BlockIndex, { first, last, taken }: Taken, key: NodeKey | null): Goal | null {
  const next = key === null ? null : (blockOf(index, key) ?? null);
  if (key !== null && (next === null || isPart(next))) return null;
  const section = next?.section ?? ROOT_SECTION;
  let behind = next === null ? index.lastShown(ROOT_SECTION) : index.previousShown(next);
  while (behind !== null && taken.has(behind)) behind = index.previousShown(behind);
  const isWhole = [...taken].every((block) => {
    const previous = block === first ? block : index.previousShown(block);
    return block.section === section && previous !== null && taken.has(previous);
  });
  const isInside = next !== null && taken.has(next);
  const stays = !isInside && index.previousShown(first) === behind && index.nextShown(last) === next;
  return isWhole && (stays || isInside) ? null : { section, behind };
}

/** The block, or the whole container, that a node shows. */
function blockOf(index: BlockIndex, key: NodeKey): Fragment | undefined {
  return index.ofKey(key) ?? index.containerOf(key);
}

/** Blocks of several sections as those that they are in on the innermost level that has all of them; without what is in another of them. */
function onOneLevel(chosen: readonly Fragment[]): Fragment[] {
  const paths = chosen.map(pathOf);
  let level = Math.min(...paths.map((path) => path.length)) - 1;
  const isOne = (at: number): boolean => paths.every((path) => path[at]?.section === paths[0]?.[at]?.section);
  while (level > 0 && !isOne(level)) level -= 1;
  // a row, a column or a cell is not moved by what is in it
  const isParts = (at: number): boolean => paths.some(({ [at]: one }) => one !== undefined && isPart(one));
  while (level > 0 && isParts(level)) level -= 1;
  return [...new Set(paths.flatMap((path) => path[level] ?? []))];
}

/** The containers around a block from the outermost on, and the block. */
function pathOf(block: Fragment): Fragment[] {
  const path: Fragment[] = [];
  for (let at: Fragment | null = block; at !== null; at = at.owner) path.unshift(at);
  return path;
}

/** No container goes into itself, and none deeper than containers nest. */
function mayHold(index: BlockIndex, section: string, blocks: readonly Fragment[]): boolean {
  let depth = 0;
  for (let owner = index.ownerOf(section); owner !== null; owner = owner.owner) {
    if (blocks.includes(owner)) return false;
    depth += 1;
  }
  return depth + Math.max(...blocks.map(heightOf)) <= MAX_DEPTH;
}

function heightOf(block: Fragment): number {
  const form = formOf(block);
  if (form === null || form === 'col') return 0;
  let height = 0;
  for (const { page } of block.insides) for (const one of page) height = Math.max(height, heightOf(one));
  return height + 1;
}

function isPart(block: Fragment): boolean {
  const form = formOf(block);
  return form !== null && isPartForm(form);
}

function isBox(block: Fragment): boolean {
  const form = formOf(block);
  return isShown(block) && (form === 'box' || form === 'column');
}

/** Is it a box whose blocks are seen? */
function isOpenBox(block: Fragment): boolean {
  return formOf(block) === 'box' && block.props['closed'] !== true;
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
