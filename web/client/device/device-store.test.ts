import 'fake-indexeddb/auto';
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
