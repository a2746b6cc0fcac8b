import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { launchChromium } from '../../../test/support/chromium.ts';
import { inTurns } from './headless-run.ts';
import type { Limits, Lost, Tell } from './headless-run.ts';
import { KEYS_ROW } from './rows.ts';
import type { Outcome, RowName, Setting } from './rows.ts';

/** The script for the page, in one file. */
export async function bundlePage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
  try {
    await build({
      configFile: false,
      logLevel: 'warn',
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        outDir: folder,
        lib: {
          entry: join(import.meta.dirname, 'page-entry.ts'),
          formats: ['iife'],
          name: 'bench',
          fileName: () => 'page.js',
        },
      },
    });
    return readFileSync(join(folder, 'page.js'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const STYLES = ['tokens.css', 'base.css', 'document.css'].map((name) =>
  readFileSync(join(import.meta.dirname, '../../../web/ui/styles', name), 'utf8'),
);

/** As `runHeadless`, in a browser of its own that is ended with the row that is lost. */
export async function runInChromium(
  script: string,
  setting: Setting,
  file: string,
  rows: readonly RowName[],
  { limitSeconds, endsAt }: Limits,
): Promise<Map<RowName, Outcome>> {
  // the document could not even be made in time
  if (setting.contestant !== 'lexical' && !existsSync(file)) {
    return new Map(rows.map((row) => [row, { over: limitSeconds }]));
  }
  return inTurns(rows, endsAt, (left, tell) => runSome(script, setting, file, left, limitSeconds, tell));
}

async function runSome(
  script: string,
  setting: Setting,
  file: string,
  rows: readonly RowName[],
  limitSeconds: number,
  tell: Tell,
): Promise<Lost | null> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const session = await page.context().newCDPSession(page);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.exposeFunction('collectAndMeasure', async () => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    });
    await page.goto('about:blank');
    await page.addStyleTag({ content: STYLES.join('\n') });
    await page.addScriptTag({ content: script });
    const state = setting.contestant === 'lexical' ? null : readFileSync(file).toString('base64');
    await page.evaluate(([asked, bytes]) => globalThis.startBench(asked, bytes), [setting, state] as const);
    for (const row of rows) {
      // typing takes its time, however quick the keys are
      const seconds = row === KEYS_ROW ? limitSeconds + TYPING_MS / 1000 + 5 : limitSeconds;
      const outcome = await withLimit(measure(page, row), seconds);
      if (outcome === null) return { row, outcome: { over: limitSeconds } };
      const fault = 'fault' in outcome ? outcome.fault : faults[0];
      if (fault !== undefined) return { row, outcome: { fault } };
      tell(row, outcome);
    }
    return null;
  } finally {
    await browser.close();
  }
}

async function measure(page: Page, row: RowName): Promise<Outcome> {
  try {
    if (row === KEYS_ROW) return await typeInto(page);
    return await page.evaluate((asked) => globalThis.measureRow(asked), row);
  } catch (error) {
    return { fault: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

/** How long is typed, at most; less where the others have nothing left to type. */
const TYPING_MS = 4000;
const WARM_UP_KEYS = 5;
/** between two keys */
const PACE_MS = 50;

/** Somebody types by real keys while five others do. From the key, as the browser dates it, to the page laid out with it. */
async function typeInto(page: Page): Promise<Outcome> {
  await page.locator('.mh-doc > p').nth(3).click();
  await page.evaluate(() => globalThis.startTyping());
  const ends = performance.now() + TYPING_MS;
  while (performance.now() < ends) {
    await page.keyboard.press('x');
    await pause(PACE_MS);
  }
  const { times, typed } = await page.evaluate(() => globalThis.endTyping());
  const sorted = times.slice(WARM_UP_KEYS).toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)];
  if (p95 === undefined || !typed) return { fault: 'the keys did not arrive' };
  return { total: p95, binding: null, repeats: sorted.length };
}

async function withLimit(measured: Promise<Outcome>, seconds: number): Promise<Outcome | null> {
  const stop = new AbortController();
  try {
    return await Promise.race([measured, pause(seconds * 1000, null, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}
