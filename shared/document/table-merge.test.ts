import { $isTableCellNode, $isTableNode, $mergeCells as $mergeByLexical, $unmergeCell } from '@lexical/table';
import type { TableCellNode, TableNode } from '@lexical/table';
import { $createParagraphNode, $createTextNode, $getRoot, $isElementNode } from 'lexical';
import type { ElementNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { BODY_ROOT } from './layout.ts';
import {
  $copyColumns,
  $copyRows,
  $createEmptyTable,
  $deleteColumns,
  $deleteRows,
  $fillCells,
  $insertColumns,
  $insertRows,
  $mergeCells,
  $moveColumns,
  $moveRows,
  $setCellColor,
  $setHeadRow,
  $splitCells,
} from './table-edits.ts';
import { $gridOf, $rowsOf } from './table-grid.ts';
import type { Area } from './table-grid.ts';
import { lags } from './testing/checks.ts';
import { OURS } from './testing/ours.ts';
import { Peer } from './testing/peers.ts';
import { readTree } from './tree/read-tree.ts';

const $p = (text: string): ElementNode =>
  $createParagraphNode().append(...(text === '' ? [] : [$createTextNode(text)]));
const $table = (): TableNode => {
  const found = $getRoot().getChildren().find($isTableNode);
  if (found === undefined) throw new Error('no table');
  return found;
};
const $cells = (): TableCellNode[] => $rowsOf($table()).flatMap((row) => row.getChildren<TableCellNode>());
/** The block with exactly this text, in whichever cell it is by now. */
const $block = (text: string): ElementNode => {
  for (const cell of $cells()) {
    for (const block of cell.getChildren()) if ($isElementNode(block) && block.getTextContent() === text) return block;
  }
  throw new Error(`${text} is in no cell`);
};
const $type = (text: string, more: string): void => void $block(text).append($createTextNode(more));
const area = (top: number, left: number, bottom: number, right: number): Area => ({ top, left, bottom, right });
const $merge = (top: number, left: number, bottom: number, right: number): void =>
  $mergeCells($table(), area(top, left, bottom, right));
const $split = (row: number, column: number): void => $splitCells($table(), area(row, column, row, column));

/** Rows as lines, cells set apart by bars, blocks of a cell by a plus; a merged cell has its rows and columns behind it. */
function shape(peer: Peer): string {
  return peer.editor.read(() => {
    const table = $getRoot().getChildren().find($isTableNode);
    if (table === undefined) return '-';
    return $rowsOf(table)
      .map((row) =>
        row
          .getChildren()
          .filter($isTableCellNode)
          .map((cell) => {
            const [rows, columns] = [cell.getRowSpan(), cell.getColSpan()];
            const texts = cell.getChildren().map((block) => block.getTextContent());
            return `${texts.join('+')}${rows * columns === 1 ? '' : `:${rows}x${columns}`}`;
          })
          .join('|'),
      )
      .join(' / ');
  });
}

async function exchange(...peers: readonly Peer[]): Promise<string> {
  for (const peer of peers) expect(lags(peer)).toEqual([]);
  const updates = peers.map(({ doc }) => Y.encodeStateAsUpdate(doc));
  for (const peer of peers) for (const update of updates) await peer.receive(update);
  const [first] = peers;
  if (first === undefined) return '';
  const fresh = new Peer(OURS, { clientId: 99, document: Y.encodeStateAsUpdate(first.doc) });
  for (const peer of [...peers, fresh]) {
    expect(peer.errors).toEqual([]);
    expect(peer.refusals).toEqual([]);
    expect(shape(peer)).toBe(shape(first));
    expect(peer.json()).toBe(first.json());
  }
  return shape(first);
}

const WHOLE = 'a1|b1|c1 / a2|b2|c2 / a3|b3|c3';
const TEXTS = WHOLE.split(/\W+/u);

/** Two editors of a table of 3 rows and 3 columns. */
async function two(): Promise<readonly [Peer, Peer]> {
  const maker = new Peer(OURS, { clientId: 3 });
  await maker.edit(() => void $getRoot().clear().append($p('before'), $createEmptyTable(3, 3), $p('behind')));
  await maker.edit(() => {
    const texts = ['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3', 'c3'].map((text) => [$p(text)]);
    $fillCells($table(), 0, 0, [texts.slice(0, 3), texts.slice(3, 6), texts.slice(6)]);
  });
  // an undo of which nothing is to be seen goes on: the table itself is not theirs to take back
  const document = Y.encodeStateAsUpdate(maker.doc);
  const a = new Peer(OURS, { clientId: 1, document });
  const b = new Peer(OURS, { clientId: 2, document });
  expect(shape(b)).toBe(WHOLE);
  return [a, b];
}

/** The keys `in` of the blocks with text, and what the table's marker says of merged cells. */
function saidBy({ doc }: Peer): { cells: string[]; merged: number } {
  const said: { cells: string[]; merged: number } = { cells: [], merged: 0 };
  for (const { insert } of doc.getText(BODY_ROOT).toDelta() as Array<{ insert: unknown }>) {
    if (!(insert instanceof Y.Map)) continue;
    said.merged += [...insert.keys()].filter((key) => key.startsWith('m/')).length;
    if (insert.has('in')) said.cells.push(String(insert.get('in')));
  }
  return said;
}

test('a merged cell shows what its cells hold, and no block of them changes', async () => {
  const [a, b] = await two();
  const before = saidBy(a);
  const sizes: number[] = [];
  a.doc.on('update', (update: Uint8Array) => sizes.push(update.length));
  await a.edit(() => $merge(0, 0, 1, 1));
  expect(await exchange(a, b)).toBe('a1+b1+a2+b2:2x2|c1 / c2 / a3|b3|c3');
  expect(saidBy(a)).toEqual({ ...before, merged: 1 });
  expect(sizes[0]).toBeLessThan(120);
  await a.undo();
  expect(await exchange(a, b)).toBe(WHOLE);
  await a.redo();
  expect(await exchange(a, b)).toBe('a1+b1+a2+b2:2x2|c1 / c2 / a3|b3|c3');
  await b.edit(() => $split(1, 1));
  expect(await exchange(a, b)).toBe(WHOLE);
  expect(saidBy(a)).toEqual(before);
  await b.undo();
  expect(await exchange(a, b)).toBe('a1+b1+a2+b2:2x2|c1 / c2 / a3|b3|c3');
});

test('what Lexical merges and splits by itself is the same', async () => {
  const [a, b] = await two();
  await a.edit(() => void $mergeByLexical($cells().slice(0, 2)));
  expect(await exchange(a, b)).toBe('a1+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3');
  await b.edit(() => {
    $block('b1').selectEnd();
    $unmergeCell();
  });
  expect(await exchange(a, b)).toBe(WHOLE);
});

test('whatever is typed in a merged cell is in the cell of the text beside it, and goes back with it', async () => {
  const [a, b] = await two();
  await a.edit(() => $merge(0, 0, 0, 2));
  await exchange(a, b);
  await a.edit(() => {
    $type('b1', '!');
    $block('b1!').insertAfter($p('new'));
    $block('a1').insertBefore($p('first'));
    $block('c1').insertAfter($p('last'));
  });
  expect(await exchange(a, b)).toBe('first+a1+b1!+new+c1+last:1x3 / a2|b2|c2 / a3|b3|c3');
  // a split in the middle of a block
  await b.edit(() => {
    const [half] = $block('b1!').getChildren();
    if (half !== undefined && $isElementNode(half.getParent())) {
      const block = $block('b1!');
      block.clear().append($createTextNode('b'));
      block.insertAfter($p('1!'));
    }
  });
  expect(await exchange(a, b)).toBe('first+a1+b+1!+new+c1+last:1x3 / a2|b2|c2 / a3|b3|c3');
  await a.edit(() => $split(0, 0));
  expect(await exchange(a, b)).toBe('first+a1|b+1!+new|c1+last / a2|b2|c2 / a3|b3|c3');
});

test('blocks of a merged cell are joined and moved within it', async () => {
  const [a, b] = await two();
  await a.edit(() => $merge(0, 0, 1, 0));
  await exchange(a, b);
  await a.edit(() => {
    const [first, second] = [$block('a1'), $block('a2')];
    first.append(...second.getChildren());
    second.remove();
  });
  await b.edit(() => $type('a2', '?'));
  expect(await exchange(a, b)).toBe('a1a2?:2x1|b1|c1 / b2|c2 / a3|b3|c3');
  await a.undo();
  expect(await exchange(a, b)).toBe('a1+a2?:2x1|b1|c1 / b2|c2 / a3|b3|c3');
  await b.move(() => $block('a2?'), 'up');
  expect(await exchange(a, b)).toBe('a2?+a1:2x1|b1|c1 / b2|c2 / a3|b3|c3');
  await a.edit(() => $block('a1').insertAfter($block('a2?')));
  expect(await exchange(a, b)).toBe('a1+a2?:2x1|b1|c1 / b2|c2 / a3|b3|c3');
});

/** What one does while the other merges or splits two or more cells, and what comes of it. */
const BESIDE: ReadonlyArray<readonly [name: string, $edit: () => void, merged: string, split: string]> = [
  [
    'typing in the second cell',
    () => $type('b1', '!'),
    'a1+b1!:1x2|c1 / a2|b2|c2 / a3|b3|c3',
    'a1|b1!|c1 / a2|b2|c2 / a3|b3|c3',
  ],
  [
    'a column between them',
    () => $insertColumns($table(), 1),
    'a1+b1:1x3|c1 / a2||b2|c2 / a3||b3|c3',
    'a1||b1|c1 / a2||b2|c2 / a3||b3|c3',
  ],
  [
    'a row above',
    () => $insertRows($table(), 0),
    '|| / a1+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3',
    '|| / a1|b1|c1 / a2|b2|c2 / a3|b3|c3',
  ],
  [
    'the row moves',
    () => $moveRows($table(), 0, 1, 3),
    'a2|b2|c2 / a3|b3|c3 / a1+b1:1x2|c1',
    'a2|b2|c2 / a3|b3|c3 / a1|b1|c1',
  ],
  ['the row goes', () => $deleteRows($table(), 0), 'a2|b2|c2 / a3|b3|c3', 'a2|b2|c2 / a3|b3|c3'],
  ['a colour', () => $setCellColor($table(), area(0, 0, 0, 2), 'green'), 'a1+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3', WHOLE],
  ['a header row', () => $setHeadRow($table(), 0, true), 'a1+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3', WHOLE],
];

for (const [name, $edit, merged, split] of BESIDE) {
  test(`merging and splitting beside ${name}`, async () => {
    const [a, b] = await two();
    await a.edit(() => $merge(0, 0, 0, 1));
    await b.edit($edit);
    expect(await exchange(a, b)).toBe(merged);
    await a.undo();
    expect(await exchange(a, b)).toBe(split);
    await a.redo();
    await exchange(a, b);
    await b.undo();
    expect(await exchange(a, b)).toBe('a1+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3');
    await a.edit(() => $split(0, 0));
    await b.edit($edit);
    expect(await exchange(a, b)).toBe(split);
  });
}

/** What one does who sees the four merged cells a1 to b2, and what the table is after that and after its undo. */
const WITHIN: ReadonlyArray<readonly [name: string, $edit: () => void, expected: string]> = [
  ['a row within', () => $insertRows($table(), 1), 'a1+b1+a2+b2:3x2|c1 /  / c2 / a3|b3|c3'],
  ['a column within', () => $insertColumns($table(), 1), 'a1+b1+a2+b2:2x3|c1 / c2 / a3||b3|c3'],
  ['its first row goes', () => $deleteRows($table(), 0), 'a1+b1+a2+b2:1x2|c2 / a3|b3|c3'],
  ['its last row goes', () => $deleteRows($table(), 1), 'a1+b1+a2+b2:1x2|c1 / a3|b3|c3'],
  ['its first column goes', () => $deleteColumns($table(), 0), 'a1+b1+a2+b2:2x1|c1 / c2 / b3|c3'],
  ['its last column goes', () => $deleteColumns($table(), 1), 'a1+b1+a2+b2:2x1|c1 / c2 / a3|c3'],
  ['it goes', () => $deleteRows($table(), 0, 2), 'a3|b3|c3'],
  ['its rows move', () => $moveRows($table(), 0, 2, 3), 'a3|b3|c3 / a1+b1+a2+b2:2x2|c1 / c2'],
  ['its columns move', () => $moveColumns($table(), 0, 2, 3), 'c1|a1+b1+a2+b2:2x2 / c2 / c3|a3|b3'],
  ['a row of it moves away', () => $moveRows($table(), 0, 1, 3), 'a2|b2|c2 / a3|b3|c3 / a1|b1|c1'],
  ['a column of it moves away', () => $moveColumns($table(), 1, 1, 3), 'a1|c1|b1 / a2|c2|b2 / a3|c3|b3'],
  ['a row comes in', () => $moveRows($table(), 2, 1, 1), 'a1|b1|c1 / a3|b3|c3 / a2|b2|c2'],
  ['it grows', () => $merge(0, 0, 2, 0), 'a1+b1+a2+b2+a3+b3:3x2|c1 / c2 / c3'],
  ['it is merged with what is beside it', () => $merge(1, 1, 1, 2), 'a1+b1+c1+a2+b2+c2:2x3 /  / a3|b3|c3'],
];

for (const [name, $edit, expected] of WITHIN) {
  test(`a merged cell: ${name}, undone and redone`, async () => {
    const [a, b] = await two();
    await a.edit(() => $merge(0, 0, 1, 1));
    const whole = await exchange(a, b);
    await b.edit($edit);
    const shown = await exchange(a, b);
    expect(shown).toBe(expected);
    await b.undo();
    expect(await exchange(a, b)).toBe(whole);
    await b.redo();
    expect(await exchange(a, b)).toBe(shown);
    await a.edit(() => $type('c3', '!'));
    await b.undo();
    expect(await exchange(a, b)).toBe(whole.replace('c3', 'c3!'));
  });
}

test('each of these beside each other one, beside a split and with typing: the same everywhere, nothing lost or doubled', async () => {
  const all: Array<readonly [string, () => void]> = [
    ...WITHIN.map(([name, $edit]) => [name, $edit] as const),
    ['split', () => $split(0, 0)],
    ['merge below', () => $merge(2, 0, 2, 2)],
    ['merge across', () => $merge(1, 2, 2, 2)],
    ['merge overlapping', () => $merge(2, 0, 2, 1)],
  ];
  for (const [first, $first] of all) {
    for (const [second, $second] of all) {
      // what was there before is nobody's to take back
      const [author] = await two();
      await author.edit(() => $merge(0, 0, 1, 1));
      const document = Y.encodeStateAsUpdate(author.doc);
      const [a, b] = [3, 4].map((clientId) => new Peer(OURS, { clientId, document })) as [Peer, Peer];
      await a.edit($first);
      await b.edit($second);
      await b.edit(() => {
        const cell = $getRoot().getChildren().some($isTableNode) ? $cells().at(-1) : undefined;
        cell?.append($p('new'));
      });
      const typed = b.edited.includes('"new"');
      const owns = [shape(a), shape(b)];
      const shown = await exchange(a, b);
      const count = (of: string, text: string): number => of.split(text).length - 1;
      expect([first, second, count(shown, 'new')]).toEqual([first, second, typed ? 1 : 0]);
      for (const text of TEXTS) {
        const kept = owns.every((own) => own.includes(text)) ? 1 : 0;
        expect([first, second, text, count(shown, text)]).toEqual([first, second, text, kept]);
      }
      await a.undo();
      await b.undo();
      await b.undo();
      const back = await exchange(a, b);
      for (const text of TEXTS) {
        // what both delete and both take back is there twice, as Yjs has it
        const most = owns.some((own) => own.includes(text)) ? 1 : 2;
        expect([first, second, text, [1, most].includes(count(back, text))]).toEqual([first, second, text, true]);
      }
    }
  }
});

test('of two who merge overlapping cells at once one wins, and splitting leaves no other behind', async () => {
  const [a, b] = await two();
  await a.edit(() => $merge(0, 0, 1, 0));
  await b.edit(() => $merge(1, 0, 1, 1));
  expect(await exchange(a, b)).toBe('a1+a2:2x1|b1|c1 / b2|c2 / a3|b3|c3');
  await b.edit(() => $split(0, 0));
  expect(await exchange(a, b)).toBe(WHOLE);
});

test('two who merge the same cells merge them once, and either splits them', async () => {
  const [a, b] = await two();
  await a.edit(() => $merge(0, 0, 0, 1));
  await b.edit(() => $merge(0, 0, 0, 1));
  const merged = 'a1+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3';
  expect(await exchange(a, b)).toBe(merged);
  await b.edit(() => $split(0, 0));
  expect(await exchange(a, b)).toBe(WHOLE);
});

test('a region whose row somebody takes away from the others ends where that stood', async () => {
  const [a, b] = await two();
  await a.edit(() => $merge(0, 0, 2, 0));
  await b.edit(() => $moveRows($table(), 2, 1, 0));
  expect(await exchange(a, b)).toBe('a3+a1+a2:3x1|b3|c3 / b1|c1 / b2|c2');
  await a.edit(() => $insertRows($table(), 3, 2));
  await exchange(a, b);
  await b.edit(() => $split(0, 0));
  await exchange(a, b);
  await a.edit(() => $merge(0, 0, 2, 0));
  await b.edit(() => $moveRows($table(), 1, 1, 5));
  expect(await exchange(a, b)).toContain('a3+a2:2x1|b3|c3 / b2|c2 / ');
});

test('what is typed into a row of a region that somebody else deletes stays in the merged cell', async () => {
  const [a, b] = await two();
  await a.edit(() => $merge(0, 0, 1, 0));
  await exchange(a, b);
  await a.edit(() => $deleteRows($table(), 1));
  await b.edit(() => $type('a2', '!'));
  expect(await exchange(a, b)).toContain('a2!');
});

test('copies of rows and columns hold what was in them, merged cells too', async () => {
  const [a, b] = await two();
  await a.edit(() => $merge(0, 0, 0, 1));
  await a.edit(() => $copyRows($table(), 0, 1));
  await b.edit(() => $type('a1', '!'));
  expect(await exchange(a, b)).toBe('a1!+b1:1x2|c1 / a1+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3');
  await b.edit(() => $copyColumns($table(), 2, 1));
  expect(await exchange(a, b)).toBe('a1!+b1:1x2|c1|c1 / a1+b1:1x2|c1|c1 / a2|b2|c2|c2 / a3|b3|c3|c3');
  await b.undo();
  await a.undo();
  expect(await exchange(a, b)).toBe('a1!+b1:1x2|c1 / a2|b2|c2 / a3|b3|c3');
});

test('a table is made with merged cells and read so by whoever reads it', async () => {
  const a = new Peer(OURS, { clientId: 1 });
  await a.edit(() => {
    const table = $createEmptyTable(3, 3);
    $getRoot().clear().append(table);
    $mergeCells(table, area(0, 0, 1, 1));
    $gridOf(table)[0]?.[0]?.cell.clear().append($p('x'), $p('y'));
  });
  const b = new Peer(OURS, { clientId: 2, document: Y.encodeStateAsUpdate(a.doc) });
  expect(await exchange(a, b)).toBe('x+y:2x2| /  / ||');
  const [table] = readTree(a.doc).blocks;
  if (table?.kind !== 'table') throw new Error('no table');
  expect(table.rows[0]?.cells[0]).toMatchObject({ rowSpan: 2, columnSpan: 2 });
});
