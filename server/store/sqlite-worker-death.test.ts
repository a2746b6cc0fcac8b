import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { bytes, id, logOf } from './conformance.ts';
import { startSqliteWorker } from './sqlite.ts';
import type { WorkerRequest } from './sqlite-messages.ts';
import type { Store } from './store.ts';
import { useStoreFolder } from './testing/store-folder.ts';
import type { WorkerLike } from './worker-link.ts';

const folder = useStoreFolder();

/** A store with one update in it whose worker died and cannot be replaced until `bringBack`. */
async function openAndLose(): Promise<{ store: Store; bringBack: () => void }> {
  const workers: Worker[] = [];
  let file = folder.file();
  const store = await folder.open({
    startWorker: () => {
      const worker = startSqliteWorker(file);
      workers.push(worker);
      return worker;
    },
  });
  await store.load(id('a'));
  await store.append(id('a'), [bytes(1)]);
  file = join(folder.path(), 'no', 'such', 'folder.db');
  await workers.at(-1)?.terminate();
  return {
    store,
    bringBack: () => {
      file = folder.file();
    },
  };
}

describe('a worker that dies', () => {
  test('is replaced, and what it was doing is done once', async () => {
    const workers: Worker[] = [];
    const store = await folder.open({
      startWorker: (path) => {
        const worker = startSqliteWorker(path);
        workers.push(worker);
        return worker;
      },
    });
    await store.load(id('a'));
    for (let round = 0; round < 5; round++) {
      const appends = [1, 2, 3].map((n) => store.append(id('a'), [bytes(round * 3 + n)]));
      await workers.at(-1)?.terminate();
      expect(await Promise.all(appends)).toMatchObject([1, 2, 3].map((n) => ({ firstSeq: round * 3 + n })));
    }
    expect(workers.length).toBe(6);
    expect(await logOf(store, 'a')).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  test('because its store is closed has no successor, whatever was under way', async () => {
    let workers = 0;
    const store = await folder.open({
      startWorker: (path) => {
        workers += 1;
        const worker = startSqliteWorker(path);
        return {
          on: worker.on.bind(worker),
          terminate: worker.terminate.bind(worker),
          // what is asked for a document gets no answer
          postMessage: (request: WorkerRequest) => request.call === 'find' || worker.postMessage(request, []),
        };
      },
    });
    const looking = store.look(id('a'));
    await store.close();
    expect(await looking).toMatchObject({ kind: 'damaged' });
    expect(workers).toBe(1);
  });

  test('between a commit and its answer leaves no doubt: what is on disk is not written again', async () => {
    let workers = 0;
    const store = await folder.open({
      startWorker: (path) => {
        workers += 1;
        return workers === 1 ? dyingAfterCommit(startSqliteWorker(path)) : startSqliteWorker(path);
      },
    });
    await store.load(id('a'));
    const results = await Promise.all([
      store.append(id('a'), [bytes(1), bytes(2)]),
      store.append(id('a'), [bytes(3)]),
      store.create(id('b'), bytes(1)),
      store.create(id('b'), bytes(2)),
    ]);
    expect(results).toMatchObject([
      { kind: 'stored', firstSeq: 1 },
      { kind: 'stored', firstSeq: 3 },
      { kind: 'created' },
      { kind: 'exists' },
    ]);
    expect(await logOf(store, 'a')).toEqual([1, 2, 3]);
    expect(await logOf(store, 'b')).toEqual([1]);
  });

  test('over a read makes no difference to who writes', async () => {
    const { store, bringBack } = await openAndLose();
    expect(await store.load(id('a'))).toMatchObject({ kind: 'damaged' });
    expect(await store.look(id('a'))).toMatchObject({ kind: 'damaged' });
    bringBack();
    expect(await store.append(id('a'), [bytes(2)])).toMatchObject({ kind: 'stored', firstSeq: 2 });
    expect(await logOf(store, 'a')).toEqual([1, 2]);
  });

  test('and cannot be replaced is a failing disk, until it can', async () => {
    const { store, bringBack } = await openAndLose();
    expect(await store.append(id('a'), [bytes(2)])).toMatchObject({ kind: 'refused', problem: 'failing' });
    expect(await store.check()).toMatchObject({ kind: 'refusing', problem: 'failing' });
    // nor can it be read; whether that append is on disk is not known, so it must be looked at before anything follows it
    expect(await store.load(id('a'))).toMatchObject({ kind: 'damaged' });
    expect(await store.append(id('a'), [bytes(2)])).toEqual({ kind: 'not-loaded' });
    bringBack();
    expect(await logOf(store, 'a')).toEqual([1]);
    expect(await store.append(id('a'), [bytes(2)])).toMatchObject({ kind: 'stored', firstSeq: 2 });
  });
});

/** Ends when its first commit is on disk, before anybody hears of it. */
function dyingAfterCommit(worker: Worker): WorkerLike {
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
    on(event: string, listener: (value: never) => void) {
      worker.on(event, (value: { reply?: { results?: unknown } | null }) => {
        if (value.reply?.results === undefined) listener(value as never);
        else void worker.terminate();
      });
      return worker;
    },
  };
}
