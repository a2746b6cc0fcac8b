import { describe, expect, test } from 'vitest';
import { MOST_UNDO_ROWS } from '../limits.ts';
import type { DeviceBatch, DeviceStore, UndoRow } from './device-store.ts';

const NOTHING: DeviceBatch = { forget: false, updates: [], cursor: null, added: [], removed: [], undo: null };
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);
const row = (instance: string, order: number, edits = 1) => ({ instance, order, edits, update: bytes(order) });

/** What every {@link DeviceStore} MUST do. `open` opens a store on the same device each time. */
export function deviceStoreSuite(name: string, newDevice: () => (document: string) => Promise<DeviceStore>): void {
  describe(`${name} keeps the contract of a device store`, () => {
    test('begins empty', async () => {
      const store = await newDevice()('a');
      expect(await store.read()).toEqual({ cursor: bytes(), updates: [] });
      expect(await store.readOutbox()).toEqual([]);
    });

    test('keeps updates in order, with the cursor, for the next one who opens it', async () => {
      const open = newDevice();
      const first = await open('a');
      await first.write({ ...NOTHING, updates: [bytes(1), bytes(2)], cursor: bytes(9) });
      expect(await first.write({ ...NOTHING, updates: [bytes(3)] })).toEqual({ rows: 3 });
      await first.close();
      expect(await (await open('a')).read()).toEqual({ cursor: bytes(9), updates: [bytes(1), bytes(2), bytes(3)] });
    });

    test('keeps documents apart', async () => {
      const open = newDevice();
      await (await open('a')).write({ ...NOTHING, updates: [bytes(1)] });
      expect((await (await open('b')).read()).updates).toEqual([]);
    });

    test('gives the outbox by instance and order, and takes rows out of it', async () => {
      const store = await newDevice()('a');
      await store.write({ ...NOTHING, added: [row('y', 1), row('x', 10), row('x', 2, 7)] });
      expect(await store.readOutbox()).toEqual([row('x', 2, 7), row('x', 10), row('y', 1)]);
      await store.write({
        ...NOTHING,
        removed: [
          { instance: 'x', order: 10 },
          { instance: 'z', order: 1 },
        ],
      });
      expect(await store.readOutbox()).toEqual([row('x', 2, 7), row('y', 1)]);
    });

    test('adds before it removes within a write', async () => {
      const store = await newDevice()('a');
      await store.write({ ...NOTHING, added: [row('x', 1)], removed: [{ instance: 'x', order: 1 }] });
      expect(await store.readOutbox()).toEqual([]);
    });

    test('merges its rows into one, the cursor as it was', async () => {
      const store = await newDevice()('a');
      await store.write({ ...NOTHING, updates: [bytes(1), bytes(2), bytes(3)], cursor: bytes(9) });
      await store.compact((updates) => new Uint8Array(updates.flatMap((update) => [...update])));
      expect(await store.read()).toEqual({ cursor: bytes(9), updates: [bytes(1, 2, 3)] });
    });

    test('forgets the copy and its cursor, never the outbox', async () => {
      const store = await newDevice()('a');
      await store.write({ ...NOTHING, updates: [bytes(1)], cursor: bytes(9), added: [row('x', 1)] });
      await store.write({ ...NOTHING, forget: true });
      expect(await store.read()).toEqual({ cursor: bytes(), updates: [] });
      expect(await store.readOutbox()).toEqual([row('x', 1)]);
    });

    test('serves two at once, as two tabs are', async () => {
      const open = newDevice();
      const [one, two] = [await open('a'), await open('a')];
      await Promise.all([
        one.write({ ...NOTHING, updates: [bytes(1)], added: [row('x', 1)] }),
        two.write({ ...NOTHING, updates: [bytes(2)], added: [row('y', 1)] }),
      ]);
      expect((await one.read()).updates).toHaveLength(2);
      expect(await two.readOutbox()).toHaveLength(2);
    });

    test('what an instance can undo is replaced, taken once, and forgotten with age and number', async () => {
      const open = newDevice();
      const [one, two] = [await open('a'), await open('a')];
      const kept = (instance: string, at: number, byte: number): UndoRow => ({
        instance,
        at,
        steps: bytes(byte),
        deleted: bytes(byte + 1),
      });
      await one.write({ ...NOTHING, undo: kept('x', 10, 1) });
      await two.write({ ...NOTHING, undo: kept('y', 20, 2), updates: [bytes(1)] });
      await one.write({ ...NOTHING, undo: kept('x', 30, 3) });
      expect(await two.takeUndo(null, 0)).toBe(null);
      expect(await two.takeUndo('x', 0)).toEqual(kept('x', 30, 3));
      expect(await two.takeUndo('x', 0)).toBe(null);
      expect(await two.takeUndo('z', 21)).toBe(null);
      expect(await two.takeUndo('y', 0)).toBe(null);
      for (let at = 0; at < MOST_UNDO_ROWS + 2; at += 1) await one.write({ ...NOTHING, undo: kept(`i${at}`, at, 5) });
      await one.takeUndo(null, 0);
      expect(await one.takeUndo('i1', 0)).toBe(null);
      expect(await one.takeUndo('i2', 0)).toEqual(kept('i2', 2, 5));
    });

    test('rejects with a DeviceError once it is closed', async () => {
      const store = await newDevice()('a');
      await store.close();
      await expect(store.read()).rejects.toMatchObject({ code: 'device' });
    });
  });
}
