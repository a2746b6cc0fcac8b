import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium, openPerson } from '../support/chromium.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { eventually, saved, textOf } from './site.ts';

/** A page of the site starts where there is no server, and never hides a newer one. */

let browser: Browser;
let folder: string;
let server: ServerProcess;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-offline-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function enter(url: string): Promise<{ context: BrowserContext; page: Page }> {
  const person = await openPerson(browser, url);
  contexts.push(person.context);
  return person;
}

/** The worker of the newest build is in charge. */
async function workerReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise<void>((resolve) => {
      active?.addEventListener('statechange', () => active.state === 'activated' && resolve());
    });
  });
}

const cachesOf = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());
const statusOf = async (page: Page): Promise<string> => page.locator('.mh-pill').first().innerText();

async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

test('a tab that was closed opens again without a server, and what is typed into it arrives once', async () => {
  const { port } = new URL(server.url);
  const url = `${server.url}/d/trip/plan`;
  const { context, page } = await enter(url);
  await textOf(page).waitFor();
  await page.keyboard.type('written at home');
  await saved(page);
  await workerReady(page);
  await page.close();
  await server.end('SIGKILL');

  const away = await openTab(context, url);
  await eventually(() => textOf(away).innerText(), 'written at home');
  await textOf(away).focus();
  await away.keyboard.press('Control+End');
  const typed = ', and on the train';
  await away.keyboard.type(typed);
  await eventually(async () => /(\d+)[^·]*kept here/u.exec(await statusOf(away))?.[1], String(typed.length));
  await away.close();

  const again = await openTab(context, url);
  await eventually(() => textOf(again).innerText(), 'written at home, and on the train');
  server = await startServerProcess({ DATA_DIR: folder, PORT: port });
  await saved(again);
  const newcomer = await enter(url);
  await eventually(() => textOf(newcomer.page).innerText(), 'written at home, and on the train');
});

test('where the network is gone, the home opens and says so; other pages are not touched', async () => {
  const { context, page } = await enter(server.url);
  await page.getByRole('button', { name: 'New document' }).first().waitFor();
  await workerReady(page);
  await server.end('SIGKILL');
  const home = await openTab(context, server.url);
  await home.getByRole('button', { name: 'New document' }).first().waitFor();
  await home.getByText('There is no connection to the server').waitFor();
  const refused = await openTab(context, 'about:blank');
  await expect(refused.goto(`${server.url}/examples/two-editors.html`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
  const kept = await page.evaluate(async () => {
    const [name = ''] = await caches.keys();
    return (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  });
  expect(kept.length).toBeGreaterThan(5);
  expect(kept.filter((path) => !/^\/(?:$|assets\/|embed\/)/u.test(path))).toEqual([]);
});

test('the home marks what is on this device alone, until it is not', async () => {
  const { port } = new URL(server.url);
  const { context, page } = await enter(`${server.url}/d/notes`);
  await textOf(page).waitFor();
  await page.keyboard.type('here');
  await saved(page);
  const home = await openTab(context, server.url);
  await home.getByRole('link', { name: 'notes' }).waitFor();
  await workerReady(home);
  const mark = home.getByText('only on this device');
  await server.end('SIGKILL');
  await textOf(page).focus();
  await page.keyboard.type('!');
  await eventually(async () => (await statusOf(page)).includes('kept here'), true);
  const kept = /\d+/u.exec(await statusOf(page))?.[0];
  await home.reload();
  await eventually(() => mark.innerText(), `${kept} change only on this device`);
  server = await startServerProcess({ DATA_DIR: folder, PORT: port });
  await saved(page);
  await eventually(() => mark.count(), 0);
});

interface Releases {
  readonly url: string;
  /** null: it has no worker any more */
  current: { readonly title: string; readonly version: string | null };
  stop(): Promise<void>;
}

/** The server's site, as other builds of it would be. */
async function startReleases(target: string): Promise<Releases> {
  const releases: Pick<Releases, 'current'> = { current: { title: 'First', version: '1' } };
  const proxy = createServer((request, response) => {
    void (async () => {
      const { title, version } = releases.current;
      const path = request.url ?? '/';
      const answer = await fetch(target + path);
      const type = answer.headers.get('content-type') ?? '';
      const cacheControl = answer.headers.get('cache-control') ?? '';
      let body: Buffer = Buffer.from(await answer.arrayBuffer());
      if (path === '/')
        body = Buffer.from(body.toString().replace('<title>Manyhands</title>', `<title>${title}</title>`));
      if (path === '/sw.js') {
        if (version === null) return response.writeHead(404).end();
        expect(cacheControl).toBe('no-cache');
        const text = body.toString().replace(/"version":"[\da-f]{16}"/u, `"version":"${version}"`);
        expect(text).toContain(`"version":"${version}"`);
        body = Buffer.from(text);
      }
      return response.writeHead(answer.status, { 'Content-Type': type, 'Cache-Control': cacheControl }).end(body);
    })().catch(() => response.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return Object.assign(releases, {
    url: `http://localhost:${(proxy.address() as AddressInfo).port}`,
    async stop() {
      proxy.closeAllConnections();
      proxy.close();
      if (proxy.listening) await once(proxy, 'close');
    },
  });
}

test('a new release is there at the next visit, and takes the place of the old one in the browser', async () => {
  const releases = await startReleases(server.url);
  const { page } = await enter(releases.url);
  await workerReady(page);
  expect(await cachesOf(page)).toEqual(['manyhands-shell-1']);
  await page.reload();
  expect(await page.title()).toBe('First');

  releases.current = { title: 'Second', version: '2' };
  await page.reload();
  expect(await page.title()).toBe('Second');
  await eventually(() => cachesOf(page), ['manyhands-shell-2']);

  releases.current = { title: 'Third', version: null };
  await page.reload();
  expect(await page.title()).toBe('Third');
  await page.getByRole('button', { name: 'New document' }).first().waitFor();
  await releases.stop();
  await page.reload();
  expect(await page.title()).toBe('Second');
  await page.getByRole('button', { name: 'New document' }).first().waitFor();
});

test('a page that somebody embeds an editor in gets no worker', async () => {
  const { page } = await enter(`${server.url}/examples/two-editors.html`);
  await textOf(page).first().waitFor();
  // as late as the site's own pages ask for it
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
});
