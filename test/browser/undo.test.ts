import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { BrowserPerson } from '../support/chromium.ts';
import { caretTold, eventually, saved, textOf, useSite } from './site.ts';

/** What a person takes back, by keys: what belongs together, and what outlives a reload of the page. */

const site = useSite();

const lines = async (page: Page): Promise<string[]> => {
  const text = await textOf(page).innerText();
  return text
    .split('\n')
    .map((line) => line.replaceAll('\u200B', '').replaceAll('\u00A0', ' '))
    .filter((line) => line.trim() !== '');
};
const undo = (page: Page): Promise<void> => page.keyboard.press('Control+z');
const redo = (page: Page): Promise<void> => page.keyboard.press('Control+Shift+z');

/** The caret goes and comes back: what follows is another step, as after a pause. */
async function part(page: Page): Promise<void> {
  for (const key of ['ArrowLeft', 'ArrowRight']) {
    await page.keyboard.press(key);
    await caretTold(page);
  }
}

async function enter(markdown: string): Promise<BrowserPerson & { readonly name: string }> {
  const name = await site.make(markdown);
  const person = await site.enterDocument(name);
  await textOf(person.page).click();
  await person.page.keyboard.press('Control+End');
  await caretTold(person.page);
  return { ...person, name };
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await textOf(page).waitFor();
  await eventually(async () => (await lines(page)).length > 0, true);
  await textOf(page).click();
}

describe('after a reload', () => {
  test('what was typed, deleted, made a heading and moved is taken back, one by one, and done again', async () => {
    const { page } = await enter('first\n\nsecond\n\nthird');
    await page.keyboard.type(' word');
    await part(page);
    for (let at = 0; at < 'third word'.length; at += 1) await page.keyboard.press('Backspace');
    await part(page);
    await page.keyboard.type('last');
    await page.keyboard.press('Control+Alt+2');
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await eventually(() => lines(page), ['first', 'last', 'second']);
    await saved(page);

    await reload(page);
    await eventually(() => lines(page), ['first', 'last', 'second']);
    await undo(page);
    await eventually(() => lines(page), ['first', 'second', 'last']);
    expect(await page.locator('.mh-doc h2').count()).toBe(1);
    await undo(page);
    await eventually(() => page.locator('.mh-doc h2').count(), 0);
    await undo(page);
    await eventually(() => lines(page), ['first', 'second']);
    await undo(page);
    await eventually(() => lines(page), ['first', 'second', 'third word']);

    await reload(page);
    await undo(page);
    await eventually(() => lines(page), ['first', 'second', 'third']);
    for (let at = 0; at < 5; at += 1) await redo(page);
    await eventually(() => lines(page), ['first', 'last', 'second']);
    expect(await page.locator('.mh-doc h2').innerText()).toBe('last');
  });

  test('what somebody else wrote meanwhile stays, and a second tab has its own', async () => {
    const { page, context, name } = await enter('one two three');
    await page.keyboard.type(' mine');
    await saved(page);
    const other = await site.enterDocument(name);
    await textOf(other.page).click();
    await other.page.keyboard.press('Control+Home');
    await other.page.keyboard.type('theirs ');
    await eventually(() => lines(page), ['theirs one two three mine']);
    const second = await context.newPage();
    await second.goto(page.url());
    await eventually(() => lines(second), ['theirs one two three mine']);
    await textOf(second).click();
    await undo(second);
    await reload(page);
    await undo(page);
    await eventually(() => lines(page), ['theirs one two three']);
    await eventually(() => lines(second), ['theirs one two three']);
    await eventually(() => lines(other.page), ['theirs one two three']);
  });
});

describe('a step is', () => {
  test('a word, what is typed at another place, a paste', async () => {
    const { page } = await enter('start');
    await page.keyboard.type(' one two');
    await part(page);
    await page.keyboard.type('three');
    await page.keyboard.press('Shift+Control+ArrowLeft');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('!');
    await page.keyboard.press('Control+v');
    await page.keyboard.type('?');
    await eventually(() => lines(page), ['start one twothree!twothree?']);
    const seen: string[] = [];
    for (let at = 0; at < 6; at += 1) {
      const before = (await lines(page)).join();
      await undo(page);
      await eventually(async () => (await lines(page)).join() !== before, true);
      seen.push((await lines(page)).join().trimEnd());
    }
    expect(seen).toEqual([
      'start one twothree!twothree',
      'start one twothree!',
      'start one twothree',
      'start one two',
      'start one',
      'start',
    ]);
  });

  test('what the editor makes of what is typed, so that the signs come back first', async () => {
    const { page } = await enter('start');
    await page.keyboard.press('Enter');
    await page.keyboard.type('# ');
    await eventually(() => page.locator('.mh-doc h1').count(), 1);
    await undo(page);
    await eventually(() => page.locator('.mh-doc h1').count(), 0);
    expect((await lines(page)).at(-1)?.trim()).toBe('#');
    await page.keyboard.type('x');
    await eventually(async () => (await lines(page)).at(-1), '# x');
    await page.keyboard.type(' **bold**');
    await eventually(() => page.locator('.mh-doc strong').count(), 1);
    await undo(page);
    await eventually(async () => (await lines(page)).at(-1), '# x **bold**');
    expect(await page.locator('.mh-doc strong').count()).toBe(0);
  });

  test('a word that was composed', async () => {
    const { page, context } = await enter('start');
    const session = await context.newCDPSession(page);
    await page.keyboard.type(' a ');
    for (const text of ['n', 'ni', 'nih', 'nihao']) {
      await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    }
    await session.send('Input.insertText', { text: '你好' });
    await eventually(() => lines(page), ['start a 你好']);
    await undo(page);
    await eventually(async () => (await lines(page)).join().trimEnd(), 'start a');
    await redo(page);
    await eventually(() => lines(page), ['start a 你好']);
  });
});

test('the selection comes back with what was typed over it', async () => {
  const { page } = await enter('one two three');
  await page.keyboard.press('Shift+Control+ArrowLeft');
  await page.keyboard.type('4');
  await eventually(() => lines(page), ['one two 4']);
  await undo(page);
  await eventually(() => lines(page), ['one two three']);
  await eventually(() => page.evaluate(() => getSelection()?.toString()), 'three');
});

test('what was written without a network is taken back after it met what others wrote', async () => {
  const { page, context, name } = await enter('one two three');
  await saved(page);
  const other = await site.enterDocument(name);
  await context.setOffline(true);
  await page.keyboard.type(' mine');
  await part(page);
  for (let at = 0; at < ' three mine'.length; at += 1) await page.keyboard.press('Backspace');
  await textOf(other.page).click();
  await other.page.keyboard.press('Control+Home');
  await other.page.keyboard.type('theirs ');
  await saved(other.page);
  await context.setOffline(false);
  await eventually(() => lines(page), ['theirs one two']);
  await undo(page);
  await eventually(() => lines(page), ['theirs one two three mine']);
  await undo(page);
  await eventually(() => lines(other.page), ['theirs one two three']);
});
