import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium, openPerson } from '../support/chromium.ts';
import type { BrowserPerson } from '../support/chromium.ts';
import { startFaultyProxy } from '../support/proxies/faulty-proxy.ts';
import type { Fault } from '../support/proxies/faulty-proxy.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { eventually } from './site.ts';

/** The main job, as people do it: real Chromium, the real server, networks that fail. */

const WAIT_MS = 20_000;
const PATH = '/d/meeting/minutes';

let browser: Browser;
let folder: string;
let server: ServerProcess;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-browser-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

const textOf = (page: Page) => page.locator('.mh-doc');
const statusOf = (page: Page) => page.locator('.mh-pill').first();

async function enter(url: string): Promise<BrowserPerson> {
  const person = await openPerson(browser, `${url}${PATH}`);
  stops.push(() => person.context.close());
  await textOf(person.page).waitFor({ timeout: WAIT_MS });
  return person;
}

async function behind(fault: Fault): Promise<BrowserPerson> {
  const proxy = await startFaultyProxy(server.url, fault);
  stops.push(() => proxy.stop());
  return enter(proxy.url);
}

/** Types a line of its own at the end of the document. Enter in the middle of a word that still arrives would rightly split it. */
async function writeLine({ page }: BrowserPerson, line: string): Promise<void> {
  await textOf(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(line);
}

/** How often each word stands in what this person sees. */
async function counts({ page }: BrowserPerson, words: readonly string[]): Promise<number[]> {
  const text = await textOf(page).innerText();
  return words.map((word) => text.split(word).length - 1);
}

async function expectOnce(people: readonly BrowserPerson[], words: readonly string[]): Promise<void> {
  for (const person of people) {
    await eventually(
      () => counts(person, words),
      words.map(() => 1),
    );
  }
  const texts = await Promise.all(people.map(({ page }) => textOf(page).innerText()));
  expect(new Set(texts).size).toBe(1);
}

/** Writes when all have seen what was written before. */
async function writeInTurn(writer: BrowserPerson, line: string, others: readonly BrowserPerson[]): Promise<void> {
  await writeLine(writer, line);
  for (const person of others) await eventually(() => counts(person, [line]), [1]);
}

const saved = (person: BrowserPerson): Promise<void> =>
  eventually(async () => (await statusOf(person.page).innerText()).trim(), 'Saved');

test('three people, one without WebSockets, one offline for a while, a server that is killed: everything is there once', async () => {
  const ada = await enter(server.url);
  const ben = await behind({ kind: 'refuses-upgrades' });
  const eve = await enter(server.url);
  const people = [ada, ben, eve];
  await writeInTurn(ada, 'ada-first', people);
  await writeInTurn(ben, 'ben-first', people);
  await writeInTurn(eve, 'eve-first', people);
  await expectOnce(people, ['ada-first', 'ben-first', 'eve-first']);
  await eventually(() => ada.page.locator('.mh-caret').count(), 2);

  await eve.context.setOffline(true);
  await writeLine(eve, 'eve-offline');
  await eventually(async () => (await statusOf(eve.page).innerText()).includes('Offline'), true);
  await writeInTurn(ada, 'ada-meanwhile', [ada, ben]);
  await saved(ada);

  const { port } = new URL(server.url);
  await server.end('SIGKILL');
  await writeLine(ada, 'ada-no-server');
  await writeLine(ben, 'ben-no-server');
  server = await startServerProcess({ DATA_DIR: folder, PORT: port });
  await eve.context.setOffline(false);

  for (const person of people) await saved(person);
  const newcomer = await enter(server.url);
  const words = [
    'ada-first',
    'ben-first',
    'eve-first',
    'eve-offline',
    'ada-meanwhile',
    'ada-no-server',
    'ben-no-server',
  ];
  await expectOnce([...people, newcomer], words);
  await writeInTurn(ada, 'ada-last', people);
  await writeInTurn(ben, 'ben-last', people);
  await expectOnce([...people, newcomer], [...words, 'ada-last', 'ben-last']);
  await eventually(async () => (await newcomer.page.locator('.mh-caret').count()) >= 2, true);
  for (const person of [...people, newcomer]) expect(person.faults).toEqual([]);
});

describe('polling takes over in a browser', () => {
  const faults: readonly Fault[] = [{ kind: 'cuts-upgrades', afterMs: 200 }, { kind: 'swallows-frames' }];
  test.each(faults)('where a proxy $kind', async (fault) => {
    const ada = await behind(fault);
    const ben = await enter(server.url);
    await writeInTurn(ada, 'behind-one', [ada, ben]);
    await writeInTurn(ben, 'direct-one', [ada, ben]);
    await writeInTurn(ada, 'behind-two', [ada, ben]);
    await saved(ada);
    await expectOnce([ada, ben, await enter(server.url)], ['behind-one', 'direct-one', 'behind-two']);
    for (const person of [ada, ben]) expect(person.faults).toEqual([]);
  });
});

test('two documents stand side by side in one page, in shadow roots', async () => {
  const { context, page, faults } = await openPerson(browser, `${server.url}/examples/two-editors.html`);
  stops.push(() => context.close());
  await eventually(() => textOf(page).count(), 2);
  for (const [index, word] of ['left-words', 'right-words'].entries()) {
    await textOf(page).nth(index).click();
    await page.keyboard.type(word);
  }
  await eventually(() => textOf(page).allInnerTexts(), ['left-words', 'right-words']);
  await eventually(
    () =>
      statusOf(page)
        .innerText()
        .then((text) => text.trim()),
    'Saved',
  );
  expect(faults).toEqual([]);
});
