import { DeviceError } from './device-store.ts';
import { MOST_UNDO_ROWS } from '../limits.ts';
import type { DeviceBatch, DeviceProblem, DeviceStore, OutboxRow, UndoRow } from './device-store.ts';

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
    const kept = this.#documents.get(name) ?? {
      cursor: new Uint8Array(0),
      updates: [],
      outbox: new Map(),
      undo: new Map(),
    };
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
  readonly undo: Map<string, UndoRow>;
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
    takeUndo: (instance, before) => attempt(() => takeUndo(kept.undo, instance, before)),
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
  if (batch.undo !== null) kept.undo.set(batch.undo.instance, batch.undo);
  for (const key of batch.removed) kept.outbox.delete(`${key.instance} ${key.order}`);
}

function takeUndo(rows: Map<string, UndoRow>, instance: string | null, before: number): UndoRow | null {
  const row = (instance === null ? undefined : rows.get(instance)) ?? null;
  const byAge = [...rows.values()].sort((a, b) => a.at - b.at);
  const gone = [...byAge.filter(({ at }) => at < before), ...byAge.slice(0, -MOST_UNDO_ROWS)];
  for (const old of row === null ? gone : [...gone, row]) rows.delete(old.instance);
  return row === null || row.at < before ? null : row;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
