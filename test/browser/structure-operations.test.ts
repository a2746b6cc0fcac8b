import { $createTableCellNode, $createTableNode, $createTableRowNode, TableCellHeaderStates } from '@lexical/table';
import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { $createCalloutNode } from '#shared/document/nodes/callout.ts';
import { $createFoldNode } from '#shared/document/nodes/fold.ts';
import * as act from '#shared/document/testing/acts.ts';
import { eventually, textOf } from './site.ts';
import { useTwo } from './two.ts';

/** What a person does to tables and boxes by keys and pointer, then takes back and does again, while somebody else types in them. */

const two = useTwo();

const ROWS = [
  ['a1', 'a2', 'a3'],
  ['b1', 'b2', 'b3'],
  ['c1', 'c2', 'c3'],
];
let tables = 0;

/** A new table at the end of the page, whose cells begin with its name. */
async function newTable(): Promise<string> {
  const name = `t${String((tables += 1)).padStart(2, '0')}`;
  two().edit(() => {
    const rows = ROWS.map((cells) =>
      $createTableRowNode().append(
        ...cells.map((text) =>
          $createTableCellNode(TableCellHeaderStates.NO_STATUS).append(
            $createParagraphNode().append($createTextNode(name + text)),
          ),
        ),
      ),
    );
    $getRoot().append($createTableNode().append(...rows), $createParagraphNode());
  });
  await two().saved();
  await block(name + 'c3').waitFor();
  return name;
}

const page = (): Page => two().person.page;
const block = (text: string) => textOf(page()).getByText(text, { exact: true });

/** Rows as lines, cells set apart by bars, without the table's name. */
const cellsOf = (name: string): Promise<string[]> =>
  textOf(page()).evaluate((text, table) => {
    const rows = [...text.querySelectorAll('table')].filter((one) => one.textContent.includes(table));
    return rows.flatMap((one) =>
      [...one.querySelectorAll('tr')].map((row) =>
        [...row.children].map((cell) => (cell as HTMLElement).innerText.replaceAll(table, '').trim()).join('|'),
      ),
    );
  }, name);

/** The same, as the one in Node has them. */
const theirCells = (name: string): string[] =>
  two().read(() => {
    const $text = (node: ElementNode): string => node.getTextContent().replaceAll(name, '').trim();
    const $parts = (node: ElementNode): ElementNode[] =>
      node.getChildren().filter((child): child is ElementNode => 'getChildren' in child);
    const table = $parts($getRoot()).find((one) => one.getType() === 'table' && one.getTextContent().includes(name));
    return (table === undefined ? [] : $parts(table)).map((row) => $parts(row).map($text).join('|'));
  });

/** The other's caret is in no way of that: they type into the cell that begins like this. */
function typeInCell(text: string): void {
  two().edit(() => {
    const cell = act.$textBlocks().find((one) => act.$textOf(one) === text);
    if (cell === undefined) throw new Error(`no cell has ${text}`);
    act.$type(act.$endOf(cell), '+');
  });
}

/** As a hand does it: over the page and to a cell, to the handle beside it, and to an entry of its menu. */
async function choose(cell: string, handle: string, entry: string): Promise<void> {
  const at = await block(cell).boundingBox();
  if (at === null) throw new Error('not drawn');
  await page().mouse.move(at.x + 40, at.y + 4);
  await page().mouse.move(at.x + 4, at.y + 10, { steps: 8 });
  await page().getByRole('button', { name: handle }).click();
  await page().getByRole('menuitem', { name: entry, exact: true }).click();
  // who moves something may want to go on with that, so the menu stays
  if (entry.startsWith('Move')) await page().keyboard.press('Escape');
  await page().getByRole('menu').waitFor({ state: 'detached' });
}

/** Takes all of it back and does it again. */
async function undoAndRedo(isBefore: () => Promise<void>, isDone: () => Promise<void>, steps = 1): Promise<void> {
  for (let step = 0; step < steps; step += 1) await page().keyboard.press('Control+z');
  await isBefore();
  for (let step = 0; step < steps; step += 1) await page().keyboard.press('Control+Shift+z');
  await isDone();
  expect(two().person.faults).toEqual([]);
}

interface TableDoing {
  readonly handle: string;
  readonly entry: string;
  /** the cell that the other types in at the same moment */
  readonly other: string;
  /** the rows that are there then, of those that were */
  readonly rows: (a: string, b: string, c: string) => string[];
}

const EMPTY = '||';
/** A row by the places of its cells; an empty cell for none. */
const pick = (row: string, ...places: ReadonlyArray<number | null>): string =>
  places.map((place) => (place === null ? '' : row.split('|')[place])).join('|');
const columns =
  (...places: ReadonlyArray<number | null>) =>
  (...rows: string[]): string[] =>
    rows.map((row) => pick(row, ...places));

const TABLE_DOINGS: Readonly<Record<string, TableDoing>> = {
  'insert a row above': {
    handle: 'Row 2',
    entry: 'Insert row above',
    other: 'b2',
    rows: (a, b, c) => [a, EMPTY, b, c],
  },
  'insert a row below': {
    handle: 'Row 2',
    entry: 'Insert row below',
    other: 'b2',
    rows: (a, b, c) => [a, b, EMPTY, c],
  },
  'move a row up': { handle: 'Row 2', entry: 'Move row up', other: 'b2', rows: (a, b, c) => [b, a, c] },
  'move a row down': { handle: 'Row 2', entry: 'Move row down', other: 'b2', rows: (a, b, c) => [a, c, b] },
  'delete a row': { handle: 'Row 2', entry: 'Delete row', other: 'a2', rows: (a, _, c) => [a, c] },
  'insert a column before': {
    handle: 'Column 2',
    entry: 'Insert column before',
    other: 'b2',
    rows: columns(0, null, 1, 2),
  },
  'insert a column after': {
    handle: 'Column 2',
    entry: 'Insert column after',
    other: 'b2',
    rows: columns(0, 1, null, 2),
  },
  'move a column back': { handle: 'Column 2', entry: 'Move column back', other: 'b2', rows: columns(1, 0, 2) },
  'move a column on': { handle: 'Column 2', entry: 'Move column on', other: 'b2', rows: columns(0, 2, 1) },
  'delete a column': { handle: 'Column 2', entry: 'Delete column', other: 'b1', rows: columns(0, 2) },
};

describe('in a table', () => {
  test.each(Object.entries(TABLE_DOINGS))('%s', async (_title, { handle, entry, other, rows }) => {
    const name = await newTable();
    await block(`${name}b2`).click();
    typeInCell(name + other);
    await block(`${name}${other}+`).waitFor();
    await choose(name + (other === 'b2' ? 'b2+' : 'b2'), handle, entry);
    const before = ROWS.map((row) => row.map((text) => (text === other ? `${text}+` : text)).join('|'));
    const isAs = (expected: readonly string[]) => async (): Promise<void> => {
      await eventually(() => theirCells(name), expected);
      await eventually(() => cellsOf(name), expected);
    };
    const done = isAs(rows(...(before as [string, string, string])));
    await done();
    // a menu that stayed gives the focus back to its handle
    await block(`${name}c1`).click();
    await undoAndRedo(isAs(before), done);
  });

  test('what is typed in a cell goes with its row, which somebody else moves meanwhile, and the caret with it', async () => {
    const name = await newTable();
    await block(`${name}b2`).click();
    await page().keyboard.press('End');
    await page().keyboard.type('x');
    two().edit(() => {
      const cell = act.$textBlocks().find((one) => act.$textOf(one).startsWith(`${name}b2`));
      const row = cell?.getParent()?.getParent();
      const first = row?.getPreviousSibling();
      if (row != null && first != null) first.insertBefore(row, false);
    });
    await page().keyboard.type('y');
    const expected = ['b1|b2xy|b3', 'a1|a2|a3', 'c1|c2|c3'];
    await eventually(() => theirCells(name), expected);
    await eventually(() => cellsOf(name), expected);
    await page().keyboard.type('z');
    await eventually(() => theirCells(name)[0], 'b1|b2xyz|b3');
  });

  test('an empty cell keeps the caret of the person who begins to write in it while somebody else inserts a column', async () => {
    const name = await newTable();
    await block(`${name}b2`).click();
    await page().keyboard.press('Control+Shift+ArrowLeft');
    await page().keyboard.press('Home');
    await page().keyboard.press('Shift+End');
    await page().keyboard.press('Delete');
    await eventually(() => theirCells(name)[1], 'b1||b3');
    typeInCell(`${name}b1`);
    await page().keyboard.type('new');
    await eventually(() => theirCells(name)[1], 'b1+|new|b3');
    await eventually(() => cellsOf(name).then((rows) => rows[1]), 'b1+|new|b3');
  });
});

let boxes = 0;

/** A block, a callout with two, a fold with a title and a block, and a block, all called by one name. */
async function newBoxes(): Promise<string> {
  const name = `x${String((boxes += 1)).padStart(2, '0')}`;
  const $line = (text: string): ElementNode => $createParagraphNode().append($createTextNode(name + text));
  two().edit(() => {
    const fold = $createFoldNode();
    fold.getTitle()?.append($createTextNode(`${name}title`));
    fold.getBody()?.append($line('body'));
    $getRoot().append(
      $line('one'),
      $createCalloutNode('note').append($line('in'), $line('side')),
      $line('two'),
      fold,
      $line('end'),
    );
  });
  await two().saved();
  await block(`${name}end`).waitFor();
  return name;
}

/** The blocks of one name in their order, those in a callout in brackets, those of a fold in braces. */
const shapeOf = (name: string): Promise<string> =>
  textOf(page()).evaluate((text, called) => {
    const all = [...text.querySelectorAll<HTMLElement>('p, .mh-fold-title')];
    const isCalled = (one: HTMLElement): boolean => one.textContent.includes(called);
    const lines = all.slice(all.findIndex(isCalled), all.findLastIndex(isCalled) + 1);
    const marks = (one: HTMLElement): string => {
      const word = one.textContent.replaceAll(called, '');
      if (one.closest('.mh-callout') !== null) return `[${word}]`;
      return one.closest('.mh-fold') === null ? word : `{${word}}`;
    };
    return lines.map(marks).join(' ');
  }, name);

interface BoxDoing {
  /** where the caret is: behind this */
  readonly at: string;
  readonly keys: readonly string[];
  readonly shape: string;
  readonly steps?: number;
}

const WHOLE = 'one [in] [side] two {title} {body} end';
const BOX_DOINGS: Readonly<Record<string, BoxDoing>> = {
  'move a block into a callout from above': {
    at: 'one',
    keys: ['Alt+Shift+ArrowDown'],
    shape: '[one+] [in] [side] two {title} {body} end',
  },
  'move a block out of a callout': {
    at: 'in',
    keys: ['Alt+Shift+ArrowUp'],
    shape: 'one in+ [side] two {title} {body} end',
  },
  'move a block into a callout from below': {
    at: 'two',
    keys: ['Alt+Shift+ArrowUp'],
    shape: 'one [in] [side] [two+] {title} {body} end',
  },
  'move a block within a callout': {
    at: 'side',
    keys: ['Alt+Shift+ArrowUp'],
    shape: 'one [side+] [in] two {title} {body} end',
  },
  'split in a callout': {
    at: 'in',
    keys: ['Enter', 'x'],
    shape: 'one [in+] [x] [side] two {title} {body} end',
    steps: 2,
  },
  'join in a callout': { at: 'in', keys: ['Delete'], shape: 'one [in+side] two {title} {body} end' },
  'type in a title': { at: 'title', keys: ['x'], shape: 'one [in] [side] two {title+x} {body} end' },
  'take a fold apart': { at: 'title', keys: ['Home', 'Backspace'], shape: 'one [in] [side] two title+ body end' },
};

describe('in boxes', () => {
  test.each(Object.entries(BOX_DOINGS))('%s', async (_title, { at, keys, shape, steps }) => {
    const name = await newBoxes();
    await block(name + at).click();
    await page().keyboard.press('End');
    typeInCell(name + at);
    await block(`${name}${at}+`).waitFor();
    await page().keyboard.press('End');
    for (const key of keys) await page().keyboard.press(key);
    const isAs = (expected: string) => (): Promise<void> => eventually(() => shapeOf(name), expected);
    await isAs(shape)();
    await undoAndRedo(isAs(WHOLE.replace(at, `${at}+`)), isAs(shape), steps);
  });

  test('a fold that is closed while somebody else types in it keeps that, and is opened again', async () => {
    const name = await newBoxes();
    const fold = textOf(page()).locator('.mh-fold', { hasText: name });
    const body = fold.locator('.mh-fold-body');
    const toggle = page().locator('[data-fold-toggle]').last();
    await toggle.click();
    typeInCell(`${name}body`);
    await eventually(() => body.isVisible(), false);
    await eventually(() => fold.textContent().then((text) => text?.includes('body+')), true);
    await toggle.click();
    await eventually(() => body.isVisible(), true);
    expect(two().person.faults).toEqual([]);
  });
});
