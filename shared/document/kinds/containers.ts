/** Kinds of blocks that hold others. Each has an id, by which what is in it says where it is. */
import { $createTableNode, $createTableRowNode, TableCellNode, TableNode, TableRowNode } from '@lexical/table';
import { $createCalloutNode, CalloutNode, isCalloutKind } from '../nodes/callout.ts';
import { $createColumnNode, $createColumnsNode, ColumnNode, ColumnsNode, isShare } from '../nodes/columns.ts';
import { $createFoldNode, $isFoldBodyNode, $isFoldNode, FoldBodyNode, FoldNode, FoldTitleNode } from '../nodes/fold.ts';
import type { BlockKind } from './kind.ts';
import { flag, word } from './parse.ts';
import type { Parse } from './parse.ts';

/** Pixels: the width or height of a part of a table. */
const MAX_PIXELS = 10_000;
const pixels: Parse = (value) =>
  typeof value === 'number' && value > 0 && value <= MAX_PIXELS ? Math.round(value) : undefined;

/** Of every container. */
const NAMED = { id: word };

export const CALLOUT: BlockKind<'callout', CalloutNode> = {
  types: ['callout'],
  content: 'void',
  form: 'box',
  props: { ...NAMED, kind: (value) => (isCalloutKind(value) && value !== 'note' ? value : undefined) },
  nodes: [CalloutNode],
  $create: () => $createCalloutNode(),
  $read: (node) => ({ kind: node.getKind() }),
  $write(node, { kind }) {
    const wanted = isCalloutKind(kind) ? kind : 'note';
    if (node.getKind() !== wanted) node.setKind(wanted);
  },
};

/** Its own characters are the title. */
export const FOLD: BlockKind<'fold'> = {
  types: ['fold'],
  content: 'text',
  form: 'box',
  props: { ...NAMED, closed: flag },
  nodes: [FoldNode, FoldTitleNode, FoldBodyNode],
  $typeOf: (node) => ($isFoldBodyNode(node) ? null : 'fold'),
  $create: $createFoldNode,
  $read: (node) => ({ closed: $isFoldNode(node) ? node.isClosed() : undefined }),
  $write(node, { closed }) {
    if ($isFoldNode(node) && node.isClosed() !== (closed === true)) node.setClosed(closed === true);
  },
};

export const COLUMNS: BlockKind<'columns', ColumnsNode> = {
  types: ['columns'],
  content: 'void',
  form: 'columns',
  props: NAMED,
  nodes: [ColumnsNode],
  $create: $createColumnsNode,
};

/** One of several columns; `share` of the width. */
export const COLUMN: BlockKind<'column', ColumnNode> = {
  types: ['column'],
  content: 'void',
  form: 'column',
  props: { ...NAMED, share: (value) => (isShare(value) && value !== 1 ? value : undefined) },
  nodes: [ColumnNode],
  $create: $createColumnNode,
  $read: (node) => ({ share: node.getShare() }),
  $write(node, { share }) {
    const wanted = isShare(share) ? share : 1;
    if (node.getShare() !== wanted) node.setShare(wanted);
  },
};

export const TABLE: BlockKind<'table', TableNode> = {
  types: ['table'],
  content: 'void',
  form: 'table',
  props: NAMED,
  nodes: [TableNode],
  $create: $createTableNode,
};

/** Keys that end with the name of a column say how the row's cell in it looks. */
export const ROW: BlockKind<'row'> = {
  types: ['row'],
  content: 'void',
  form: 'row',
  props: { ...NAMED, head: flag, height: pixels },
  propsByPrefix: {
    'bg/': (value) => (typeof value === 'string' && value !== '' && value.length <= 40 ? value : undefined),
    'va/': (value) => (value === 'middle' || value === 'bottom' ? value : undefined),
  },
  nodes: [TableRowNode, TableCellNode],
  $typeOf: (node) => (node instanceof TableRowNode ? 'row' : null),
  $create: () => $createTableRowNode(),
  $read: (node) => ({ height: node instanceof TableRowNode ? node.getHeight() : undefined }),
  $write(node, { height }) {
    const wanted = typeof height === 'number' ? height : undefined;
    if (node instanceof TableRowNode && node.getHeight() !== wanted) node.setHeight(wanted);
  },
};

/** A column of a table. No node shows it: where it meets a row is a cell. */
export const COL: BlockKind<'col', TableRowNode> = {
  types: ['col'],
  content: 'void',
  form: 'col',
  props: { ...NAMED, head: flag, width: pixels },
  nodes: [],
  $create: () => $createTableRowNode(),
};
