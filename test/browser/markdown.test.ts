import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { eventually, textOf, useSite } from './site.ts';

/** Markdown while typing: what is typed becomes what it means, and undo gives back what was typed. */

const site = useSite();

async function emptyPage(): Promise<Page> {
  const { page } = await site.enterDocument(await site.make('x\n'));
  await textOf(page).focus();
  return page;
}

async function clear(page: Page): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+Alt+0');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Backspace');
  await page.locator('.mh-doc[data-empty]').waitFor();
}

const wordsOf = async (page: Page): Promise<string> =>
  (await textOf(page).innerText()).replaceAll('\u00a0', ' ').trimEnd();

/** typed, what stands in the page then, and what undo gives back where that is not what was typed */
const BLOCKS: readonly (readonly [typed: string, shows: string, back?: string])[] = [
  ['# ', 'h1'],
  ['## ', 'h2'],
  ['### ', 'h3'],
  ['> ', '.mh-quote'],
  ['- ', '.mh-ul:not(.mh-tasks) > li'],
  ['* ', '.mh-ul:not(.mh-tasks) > li'],
  ['+ ', '.mh-ul:not(.mh-tasks) > li'],
  ['1. ', '.mh-ol > li'],
  ['7. ', '.mh-ol[start="7"] > li'],
  ['[] ', '.mh-tasks > .mh-todo'],
  ['[ ] ', '.mh-tasks > .mh-todo'],
  ['[x] ', '.mh-tasks > .mh-done'],
  ['- [ ] ', '.mh-tasks > .mh-todo', '[ ] '],
  ['``` ', '.mh-code:not([data-language])'],
  ['```ts ', '.mh-code[data-language="ts"]'],
  ['--- ', '.mh-divider'],
  ['*** ', '.mh-divider'],
];
const INLINE: readonly (readonly [typed: string, shows: string, back?: string])[] = [
  ['**bold**', '.mh-bold'],
  ['__bold__', '.mh-bold'],
  ['*italic*', '.mh-italic'],
  ['_italic_', '.mh-italic'],
  ['***both***', '.mh-bold.mh-italic'],
  ['~~strike~~', '.mh-strike'],
  ['`code`', '.mh-code-inline'],
  ['[words](https://example.org)', 'a[href="https://example.org"]'],
  ['https://example.org ', 'a[href="https://example.org"]'],
  ['(www.example.org). ', 'a[href="https://www.example.org"]'],
];

test.each([
  ['blocks', BLOCKS],
  ['formats and links', INLINE],
] as const)('%s', async (_name, list) => {
  const page = await emptyPage();
  for (const [typed, shows, back = typed] of list) {
    await clear(page);
    await page.keyboard.type(typed);
    await eventually(() => textOf(page).locator(shows).count(), 1, { message: typed });
    await page.keyboard.press('Control+Z');
    await eventually(() => textOf(page).locator(shows).count(), 0, { message: `${typed} undone` });
    await eventually(() => wordsOf(page), back.trimEnd(), { message: `${typed} given back` });
  }
});

test('with Enter', async () => {
  const page = await emptyPage();
  for (const [typed, shows] of [['---', '.mh-divider'] as const, ['```', '.mh-code'] as const]) {
    await clear(page);
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await eventually(() => textOf(page).locator(shows).count(), 1, { message: typed });
    await page.keyboard.press('Control+Z');
    await eventually(() => textOf(page).locator(shows).count(), 0, { message: `${typed} undone` });
    await eventually(() => wordsOf(page), typed, { message: `${typed} given back` });
  }
});

test('what only looks like it stays what it is', async () => {
  const page = await emptyPage();
  for (const typed of ['[words](javascript:alert(1))', 'snake_case_name', '2 * 3 * 4', '#hash', '1.5 ', 'a - b']) {
    await clear(page);
    await page.keyboard.type(`${typed}.`);
    await eventually(() => wordsOf(page), `${typed}.`, { message: typed });
    await eventually(() => textOf(page).locator('a, em, strong, h1, ol, ul, .mh-italic').count(), 0, {
      message: typed,
    });
  }
});

test('a slash and the name of an entry, with its space, is that entry; other words stay words', async () => {
  const page = await emptyPage();
  await clear(page);
  await page.keyboard.type('/heading 2');
  await page.getByRole('option', { name: 'Heading 2' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Head');
  await eventually(() => page.locator('.mh-doc h2').allInnerTexts(), ['Head']);
  await page.keyboard.press('Enter');
  await page.keyboard.type('/no such');
  await eventually(() => page.getByRole('option').count(), 0);
  await page.keyboard.press('Enter');
  await eventually(() => wordsOf(page), 'Head\n\n/no such');
});
