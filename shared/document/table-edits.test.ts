import { $isTableNode, TableCellHeaderStates } from '@lexical/table';
import type { TableNode } from '@lexical/table';
import { $createParagraphNode, $createTextNode, $getRoot, $getSelection, $isElementNode } from 'lexical';
import type { ElementNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  $createEmptyTable,
  $deleteColumns,
  $deleteRows,
  $fillCells,
  $insertColumns,
  $insertRows,
  $isHeadColumn,
  $isHeadRow,
  $moveColumns,
  $moveRows,
  $setCellAlign,
  $setCellColor,
  $setColumnWidths,
  $setHeadColumn,
  $setHeadRow,
} from './table-edits.ts';
import { $gridOf, $rowsOf } from './table-grid.ts';
import { OURS } from './testing/ours.ts';
import { Peer } from './testing/peers.ts';

const $p = (text: string): ElementNode =>
  $createParagraphNode().append(...(text === '' ? [] : [$createTextNode(text)]));
const $table = (): TableNode => {
  const found = $getRoot().getChildren().find($isTableNode);
  if (found === undefined) throw new Error('no table');
  return found;
};
/** The block with exactly this text, in whichever cell it is by now. */
const $typed = (text: string, more: string): void => {
  for (const row of $rowsOf($table())) {
    for (const cell of row.getChildren<ElementNode>()) {
      const block = cell.getFirstChild();
      if ($isElementNode(block) && block.getTextContent() === text) return void block.append($createTextNode(more));
    }
  }
  throw new Error(`${text} is in no cell`);
};

/** Rows as lines, cells set apart by bars; `-` where there is no table. */
function shape(peer: Peer): string {
  return peer.editor.read(() => {
    const table = $getRoot().getChildren().find($isTableNode);
    if (table === undefined) return '-';
    const cells = (row: ElementNode): string[] => row.getChildren<ElementNode>().map((cell) => cell.getTextContent());
    return $rowsOf(table)
      .map((row) => cells(row).join('|'))
      .join(' / ');
  });
}

async function exchange(...peers: readonly Peer[]): Promise<string> {
  const updates = peers.map(({ doc }) => Y.encodeStateAsUpdate(doc));
  for (const peer of peers) for (const update of updates) await peer.receive(update);
  const [first] = peers;
  if (first === undefined) return '';
  const fresh = new Peer(OURS, { clientId: 99, document: Y.encodeStateAsUpdate(first.doc) });
  for (const peer of [...peers, fresh]) {
    expect(peer.errors).toEqual([]);
    expect(peer.refusals).toEqual([]);
    expect(peer.json()).toBe(first.json());
  }
  return shape(first);
}

/** Two editors of a table of 3 rows and 3 columns. */
async function two(): Promise<readonly [Peer, Peer]> {
  const a = new Peer(OURS, { clientId: 1 });
  await a.edit(() => {
    const table = $createEmptyTable(3, 3);
    $getRoot().clear().append($p('before'), table, $p('behind'));
  });
  await a.edit(() => {
    const texts = ['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3'].map((text) => [$p(text)]);
    $fillCells($table(), 0, 0, [texts.slice(0, 3), texts.slice(3, 6), texts.slice(6)]);
  });
  const b = new Peer(OURS, { clientId: 2, document: Y.encodeStateAsUpdate(a.doc) });
  expect(shape(b)).toBe(WHOLE);
  return [a, b];
}
const WHOLE = 'a1|b1|c1 / a2|b2|c2 / a3|b3|c3';

/** What one does alone, and what comes of it while somebody types into the cell "b2". */
const EDITS: ReadonlyArray<readonly [name: string, $edit: () => void, expected: string, typed: string]> = [
  ['a row above', () => $insertRows($table(), 1), 'a1|b1|c1 / || / a2|b2|c2 / a3|b3|c3', ''],
  ['a row at the end', () => $insertRows($table(), 3), 'a1|b1|c1 / a2|b2|c2 / a3|b3|c3 / ||', ''],
  ['two columns', () => $insertColumns($table(), 1, 2), 'a1|||b1|c1 / a2|||b2|c2 / a3|||b3|c3', ''],
  ['a column at the end', () => $insertColumns($table(), 3), 'a1|b1|c1| / a2|b2|c2| / a3|b3|c3|', ''],
  ['the row above goes', () => $deleteRows($table(), 0), 'a2|b2|c2 / a3|b3|c3', ''],
  ['its row goes', () => $deleteRows($table(), 1), 'a1|b1|c1 / a3|b3|c3', 'a1|b1|c1 / |!| / a3|b3|c3'],
  ['its column goes', () => $deleteColumns($table(), 1), 'a1|c1 / a2|c2 / a3|c3', 'a1||c1 / a2|!|c2 / a3||c3'],
  ['two columns go', () => $deleteColumns($table(), 1, 2), 'a1 / a2 / a3', 'a1| / a2|! / a3|'],
  ['all rows go', () => $deleteRows($table(), 0, 3), '-', '!'],
  ['all columns go', () => $deleteColumns($table(), 0, 3), '-', '!'],
  ['the row moves up', () => $moveRows($table(), 1, 1, 0), 'a2|b2|c2 / a1|b1|c1 / a3|b3|c3', ''],
  ['the row moves down', () => $moveRows($table(), 1, 1, 3), 'a1|b1|c1 / a3|b3|c3 / a2|b2|c2', ''],
  ['two rows move', () => $moveRows($table(), 0, 2, 3), 'a3|b3|c3 / a1|b1|c1 / a2|b2|c2', ''],
  ['the column moves left', () => $moveColumns($table(), 1, 1, 0), 'b1|a1|c1 / b2|a2|c2 / b3|a3|c3', ''],
  ['the column moves right', () => $moveColumns($table(), 1, 1, 3), 'a1|c1|b1 / a2|c2|b2 / a3|c3|b3', ''],
  ['two columns move', () => $moveColumns($table(), 1, 2, 0), 'b1|c1|a1 / b2|c2|a2 / b3|c3|a3', ''],
];

for (const [name, $edit, expected, typed] of EDITS) {
  test(`${name}: beside typing, and undone and redone`, async () => {
    const [a, b] = await two();
    await a.edit($edit);
    expect(await exchange(a, b)).toBe(expected);
    await a.undo();
    expect(await exchange(a, b)).toBe(WHOLE);
    await a.redo();
    expect(await exchange(a, b)).toBe(expected);
    await a.undo();
    await exchange(a, b);
    await a.redo();
    await b.edit(() => $typed('b2', '!'));
    expect(await exchange(a, b)).toBe(typed === '' ? expected.replace('b2', 'b2!') : typed);
    await a.undo();
    expect(await exchange(a, b)).toBe(WHOLE.replace('b2', 'b2!'));
  });
}

test('each edit beside each other one leaves the same table everywhere, with what was typed in it', async () => {
  for (const [first, $first] of EDITS) {
    for (const [second, $second] of EDITS) {
      const [a, b] = await two();
      await a.edit($first);
      await b.edit($second);
      await b.edit(() => {
        const [row] = $getRoot().getChildren().filter($isTableNode).flatMap($rowsOf);
        const cell = row?.getFirstChild();
        if ($isElementNode(cell)) cell.append($p('new'));
      });
      const shown = await exchange(a, b);
      const hasTable = b.edited.includes('"new"');
      expect([first, second, shown.split('new').length - 1]).toEqual([first, second, hasTable ? 1 : 0]);
      await a.undo();
      await b.undo();
      await b.undo();
      await exchange(a, b);
    }
  }
});

test('two moves of one row: one of them wins, and no cell is there twice', async () => {
  const [a, b] = await two();
  await a.edit(() => $moveRows($table(), 1, 1, 0));
  await b.edit(() => $moveRows($table(), 1, 1, 3));
  const shown = await exchange(a, b);
  expect(['a2|b2|c2 / a1|b1|c1 / a3|b3|c3', 'a1|b1|c1 / a3|b3|c3 / a2|b2|c2']).toContain(shown);
  await a.edit(() => $moveColumns($table(), 0, 1, 3));
  await b.edit(() => $moveColumns($table(), 0, 1, 2));
  const [row] = (await exchange(a, b)).split(' / ');
  expect(row?.split('|').length).toBe(3);
});

test('a row and a column that are put in at once meet in an empty cell', async () => {
  const [a, b] = await two();
  await a.edit(() => $insertRows($table(), 1));
  await b.edit(() => $insertColumns($table(), 2));
  expect(await exchange(a, b)).toBe('a1|b1||c1 / ||| / a2|b2||c2 / a3|b3||c3');
});

test('header rows and columns, colours and alignment are of the row or column and go with it', async () => {
  const [a, b] = await two();
  await a.edit(() => {
    $setHeadRow($table(), 0, true);
    $setCellColor($table(), { top: 1, bottom: 2, left: 0, right: 1 }, 'green');
  });
  await b.edit(() => {
    $setHeadColumn($table(), 0, true);
    $setCellAlign($table(), { top: 1, bottom: 1, left: 1, right: 1 }, 'middle');
  });
  await exchange(a, b);
  await a.edit(() => $moveColumns($table(), 1, 1, 0));
  await b.edit(() => $insertRows($table(), 3));
  await exchange(a, b);
  b.editor.read(() => {
    const grid = $gridOf($table());
    expect([0, 1, 2, 3].map((row) => $isHeadRow(grid, row))).toEqual([true, false, false, false]);
    expect([0, 1, 2].map((column) => $isHeadColumn(grid, column))).toEqual([false, true, false]);
    expect(grid[1]?.[0]?.cell.getBackgroundColor()).toBe('green');
    expect(grid[1]?.[0]?.cell.getVerticalAlign()).toBe('middle');
    expect(grid[3]?.[1]?.cell.getHeaderStyles()).toBe(TableCellHeaderStates.COLUMN);
  });
  await a.edit(() => {
    $setHeadRow($table(), 0, false);
    $setCellColor($table(), { top: 0, bottom: 3, left: 0, right: 2 }, null);
    $setCellAlign($table(), { top: 0, bottom: 3, left: 0, right: 2 }, 'top');
  });
  await exchange(a, b);
  expect(b.json()).not.toContain('green');
  expect(b.json()).not.toContain('middle');
});

test('widths belong to their columns', async () => {
  const [a, b] = await two();
  await a.edit(() => $setColumnWidths($table(), new Map([[1, 300.4]])));
  await b.edit(() => $moveColumns($table(), 1, 1, 3));
  await exchange(a, b);
  expect(b.editor.read(() => $table().getColWidths())).toEqual([160, 160, 300]);
  await b.edit(() => $insertColumns($table(), 0));
  await exchange(a, b);
  expect(a.editor.read(() => $table().getColWidths())).toEqual([160, 160, 160, 300]);
  await a.edit(() => $setColumnWidths($table(), new Map([[3, null]])));
  await exchange(a, b);
  expect(b.editor.read(() => $table().getColWidths())).toBeUndefined();
});

test('what is put into cells makes the table as large as it needs', async () => {
  const [a, b] = await two();
  await a.edit(() => $fillCells($table(), 2, 2, [[[$p('x')], [$p('y'), $p('z')]], [[$p('u')]]]));
  await b.edit(() => $typed('a1', '!'));
  expect(await exchange(a, b)).toBe('a1!|b1|c1| / a2|b2|c2| / a3|b3|x|y\n\nz / ||u|');
  await a.undo();
  expect(await exchange(a, b)).toBe(WHOLE.replace('a1', 'a1!'));
});

test('text and whole blocks of one update that go to the same place of the document stay apart', async () => {
  const [a, b] = await two();
  await a.edit(() => {
    // in each column the last cell gets text in front of its own, and the new row's cells blocks
    $typed('a1', '?');
    $insertColumns($table(), 3);
    $fillCells($table(), 0, 2, [[[$p('x')], [$p('y')]]]);
    $fillCells($table(), 1, 0, [[[$p('u')], [$p('v')], [$p('w')]]]);
  });
  expect(await exchange(a, b)).toBe('a1?|b1|x|y / u|v|w| / a3|b3|c3|');
});

test('two edits in one update are read as they were shown', async () => {
  for (const [first, $first] of EDITS) {
    for (const [second, $second] of EDITS) {
      const [a, b] = await two();
      await a.edit(() => {
        $first();
        if ($getRoot().getChildren().some($isTableNode)) $second();
      });
      const shown = shape(a);
      expect([first, second, await exchange(a, b)]).toEqual([first, second, shown]);
      // where the second takes back the first, there is nothing to undo
      if (shown !== WHOLE) await a.undo();
      expect([first, second, await exchange(a, b)]).toEqual([first, second, WHOLE]);
    }
  }
});

test('the caret stays in an empty cell while the table is put right, and while others write', async () => {
  const [a, b] = await two();
  const at = (): string | undefined =>
    a.editor.read(() => {
      const key = $getSelection()?.getNodes()[0]?.getParent()?.getKey();
      const found = $gridOf($table())
        .flat()
        .find((place) => place?.cell.getKey() === key);
      return found === undefined ? undefined : `${found.row} ${found.column}`;
    });
  await a.edit(() => {
    $insertRows($table(), 1);
    $insertColumns($table(), 1);
    $gridOf($table())[1]?.[1]?.cell.selectEnd();
  });
  expect(at()).toBe('1 1');
  await b.edit(() => $typed('b2', '!'));
  await exchange(a, b);
  expect(at()).toBe('1 1');
  // a new table keeps its nodes
  await a.edit(() => {
    $table().replace($createEmptyTable(2, 2));
    $gridOf($table())[0]?.[0]?.cell.selectEnd();
  });
  expect(at()).toBe('0 0');
});
