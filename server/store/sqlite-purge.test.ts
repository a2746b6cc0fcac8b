import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentOf, found, recorded, write } from './compaction-conformance.ts';
import { startCompactionWorker } from './compaction.ts';
import { id } from './conformance.ts';
import { zstdDecompressSync } from 'node:zlib';
import type { Store } from './store.ts';
import { useStoreFolder } from './testing/store-folder.ts';

const folder = useStoreFolder();

/** Every file of the folder as it lies on the disk, the write-ahead log among them, and whatever in it can be unpacked. */
function onDisk(): Buffer {
  const files = readdirSync(folder.path(), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const raw = Buffer.concat(files.map((one) => readFileSync(join(one.parentPath, one.name))));
  const unpacked: Buffer[] = [];
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  for (let at = raw.indexOf(magic); at >= 0; at = raw.indexOf(magic, at + 1)) {
    for (let end = at + 20; end < Math.min(raw.length, at + 4_000); end++) {
      try {
        unpacked.push(zstdDecompressSync(raw.subarray(at, end)));
        break;
      } catch {
        // it is longer, or goes on elsewhere
      }
    }
  }
  return Buffer.concat([raw, ...unpacked]);
}

const WORDS = ['xylophone', 'zeppelin', 'quixotic', 'jabberwock'];

/** A log in which some words come and go, and others stay; some of both are in segments, some in the tail. */
function log(clientID: number): Uint8Array[] {
  const doc = Object.assign(new Y.Doc(), { clientID });
  return recorded(doc, () => {
    const body = doc.getText('body');
    for (let round = 0; round < 80; round++) {
      for (const word of WORDS) body.insert(0, `${word}${round} `);
      body.delete(0, body.length);
      body.insert(0, `kept${round} `);
      doc.getMap('meta').set('title', `old title ${round}`);
    }
    doc.getMap('meta').set('title', 'new title');
  });
}

async function fill(store: Store): Promise<void> {
  const ada = { id: 'person-ada', name: 'Ada Lovelace', color: 3 };
  // others' rows lie between, before and behind
  for (const name of ['before', 'a', 'behind']) {
    await store.load(id(name));
    const updates = log(name.length);
    for (let at = 0; at < updates.length; at += 5) {
      const some = updates.slice(at, at + 5);
      await store.append(
        id(name),
        name === 'a' ? some : some.map(() => new Uint8Array([0, 0])),
        some.map(() => (name === 'a' ? ada : null)),
      );
    }
  }
}

test('of what was deleted no byte is left in the folder, nor of who wrote it', async () => {
  const store = await folder.open();
  await fill(store);
  await store.nameVersion(id('a'), 7, 'unspeakable', null);
  await store.compact(id('a'), 40);
  for (const word of [...WORDS, 'old title', 'Ada Lovelace', 'unspeakable', 'kept3 ']) {
    expect([word, onDisk().includes(word)]).toEqual([word, true]);
  }
  expect(await store.purge(id('a'))).toMatchObject({ kind: 'purged' });
  for (const word of [...WORDS, 'old title', 'Ada Lovelace', 'unspeakable', 'kept3 ']) {
    expect([word, onDisk().includes(word)]).toEqual([word, false]);
  }
  expect(onDisk().includes('kept79')).toBe(true);
  const doc = documentOf(await found(store, 'a'));
  expect(doc.getText('body').toJSON()).toBe('kept79 ');
  expect(doc.getMap('meta').toJSON()).toEqual({ title: 'new title' });
  expect(await found(store, 'before')).toMatchObject({ snapshot: null });
  await store.close();
  for (const word of WORDS) expect(onDisk().includes(word)).toBe(false);
});

test('a purge that is broken off anywhere loses nothing that is present, and is ended by the next one', async () => {
  for (let last = 1; ; last++) {
    let messages = 0;
    const name = `d${last}`;
    const store = await folder.open({
      startCompaction: (task) => {
        const worker = startCompactionWorker(task);
        const on = (event: string, listener: (value: never) => void) =>
          worker.on(event, (value) => {
            if (event === 'message' && ++messages === last) void worker.terminate();
            else listener(value as never);
          });
        return { postMessage: worker.postMessage.bind(worker), on, terminate: () => worker.terminate() };
      },
    });
    await write(store, name, log(3));
    const result = await store.purge(id(name));
    const isWhole = messages < last;
    const read = async (): Promise<unknown> =>
      documentOf(await found(store, name))
        .getText('body')
        .toJSON();
    expect(await read()).toBe('kept79 ');
    messages = Number.NEGATIVE_INFINITY;
    expect(await store.purge(id(name))).toMatchObject({ kind: 'purged' });
    expect(await read()).toBe('kept79 ');
    for (const word of WORDS) expect(onDisk().includes(word)).toBe(false);
    await store.close();
    if (!isWhole) continue;
    expect(result).toMatchObject({ kind: 'purged' });
    expect(last).toBeGreaterThan(6);
    return;
  }
});
