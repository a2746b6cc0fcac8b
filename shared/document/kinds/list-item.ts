/** The items of bullet, numbered and check lists. The lists around them are derived. */
import { $createListItemNode, $isListNode, ListItemNode } from '@lexical/list';
import type { BlockKind } from './kind.ts';
import { flag, ITEM, whole } from './parse.ts';

export const LISTS = ['bullet', 'number', 'check'] as const;
export type ListBlockType = (typeof LISTS)[number];

export const LIST_ITEM: BlockKind<ListBlockType, ListItemNode> = {
  types: LISTS,
  content: 'text',
  isList: true,
  props: {
    ...ITEM,
    checked: (value, type) => (type === 'check' ? flag(value, type) : undefined),
    start: (value, type) => (type === 'number' && value !== 1 ? (whole(value) ?? zero(value)) : undefined),
  },
  nodes: [ListItemNode],
  $typeOf(node) {
    const list = node.getParent();
    return $isListNode(list) ? list.getListType() : null;
  },
  $create: () => $createListItemNode(),
  // where a list starts is its first item's, and follows from the tree
  $read: (node) => ({ checked: node.getChecked() }),
  $write(node, props, type) {
    const checked = type === 'check' ? props['checked'] === true : undefined;
    if (node.getLatest().__checked !== checked) node.setChecked(checked);
  },
};

function zero(value: unknown): number | undefined {
  return value === 0 ? 0 : undefined;
}
