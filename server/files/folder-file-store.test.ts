import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { FileHash, FileStore, PutResult } from './file-store.ts';
import { openFolderFileStore } from './folder-file-store.ts';
import { KEPT_FREE_BYTES, LEAST_COUNTED_BYTES, MAX_UPLOADS } from './limits.ts';
import { openFiles } from './testing/open-files.ts';

const FILE_BYTES = 100_000;
const DOCUMENT_BYTES = 300_000;
const plan = parseDocumentId('plan')!;
const other = parseDocumentId('team 7/é')!;

let folder: string;
let files: FileStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-files-'));
  files = await openFiles(folder);
});
afterEach(() => rm(folder, { recursive: true }));

async function* pieces(content: Uint8Array, size = 7_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** `size` bytes, others for each seed */
function bytes(size: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + seed * 17 + (i >> 8)) & 0xff);
}

function put(content: Uint8Array, document: DocumentId = plan, declared = content.length): Promise<PutResult> {
  return files.put(document, pieces(content), declared);
}

async function read(hash: FileHash, document: DocumentId = plan): Promise<Uint8Array | null> {
  const file = await files.open(document, hash);
  return file === null ? null : new Uint8Array(await new Response(file.read(0, file.size - 1)).arrayBuffer());
}

function stored(result: PutResult): PutResult & { readonly kind: 'stored' } {
  if (result.kind !== 'stored') throw new TypeError(result.kind);
  return result;
}

/** Paths of all files there are, those of broken-off uploads included. */
async function paths(): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** A body that stops after its first bytes until it is told how to go on. */
function halting(first: Uint8Array) {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const reached = Promise.withResolvers<void>();
  async function* body(): AsyncGenerator<Uint8Array> {
    yield first;
    reached.resolve();
    yield await promise;
  }
  return { body: body(), reached: reached.promise, finish: resolve, breakOff: reject };
}

test('a file comes back as it was, by its content, and is there after a restart', async () => {
  const content = bytes(50_000);
  const result = stored(await put(content));
  expect(result.hash).toBe(createHash('sha256').update(content).digest('hex'));
  expect(result.size).toBe(50_000);
  expect(result.head).toEqual(content.subarray(0, 64));
  files = await openFiles(folder);
  expect(await read(result.hash)).toEqual(content);
});

test('an empty file is one too, and a short one has a short head', async () => {
  const empty = stored(await put(new Uint8Array()));
  expect(empty.size).toBe(0);
  const file = await files.open(plan, empty.hash);
  expect(file).toMatchObject({ size: 0, head: new Uint8Array() });
  await file?.close();
  expect(stored(await put(bytes(3))).head).toEqual(bytes(3));
});

test('another document has no access to it, and what is not there is not there', async () => {
  const { hash } = stored(await put(bytes(10)));
  expect(await read(hash, other)).toBeNull();
  stored(await put(bytes(10), other));
  expect(await read(hash, other)).toEqual(bytes(10));
  expect(await read('0'.repeat(64) as FileHash)).toBeNull();
});

test('the same file twice at once is kept and counted once', async () => {
  const content = bytes(90_000);
  const results = await Promise.all([put(content), put(content), put(content)]);
  expect(new Set(results.map((result) => stored(result).hash)).size).toBe(1);
  expect(await files.usedBytes(plan)).toBe(90_000);
  expect(await paths()).toHaveLength(1);
  stored(await put(content));
  expect(await files.usedBytes(plan)).toBe(90_000);
});

describe('limits', () => {
  test('a file may have so many bytes and not one more, whatever it announces', async () => {
    stored(await put(bytes(FILE_BYTES)));
    expect(await put(bytes(FILE_BYTES + 1, 2))).toEqual({ kind: 'too-large' });
    expect(await put(bytes(FILE_BYTES + 1, 2), plan, 0)).toEqual({ kind: 'too-large' });
    expect(await put(bytes(1, 2), plan, FILE_BYTES + 1)).toEqual({ kind: 'too-large' });
    expect(await paths()).toHaveLength(1);
    expect(await files.usedBytes(plan)).toBe(FILE_BYTES);
  });

  test('all files of a document may have so many; another is not concerned', async () => {
    for (const seed of [1, 2, 3]) stored(await put(bytes(DOCUMENT_BYTES / 3, seed)));
    expect(await put(bytes(1, 4))).toEqual({ kind: 'document-full' });
    expect(await put(bytes(1, 4), plan, 0)).toEqual({ kind: 'document-full' });
    expect(await paths()).toHaveLength(3);
    stored(await put(bytes(1, 4), other));
    files = await openFiles(folder);
    expect(await put(bytes(1, 4))).toEqual({ kind: 'document-full' });
  });

  test('together, uploads that are under way get no more than that either', async () => {
    const [first, second, third, fourth] = [1, 2, 3, 4].map((seed) => halting(bytes(90_000, seed)));
    const under = [first, second, third].map((one) => files.put(plan, one!.body, 0));
    await Promise.all([first, second, third].map((one) => one!.reached));
    const late = files.put(plan, fourth!.body, 0);
    expect(await late).toEqual({ kind: 'document-full' });
    first!.breakOff(new Error('gone'));
    await expect(under[0]).rejects.toThrow('gone');
    stored(await put(bytes(90_000, 5)));
    second!.finish(bytes(10_000));
    third!.finish(bytes(10_000, 2));
    const kinds = (await Promise.all([under[1], under[2]])).map((result) => result!.kind);
    expect(kinds).toEqual(['stored', 'stored']);
    expect(await files.usedBytes(plan)).toBe(290_000);
  });

  test('small files take a block each', async () => {
    files = await openFiles(folder, { limits: { fileBytes: 10, documentBytes: LEAST_COUNTED_BYTES * 2 } });
    stored(await put(bytes(1, 1)));
    stored(await put(bytes(1, 2)));
    expect(await put(bytes(1, 3))).toEqual({ kind: 'document-full' });
    expect(await files.usedBytes(plan)).toBe(LEAST_COUNTED_BYTES * 2);
  });

  test('0: none are taken, not even empty ones', async () => {
    files = await openFiles(folder, { limits: { fileBytes: 0, documentBytes: 100_000 } });
    expect(await put(new Uint8Array())).toEqual({ kind: 'too-large' });
  });

  test('the disk keeps room for the documents', async () => {
    files = await openFiles(folder, { freeBytes: async () => KEPT_FREE_BYTES + 99 });
    stored(await put(bytes(99)));
    expect(await put(bytes(100))).toMatchObject({ kind: 'refused', problem: 'full' });
  });

  test('so many are under way at a time', async () => {
    const halted = Array.from({ length: MAX_UPLOADS }, () => halting(bytes(1)));
    const under = halted.map(({ body }, i) => files.put(parseDocumentId(`d${i}`)!, body, 1));
    expect(await put(bytes(5))).toEqual({ kind: 'busy' });
    for (const { finish } of halted) finish(bytes(1));
    await Promise.all(under);
    stored(await put(bytes(5)));
  });
});

describe('what breaks off', () => {
  test('leaves nothing, and takes nothing of the limit', async () => {
    const upload = halting(bytes(80_000));
    const under = files.put(plan, upload.body, 0);
    await upload.reached;
    expect(await paths()).toHaveLength(1);
    upload.breakOff(new Error('the client is gone'));
    await expect(under).rejects.toThrow('the client is gone');
    expect(await paths()).toEqual([]);
    expect(await files.usedBytes(plan)).toBe(0);
  });

  test('with the process is swept at the next start; what is complete stays', async () => {
    const { hash } = stored(await put(bytes(10)));
    await writeFile(join(folder, 'incoming', 'abc'), 'half');
    files = await openFiles(folder);
    expect(await paths()).toHaveLength(1);
    expect(await read(hash)).toEqual(bytes(10));
  });
});

test('a damaged file is made whole by the next upload of it', async () => {
  const { hash } = stored(await put(bytes(10)));
  const [path] = await paths();
  await writeFile(path!, 'torn');
  stored(await put(bytes(10)));
  expect(new Uint8Array(await readFile(path!))).toEqual(bytes(10));
  expect(await read(hash)).toEqual(bytes(10));
});

test('a disk that refuses is a refusal, not a fault; it works again by itself', async () => {
  await rm(join(folder, 'incoming'), { recursive: true });
  await writeFile(join(folder, 'incoming'), 'in the way');
  expect(await put(bytes(10))).toMatchObject({ kind: 'refused', problem: 'failing' });
  await rm(join(folder, 'incoming'));
  files = await openFiles(folder);
  stored(await put(bytes(10)));
});

test('a folder that cannot be one is told in a sentence', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  const opened = await openFolderFileStore({
    folder: join(file, 'files'),
    limits: files.limits,
    randomBytes: (count) => new Uint8Array(count),
    now: () => 0,
  });
  expect(opened).toMatchObject({ kind: 'not-opened', message: expect.stringContaining('cannot be used') });
});
