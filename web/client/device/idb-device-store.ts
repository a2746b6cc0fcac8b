import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import { DeviceError } from './device-store.ts';
import { MOST_UNDO_ROWS } from '../limits.ts';
import type { DeviceBatch, DeviceContent, DeviceProblem, DeviceStore, OutboxRow, UndoRow } from './device-store.ts';

/**
 * The layout's version. A change of the layout raises it and adds its step to `upgrade`; steps are never edited.
 * 1  2026-11-24  facts, updates, outbox
 * 2  2026-11-24  undo
 */
const DATABASE_VERSION = 2;

interface Layout extends DBSchema {
  /** `cursor` alone so far */
  facts: { key: 'cursor'; value: Uint8Array };
  /** append-only but for compaction */
  updates: { key: number; value: Uint8Array };
  outbox: { key: [string, number]; value: OutboxRow };
  undo: { key: string; value: UndoRow; indexes: { at: number } };
}

type Database = IDBPDatabase<Layout>;

/** Opens the copy of one document in IndexedDB; rejects with a DeviceError. */
export async function openIdbDevice(name: string): Promise<DeviceStore> {
  // set when a newer version of this code, in another tab, needs the database for itself
  let yielded = false;
  // set when the person clears the site's data, or the browser's database ends
  let lost = false;
  const database: Database = await attempt(() =>
    openDB<Layout>(name, DATABASE_VERSION, {
      upgrade(db, oldVersion) {
        if (oldVersion < 1) {
          db.createObjectStore('facts');
          db.createObjectStore('updates', { autoIncrement: true });
          db.createObjectStore('outbox', { keyPath: ['instance', 'order'] });
        }
        if (oldVersion < 2) db.createObjectStore('undo', { keyPath: 'instance' }).createIndex('at', 'at');
      },
      blocking(_current, _blocked, event) {
        yielded = true;
        (event.target as IDBDatabase).close();
      },
      terminated() {
        lost = true;
      },
    }),
  );
  const guarded = <T>(work: () => Promise<T>): Promise<T> => {
    if (yielded) return Promise.reject(new DeviceError('blocked', 'another tab runs a newer version of this page'));
    return lost ? Promise.reject(new DeviceError('lost', 'the database was closed')) : attempt(work);
  };
  return {
    read: () => guarded(() => read(database)),
    write: (batch) => guarded(() => write(database, batch)),
    compact: (merge) => guarded(() => compact(database, merge)),
    takeUndo: (instance, before) => guarded(() => takeUndo(database, instance, before)),
    readOutbox: () => guarded(() => database.getAll('outbox')),
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

async function read(database: Database): Promise<DeviceContent> {
  const transaction = database.transaction(['facts', 'updates']);
  const [cursor, updates] = await Promise.all([
    transaction.objectStore('facts').get('cursor'),
    transaction.objectStore('updates').getAll(),
    transaction.done,
  ]);
  return { cursor: cursor ?? new Uint8Array(0), updates };
}

async function write(database: Database, batch: DeviceBatch): Promise<{ rows: number }> {
  const transaction = database.transaction(['facts', 'updates', 'outbox', 'undo'], 'readwrite');
  const facts = transaction.objectStore('facts');
  const updates = transaction.objectStore('updates');
  const outbox = transaction.objectStore('outbox');
  // requests run in the order in which they are made; each is awaited so that none fails unheard
  const requests: Promise<unknown>[] = [];
  if (batch.forget) requests.push(updates.clear(), facts.delete('cursor'));
  for (const update of batch.updates) requests.push(updates.add(update));
  if (batch.cursor !== null) requests.push(facts.put(batch.cursor, 'cursor'));
  for (const row of batch.added) requests.push(outbox.put(row));
  for (const { instance, order } of batch.removed) requests.push(outbox.delete([instance, order]));
  if (batch.undo !== null) requests.push(transaction.objectStore('undo').put(batch.undo));
  const rows = updates.count();
  // so that it ends well also when the page is gone before it is heard of
  transaction.commit();
  await Promise.all([...requests, rows, transaction.done]);
  return { rows: await rows };
}

async function takeUndo(database: Database, instance: string | null, before: number): Promise<UndoRow | null> {
  const transaction = database.transaction('undo', 'readwrite');
  const { store } = transaction;
  const row = instance === null ? undefined : await store.get(instance);
  const old = await store.index('at').getAllKeys(IDBKeyRange.upperBound(before, true));
  const all = await store.index('at').getAllKeys();
  const gone = new Set([...old, ...all.slice(0, -MOST_UNDO_ROWS), ...(row === undefined ? [] : [row.instance])]);
  await Promise.all([...[...gone].map((key) => store.delete(key)), transaction.done]);
  return row === undefined || row.at < before ? null : row;
}

async function compact(database: Database, merge: (updates: Uint8Array[]) => Uint8Array): Promise<void> {
  const transaction = database.transaction('updates', 'readwrite');
  const rows = await transaction.store.getAll();
  if (rows.length > 1) {
    const one = merge(rows);
    await Promise.all([transaction.store.clear(), transaction.store.add(one)]);
  }
  await transaction.done;
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof Error || error instanceof DOMException ? error.name : '';
    throw new DeviceError(problemOf(name), error instanceof Error ? error.message : String(error));
  }
}

function problemOf(name: string): DeviceProblem {
  if (name === 'QuotaExceededError') return 'full';
  // a transaction on a closed database; `UnknownError` is Safari's for a database process that ended
  if (name === 'InvalidStateError' || name === 'UnknownError' || name === 'NotFoundError') return 'lost';
  // private windows, blocked site data, a database of a newer version of this page
  return ['SecurityError', 'VersionError', 'NotAllowedError'].includes(name) ? 'blocked' : 'failing';
}
