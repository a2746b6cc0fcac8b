import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Callouts, folds and columns by real keys, with somebody else in the same box. */

const site = useSite();

/** The page in one line: `callout(a b) c`. */
const shape = (page: Page): Promise<string> =>
  textOf(page).evaluate((root) => {
    const name = (element: Element): string | undefined =>
      (['callout', 'fold', 'fold-title', 'fold-body', 'columns', 'column'] as const).find((one) =>
        element.classList.contains(`mh-${one}`),
      );
    const show = (element: Element): string[] => {
      if (element.tagName === 'BUTTON') return [];
      const box = name(element);
      if (box === undefined && element.tagName !== 'UL') return [(element as HTMLElement).innerText.trim() || '_'];
      if (box === 'fold-title') return [(element as HTMLElement).innerText.trim() || '_'];
      return [`${box ?? 'ul'}(${[...element.children].flatMap(show).join(' ')})`];
    };
    return [...root.children].flatMap(show).join(' ');
  });

test('a callout is made by typing, written in by two, and left by an empty line', async () => {
  const path = await site.make('first\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await textOf(a.page).getByText('first').click();
  await a.page.keyboard.press('End');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('> [!tip] one');
  await eventually(() => shape(b.page), 'first callout(one)');
  await textOf(b.page).getByText('one').click();
  await b.page.keyboard.press('End');
  await b.page.keyboard.press('Enter');
  await b.page.keyboard.type('two');
  await a.page.keyboard.press('Home');
  await a.page.keyboard.type('zero ');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'first callout(zero one two)');
  await b.page.keyboard.press('Enter');
  await b.page.keyboard.press('Enter');
  await b.page.keyboard.type('after');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'first callout(zero one two) after');
  // the first block goes out in front, and the rest stays together
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('Backspace');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'first zero one callout(two) after');
  await a.page.keyboard.press('ArrowDown');
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('Backspace');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'first zero one two after');
  await saved(a.page);
  expect([...a.faults, ...b.faults]).toEqual([]);
});

test('a fold has one line of title, is opened and closed for all, and unwrapped by Backspace', async () => {
  const path = await site.make('first\n\nlast\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await textOf(a.page).getByText('first').click();
  await a.page.keyboard.press('End');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('>>> # title');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('body');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'first fold(# title fold-body(body)) last');
  const toggle = (page: Page) => page.locator('[data-fold-toggle]');
  await toggle(a.page).click();
  for (const { page } of [a, b]) {
    await eventually(() => toggle(page).getAttribute('aria-expanded'), 'false');
    await eventually(() => textOf(page).getByText('body').isVisible(), false);
  }
  // the caret was brought to the title
  await a.page.keyboard.type('!');
  await eventually(() => textOf(b.page).locator('.mh-fold-title').innerText(), '# title!');
  await toggle(b.page).click();
  for (const { page } of [a, b]) await eventually(() => textOf(page).getByText('body').isVisible(), true);
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('Backspace');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'first # title! body last');
  await a.page.keyboard.press('Control+z');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'first fold(# title! fold-body(body)) last');
  expect([...a.faults, ...b.faults]).toEqual([]);
});

test('Enter parts a title, begins a line at its end, and one in front of it at its start', async () => {
  const path = await site.make('<details open><summary>onetwo</summary>\n\nbody\n\n</details>\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  const steps = async (expected: string): Promise<void> => {
    for (const { page } of [a, b]) await eventually(() => shape(page), expected);
  };
  await textOf(a.page).getByText('onetwo').click();
  await a.page.keyboard.press('Home');
  for (let at = 0; at < 3; at += 1) await a.page.keyboard.press('ArrowRight');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('x');
  await steps('fold(one fold-body(xtwo body))');
  // the caret goes up into the title as into any line
  await a.page.keyboard.press('ArrowUp');
  await a.page.keyboard.press('End');
  await a.page.keyboard.type('!');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('first');
  await steps('fold(one! fold-body(first xtwo body))');
  await textOf(a.page).getByText('one!').click();
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.press('ArrowUp');
  await a.page.keyboard.type('above');
  await steps('above fold(one! fold-body(first xtwo body))');
  // what is chosen in a title gives way
  await textOf(a.page).getByText('one!').click();
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('ArrowRight');
  await a.page.keyboard.press('Shift+ArrowRight');
  await a.page.keyboard.press('Enter');
  await steps('above fold(o fold-body(e! first xtwo body))');
  await a.page.keyboard.press('Control+z');
  await a.page.keyboard.press('Control+z');
  await steps('above fold(one! fold-body(first xtwo body))');
  await saved(a.page);
  expect([...a.faults, ...b.faults]).toEqual([]);
});

test('columns are put in by the slash menu, added to, and given widths by key', async () => {
  const path = await site.make('one\n\ntail\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await textOf(a.page).getByText('one').click();
  await a.page.keyboard.press('End');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('/2 columns');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('left');
  await a.page.keyboard.press('ArrowDown');
  await a.page.keyboard.type('right');
  const two = 'one columns(column(left) column(right)) tail';
  for (const { page } of [a, b]) await eventually(() => shape(page), two);
  await a.page.locator('.mh-boxtools .gap').focus();
  await a.page.keyboard.press('ArrowRight');
  await a.page.keyboard.press('ArrowRight');
  await eventually(() => a.page.locator('.mh-boxtools .gap').getAttribute('aria-valuenow'), '60');
  await eventually(
    () =>
      b.page
        .locator('.mh-column')
        .first()
        .evaluate((one) => (one as HTMLElement).style.flexGrow),
    '1.2',
  );
  await textOf(a.page).getByText('right').click();
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('Shift+End');
  await a.page.keyboard.press('Delete');
  await a.page.keyboard.press('Backspace');
  for (const { page } of [a, b]) await eventually(() => shape(page), 'one left tail');
  expect([...a.faults, ...b.faults]).toEqual([]);
});

test('everything in a box is selected first, a range over its border keeps the rest, and arrows make room', async () => {
  const path = await site.make('one\n');
  const { page, faults } = await site.enterDocument(path);
  await textOf(page).getByText('one').click();
  await page.keyboard.press('Home');
  await page.keyboard.type('> [!note] alpha');
  await page.keyboard.press('End');
  await eventually(() => shape(page), 'callout(alphaone)');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('beta');
  await eventually(() => shape(page), 'callout(beta)');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('below');
  await eventually(() => shape(page), 'callout(beta) below');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type('above');
  await eventually(() => shape(page), 'above callout(beta) below');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Delete');
  const left = await shape(page);
  expect(left.replaceAll(/callout|[()\s]/gu, '')).toContain('ab');
  expect(left).toContain('below');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await eventually(() => shape(page), '_');
  expect(faults).toEqual([]);
});

test('a block goes into a box and out of it by key, and a box goes as a whole', async () => {
  const path = await site.make('one\n\ntwo\n\nthree\n');
  const { page, faults } = await site.enterDocument(path);
  await textOf(page).getByText('two').click();
  await page.keyboard.press('Home');
  await page.keyboard.type('> [!note] ');
  await eventually(() => shape(page), 'one callout(two) three');
  await textOf(page).getByText('one').click();
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await eventually(() => shape(page), 'callout(one two) three');
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await eventually(() => shape(page), 'one callout(two) three');
  expect(faults).toEqual([]);
});

test('a block is dragged into a callout, and the kind is chosen at its icon', async () => {
  const path = await site.make('one\n\ntwo\n\nthree\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  const { page } = a;
  await textOf(page).getByText('two').click();
  await page.keyboard.press('Home');
  await page.keyboard.type('> [!note] ');
  await eventually(() => shape(page), 'one callout(two) three');
  // the handle comes when the pointer moves, and no one writes
  const handle = page.getByRole('button', { name: 'Move this block' });
  const from = await textOf(page).getByText('three').boundingBox();
  if (from === null) throw new Error('three is not to be seen');
  await page.mouse.move(from.x + 30, from.y + from.height / 2, { steps: 8 });
  await eventually(async () => {
    const at = (await handle.isVisible()) ? await handle.boundingBox() : null;
    return at !== null && Math.abs(at.y + at.height / 2 - from.y - from.height / 2) < 8;
  }, true);
  const at = await handle.boundingBox();
  if (at === null) throw new Error('no handle');
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2, { steps: 4 });
  await page.mouse.down();
  const target = await textOf(page).getByText('two').boundingBox();
  if (target === null) throw new Error('two is not to be seen');
  await page.mouse.move(target.x + 40, target.y + 60, { steps: 4 });
  await page.mouse.move(target.x + 40, target.y + target.height - 4, { steps: 4 });
  await page.mouse.up();
  for (const one of [a, b]) await eventually(() => shape(one.page), 'one callout(two three)');

  await page.getByRole('button', { name: 'Kind of callout: Note' }).click();
  await page.getByRole('menuitemradio', { name: 'Warning' }).click();
  await eventually(() => b.page.getByRole('note', { name: 'Warning' }).count(), 1);

  expect([...a.faults, ...b.faults]).toEqual([]);
});
