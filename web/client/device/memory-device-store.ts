import { DeviceError } from './device-store.ts';
import type { DeviceBatch, DeviceProblem, DeviceStore, OutboxRow } from './device-store.ts';

/** What a disk is to a browser: outlives the stores that are opened on it. For tests, and for hosts that keep nothing. */
export class MemoryDevice {
  readonly #documents = new Map<string, Kept>();
  /** set to make every write fail that way; null: the device works */
  problem: DeviceProblem | null = null;
  /** set to make it answer nothing, not even that it fails */
  hangs = false;
  /** set to keep a write from beginning until it resolves, as a slow disk does */
  holdBack: Promise<void> | null = null;
  #clears = 0;

  /** As a person clears a site's data: what is kept is gone, and the stores that are open are lost. */
  clear(): void {
    this.#documents.clear();
    this.#clears++;
  }

  open(name: string): Promise<DeviceStore> {
    if (this.problem === 'blocked') return Promise.reject(new DeviceError('blocked', 'storage is blocked'));
    if (this.hangs) return new Promise(() => {});
    const kept = this.#documents.get(name) ?? { cursor: new Uint8Array(0), updates: [], outbox: new Map() };
    this.#documents.set(name, kept);
    const clears = this.#clears;
    const problem = (): DeviceProblem | null => (clears === this.#clears ? this.problem : 'lost');
    const store = storeOn(kept, problem, () => this.hangs);
    const write: DeviceStore['write'] = async (batch) => {
      await this.holdBack;
      return store.write(batch);
    };
    return Promise.resolve({ ...store, write });
  }
}

interface Kept {
  cursor: Uint8Array;
  updates: Uint8Array[];
  readonly outbox: Map<string, OutboxRow>;
}

function storeOn(kept: Kept, problem: () => DeviceProblem | null, hangs: () => boolean): DeviceStore {
  let closed = false;
  const check = (): void => {
    const now = problem();
    if (closed) throw new DeviceError('failing', 'the store is closed');
    if (now !== null) throw new DeviceError(now, `the device is ${now}`);
  };
  const attempt = <T>(work: () => T): Promise<T> => {
    if (hangs()) return new Promise(() => {});
    try {
      check();
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new DeviceError('failing', String(error)));
    }
  };
  return {
    read: () => attempt(() => ({ cursor: kept.cursor, updates: [...kept.updates] })),
    write: (batch) =>
      attempt(() => {
        put(kept, batch);
        return { rows: kept.updates.length };
      }),
    compact: (merge) =>
      attempt(() => {
        if (kept.updates.length > 1) kept.updates = [merge([...kept.updates])];
      }),
    readOutbox: () =>
      attempt(() => [...kept.outbox.values()].sort((a, b) => compare(a.instance, b.instance) || a.order - b.order)),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

function put(kept: Kept, batch: DeviceBatch): void {
  if (batch.forget) {
    kept.updates = [];
    kept.cursor = new Uint8Array(0);
  }
  kept.updates.push(...batch.updates);
  if (batch.cursor !== null) kept.cursor = batch.cursor;
  for (const row of batch.added) kept.outbox.set(`${row.instance} ${row.order}`, row);
  for (const key of batch.removed) kept.outbox.delete(`${key.instance} ${key.order}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
