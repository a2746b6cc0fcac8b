import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openSqliteStore } from '#server/store/sqlite.ts';
import type { Store } from '#server/store/store.ts';
import { systemRandomBytes } from '#server/system.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';

const WRITER = fileURLToPath(new URL('./store-writer.ts', import.meta.url));

/** Runs the writer until it has said so many lines, kills it with SIGKILL, and gives what it said: number by `document seq`. */
async function writeAndKill(folder: string, first: number, lines: number): Promise<Map<string, string>> {
  const child = spawn(process.execPath, [WRITER, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [name, seq, number = ''] = line.split(' ');
    acknowledged.set(`${name} ${seq}`, number);
    // lines that were on their way when it died count too: they were said
    if (acknowledged.size === lines) child.kill('SIGKILL');
  }
  await exited;
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

async function readAll(store: Store): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let i = 0; i < 10; i++) {
    const loaded = await store.load(parseDocumentId(`d${i}`)!);
    if (loaded.kind === 'absent') continue;
    if (loaded.kind === 'damaged') throw new TypeError(loaded.reason);
    expect(loaded.tail.map((entry) => entry.seq)).toEqual(loaded.tail.map((_, at) => at + 1));
    for (const { seq, update } of loaded.tail) found.set(`d${i} ${seq}`, new TextDecoder().decode(update));
  }
  return found;
}

test('what was acknowledged before a kill -9 is there, once, at its place; the folder is free again at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-kill-'));
  const random = seededRandom(1);
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < 5; round++) {
    const lines = 1 + Math.floor(random() * 1000);
    for (const [place, number] of await writeAndKill(folder, 1 + round * 1_000_000, lines))
      acknowledged.set(place, number);
    const opened = await openSqliteStore({ folder, randomBytes: systemRandomBytes });
    if (opened.kind === 'not-opened') throw new TypeError(opened.message);
    const found = await readAll(opened.store);
    expect([...acknowledged].filter(([place, number]) => found.get(place) !== number)).toEqual([]);
    expect(new Set(found.values()).size).toBe(found.size);
    await opened.store.close();
  }
  await rm(folder, { recursive: true });
});

test('a second process is refused and told who was first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-second-'));
  const child = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  const refused = await openSqliteStore({ folder, randomBytes: systemRandomBytes });
  expect(refused).toMatchObject({
    reason: 'in-use',
    message: `another Manyhands process (pid ${child.pid}) is using ${folder}: stop it or set DATA_DIR`,
  });
  child.kill('SIGKILL');
  await exited;
  const opened = await openSqliteStore({ folder, randomBytes: systemRandomBytes });
  expect(opened.kind).toBe('opened');
  if (opened.kind === 'opened') await opened.store.close();
  await rm(folder, { recursive: true });
});
