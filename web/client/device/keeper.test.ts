import { describe, expect, test } from 'vitest';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { backoffMs } from '#shared/backoff.ts';
import { DEVICE_TIMEOUT_MS } from '../limits.ts';
import { DeviceError } from './device-store.ts';
import type { DeviceBatch, DeviceStore, OutboxRow } from './device-store.ts';
import { Keeper } from './keeper.ts';
import { MemoryDevice } from './memory-device-store.ts';

const ROW: OutboxRow = { instance: 'x', order: 1, edits: 1, update: new Uint8Array([1]) };
const RANDOM = (): number => 0.5;
const WHOLE: DeviceBatch = { forget: false, updates: [], cursor: null, added: [ROW], removed: [], undo: null };

/** A keeper on a device that opens when the test says so. */
class Slow {
  readonly clock = new ManualClock();
  readonly device = new MemoryDevice();
  readonly keeper: Keeper;
  open = 0;
  #answers: ((how: 'opens' | 'fails') => void)[] = [];

  constructor(change: (store: DeviceStore) => Partial<DeviceStore> = () => ({})) {
    this.keeper = new Keeper({
      open: () => this.#opening(change),
      clock: this.clock,
      random: RANDOM,
      whole: () => WHOLE,
      reopened: () => {},
      changed: () => {},
    });
  }

  /** The opening that is under way ends. */
  answer(how: 'opens' | 'fails'): void {
    this.#answers.shift()?.(how);
  }

  async rows(): Promise<readonly OutboxRow[]> {
    return (await this.device.open('a')).readOutbox();
  }

  #opening(change: (store: DeviceStore) => Partial<DeviceStore>): Promise<DeviceStore> {
    return new Promise((resolve, reject) => {
      this.#answers.push((how) => {
        if (how === 'fails') reject(new DeviceError('blocked', 'not now'));
        else resolve(this.#counted(change));
      });
    });
  }

  async #counted(change: (store: DeviceStore) => Partial<DeviceStore>): Promise<DeviceStore> {
    const store = await this.device.open('a');
    this.open++;
    const close = (): Promise<void> => {
      this.open--;
      return store.close();
    };
    return { ...store, close, ...change(store) };
  }
}

describe('a device that is closed while it opens', () => {
  test('keeps what it was given, and is closed', async () => {
    const slow = new Slow();
    void slow.keeper.load();
    slow.keeper.keep({ added: [ROW] });
    let closed = false;
    const closing = slow.keeper.close().then(() => (closed = true));
    await slow.clock.run(DEVICE_TIMEOUT_MS - 1);
    expect(closed).toBe(false);
    slow.answer('opens');
    await closing;
    expect(await slow.rows()).toEqual([ROW]);
    expect([slow.open, slow.keeper.keeps, slow.clock.nextAt()]).toEqual([0, true, null]);
  });

  test('does so too where it opens for the second time', async () => {
    const slow = new Slow();
    void slow.keeper.load();
    slow.answer('fails');
    await slow.clock.run(backoffMs(1, RANDOM));
    const closing = slow.keeper.close();
    await slow.clock.run(1);
    slow.answer('opens');
    await closing;
    expect(await slow.rows()).toEqual([ROW]);
    expect([slow.open, slow.keeper.keeps, slow.clock.nextAt()]).toEqual([0, true, null]);
  });

  test('is waited for no longer than it may take, says that it keeps nothing, and is closed should it open yet', async () => {
    const slow = new Slow();
    void slow.keeper.load();
    slow.keeper.keep({ added: [ROW] });
    const closing = slow.keeper.close();
    await slow.clock.run(DEVICE_TIMEOUT_MS);
    await closing;
    expect([slow.keeper.keeps, slow.clock.nextAt()]).toEqual([false, null]);
    slow.answer('opens');
    await slow.clock.run(0);
    expect(slow.open).toBe(0);
  });
});

test('a device whose copy cannot be read is closed before it is opened again', async () => {
  const slow = new Slow(() => ({ read: () => Promise.reject(new DeviceError('failing', 'unreadable')) }));
  const loading = slow.keeper.load();
  slow.answer('opens');
  expect((await loading).updates).toEqual([]);
  await slow.clock.run(0);
  expect(slow.open).toBe(0);
});
