import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDocument } from '#web/client/open-document.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { launchChromium, openPerson } from '../support/chromium.ts';
import type { BrowserPerson } from '../support/chromium.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { eventually } from './site.ts';

/** What others write must not move the place where somebody types, whatever the browser is doing at that moment. */

const WAIT_MS = 20_000;
const DOCUMENT = 'carets';

let browser: Browser;
let folder: string;
let server: ServerProcess;
let person: BrowserPerson;
/** somebody else, who writes into the text itself */
let other: DocumentClient;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-carets-'));
  server = await startServerProcess({ DATA_DIR: folder });
  person = await openPerson(browser, `${server.url}/d/${DOCUMENT}`);
  await textOf(person.page).waitFor({ timeout: WAIT_MS });
  other = openDocument({ server: server.url, document: DOCUMENT, offline: false });
  await other.loaded;
});
afterEach(async () => {
  await other.destroy();
  await person.context.close();
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

const textOf = (page: Page) => page.locator('.mh-doc');
const body = () => other.doc.getText('body');
const written = (): string => body().toJSON();

/** Without the mark that the editor puts behind a word which is being composed. */
const shown = async (): Promise<string> => (await textOf(person.page).innerText()).replaceAll('\u200B', '').trim();

async function writeAtFirst(words: string): Promise<void> {
  await textOf(person.page).focus();
  await person.page.keyboard.type(words);
  await eventually(written, words);
}

test('the caret stays where the person put it, also when the browser has not said yet that it moved', async () => {
  const { page } = person;
  await writeAtFirst('one two three');
  // the browser tells of a moved caret in a task of its own, and others may write before that
  await page.evaluate(() => window.addEventListener('selectionchange', (event) => event.stopPropagation(), true));
  await page.keyboard.press('Home');
  body().insert(7, ' and');
  await eventually(shown, 'one two and three');
  await page.keyboard.type('zero ');
  await eventually(written, 'zero one two and three');
  await page.keyboard.press('End');
  body().insert(0, 'minus ');
  await eventually(shown, 'minus zero one two and three');
  await page.keyboard.type(' four');
  await eventually(written, 'minus zero one two and three four');
  expect(person.faults).toEqual([]);
});

test('undo puts the caret back to where it was before', async () => {
  const { page } = person;
  await writeAtFirst('one two');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('zero ');
  await eventually(written, 'zero one two');
  body().insert(12, ' three');
  await eventually(shown, 'zero one two three');
  await page.keyboard.press('End');
  // the space behind a word begins a step of its own
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await eventually(written, 'one two three');
  await page.keyboard.type('half ');
  await eventually(written, 'half one two three');
  expect(person.faults).toEqual([]);
});

test('a format that was chosen without a selection holds for what is typed next', async () => {
  const { page } = person;
  await writeAtFirst('plain ');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('bold');
  body().insert(0, '> ');
  await eventually(shown, '> plain bold');
  await page.keyboard.type('er');
  await page.keyboard.press('Control+b');
  await page.keyboard.type(' again');
  await eventually(
    () => body().toDelta().slice(0, 3) as unknown,
    [{ insert: '> plain ' }, { insert: 'bolder', attributes: { bold: true } }, { insert: ' again' }].map((run) =>
      expect.objectContaining(run),
    ),
  );
  expect(person.faults).toEqual([]);
});

async function compose(session: CDPSession, text: string): Promise<void> {
  await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await eventually(shown, expect.stringContaining(text));
}

test('a word that is being composed is neither cut nor doubled by what others write into its block', async () => {
  const { page } = person;
  await writeAtFirst('ab cd');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  const session = await person.context.newCDPSession(page);
  await compose(session, 'に');
  await eventually(written, 'ab にcd');
  body().insert(0, 'X ');
  await compose(session, 'にほ');
  body().insert(written().indexOf('cd') + 2, ' Y');
  await compose(session, 'にほん');
  body().insert(written().indexOf('cd') + 1, '-');
  await session.send('Input.insertText', { text: '日本' });
  await eventually(shown, 'X ab 日本c-d Y');
  await eventually(written, 'X ab 日本c-d Y');
  await page.keyboard.type('!');
  await eventually(written, 'X ab 日本!c-d Y');
  expect(person.faults).toEqual([]);
});

test('a block that somebody joins to theirs while a word is composed at its start comes whole, and so does theirs', async () => {
  const { page } = person;
  await writeAtFirst('written by ben');
  await page.keyboard.press('Enter');
  const session = await person.context.newCDPSession(page);
  await compose(session, 'n');
  await compose(session, 'ni');
  await eventually(written, 'written by benni');
  body().delete('written by ben'.length, 1);
  await session.send('Input.imeSetComposition', { text: 'nih', selectionStart: 3, selectionEnd: 3 });
  await session.send('Input.insertText', { text: '你' });
  await eventually(written, 'written by ben你');
  await eventually(shown, 'written by ben你');
  expect(await textOf(page).locator('p').count()).toBe(1);
  expect(person.faults).toEqual([]);
});

test('a word that somebody makes bold while it is composed is there once', async () => {
  const { page } = person;
  await writeAtFirst('hello ');
  const session = await person.context.newCDPSession(page);
  await compose(session, 'n');
  await compose(session, 'ni');
  await eventually(written, 'hello ni');
  body().format(0, 8, { bold: true });
  await session.send('Input.imeSetComposition', { text: 'nih', selectionStart: 3, selectionEnd: 3 });
  await session.send('Input.insertText', { text: '你好' });
  await eventually(written, 'hello 你好');
  await eventually(shown, 'hello 你好');
  await eventually(() => page.locator('.mh-bold').count(), 1);
  expect(person.faults).toEqual([]);
});
