import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { compactionConformance } from './compaction-conformance.ts';
import { bytes, id, logOf, storeConformance } from './conformance.ts';
import { documentChecksum, updateChecksum } from './checksum.ts';
import { EPOCH_BYTES, READ_CHUNK_BYTES } from './limits.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './migrations.ts';
import { startSqliteWorker } from './sqlite.ts';
import type { Store } from './store.ts';
import { useStoreFolder } from './testing/store-folder.ts';
import type { WorkerLike } from './worker-link.ts';

const folder = useStoreFolder();
const { file, open, tryToOpen } = folder;

const openOne = async () => {
  const store = await open();
  return { store, dispose: () => store.close() };
};
storeConformance('the SQLite store', openOne);
compactionConformance('the SQLite store', openOne);

/** Changes the closed database by hand, as a fault would. */
function tamper(sql: string): void {
  const db = new DatabaseSync(file());
  db.exec(sql);
  db.close();
}

describe('what was stored', () => {
  test('is there after a close and another open', async () => {
    const first = await open();
    await first.load(id('a'));
    const stored = await first.append(id('a'), [bytes(1), bytes(2)]);
    await first.close();
    const second = await open();
    expect(await second.load(id('a'))).toMatchObject({
      kind: 'found',
      epoch: stored.kind === 'stored' && stored.epoch,
    });
    expect(await logOf(second, 'a')).toEqual([1, 2]);
    expect(await second.append(id('a'), [bytes(3)])).toMatchObject({ kind: 'stored', firstSeq: 3 });
  });

  test('is read in pieces when it is long', async () => {
    const store = await open();
    await store.load(id('a'));
    const piece = new Uint8Array(READ_CHUNK_BYTES / 2 + 1);
    for (let n = 1; n <= 3; n++) {
      piece[3] = n;
      await store.append(id('a'), [piece]);
    }
    expect(await logOf(store, 'a')).toEqual([1, 2, 3]);
  });
});

describe('a fault in the file is noticed, and concerns that document alone', () => {
  beforeEach(async () => {
    const store = await open();
    for (const name of ['good', 'bad']) {
      await store.load(id(name));
      const marker = createHash('sha512').update(name).digest();
      await store.append(id(name), [bytes(1), new Uint8Array(marker), bytes(3)]);
    }
    await store.close();
  });

  async function expectSetAside(lastGoodSeq: number, reason: RegExp): Promise<void> {
    const store = await open();
    expect(await store.load(id('bad'))).toMatchObject({
      kind: 'damaged',
      lastGoodSeq,
      reason: expect.stringMatching(reason),
    });
    expect(await store.append(id('bad'), [bytes(4)])).toEqual({ kind: 'not-loaded' });
    expect(await store.create(id('bad'), bytes(4))).toEqual({ kind: 'exists' });
    expect(await store.load(id('good'))).toMatchObject({ kind: 'found' });
    expect(await store.append(id('good'), [bytes(4)])).toMatchObject({ kind: 'stored', firstSeq: 4 });
    expect(await store.check()).toEqual({ kind: 'ok' });
  }

  test('a flipped bit', async () => {
    const marker = createHash('sha512').update('bad').digest();
    const content = readFileSync(file());
    const at = content.indexOf(marker);
    expect(at).toBeGreaterThan(0);
    const fd = openSync(file(), 'r+');
    writeSync(fd, Uint8Array.of((content[at + 5] ?? 0) ^ 1), 0, 1, at + 5);
    closeSync(fd);
    await expectSetAside(1, /checksum of seq 2/u);
  });

  /** Flips a bit of the name, once for each place in the file where it stands: the documents and their index. */
  function flipName(place: number): void {
    // leaves no copies behind in free places
    tamper('VACUUM');
    const content = readFileSync(file());
    let at = -1;
    for (let i = 0; i <= place; i++) at = content.indexOf('badly-named', at + 1);
    expect(at).toBeGreaterThan(0);
    const fd = openSync(file(), 'r+');
    writeSync(fd, Uint8Array.of((content[at] ?? 0) ^ 1), 0, 1, at);
    closeSync(fd);
  }

  async function withBadlyNamed(): Promise<void> {
    const store = await open();
    await store.load(id('badly-named'));
    await store.append(id('badly-named'), [bytes(1)]);
    await store.close();
  }

  test('a flipped bit in a name, or in the index of names: neither hides the document', async () => {
    for (const place of [0, 1]) {
      await withBadlyNamed();
      flipName(place);
      const store = await open();
      expect(await logOf(store, 'badly-named')).toEqual([1]);
      expect(await store.create(id('badly-named'), bytes(2))).toEqual({ kind: 'exists' });
      await store.close();
      rmSync(file());
    }
  });

  test('a flipped bit in the index of names, where another fault keeps it from being made anew', async () => {
    await withBadlyNamed();
    tamper("UPDATE documents SET checksum = 0 WHERE name = 'good'");
    flipName(1);
    const store = await open();
    expect(await store.load(id('badly-named'))).toMatchObject({
      kind: 'damaged',
      reason: expect.stringMatching(/^the index of names is damaged/),
    });
    expect(await store.append(id('badly-named'), [bytes(2)])).toEqual({ kind: 'not-loaded' });
    expect(await store.load(id('new'))).toEqual({ kind: 'absent' });
    // in one transaction
    const created = store.create(id('badly-named'), bytes(2));
    expect(await store.append(id('new'), [bytes(1)])).toMatchObject({ kind: 'stored' });
    expect(await created).toMatchObject({ kind: 'refused' });
  });

  test('a row that is gone', async () => {
    tamper("DELETE FROM updates WHERE seq = 2 AND document = (SELECT id FROM documents WHERE name = 'bad')");
    await expectSetAside(1, /seq 2 is missing/u);
  });

  test('a last row that is gone', async () => {
    tamper("DELETE FROM updates WHERE seq = 3 AND document = (SELECT id FROM documents WHERE name = 'bad')");
    await expectSetAside(2, /seq 3 is missing/u);
  });

  test('a head that lags behind its rows', async () => {
    tamper("UPDATE documents SET head = 2 WHERE name = 'bad'");
    await expectSetAside(2, /seq 3 beyond the head 2/u);
  });

  test('rows of another document', async () => {
    tamper(`UPDATE updates SET bytes = (SELECT bytes FROM updates AS other
              WHERE other.seq = 2 AND other.document = (SELECT id FROM documents WHERE name = 'good'))
            WHERE seq = 2 AND document = (SELECT id FROM documents WHERE name = 'bad')`);
    await expectSetAside(1, /checksum of seq 2/u);
  });

  test('another epoch', async () => {
    tamper("UPDATE documents SET epoch = x'0102030405060708' WHERE name = 'bad'");
    await expectSetAside(0, /document itself/u);
  });
});

describe('a write that the disk refuses', () => {
  /** Has the database itself refuse, from another connection as another program would. */
  function refuse(table: 'updates' | 'probe', when: string): void {
    tamper(
      `CREATE TRIGGER refuse_${table} BEFORE INSERT ON ${table} WHEN ${when} BEGIN SELECT RAISE (ABORT, 'no'); END`,
    );
  }

  test('leaves nothing of its transaction, and the next one is tried again', async () => {
    const store = await open();
    await Promise.all([store.load(id('a')), store.load(id('b'))]);
    await store.append(id('a'), [bytes(1)]);
    refuse('updates', "NEW.bytes = x'01020363'");
    const results = await Promise.all([
      store.append(id('b'), [bytes(1)]),
      store.append(id('a'), [bytes(2), bytes(99)]),
      store.create(id('c'), bytes(1)),
    ]);
    expect(results).toEqual(results.map(() => ({ kind: 'refused', problem: 'failing', detail: 'no' })));
    expect(await logOf(store, 'a')).toEqual([1]);
    expect(await store.load(id('b'))).toEqual({ kind: 'absent' });
    expect(await store.load(id('c'))).toEqual({ kind: 'absent' });
    expect(await store.append(id('a'), [bytes(2)])).toMatchObject({ kind: 'stored', firstSeq: 2 });
    expect(await store.append(id('b'), [bytes(1)])).toMatchObject({ kind: 'stored', firstSeq: 1 });
  });

  test('takes what was appended meanwhile with it, because that may build on what was refused', async () => {
    const later: Promise<unknown>[] = [];
    const store: Store = await open({
      startWorker: (path) => {
        const worker = startSqliteWorker(path);
        const postMessage: WorkerLike['postMessage'] = (message, transfer) => {
          const { call } = message as { call: string };
          // the first commit is under way now
          if (call === 'commit' && later.length === 0) {
            later.push(store.append(id('a'), [bytes(2)]), store.append(id('b'), [bytes(1)]));
          }
          worker.postMessage(message, transfer);
        };
        return { postMessage, on: worker.on.bind(worker), terminate: () => worker.terminate() };
      },
    });
    await Promise.all([store.load(id('a')), store.load(id('b'))]);
    refuse('updates', "NEW.bytes = x'01020363'");
    expect(await store.append(id('a'), [bytes(99)])).toMatchObject({ kind: 'refused' });
    expect(await Promise.all(later)).toMatchObject([{ kind: 'refused' }, { kind: 'stored', firstSeq: 1 }]);
    expect(await store.append(id('a'), [bytes(3)])).toMatchObject({ kind: 'stored', firstSeq: 1 });
  });

  test('shows in the health, which finds out by itself when it is over', async () => {
    const store = await open();
    await store.load(id('a'));
    refuse('updates', 'true');
    refuse('probe', 'true');
    expect(await store.check()).toEqual({ kind: 'ok' });
    await store.append(id('a'), [bytes(1)]);
    expect(await store.check()).toEqual({ kind: 'refusing', problem: 'failing', detail: 'no' });
    tamper('DROP TRIGGER refuse_probe; DROP TRIGGER refuse_updates');
    expect(await store.check()).toEqual({ kind: 'ok' });
    expect(await store.append(id('a'), [bytes(1)])).toMatchObject({ kind: 'stored', firstSeq: 1 });
  });
});

test.each([1, 2, 3])('a file of version %i is taken over, and can give pages back from then on', async (version) => {
  const db = new DatabaseSync(file());
  for (const step of MIGRATIONS.slice(0, version)) db.exec(step);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`);
  const epoch = new Uint8Array(EPOCH_BYTES).fill(5);
  const row = db.prepare('INSERT INTO documents VALUES (1, ?, ?, 1, 0, ?)');
  row.run('a', epoch, documentChecksum(1, 'a', epoch));
  const update = db.prepare('INSERT INTO updates (document, seq, checksum, bytes) VALUES (1, 1, ?, ?)');
  update.run(updateChecksum(1, 1, bytes(1)), bytes(1));
  db.close();
  const again = await open();
  expect(await again.load(id('a'))).toMatchObject({ kind: 'found', epoch, snapshot: null });
  const ada = { id: 'person-1', name: 'Ada', color: 3 };
  await again.append(id('a'), [bytes(2)], [ada]);
  expect(await again.read(id('a'), 0, 1000)).toMatchObject({
    kind: 'entries',
    entries: [
      { seq: 1, by: null, at: null },
      { seq: 2, by: ada },
    ],
  });
  await again.close();
  const closed = new DatabaseSync(file());
  expect(closed.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
  closed.close();
});

describe('opening is refused in so many words', () => {
  test('while the folder is in use', async () => {
    await open();
    expect(await tryToOpen()).toEqual({
      kind: 'not-opened',
      reason: 'in-use',
      message: `another Manyhands process (pid ${process.pid}) is using ${folder.path()}: stop it or set DATA_DIR`,
    });
  });

  test('when a newer version wrote the file', async () => {
    await (await open()).close();
    tamper(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    const result = await tryToOpen();
    expect(result).toMatchObject({ kind: 'not-opened', reason: 'newer-schema' });
    expect(result.kind === 'not-opened' && result.message).toMatch(/newer Manyhands/u);
  });

  test('when the file is an SQLite file of something else', async () => {
    tamper('CREATE TABLE recipes (name TEXT)');
    expect(await tryToOpen()).toMatchObject({ kind: 'not-opened', reason: 'foreign-file' });
  });

  test('when the file is no SQLite file', async () => {
    await writeFile(file(), 'to be or not to be '.repeat(100));
    expect(await tryToOpen()).toMatchObject({ kind: 'not-opened', reason: 'unusable' });
  });

  test('when the folder cannot be made', async () => {
    await writeFile(join(folder.path(), 'taken'), '');
    expect(await tryToOpen({ folder: join(folder.path(), 'taken') })).toMatchObject({
      kind: 'not-opened',
      reason: 'unusable',
    });
  });

  test('and a refusal leaves the folder free', async () => {
    tamper('CREATE TABLE recipes (name TEXT)');
    await tryToOpen();
    await rm(file());
    expect(await (await open()).check()).toEqual({ kind: 'ok' });
  });
});
