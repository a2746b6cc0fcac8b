/** Neighbouring list blocks, which are flat in the layout, as lists in each other. */
import type { ListBlockType } from '../layout.ts';
import { isListType } from '../layout.ts';
import { levelOf } from '../props.ts';
import type { Block, Leaf } from './block.ts';
import { kindOf, numberProp } from './kinds.ts';

export interface NestedList {
  readonly kind: 'list';
  readonly type: ListBlockType;
  /** the first number of a numbered list */
  readonly start: number;
  readonly items: NestedItem[];
}

export interface NestedItem {
  readonly block: Leaf;
  readonly lists: NestedList[];
}

/** Blocks in order, each run of list blocks as lists; a level that is skipped is no level. */
export function nestLists(blocks: readonly Block[]): (Block | NestedList)[] {
  const nested: (Block | NestedList)[] = [];
  let open: NestedList[] = [];
  for (const block of blocks) {
    const type = kindOf(block.props);
    if (block.kind !== 'leaf' || !isListType(type)) {
      open = [];
      nested.push(block);
      continue;
    }
    const level = Math.min(levelOf(block.props), open.length);
    const item: NestedItem = { block, lists: [] };
    open = open.slice(0, level + 1);
    const same = open[level];
    if (same?.type === type) {
      same.items.push(item);
      continue;
    }
    const list: NestedList = { kind: 'list', type, start: numberProp(block.props, 'start') ?? 1, items: [item] };
    const parent = open[level - 1]?.items.at(-1);
    if (parent === undefined) nested.push(list);
    else parent.lists.push(list);
    open = [...open.slice(0, level), list];
  }
  return nested;
}
