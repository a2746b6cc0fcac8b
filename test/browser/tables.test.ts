import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { caretTold, eventually, saved, textOf, useSite } from './site.ts';

/** Tables with real keys and a pointer, and a second person in the same one. */

const site = useSite();

/** Rows as lines, cells set apart by bars; '' where there is no table. */
const cellsOf = (page: Page): Promise<string> =>
  textOf(page).evaluate((text) =>
    [...text.querySelectorAll('tr')]
      .map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim()).join('|'))
      .join(' / '),
  );

/** Puts a table in by `/` and the grid of sizes, by key alone; the caret is in its first cell then. */
async function insertTable(page: Page): Promise<void> {
  await textOf(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('/table');
  await page.getByRole('option', { name: 'Table', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('gridcell', { name: '3 rows, 3 columns' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await eventually(() => cellsOf(page), '|| / ||');
}

/** As a hand does it: over the page and to a cell. */
async function pointAt(page: Page, text: string): Promise<void> {
  const box = await page.getByText(text, { exact: true }).boundingBox();
  if (box === null) throw new Error('not drawn');
  await page.mouse.move(box.x + 60, box.y + 120);
  await page.mouse.move(box.x + 4, box.y + 10, { steps: 8 });
}

test('a table is put in, filled by Tab and shared; Tab in the last cell adds a row', async () => {
  const path = await site.make('start\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await insertTable(a.page);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    await a.page.keyboard.type(text);
    await a.page.keyboard.press('Tab');
  }
  await a.page.keyboard.press('Shift+Tab');
  await a.page.keyboard.type('!');
  for (const { page } of [a, b]) await eventually(() => cellsOf(page), 'a|b|c / d|e|f / g!||');
  // somebody else in the same table
  await b.page.getByText('e', { exact: true }).click();
  await b.page.keyboard.press('End');
  await b.page.keyboard.type('E');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('two');
  for (const { page } of [a, b]) await eventually(() => cellsOf(page), 'a|b|c / d|eE|f / g!\n\ntwo||');
  await Promise.all([saved(a.page), saved(b.page)]);
});

test('the menus at the edges, and a row that is dragged', async () => {
  const { page } = await site.enterDocument(await site.make('start\n'));
  await insertTable(page);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await page.keyboard.type(text);
    if (text !== 'f') await page.keyboard.press('Tab');
  }
  await pointAt(page, 'e');
  await page.getByRole('button', { name: 'Column 2' }).click();
  await page.getByRole('menuitem', { name: 'Insert column after' }).click();
  await eventually(() => cellsOf(page), 'a|b||c / d|e||f');
  await pointAt(page, 'e');
  const handle = page.getByRole('button', { name: 'Row 2' });
  await handle.hover();
  const from = await handle.boundingBox();
  const to = await page.getByText('a', { exact: true }).boundingBox();
  if (from === null || to === null) throw new Error('not drawn');
  await page.mouse.down();
  await page.mouse.move(from.x + 9, to.y - 6, { steps: 6 });
  await page.locator('.mh-tabledrop').waitFor();
  await page.mouse.up();
  await eventually(() => cellsOf(page), 'd|e||f / a|b||c');
  await page.keyboard.press('Control+z');
  await eventually(() => cellsOf(page), 'a|b||c / d|e||f');
});

test('cells are selected by keys and cleared; Backspace behind the table selects it and then takes it away', async () => {
  const { page } = await site.enterDocument(await site.make('start\n'));
  await insertTable(page);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await page.keyboard.type(text);
    if (text !== 'f') await page.keyboard.press('Tab');
  }
  await page.getByText('a', { exact: true }).click();
  for (const key of ['End', 'Shift+ArrowRight', 'Shift+ArrowDown']) {
    await caretTold(page);
    await page.keyboard.press(key);
  }
  await page.locator('.mh-cell-chosen').nth(3).waitFor();
  await page.keyboard.press('Delete');
  await eventually(() => cellsOf(page), '||c / ||f');
  await page.keyboard.press('Control+End');
  await caretTold(page);
  await page.keyboard.press('Backspace');
  await page.locator('.mh-cell-chosen').nth(5).waitFor();
  await page.keyboard.press('Backspace');
  await eventually(() => cellsOf(page), '');
  expect(await page.getByRole('alert').count()).toBe(0);
});

/** The rows and columns of each cell that is several, `2x1`. */
const spansOf = (page: Page): Promise<string> =>
  textOf(page).evaluate((text) =>
    [...text.querySelectorAll('td, th')]
      .map((cell) => cell as HTMLTableCellElement)
      .filter(({ rowSpan, colSpan }) => rowSpan * colSpan > 1)
      .map(({ rowSpan, colSpan }) => `${rowSpan}x${colSpan}`)
      .join(' '),
  );

/** What axe finds in the text, as the rule and the elements. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run('.mh-shell', { resultTypes: ['violations'] })`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

async function fill(page: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await page.keyboard.type(text);
    if (text !== texts.at(-1)) await page.keyboard.press('Tab');
  }
}

/** From the middle of one cell to that of another. */
async function dragOver(page: Page, from: string, to: string): Promise<void> {
  const [a, b] = [
    await page.getByText(from, { exact: true }).boundingBox(),
    await page.getByText(to, { exact: true }).boundingBox(),
  ];
  if (a === null || b === null) throw new Error('not drawn');
  await page.mouse.move(a.x + 3, a.y + 8);
  await page.mouse.down();
  await page.mouse.move(b.x + 3, b.y + 8, { steps: 10 });
  await page.mouse.up();
}

test('cells are selected with the mouse, merged, written into by two people, and split again', async () => {
  const path = await site.make('start\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await insertTable(a.page);
  await fill(a.page, ['a', 'b', 'c', 'd', 'e', 'f']);
  await eventually(() => cellsOf(b.page), 'a|b|c / d|e|f');
  await dragOver(a.page, 'a', 'e');
  await a.page.locator('.mh-cell-chosen').nth(3).waitFor();
  await a.page.getByRole('button', { name: 'Table', exact: true }).click();
  await a.page.getByRole('menuitem', { name: 'Merge cells' }).click();
  for (const { page } of [a, b]) await eventually(() => cellsOf(page), 'a\n\nb\n\nd\n\ne|c / f');
  expect(await spansOf(b.page)).toBe('2x2');
  await b.page.getByText('d', { exact: true }).click();
  await b.page.keyboard.press('End');
  await b.page.keyboard.type('!');
  await eventually(() => cellsOf(a.page), 'a\n\nb\n\nd!\n\ne|c / f');
  await a.page.getByText('e', { exact: true }).click();
  await a.page.getByRole('button', { name: 'Table', exact: true }).click();
  await a.page.getByRole('menuitem', { name: 'Split cells' }).click();
  for (const { page } of [a, b]) await eventually(() => cellsOf(page), 'a|b|c / d!|e|f');
  await a.page.keyboard.press('Control+z');
  for (const { page } of [a, b]) await eventually(() => spansOf(page), '2x2');
  await Promise.all([saved(a.page), saved(b.page)]);
});

test('a row is duplicated; cells are copied to another place of the table and out of it; a column is made narrower by keys', async () => {
  const { page } = await site.enterDocument(await site.make('start\n'));
  await insertTable(page);
  await fill(page, ['a', 'b', 'c', 'd', 'e', 'f']);
  await pointAt(page, 'd');
  await page.getByRole('button', { name: 'Row 2' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate row' }).click();
  await eventually(() => cellsOf(page), 'a|b|c / d|e|f / d|e|f');
  await dragOver(page, 'a', 'b');
  await page.locator('.mh-cell-chosen').nth(1).waitFor();
  await page.keyboard.press('Control+c');
  await page.locator('tr').nth(2).locator('td, th').nth(1).click();
  await page.keyboard.press('Control+v');
  await eventually(() => cellsOf(page), 'a|b|c / d|e|f / d|a|b');
  await page.getByText('start', { exact: true }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Control+v');
  await expect.poll(() => page.locator('table').count(), { timeout: 20_000 }).toBe(2);
  await page.keyboard.press('Control+z');
  await expect.poll(() => page.locator('table').count(), { timeout: 20_000 }).toBe(1);
  await page.getByText('c', { exact: true }).click();
  const border = page.getByRole('separator', { name: 'Width of column 3' });
  const before = Number(await border.getAttribute('aria-valuenow'));
  await border.focus();
  await page.keyboard.press('ArrowLeft');
  await expect
    .poll(async () => Number(await border.getAttribute('aria-valuenow')), { timeout: 20_000 })
    .toBe(before - 16);
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('a page with a table whose cells are merged has no fault of accessibility', async () => {
  const { page } = await site.enterDocument(await site.make('| a | b |\n| - | - |\n| c | d |\n'));
  await dragOver(page, 'c', 'd');
  await page.locator('.mh-cell-chosen').nth(1).waitFor();
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Merge cells' }).click();
  await eventually(() => spansOf(page), '1x2');
  expect(await faultsOf(page)).toEqual([]);
});
