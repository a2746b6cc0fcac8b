import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { deviceName } from './device-store.ts';
import { openIdbDevice } from './idb-device-store.ts';
import { readUnsent } from './unsent.ts';

const SERVER = 'https://docs.example.com';
const NOTHING = { forget: false, updates: [], cursor: null, added: [], removed: [], undo: null };
const row = (order: number, edits: number) => ({ instance: 'x', order, edits, update: new Uint8Array([order]) });

afterEach(() => void vi.unstubAllGlobals());

test('documents with edits that no server has are named with their count, while others write', async () => {
  const open = (document: string) => openIdbDevice(deviceName(SERVER, document));
  const [a, b] = [await open('a'), await open('b')];
  await a.write({ ...NOTHING, added: [row(1, 2), row(2, 5)] });
  await b.write({ ...NOTHING, updates: [new Uint8Array([1])] });
  await (await openIdbDevice(deviceName('https://elsewhere.example', 'c'))).write({ ...NOTHING, added: [row(1, 1)] });
  expect(await readUnsent(SERVER, ['a', 'b', 'c'])).toEqual(new Map([['a', 7]]));
  await a.write({ ...NOTHING, removed: [row(1, 2), row(2, 5)] });
  expect(await readUnsent(SERVER, ['a', 'b', 'c'])).toEqual(new Map());
});

test('looking makes no copy of anything and stands in nobody’s way', async () => {
  const before = (await indexedDB.databases()).length;
  await readUnsent(SERVER, ['never opened']);
  expect(await indexedDB.databases()).toHaveLength(before);
  await (await openIdbDevice(deviceName(SERVER, 'd'))).write({ ...NOTHING, added: [row(1, 1)] });
  await readUnsent(SERVER, ['d']);
  // a later version of this page gets the database for itself; the open device yields, the look is over
  const newer = await openDB(deviceName(SERVER, 'd'), 99);
  expect(newer.version).toBe(99);
  newer.close();
});

test('a database that is none of ours, and a browser without any, are left out', async () => {
  (await openDB(deviceName(SERVER, 'e'), 1)).close();
  expect(await readUnsent(SERVER, ['e'])).toEqual(new Map());
  vi.stubGlobal('indexedDB', undefined);
  expect(await readUnsent(SERVER, ['a'])).toEqual(new Map());
});
