import { expect, test } from 'vitest';
import { intern, NONE } from '#shared/document/attributes.ts';
import type { Block, Table } from '#shared/document/tree/block.ts';
import { leaf } from '#shared/document/tree/block.ts';
import { MAX_IMPORTED_PARTS } from './limits.ts';
import { treeAboveLimit } from './tree-limits.ts';

const lines = (count: number): Block[] => Array.from({ length: count }, () => leaf(NONE, []));
const table = (rows: number, columns: number): Table => ({
  kind: 'table',
  props: intern({ t: 'table' }),
  columns: Array.from({ length: columns }, () => ({ props: NONE })),
  rows: Array.from({ length: rows }, () => ({ props: NONE, cells: [] })),
});

test('as many blocks as may be come in, and one more does not', () => {
  expect(treeAboveLimit(lines(MAX_IMPORTED_PARTS))).toBeNull();
  expect(treeAboveLimit(lines(MAX_IMPORTED_PARTS + 1))).toBe('a document may have 100000 blocks and cells');
});

test('cells that nobody wrote count, and so does what is in a cell', () => {
  expect(treeAboveLimit([table(300, 300)])).toBeNull();
  expect(treeAboveLimit([table(1_000, 1_000)])).not.toBeNull();
  const full: Table = { ...table(1, 1), rows: [{ props: NONE, cells: [{ children: lines(MAX_IMPORTED_PARTS) }] }] };
  expect(treeAboveLimit([full])).not.toBeNull();
});
