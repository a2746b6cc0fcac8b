import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { $createTextNode, $getRoot, $isElementNode } from 'lexical';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CREATED_DOCUMENT } from '#shared/api/documents.ts';
import { bindDocument } from '#shared/document/binding.ts';
import { createDocumentEditor } from '#shared/document/headless.ts';
import { documentToMarkdown } from '#shared/document/markdown.ts';
import { openDocument } from '#web/client/open-document.ts';
import { launchChromium, openPerson } from '../support/chromium.ts';
import type { BrowserPerson } from '../support/chromium.ts';
import { startFaultyProxy } from '../support/proxies/faulty-proxy.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { eventually } from './site.ts';

/**
 * Real input: the README of Yjs, 60 KB of Markdown, becomes a document. A browser on the WebSocket, a browser whose network blocks
 * WebSockets and a headless client in Node edit it at the same time, ten edits a second each for thirty seconds.
 */

const SOURCE = join(import.meta.dirname, '../../node_modules/yjs/README.md');
const LEAST_BYTES = 20_000;
const EDITS = 300;
/** the pace of the load; nothing waits for it to have passed */
const PACE_MS = 100;
const LONG = { timeoutMs: 90_000 };

let browser: Browser;
let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-real-'));
  server = await startServerProcess({ DATA_DIR: folder });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Tokens that no README holds: letters and digits alone, so that Markdown leaves them as they are. */
const tokens = (person: string): string[] => Array.from({ length: EDITS }, (_, i) => `zq${person}${i}qz`);

/** Does something for each token, ten times a second; what is late catches up. */
async function atPace(list: readonly string[], edit: (token: string) => unknown): Promise<void> {
  const start = performance.now();
  for (const [index, token] of list.entries()) {
    const early = start + index * PACE_MS - performance.now();
    if (early > 0) await after(early);
    await edit(token);
  }
}

async function placeCaret({ page }: BrowserPerson, paragraph: number): Promise<void> {
  const place = page.locator('.mh-doc > p').nth(paragraph);
  await place.scrollIntoViewIfNeeded();
  await place.click();
  await page.keyboard.press('End');
}

/** The tokens that do not stand in the text exactly once, each with what stands behind the one before it. */
function wrong(text: string, all: readonly string[]): string[] {
  return all.flatMap((token, index) => {
    if (text.split(token).length === 2) return [];
    const before = all[index - 1] ?? '';
    const at = text.indexOf(before);
    return [`${token}: ${at === -1 ? '' : text.slice(at, at + before.length + 2 * token.length)}`];
  });
}

test('a real README, edited by three clients on all ways at once', { timeout: 400_000 }, async () => {
  const markdown = readFileSync(SOURCE, 'utf8');
  expect(Buffer.byteLength(markdown)).toBeGreaterThan(LEAST_BYTES);
  const response = await fetch(`${server.url}/api/v1/documents`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/markdown' },
    body: markdown,
  });
  expect(response.status).toBe(201);
  const { id } = CREATED_DOCUMENT.parse(await response.json());
  const exported = async (): Promise<string> =>
    (await fetch(`${server.url}/api/v1/documents/${encodeURIComponent(id)}/content?format=markdown`)).text();

  const proxy = await startFaultyProxy(server.url, { kind: 'refuses-upgrades' });
  const path = `/d/${encodeURIComponent(id)}`;
  const ada = await openPerson(browser, `${server.url}${path}`);
  const ben = await openPerson(browser, `${proxy.url}${path}`);
  const headless = openDocument({ server: server.url, document: id, offline: false });
  const editor = createDocumentEditor();
  await headless.loaded;
  const binding = bindDocument(editor, headless.doc, { clock: () => Date.now() });
  try {
    await placeCaret(ada, 2);
    await placeCaret(ben, 6);
    const written = { ada: tokens('a'), ben: tokens('b'), node: tokens('c') };
    const appendToThirdParagraph = (token: string): void =>
      editor.update(
        () => {
          const paragraph = $getRoot()
            .getChildren()
            .filter((node) => node.getType() === 'paragraph')[2];
          if ($isElementNode(paragraph)) paragraph.splice(0, 0, [$createTextNode(`${token} `)]);
        },
        { discrete: true },
      );
    await Promise.all([
      atPace(written.ada, (token) => ada.page.keyboard.type(` ${token}`)),
      atPace(written.ben, (token) => ben.page.keyboard.type(` ${token}`)),
      atPace(written.node, appendToThirdParagraph),
    ]);

    const all = Object.values(written).flat();
    await headless.saved();
    await eventually(async () => wrong(await exported(), all), [], LONG);
    const final = await exported();
    await eventually(() => documentToMarkdown(headless.doc), final, LONG);
    const newcomer = await openPerson(browser, `${server.url}${path}`);
    const shown = async ({ page }: BrowserPerson): Promise<string> =>
      (await page.locator('.mh-doc').textContent()) ?? '';
    for (const person of [ada, ben, newcomer]) await eventually(async () => wrong(await shown(person), all), [], LONG);
    const seen = await shown(newcomer);
    for (const person of [ada, ben]) await eventually(() => shown(person), seen, LONG);
    expect(proxy.upgrades).toBeGreaterThan(0);
    for (const person of [ada, ben, newcomer]) {
      expect(person.faults).toEqual([]);
      await person.context.close();
    }
  } finally {
    binding.stop();
    await headless.destroy();
    await proxy.stop();
  }
});
