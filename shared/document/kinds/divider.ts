import { $createDividerNode, DividerNode } from '../nodes/divider.ts';
import type { BlockKind } from './kind.ts';

/** A line across the page. */
export const DIVIDER: BlockKind<'hr', DividerNode> = {
  types: ['hr'],
  content: 'void',
  props: {},
  nodes: [DividerNode],
  $create: $createDividerNode,
};
