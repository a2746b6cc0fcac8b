import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Mentions, days, formulas and emoji, with real keys. */

const site = useSite();

const chips = (page: Page): Promise<string[]> =>
  page.locator('.mh-doc .mh-chip').evaluateAll((all) => all.map((one) => one.textContent ?? ''));
const text = (page: Page): Promise<string> => textOf(page).innerText();
const menu = (page: Page) => page.getByRole('listbox');
/** What axe finds in a popup that is open. */
async function faultsIn(page: Page, selector: string): Promise<readonly string[]> {
  // what follows a scroll position never finishes
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ timeline }) => timeline instanceof DocumentTimeline)
        .map((one) => one.finished.catch(() => null)),
    ),
  );
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(selector)}, { resultTypes: ['violations'] })`,
  );
  return violations.filter(({ id }) => id !== 'region').map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
async function start(options = {}): Promise<Page> {
  const { page } = await site.enterDocument(await site.make('Start here.\n'), { locale: 'en-GB', ...options });
  await textOf(page).getByText('Start here.').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' ');
  return page;
}

test('a person is mentioned, passed by the arrows in one step, and deleted as a whole', async () => {
  const page = await start();
  await page.keyboard.type('with @');
  await menu(page).waitFor();
  expect(await faultsIn(page, '.mh-slash')).toEqual([]);
  expect(await textOf(page).getAttribute('aria-activedescendant')).toBe(
    await menu(page).getByRole('option', { selected: true }).getAttribute('id'),
  );
  await page.keyboard.press('Enter');
  await eventually(async () => (await chips(page)).length, 1);
  expect(await page.locator('.mh-chip[data-self]').count()).toBe(1);
  await page.keyboard.type('a');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('b');
  const [name = ''] = await chips(page);
  await eventually(() => text(page), `Start here. with b${name} a`);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Backspace');
  await eventually(() => text(page), 'Start here. with b a');
  await page.keyboard.press('Control+Z');
  await eventually(async () => (await chips(page)).length, 1);
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await eventually(() => text(page), `tart here. with b${name} a`);
});

test('a day is put in, changed by its picker, and stays for others and after a reload', async () => {
  const page = await start();
  await page.keyboard.type('on @2026-12-24');
  await menu(page)
    .getByRole('option', { name: /Thursday,? 24 December 2026/u })
    .waitFor();
  await page.keyboard.press('Enter');
  await eventually(() => chips(page), ['24 Dec 2026']);
  await page.locator('.mh-chip').click();
  const panel = page.getByRole('dialog', { name: 'Day' });
  await panel.waitFor();
  expect(await faultsIn(page, '[role="dialog"]')).toEqual([]);
  await panel.getByLabel('Day').fill('2027-01-02');
  await page.keyboard.press('Enter');
  await eventually(() => chips(page), ['2 Jan 2027']);
  await saved(page);
  await page.reload();
  await textOf(page).waitFor();
  await eventually(() => chips(page), ['2 Jan 2027']);
});

test('a formula is drawn as it is typed, and its source is changed by key', async () => {
  const page = await start();
  await page.keyboard.type('so $a^2$');
  await page.locator('.mh-chip math').waitFor();
  await page.keyboard.press('Alt+Enter');
  const panel = page.getByRole('dialog', { name: 'Formula' });
  const field = panel.getByLabel('LaTeX');
  await eventually(() => field.inputValue(), 'a^2');
  await field.fill('\\frac{1}{');
  await panel.locator('.error').waitFor();
  expect(await faultsIn(page, '[role="dialog"]')).toEqual([]);
  await field.fill('b+c');
  await page.keyboard.press('Enter');
  await eventually(() => page.locator('.mh-chip').getAttribute('data-tex'), 'b+c');
  await page.keyboard.type('!');
  await eventually(async () => (await text(page)).endsWith('!'), true);
  await page.keyboard.type(' $5 and $');
  await eventually(async () => (await text(page)).endsWith('$5 and $'), true);
});

test('another document is mentioned by its title', async () => {
  const { page } = await site.enterDocument(await site.make('# The plan for spring\n\nWords.\n'));
  await textOf(page).getByText('Words.').click();
  await page.keyboard.type(' ');
  await saved(page);
  await eventually(
    () => page.evaluate(() => localStorage.getItem('manyhands.recent')?.includes('spring') ?? false),
    true,
  );
  await page.goto(`${site.url()}/d/${await site.make('Start here.\n')}`);
  await textOf(page).getByText('Start here.').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' see @plan');
  await menu(page).getByRole('option', { name: 'The plan for spring' }).waitFor();
  await page.keyboard.press('Tab');
  await eventually(() => chips(page), ['The plan for spring']);
  const opened = page.waitForEvent('popup');
  await page.locator('.mh-chip').click();
  expect((await opened).url()).toContain('/d/');
});

test('an emoji is found by its name; Escape leaves what was typed', async () => {
  const page = await start();
  await page.keyboard.type(':rocket');
  await menu(page).getByRole('option', { name: 'rocket' }).first().waitFor();
  expect(await faultsIn(page, '.mh-slash')).toEqual([]);
  await page.keyboard.press('Enter');
  await page.keyboard.type(' :rocket');
  await menu(page).waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => text(page), 'Start here. 🚀 :rocket');
});

test('chips are copied and pasted as chips, and to plain text as words', async () => {
  const page = await start({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.keyboard.type('@2026-12-24');
  await menu(page).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('$x$');
  await page.locator('.mh-chip math').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+C');
  await eventually(() => page.evaluate(() => navigator.clipboard.readText()), 'Start here. 2026-12-24 $x$');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+V');
  await eventually(async () => (await chips(page)).length, 4);
});
