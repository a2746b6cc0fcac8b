import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import * as Y from 'yjs';
import { createDocumentEditor } from '#shared/document/headless.ts';
import { isBuildStale, stampBuild } from '#server/web-build.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import { launchChromium } from '../../../test/support/chromium.ts';
import { startServerProcess } from '../../../test/support/server-process.ts';
import { writeParagraphs } from './content.ts';
import { openWith } from './contestants.ts';
import type { SiteFigures } from './results.ts';

/** The real site with its server: one person types in Chromium, five others do from Node. */

const ROOT = join(import.meta.dirname, '../../..');
const DOCUMENT = 'size';
const OTHERS = 5;
/** between two keys of one of the others */
const OTHERS_PACE_MS = 150;
const KEYS = 200;
const WARM_UP = 20;
const PACE_MS = 60;

declare global {
  var keyTimes: number[];
  var lastBytesAt: number;
  var shownAt: number;
}

export async function measureSite(paragraphs: number): Promise<SiteFigures> {
  if (isBuildStale(ROOT)) {
    execFileSync(join(ROOT, 'node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], { cwd: ROOT });
    stampBuild(ROOT);
  }
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-site-'));
  const server = await startServerProcess({ DATA_DIR: folder });
  const browser = await launchChromium();
  const others: DocumentClient[] = [];
  try {
    others.push(...Array.from({ length: OTHERS }, () => openClient(server.url)));
    await Promise.all(others.map(({ loaded }) => loaded));
    const [first] = others;
    if (first === undefined) throw new Error('nobody is there');
    Y.applyUpdate(first.doc, stateOf(paragraphs));
    await first.saved();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(watchOpening, paragraphs);
    await page.goto(`${server.url}/d/${DOCUMENT}`);
    await page.waitForFunction(() => globalThis.shownAt > 0);
    const openMs = await page.evaluate(() => globalThis.shownAt - globalThis.lastBytesAt);
    const stop = new AbortController();
    const load = loadavg()[0] ?? 0;
    const typing = others.map((client, at) => typeOn(client, (at + 1) / (OTHERS + 2), stop.signal));
    const times = await typeInPage(page);
    stop.abort();
    const written = await Promise.all(typing);
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    const sum = written.reduce((all, one) => all + one, 0);
    return { paragraphs, openMs, keyP50Ms: at(0.5), keyP95Ms: at(0.95), keys: times.length, others: sum, load };
  } finally {
    await browser.close();
    await Promise.all(others.map((client) => client.destroy().catch(() => {})));
    await server.end('SIGTERM');
    rmSync(folder, { recursive: true });
  }
}

function openClient(server: string): DocumentClient {
  return openDocument({ server, document: DOCUMENT, offline: false });
}

function stateOf(paragraphs: number): Uint8Array {
  const editor = createDocumentEditor();
  const doc = new Y.Doc();
  openWith('ours', editor, doc, null);
  writeParagraphs(editor, paragraphs, 'plain');
  return Y.encodeStateAsUpdate(doc);
}

/** One letter after the other into the text itself; gives how many. */
async function typeOn({ doc }: DocumentClient, share: number, signal: AbortSignal): Promise<number> {
  const body = doc.getText('body');
  let at = Math.floor(body.length * share);
  let keys = 0;
  while (!signal.aborted) {
    body.insert(at, 'y');
    at += 1;
    keys += 1;
    await pause(OTHERS_PACE_MS);
  }
  return keys;
}

async function typeInPage(page: Page): Promise<number[]> {
  await page.locator('.mh-doc > p').nth(3).click();
  await page.evaluate(watchKeys);
  for (let key = 0; key < KEYS + WARM_UP; key += 1) {
    await page.keyboard.press('x');
    await pause(PACE_MS);
  }
  const times = await page.evaluate(() => globalThis.keyTimes);
  return times.slice(WARM_UP);
}

/** Runs in the page before anything else: when the last bytes of a socket came, and when all paragraphs were laid out. */
function watchOpening(paragraphs: number): void {
  globalThis.lastBytesAt = 0;
  globalThis.shownAt = 0;
  const Socket = globalThis.WebSocket;
  globalThis.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) => {
        const size = typeof data === 'string' ? data.length : data.byteLength;
        if (size > 10_000 && globalThis.shownAt === 0) globalThis.lastBytesAt = performance.now();
      });
    }
  };
  const look = (): void => {
    const text = document.querySelector('.mh-doc');
    if (text instanceof HTMLElement && text.childElementCount >= paragraphs && text.offsetHeight > 0) {
      globalThis.shownAt = performance.now();
    } else requestAnimationFrame(look);
  };
  look();
}

/** From the browser's time of a key to the end of all that it led to, layout included. */
function watchKeys(): void {
  globalThis.keyTimes = [];
  const text = document.querySelector('.mh-doc');
  if (!(text instanceof HTMLElement)) throw new Error('no text there');
  const { port1, port2 } = new MessageChannel();
  let began = 0;
  port1.addEventListener('message', () => {
    void text.offsetHeight;
    globalThis.keyTimes.push(performance.now() - began);
  });
  port1.start();
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      began = timeStamp;
    },
    true,
  );
  // the letter is in and shown by the end of this task
  addEventListener('beforeinput', () => port2.postMessage(null), true);
}
