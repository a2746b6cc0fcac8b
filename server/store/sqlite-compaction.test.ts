import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentOf, edits, found, make, readAll, recorded, write } from './compaction-conformance.ts';
import type { CompactionTask } from './compaction-messages.ts';
import { startCompactionWorker } from './compaction.ts';
import { bytes, id } from './conformance.ts';
import { contentDigest } from './content-digest.ts';
import { startSqliteWorker } from './sqlite.ts';
import type { Store } from './store.ts';
import { useStoreFolder } from './testing/store-folder.ts';
import type { WorkerLike } from './worker-link.ts';

const folder = useStoreFolder();
const { file, open } = folder;

/** Changes the closed database by hand, as a fault would. */
function tamper(sql: string): void {
  const db = new DatabaseSync(file());
  db.exec(sql);
  db.close();
}

function count(table: string): number {
  const db = new DatabaseSync(file());
  const rows = Number(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']);
  db.close();
  return rows;
}

/** Enough for several pieces and several segments. */
const log = [...edits(1, 60), ...large(11, 7)];

/** Paragraphs of a client of its own, each a hundred kilobytes. */
function large(clientID: number, number: number): Uint8Array[] {
  const doc = Object.assign(new Y.Doc(), { clientID });
  return recorded(doc, () => {
    for (let n = 0; n < number; n++) doc.getText('long').insert(0, `${n} and so on `.repeat(10_000));
  });
}

async function expectWhole(store: Store, name: string): Promise<void> {
  expect(contentDigest(documentOf(await found(store, name)))).toBe(contentDigest(make(log)));
  expect((await readAll(store, name, 200_000)).map(({ update }) => hashOf(update))).toEqual(log.map(hashOf));
}

/** Long ones are compared slowly. */
function hashOf(update: Uint8Array): string {
  return createHash('sha256').update(update).digest('hex');
}

const KEPT = 10;

/** The next compaction does what one that was broken off has left. */
async function expectMended(store: Store, name: string): Promise<void> {
  await expectWhole(store, name);
  expect(await store.compact(id(name), KEPT)).not.toMatchObject({ kind: 'left' });
  await expectWhole(store, name);
  expect((await found(store, name)).tail.length).toBe(KEPT);
}

/** Steps of a compaction, told from what else a worker is asked. */
const STEPS = new Set(['put-piece', 'set-snapshot', 'put-segment', 'drop-piece', 'give-back']);

/** Counts down to the call that goes wrong. */
class Fuse {
  #left = Number.POSITIVE_INFINITY;
  /** The call of this number from now on, 1 for the next one. */
  set(number: number): void {
    this.#left = number;
  }

  /** Whether it is this call. */
  burns(): boolean {
    this.#left -= 1;
    return this.#left === 0;
  }

  get isBurnt(): boolean {
    return this.#left <= 0;
  }
}

/** Has one call after the other go wrong, each in a document of its own, until a compaction comes to its end before that. */
async function untilItPasses(store: Store, fuse: Fuse): Promise<void> {
  for (let number = 1; ; number++) {
    const name = `d${number}`;
    await write(store, name, log);
    fuse.set(number);
    const result = await store.compact(id(name), KEPT);
    if (!fuse.isBurnt) {
      expect(result).toMatchObject({ kind: 'compacted' });
      expect(number).toBeGreaterThan(6);
      return;
    }
    fuse.set(Number.POSITIVE_INFINITY);
    await expectMended(store, name);
  }
}

describe('a compaction that is broken off anywhere loses nothing, and the next one ends it', () => {
  test.each(['before', 'after'] as const)('because the worker that writes dies %s a step', async (when) => {
    const fuse = new Fuse();
    const startWorker = (path: string): WorkerLike => {
      const worker = startSqliteWorker(path);
      const postMessage: WorkerLike['postMessage'] = (message, transfer) => {
        const isLast = STEPS.has((message as { call: string }).call) && fuse.burns();
        if (isLast && when === 'after') worker.once('message', () => void worker.terminate());
        if (isLast && when === 'before') void worker.terminate();
        else worker.postMessage(message, transfer);
      };
      return { postMessage, on: worker.on.bind(worker), terminate: () => worker.terminate() };
    };
    await untilItPasses(await open({ startWorker }), fuse);
  });

  test('because the worker that compacts dies at a message', async () => {
    const fuse = new Fuse();
    const startCompaction = (task: CompactionTask): WorkerLike => {
      const worker = startCompactionWorker(task);
      const on = (event: string, listener: (value: never) => void): Worker =>
        worker.on(event, (value) => {
          if (event === 'message' && fuse.burns()) void worker.terminate();
          else listener(value as never);
        });
      return { postMessage: worker.postMessage.bind(worker), on, terminate: () => worker.terminate() };
    };
    await untilItPasses(await open({ startCompaction }), fuse);
  });

  test.each(['states', 'snapshots', 'segments'])('because the disk takes no more %s', async (table) => {
    const store = await open();
    await write(store, 'a', log);
    tamper(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} BEGIN SELECT RAISE (ABORT, 'no'); END`);
    expect(await store.compact(id('a'), KEPT)).toMatchObject(
      table === 'segments' ? { kind: 'compacted' } : { kind: 'left', reason: 'no' },
    );
    await expectWhole(store, 'a');
    expect(await store.check()).toEqual({ kind: 'ok' });
    tamper('DROP TRIGGER refuse');
    await expectMended(store, 'a');
    await store.close();
    expect(count('updates')).toBe(KEPT);
  });

  test('because the store is closed', async () => {
    const store = await open();
    await write(store, 'a', log);
    const compaction = store.compact(id('a'), KEPT);
    await store.close();
    expect(await compaction).toMatchObject({ kind: 'left' });
    await expectMended(await open(), 'a');
  });
});

describe('a fault in what a compaction made', () => {
  beforeEach(async () => {
    const store = await open();
    await write(store, 'a', log);
    await store.compact(id('a'), KEPT);
    await store.create(id('good'), bytes(1));
    await store.close();
  });

  test.each([
    ['a piece that is changed', 'UPDATE states SET bytes = zeroblob(100) WHERE piece = 1'],
    ['a piece that is gone', 'DELETE FROM states WHERE piece = 1'],
    ['a snapshot of another place', 'UPDATE snapshots SET seq = seq + 1'],
  ])('sets the document aside: %s', async (_, sql) => {
    tamper(sql);
    const store = await open();
    expect(await store.load(id('a'))).toMatchObject({ kind: 'damaged' });
    expect(await store.append(id('a'), [bytes(1)])).toEqual({ kind: 'not-loaded' });
    expect(await store.compact(id('a'), 0)).toMatchObject({ kind: 'left' });
    expect(await store.load(id('good'))).toMatchObject({ kind: 'found' });
  });

  test('in a segment is a fault of that time only', async () => {
    const store = await open();
    const last = (await found(store, 'a')).snapshot?.seq ?? 0;
    await store.close();
    tamper('UPDATE segments SET updates = zeroblob(100) WHERE first = 1');
    const again = await open();
    expect(await again.read(id('a'), 0, 1_000)).toMatchObject({ kind: 'damaged', lastGoodSeq: 0 });
    expect(await again.signatures(id('a'), 5, 10)).toMatchObject({ kind: 'damaged' });
    expect(await again.read(id('a'), last, 1_000_000)).toMatchObject({ kind: 'entries' });
    expect(contentDigest(documentOf(await found(again, 'a')))).toBe(contentDigest(make(log)));
  });
});

test('a snapshot that is gone altogether: the segments have it all', async () => {
  const store = await open();
  await write(store, 'a', log);
  await store.compact(id('a'), KEPT);
  tamper('DELETE FROM snapshots; DELETE FROM states');
  await expectWhole(store, 'a');
  expect(await store.append(id('a'), [bytes(1)])).toMatchObject({ kind: 'stored', firstSeq: log.length + 1 });
});

test('the file gives back what a log took', async () => {
  const store = await open();
  const doc = Object.assign(new Y.Doc(), { clientID: 12 });
  await write(
    store,
    'a',
    recorded(doc, () => {
      for (let n = 0; n < 150; n++) {
        doc.getText('body').delete(0, doc.getText('body').length);
        doc.getText('body').insert(0, `${n} and so on `.repeat(10_000));
      }
    }),
  );
  const pages = (): number => {
    const db = new DatabaseSync(file());
    const pages = Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
    db.close();
    return pages;
  };
  const before = pages();
  await store.compact(id('a'), 0);
  expect(pages()).toBeLessThan(before * 0.5);
});
