import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryStore } from '#server/store/memory.ts';
import type { FileHash, FileStore } from './file-store.ts';
import { UNUSED_FILE_MS, UNUSED_FILES_FIRST_MS, UNUSED_FILES_INTERVAL_MS } from './limits.ts';
import { openFiles } from './testing/open-files.ts';
import { removeUnusedFiles } from './unused-files.ts';

const PLAN = 'plan' as DocumentId;
const NOBODY = 'nobody' as DocumentId;

let folder: string;
let files: FileStore;
let store: MemoryStore;
let clock: ManualClock;
let removed: string[];
let told: () => void;
let stop: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-unused-'));
  clock = new ManualClock();
  files = await openFiles(folder, { now: () => clock.now() });
  store = new MemoryStore((count) => new Uint8Array(count).fill(7));
  removed = [];
  told = () => {};
  stop = removeUnusedFiles({
    store,
    files,
    clock,
    onRemoved: (document, count) => {
      removed.push(`${count} of ${document}`);
      told();
    },
    onFault: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true });
});

async function* once(content: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(content);
}

/** Uploads a file as of so long ago. */
async function put(document: DocumentId, content: string, ageMs = 0): Promise<FileHash> {
  const result = await files.put(document, once(content), content.length);
  if (result.kind !== 'stored') throw new TypeError(result.kind);
  const at = (clock.now() - ageMs) / 1000;
  await utimes(join(folder, createHash('sha256').update(document).digest('hex'), result.hash), at, at);
  return result.hash;
}

async function isThere(document: DocumentId, hash: FileHash): Promise<boolean> {
  const file = await files.open(document, hash);
  await file?.close();
  return file !== null;
}

/** A round, to its end where it removes something of a document that there is not: that comes last. */
async function round(ms: number): Promise<void> {
  await put(NOBODY, `marker ${clock.now()}`, UNUSED_FILE_MS + 2 * ms);
  const done = new Promise<void>((resolve) => {
    told = () => {
      if (removed.at(-1)?.endsWith('of null') === true) resolve();
    };
  });
  clock.advance(ms);
  await done;
}

test('old files that neither the document nor its past names are removed, and nothing else', async () => {
  const old = UNUSED_FILE_MS + 1;
  const shown = await put(PLAN, 'shown', old);
  const past = await put(PLAN, 'past', old);
  const unused = await put(PLAN, 'unused', old);
  const young = await put(PLAN, 'young', UNUSED_FILE_MS - UNUSED_FILES_FIRST_MS - 1_000);
  const other = await put(NOBODY, 'other', old);
  const doc = new Y.Doc();
  doc.getText('body').insertEmbed(0, new Y.Map([['src', `/files/plan/${past}/b.png`]]));
  doc.getText('body').insertEmbed(0, new Y.Map([['src', `/files/plan/${shown}/a.png`]]));
  await store.create(PLAN, Y.encodeStateAsUpdate(doc));
  await store.load(PLAN);
  const before = Y.encodeStateVector(doc);
  doc.getText('body').delete(1, 1);
  await store.append(PLAN, [Y.encodeStateAsUpdate(doc, before)]);
  await store.compact(PLAN, 0);

  await round(UNUSED_FILES_FIRST_MS);
  expect(removed).toEqual(['1 of plan', '2 of null']);
  expect(await isThere(PLAN, unused)).toBe(false);
  expect(await isThere(NOBODY, other)).toBe(false);
  for (const hash of [shown, past, young]) expect(await isThere(PLAN, hash)).toBe(true);
  expect(await files.usedBytes(PLAN)).toBe(3 * 4_096);

  // a day later the young one is old
  await round(UNUSED_FILES_INTERVAL_MS);
  expect(removed).toEqual(['1 of plan', '2 of null', '1 of plan', '1 of null']);
  expect(await isThere(PLAN, young)).toBe(false);
});

test('an upload of the same file at that moment counts anew', async () => {
  await store.create(PLAN, Y.encodeStateAsUpdate(new Y.Doc()));
  const hash = await put(PLAN, 'again', UNUSED_FILE_MS + 1);
  const sweeping = files.sweep(PLAN, (_, ageMs) => ageMs < UNUSED_FILE_MS);
  const uploading = files.put(PLAN, once('again'), 5);
  await Promise.all([sweeping, uploading]);
  expect(await isThere(PLAN, hash)).toBe(true);
});

test('a stop is a stop', () => {
  stop();
  expect(clock.nextAt()).toBeNull();
});
