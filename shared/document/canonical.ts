/** Which blocks of the page are spelled in another way than they are rendered: two spellings of one text would make replicas differ. */
import { $getNodeByKey } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import { $blockType } from './block-nodes.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { $isInlineCanonical } from './inline-nodes.ts';
import { $isContainerRight, $isIn } from './containers.ts';
import { isListType } from './layout.ts';
import { $isListCanonical, planLists } from './lists.ts';
import type { LocalChange } from './local-change.ts';
import { typeOf } from './props.ts';
import { formOf } from './sections.ts';

/** To be called in a read. Gives blocks to render anew; lists are rendered whole, so one block of each is enough. */
export function $findOddBlocks(index: BlockIndex, changed: readonly Fragment[]): Fragment[] {
  const odd = new Set<Fragment>();
  const checked = new Set<Fragment>();
  const trees = new Set<Fragment>();
  let hidden: Fragment | null = null;
  for (const fragment of changed) {
    if (fragment.chunk === null) continue;
    // blocks that were deleted together lie between the same two that are shown
    const previous: Fragment | undefined = index.pageOf(fragment.section).previous(fragment);
    const goesOn = hidden !== null && previous === hidden && !isShown(fragment);
    hidden = isShown(fragment) ? null : fragment;
    if (goesOn) continue;
    for (const near of [
      index.previousShown(fragment),
      isShown(fragment) ? fragment : null,
      index.nextShown(fragment),
    ]) {
      if (near === null || checked.has(near)) continue;
      // what is beside a container does not change it
      if (near !== fragment && formOf(near) !== null) continue;
      checked.add(near);
      // the parts of a container are looked at with it, once
      const whole = wholeOf(near);
      if (whole !== near) {
        if (checked.has(whole)) continue;
        checked.add(whole);
      }
      if (isList(near)) {
        if (!$isItemRight(near) || (!trees.has(near) && !$areListsRight(index, near, trees))) odd.add(near);
      } else if (!$isSpelledRight(index, near)) odd.add(near);
    }
  }
  return [...odd];
}

/** The blocks of a change that the document shows elsewhere than the page does. */
export function findMisplaced(index: BlockIndex, { before, now, section, sorted }: LocalChange): Fragment[] {
  const blocks: Fragment[] = [];
  const last = new Map<string, Fragment | null>([[section, before]]);
  let isRight = !sorted;
  for (const { marker, section: wanted } of now) {
    const block = index.ofMarker(marker);
    if (block === undefined) continue;
    blocks.push(block);
    isRight &&= block.section === wanted;
    // rows and columns stand among each other in any order
    if (isRowOrColumn(block)) continue;
    const previous = last.get(wanted) ?? null;
    const next = previous === null ? index.firstShown(wanted) : index.nextShown(previous);
    isRight &&= next === block;
    last.set(wanted, block);
  }
  return isRight ? [] : blocks;
}

/** A row or a column is part of its table. */
function wholeOf(fragment: Fragment): Fragment {
  return isRowOrColumn(fragment) ? (fragment.owner ?? fragment) : fragment;
}

function isRowOrColumn(fragment: Fragment): boolean {
  const form = formOf(fragment);
  return form === 'row' || form === 'col';
}

function isList(fragment: Fragment): boolean {
  return fragment.unknown === null && isListType(typeOf(fragment.props));
}

function $isSpelledRight(index: BlockIndex, fragment: Fragment): boolean {
  if (formOf(fragment) !== null) return $isContainerRight(index, fragment);
  const node = fragment.key === null ? null : $getNodeByKey(fragment.key);
  if (node === null || !$isIn(index, node, fragment.section)) return false;
  if (fragment.unknown !== null) return true;
  return $blockType(node) === typeOf(fragment.props) && $isInlineCanonical(node, fragment.runs);
}

function $isItemRight({ key, runs }: Fragment): boolean {
  const node = key === null ? null : $getNodeByKey(key);
  return node !== null && $isInlineCanonical(node, runs);
}

/**
 * All lists of the run of neighbouring list blocks that this one is part of. What is in the items is not looked at.
 * @param checked gets the blocks of the run
 */
function $areListsRight(index: BlockIndex, fragment: Fragment, checked: Set<Fragment>): boolean {
  const run = [fragment];
  for (let near = index.previousShown(fragment); near !== null && isList(near); near = index.previousShown(near)) {
    run.push(near);
  }
  run.reverse();
  for (let near = index.nextShown(fragment); near !== null && isList(near); near = index.nextShown(near))
    run.push(near);
  for (const one of run) checked.add(one);
  const tops = [...new Set(run.map((one) => one.top))];
  const plans = planLists(run);
  return (
    tops.length === plans.length &&
    plans.every((plan, at) => {
      const key = tops[at];
      return key !== null && key !== undefined && $isListCanonical($getNodeByKey(key), plan);
    })
  );
}
