import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storageFailure } from './storage-problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-problem-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a piece of SQL throws, in a file that has a table `t`. */
function thrownBy(sql: string, options: { readOnly?: boolean } = {}): unknown {
  const file = join(folder, 'test.db');
  const setUp = new DatabaseSync(file);
  setUp.exec('CREATE TABLE t (bytes BLOB)');
  setUp.close();
  const db = new DatabaseSync(file, options);
  try {
    db.exec(sql);
    return null;
  } catch (error) {
    return error;
  } finally {
    db.close();
  }
}

test('a full disk', () => {
  const error = thrownBy('PRAGMA max_page_count = 10; INSERT INTO t VALUES (zeroblob(100000))');
  expect(storageFailure(error)).toMatchObject({ problem: 'full', corrupt: false });
  expect(storageFailure(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toMatchObject({ problem: 'full' });
});

test('a disk that is read only', () => {
  expect(storageFailure(thrownBy('INSERT INTO t VALUES (1)', { readOnly: true }))).toMatchObject({
    problem: 'read-only',
  });
  expect(storageFailure(Object.assign(new Error('open'), { code: 'EROFS' }))).toMatchObject({ problem: 'read-only' });
});

test('a spoilt file is told apart, because it may concern one document only', () => {
  thrownBy('INSERT INTO t VALUES (1)');
  const fd = openSync(join(folder, 'test.db'), 'r+');
  writeSync(fd, new Uint8Array(4096).fill(0xee), 0, 4096, 4096);
  closeSync(fd);
  const db = new DatabaseSync(join(folder, 'test.db'));
  let error: unknown = null;
  try {
    db.prepare('SELECT bytes FROM t').all();
  } catch (thrown) {
    error = thrown;
  }
  db.close();
  expect(storageFailure(error)).toMatchObject({ problem: 'failing', corrupt: true });
});

test('anything else is a failing disk, with its own words', () => {
  expect(storageFailure(new Error('disk I/O error'))).toEqual({
    problem: 'failing',
    detail: 'disk I/O error',
    corrupt: false,
  });
  expect(storageFailure('odd')).toEqual({ problem: 'failing', detail: 'odd', corrupt: false });
});
