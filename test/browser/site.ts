import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type BrowserPerson, launchChromium, openPerson } from '../support/chromium.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** One server and one browser for a file of tests that look at pages; each test has documents and people of its own. */

const WAIT_MS = 20_000;

export interface Site {
  readonly url: () => string;
  /** a person at a page of the site, with a browser profile of their own that is closed after the test */
  enter(path: string, options?: BrowserContextOptions): Promise<BrowserPerson>;
  /** as `enter`, and the document can be seen */
  enterDocument(name: string, options?: BrowserContextOptions): Promise<BrowserPerson>;
  /** makes a document of Markdown, gives its name */
  make(markdown: string): Promise<string>;
  /** the document as Markdown, as the server has it */
  markdown(name: string): Promise<string>;
}

/** To be called once in a file: sets the hooks. */
export function useSite(): Site {
  let browser: Browser;
  let folder: string;
  let server: ServerProcess;
  const people: BrowserPerson[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-browser-'));
    [browser, server] = await Promise.all([launchChromium(), startServerProcess({ DATA_DIR: folder })]);
  });
  afterEach(async () => {
    await Promise.all(people.splice(0).map(({ context }) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await server.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const enter = async (path: string, options?: BrowserContextOptions): Promise<BrowserPerson> => {
    const person = await openPerson(browser, server.url + path, options);
    people.push(person);
    return person;
  };
  return {
    url: () => server.url,
    enter,
    async enterDocument(name, options) {
      const person = await enter(`/d/${name}`, options);
      await textOf(person.page).waitFor({ timeout: WAIT_MS });
      return person;
    },
    async make(markdown) {
      const headers = { 'Content-Type': 'text/markdown; charset=utf-8' };
      const response = await fetch(`${server.url}/api/v1/documents`, { method: 'POST', headers, body: markdown });
      expect(response.status).toBe(201);
      return ((await response.json()) as { id: string }).id;
    },
    async markdown(name) {
      const response = await fetch(`${server.url}/api/v1/documents/${name}/content?format=markdown`);
      return response.text();
    },
  };
}

export const textOf = (page: Page): Locator => page.locator('.mh-doc');

interface Patience {
  /** said where it does not come */
  readonly message?: string;
  readonly timeoutMs?: number;
}

/** Waits until `probe` gives what is expected. */
export async function eventually(
  probe: () => unknown,
  expected: unknown,
  { message = '', timeoutMs = WAIT_MS }: Patience = {},
): Promise<void> {
  await expect.poll(probe, { timeout: timeoutMs, interval: 50, message }).toEqual(expected);
}

/** Everything that was written is on the server. */
export async function saved(page: Page): Promise<void> {
  await eventually(async () => (await page.locator('.mh-pill').first().innerText()).trim(), 'Saved');
}

/** The browser tells of a caret that moved a moment later, faster than a hand but not than a test. */
export async function caretTold(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
  );
}
