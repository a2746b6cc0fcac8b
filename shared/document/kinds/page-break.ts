import { $createPageBreakNode, PageBreakNode } from '../nodes/page-break.ts';
import type { BlockKind } from './kind.ts';

/** In print, what follows begins a new page. */
export const PAGE_BREAK: BlockKind<'break', PageBreakNode> = {
  types: ['break'],
  content: 'void',
  props: {},
  nodes: [PageBreakNode],
  $create: $createPageBreakNode,
};
