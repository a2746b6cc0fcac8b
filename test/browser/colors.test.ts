import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Colours and highlights, by pointer and by key. */

const site = useSite();

const TEXT = 'First words of a line.\n\nSecond words of a line.\n';

/** The style of the piece of text that begins with a word; '' where it has none. */
const styleOf = (page: Page, word: string): Promise<string> =>
  page.evaluate((wanted) => {
    const spans = [...document.querySelectorAll<HTMLElement>('.mh-doc [data-lexical-text]')];
    return spans.find((span) => span.textContent?.startsWith(wanted))?.getAttribute('style') ?? '';
  }, word);
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
const panel = (page: Page) => page.getByRole('dialog', { name: 'Colour and highlight' });
const tool = 'Colour and highlight';

test('words get a colour and a highlight, and others see both', async () => {
  const name = await site.make(TEXT);
  const [{ page }, other] = [await site.enterDocument(name), await site.enterDocument(name)];
  await textOf(page)
    .getByText('First words')
    .dblclick({ position: { x: 20, y: 10 } });
  const beside = page.getByRole('toolbar', { name: 'Formatting of the selected words' });
  await beside.getByRole('button', { name: tool }).click();
  await panel(page).getByRole('radiogroup', { name: 'Text colour' }).getByRole('radio', { name: 'Red' }).click();
  await eventually(() => styleOf(page, 'First'), 'color: var(--mh-color-red);');
  await eventually(() => focused(page), 'Document text');
  await page.getByRole('toolbar', { name: 'Formatting', exact: true }).getByRole('button', { name: tool }).click();
  await panel(page).getByRole('radiogroup', { name: 'Highlight' }).getByRole('radio', { name: 'Yellow' }).click();
  const both = 'color: var(--mh-color-red); background-color: var(--mh-mark-yellow);';
  await eventually(() => styleOf(other.page, 'First'), both);
  await saved(page);
  await page.reload();
  await textOf(page).waitFor();
  await eventually(() => styleOf(page, 'First'), both);
});

test('everything by key: the arrows go through the colours, the last one comes again, and goes', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT));
  await textOf(page)
    .getByText('First words')
    .click({ position: { x: 5, y: 10 } });
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Shift+ArrowRight');
  await page.keyboard.press('Alt+F10');
  await page.getByRole('toolbar', { name: 'Formatting', exact: true }).getByRole('button', { name: tool }).focus();
  await page.keyboard.press('Enter');
  await eventually(() => focused(page), 'None');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await eventually(() => focused(page), 'Grey');
  await page.keyboard.press('ArrowDown');
  await eventually(() => focused(page), 'Teal');
  await page.keyboard.press('Enter');
  await eventually(() => styleOf(page, 'First'), 'background-color: var(--mh-mark-teal);');
  await eventually(() => focused(page), 'Document text');
  await textOf(page)
    .getByText('Second words')
    .dblclick({ position: { x: 20, y: 10 } });
  await page.keyboard.press('Control+Shift+H');
  await eventually(() => styleOf(page, 'Second'), 'background-color: var(--mh-mark-teal);');
  await page.keyboard.press('Control+Shift+H');
  await eventually(() => styleOf(page, 'Second'), '');
  expect(await styleOf(page, 'First')).toBe('background-color: var(--mh-mark-teal);');
});

test('what is typed at the end of coloured words has their colour, in the next paragraph too, until it is taken off', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT));
  await textOf(page)
    .getByText('First words')
    .click({ position: { x: 5, y: 10 } });
  await page.keyboard.press('End');
  await page.keyboard.press('Control+Shift+H');
  await page.keyboard.type(' marked');
  await eventually(() => styleOf(page, ' marked'), 'background-color: var(--mh-mark-yellow);');
  await page.keyboard.press('Enter');
  await page.keyboard.type('below');
  await eventually(() => styleOf(page, 'below'), 'background-color: var(--mh-mark-yellow);');
  await page.keyboard.press('Control+Shift+H');
  await page.keyboard.type('plain');
  await eventually(() => styleOf(page, 'plain'), '');
});
