import { $createTableCellNode, $createTableNode, $createTableRowNode, $isTableNode } from '@lexical/table';
import type { TableNode, TableRowNode } from '@lexical/table';
import { $createTextNode } from 'lexical';
import type { ElementNode } from 'lexical';
import { expect, test } from 'vitest';
import { $getColumns, $setColumns } from './nodes/table-columns.ts';
import type { Peer } from './testing/peers.ts';

import { $block, $find, $p, exchange, join, open } from './testing/shapes.ts';

const $row = (...texts: readonly string[]): TableRowNode =>
  $createTableRowNode().append(...texts.map((text) => $createTableCellNode().append($p(text))));
const $table = (): TableNode => $find($isTableNode);
const $cell = (row: number, column: number): ElementNode =>
  $table().getChildAtIndex<ElementNode>(row)?.getChildAtIndex<ElementNode>(column) ?? $p();

async function withTable(): Promise<Peer> {
  const peer = await open('a', 'z');
  await peer.edit(() => {
    $block('a').insertAfter($createTableNode().append($row('a1', 'b1'), $row('a2', '')));
  });
  return peer;
}
const TABLE = 'table(tablerow(tablecell(a1) tablecell(b1)) tablerow(tablecell(a2) tablecell(_)))';

test('a table is read as it was written', async () => {
  const a = await withTable();
  const b = join(a, 2);
  expect(await exchange(a, b)).toBe(`a ${TABLE} z`);
  await a.edit(() => $block('a1').append($createTextNode('!')));
  await b.edit(() => void $cell(1, 1).getFirstChildOrThrow<ElementNode>().append($createTextNode('b2')));
  expect(await exchange(a, b)).toBe(
    'a table(tablerow(tablecell(a1!) tablecell(b1)) tablerow(tablecell(a2) tablecell(b2))) z',
  );
});

test('a row and a column that are put in at once meet in a cell', async () => {
  const a = await withTable();
  const b = join(a, 2);
  await a.edit(() => $table().getFirstChildOrThrow().insertAfter($row('new', '')));
  await b.edit(() => {
    const columns = $getColumns($table());
    $setColumns($table(), [...columns, '']);
    for (const row of $table().getChildren<TableRowNode>()) row.append($createTableCellNode().append($p('c')));
  });
  expect(await exchange(a, b)).toBe(
    'a table(tablerow(tablecell(a1) tablecell(b1) tablecell(c)) tablerow(tablecell(new) tablecell(_) tablecell(_)) tablerow(tablecell(a2) tablecell(_) tablecell(c))) z',
  );
});

test('what is typed into a row, a column or a table that somebody else deletes comes back with its cell', async () => {
  for (const [$delete, expected] of [
    [
      () => $table().getFirstChildOrThrow().remove(),
      'table(tablerow(tablecell(!) tablecell(_)) tablerow(tablecell(a2) tablecell(_)))',
    ],
    [() => $table().remove(), 'table(tablerow(tablecell(!)))'],
    [
      () => {
        $setColumns($table(), $getColumns($table()).slice(1));
        for (const row of $table().getChildren<TableRowNode>()) row.getFirstChildOrThrow().remove();
      },
      'table(tablerow(tablecell(!) tablecell(b1)) tablerow(tablecell(_) tablecell(_)))',
    ],
  ] as const) {
    const a = await withTable();
    const b = join(a, 2);
    await a.edit($delete);
    await b.edit(() => $block('a1').append($createTextNode('!')));
    expect(await exchange(a, b)).toBe(`a ${expected} z`);
    await a.undo();
    expect(await exchange(a, b)).toBe(
      'a table(tablerow(tablecell(a1!) tablecell(b1)) tablerow(tablecell(a2) tablecell(_))) z',
    );
  }
});

test('a deleted table is gone for all, whatever rows others put into it', async () => {
  const a = await withTable();
  const b = join(a, 2);
  await a.edit(() => $table().remove());
  await b.edit(() => $table().getFirstChildOrThrow().insertAfter($row('', '')));
  expect(await exchange(a, b)).toBe('a z');
});

test('undo of a table takes it away and redo brings it back', async () => {
  const a = await withTable();
  const b = join(a, 2);
  await a.undo();
  expect(await exchange(a, b)).toBe('a z');
  await a.redo();
  expect(await exchange(a, b)).toBe(`a ${TABLE} z`);
});
