import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findChromium } from './find-chromium.ts';
import { MAX_PRINTS, MAX_WAITING_PRINTS } from './limits.ts';
import { ChromiumPrinter } from './pdf-printer.ts';

/** A program in Chromium's place: what it does with what it is asked for is the test's business. */
let folder: string;
let alarm: (() => void) | null;
const clock = {
  after: (_delayMs: number, callback: () => void) => {
    alarm = callback;
    return () => {
      if (alarm === callback) alarm = null;
    };
  },
};
const HTML = new TextEncoder().encode('<!doctype html><p>hello');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-printer-'));
  alarm = null;
});
afterEach(() => rm(folder, { recursive: true }));

async function program(script: string, name = 'chromium'): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    `#!/bin/sh\nfor last; do case "$last" in --print-to-pdf=*) pdf="\${last#*=}";; esac; done\n${script}\n`,
  );
  await chmod(path, 0o755);
  return path;
}

/** Waits for what the program says by a file. */
async function written(name: string): Promise<string> {
  const path = join(folder, name);
  await expect
    .poll(
      () =>
        stat(path).then(
          (found) => found.size > 0,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  return readFile(path, 'utf8');
}

test('what the program writes is the answer, and it is given the page and no network', async () => {
  const path = await program(`echo "$@" > "${folder}/asked"; cat "$(dirname "$pdf")/page.html" > "$pdf"`);
  const printed = await new ChromiumPrinter(path, clock).print(HTML);
  expect(printed.kind === 'converted' && new TextDecoder().decode(printed.value)).toBe('<!doctype html><p>hello');
  const asked = await written('asked');
  expect(asked).toContain('--host-resolver-rules=MAP * ~NOTFOUND');
  expect(asked).toContain('--proxy-server=127.0.0.1:9');
  expect(alarm).toBeNull();
});

test('a program that writes nothing, or is not there, has failed', async () => {
  const printer = new ChromiumPrinter(await program('exit 3'), clock);
  expect(await printer.print(HTML)).toEqual({ kind: 'failed', reason: 'Chromium wrote nothing' });
  const absent = await new ChromiumPrinter(join(folder, 'nothing'), clock).print(HTML);
  expect(absent).toMatchObject({ kind: 'failed', reason: expect.stringContaining('ENOENT') });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('one that hangs is ended with what it started, when its time is over and when nobody waits', async () => {
  const path = await program(`sleep 1000 & echo $! > "${folder}/child"; wait`);
  const printer = new ChromiumPrinter(path, clock);
  const slow = printer.print(HTML);
  const child = Number(await written('child'));
  alarm?.();
  expect(await slow).toEqual({ kind: 'refused', reason: expect.stringContaining('may take') });
  await expect.poll(() => isAlive(child), { timeout: 20_000 }).toBe(false);

  await rm(join(folder, 'child'));
  const gone = new AbortController();
  const unwanted = printer.print(HTML, gone.signal);
  const other = Number(await written('child'));
  gone.abort();
  expect(await unwanted).toMatchObject({ kind: 'failed' });
  await expect.poll(() => isAlive(other), { timeout: 20_000 }).toBe(false);
});

test('a few print at a time, a few wait, the next is told so; a stop ends all of them', async () => {
  const path = await program('sleep 1000');
  const printer = new ChromiumPrinter(path, clock);
  const all = Array.from({ length: MAX_PRINTS + MAX_WAITING_PRINTS }, () => printer.print(HTML));
  expect(printer.hasRoom).toBe(false);
  expect(await printer.print(HTML)).toEqual({ kind: 'busy' });
  printer.close();
  for (const ended of await Promise.all(all)) expect(ended).toMatchObject({ kind: 'failed' });
});

test('Chromium is found under its usual names, where it is said to be, or not at all', async () => {
  const path = await program('exit', 'google-chrome');
  expect(findChromium(null, `/nowhere:${folder}`)).toBe(path);
  expect(findChromium('/opt/chromium', folder)).toBe('/opt/chromium');
  expect(findChromium('none', folder)).toBeNull();
});
