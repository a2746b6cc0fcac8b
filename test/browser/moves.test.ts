import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Blocks change their place by the keyboard, while somebody else writes in them. */

const site = useSite();

const linesOf = async (page: Page): Promise<string[]> =>
  (await textOf(page).innerText())
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

test('a block goes up and down by key, whoever writes in it', async () => {
  const path = await site.make('alpha\n\nbravo\n\n- charlie\n- delta\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await saved(a.page);

  await textOf(a.page).getByText('bravo').click();
  await textOf(b.page).getByText('bravo').click();
  await b.page.keyboard.press('End');
  await a.page.keyboard.press('Alt+Shift+ArrowUp');
  await b.page.keyboard.type(' and more');
  const moved = ['bravo and more', 'alpha', 'charlie', 'delta'];
  for (const { page } of [a, b]) await eventually(() => linesOf(page), moved);

  // both carets are where they were in their words
  await a.page.keyboard.press('Home');
  await a.page.keyboard.type('still ');
  await b.page.keyboard.type('!');
  for (const { page } of [a, b]) await eventually(() => linesOf(page), ['still bravo and more!', ...moved.slice(1)]);

  await textOf(a.page).getByText('delta').click();
  await a.page.keyboard.press('Alt+Shift+ArrowUp');
  for (const { page } of [a, b]) {
    await eventually(() => linesOf(page), ['still bravo and more!', 'alpha', 'delta', 'charlie']);
  }
  await a.page.keyboard.press('Control+z');
  for (const { page } of [a, b]) {
    await eventually(() => linesOf(page), ['still bravo and more!', 'alpha', 'charlie', 'delta']);
  }
  await saved(a.page);
  const name = new URL(a.page.url()).pathname.replace('/d/', '');
  await eventually(() => site.markdown(name), 'still bravo and more!\n\nalpha\n\n- charlie\n- delta\n');
  const newcomer = await site.enterDocument(path);
  await eventually(() => linesOf(newcomer.page), ['still bravo and more!', 'alpha', 'charlie', 'delta']);
});

test('several selected blocks go together, and the first can go no higher', async () => {
  const { page } = await site.enterDocument(await site.make('one\n\ntwo\n\nthree\n\nfour\n'));
  await textOf(page).getByText('two').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+End');
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Alt+Shift+ArrowUp');
  await eventually(() => linesOf(page), ['two', 'three', 'one', 'four']);
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await eventually(() => linesOf(page), ['one', 'two', 'three', 'four']);
});
