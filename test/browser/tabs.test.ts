import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium, openPerson } from '../support/chromium.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { eventually } from './site.ts';

/** More tabs than a browser has connections to a host, on a server that only answers polls: no tab waits for another. */

const WAIT_MS = 30_000;
const LONG = { timeoutMs: WAIT_MS };
const TABS = 9;

let browser: Browser;
let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-tabs-'));
  server = await startServerProcess({ DATA_DIR: folder, TRANSPORTS: 'polling' });
});
afterEach(async () => {
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

const textOf = (page: Page): Promise<string> => page.locator('.mh-doc').innerText();

async function write(page: Page, line: string): Promise<void> {
  await page.bringToFront();
  await page.locator('.mh-doc').focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(line);
}

test('nine tabs hear of everything, and go on when the one that polls for all crashes and the next is closed', async () => {
  const name = (i: number): string => `tab-${i}`;
  const { context, page } = await openPerson(browser, `${server.url}/d/${name(0)}`);
  const pages = [page];
  for (let i = 1; i < TABS; i++) {
    const next = await context.newPage();
    await next.goto(`${server.url}/d/${name(i)}`);
    pages.push(next);
  }
  for (const one of pages) await one.locator('.mh-doc').waitFor({ timeout: WAIT_MS });
  // somebody else in each of them, in a browser of their own
  const other = await openPerson(browser, `${server.url}/d/${name(0)}`);
  const say = async (i: number, line: string): Promise<void> => {
    await other.page.goto(`${server.url}/d/${name(i)}`);
    await other.page.locator('.mh-doc').waitFor({ timeout: WAIT_MS });
    await write(other.page, line);
  };
  for (const [i, one] of pages.entries()) {
    await say(i, `hello${i}`);
    await eventually(async () => (await textOf(one)).includes(`hello${i}`), true, LONG);
  }
  // the first has led since it was alone
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => {});
  await crashed;
  await pages[1]?.close();
  for (const i of [2, 5, 8]) {
    const one = pages[i] ?? expect.fail('no such tab');
    await say(i, ` again${i}`);
    await eventually(async () => (await textOf(one)).includes(`again${i}`), true, LONG);
    await write(one, ` mine${i}`);
    await eventually(async () => (await textOf(other.page)).includes(`mine${i}`), true, LONG);
    const text = await textOf(other.page);
    for (const word of [`hello${i}`, `again${i}`, `mine${i}`]) expect(text.split(word)).toHaveLength(2);
  }
  await context.close();
  await other.context.close();
});
