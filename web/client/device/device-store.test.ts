import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, test } from 'vitest';
import { deviceStoreSuite } from './conformance.ts';
import { openIdbDevice } from './idb-device-store.ts';
import { MemoryDevice } from './memory-device-store.ts';

deviceStoreSuite('a memory device', () => {
  const device = new MemoryDevice();
  return (document) => device.open(document);
});

let devices = 0;
deviceStoreSuite('a device on IndexedDB', () => {
  const prefix = `device ${devices++} `;
  return (document) => openIdbDevice(prefix + document);
});

describe('a device on IndexedDB', () => {
  test('is blocked for an old page where a newer one has changed the layout, and for one that is in the way of that', async () => {
    const old = await openIdbDevice('two versions');
    await old.write({
      forget: false,
      updates: [new Uint8Array([1])],
      cursor: null,
      added: [],
      removed: [],
      undo: null,
    });
    const newer = await openDB('two versions', 99);
    await expect(old.read()).rejects.toMatchObject({ code: 'device', problem: 'blocked' });
    newer.close();
    await expect(openIdbDevice('two versions')).rejects.toMatchObject({ code: 'device', problem: 'blocked' });
  });
});
