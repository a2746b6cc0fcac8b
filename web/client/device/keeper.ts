import { backoffMs } from '#shared/backoff.ts';
import type { Clock } from '#shared/clock.ts';
import type { Random } from '#shared/random.ts';
import { COMPACT_AFTER_ROWS, DEVICE_TIMEOUT_MS, UNDO_KEPT_FOR_MS } from '../limits.ts';
import type { Device } from '../state.ts';
import { merged } from '../sync/updates.ts';
import { within } from '../within.ts';
import { DeviceError } from './device-store.ts';
import type { DeviceBatch, DeviceContent, DeviceStore, OutboxKey, OutboxRow, UndoRow } from './device-store.ts';

interface KeeperParts {
  /** null: nothing is kept here */
  readonly open: (() => Promise<DeviceStore>) | null;
  readonly clock: Clock;
  readonly random: Random;
  /** everything that is to be on the device, for one that was cleared, or that opened late */
  readonly whole: () => DeviceBatch;
  /** a store was opened late: what it holds was not read yet */
  readonly reopened: () => void;
  /** called after each change of `state`, and after each write that put edits on the device */
  readonly changed: () => void;
}

const NOTHING: DeviceBatch = { forget: false, updates: [], cursor: null, added: [], removed: [], undo: null };
const EMPTY: Loaded = { cursor: new Uint8Array(0), updates: [], undo: null };

interface Loaded extends DeviceContent {
  /** what the page before can undo; null where nothing is kept of it */
  readonly undo: UndoRow | null;
}

/**
 * Writes to the device one transaction after the other, in the order of what happened; what comes in meanwhile goes into the next. A
 * write that fails stays whole and is tried again together with what came later: so no cursor is ever kept without the updates that
 * are before it.
 */
export class Keeper {
  readonly #parts: KeeperParts;
  #store: DeviceStore | null = null;
  #state: Device;
  #next: DeviceBatch = NOTHING;
  /** what the store has been given and has not said to be on the disk */
  #underWay: DeviceBatch = NOTHING;
  #opening: Promise<unknown> | null = null;
  #writing: Promise<void> | null = null;
  #failures = 0;
  #stopRetry: (() => void) | null = null;
  /** the copy was given up for this start; the outbox is still kept */
  #copyGivenUp = false;
  #isLoaded = false;
  #over = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#state = parts.open === null ? { kind: 'off' } : { kind: 'kept' };
  }

  get state(): Device {
    return this.#state;
  }

  /** Whether everything so far is on the device or on its way there. */
  get keeps(): boolean {
    return this.#state.kind === 'kept';
  }

  /** Edits that are not on the device yet: on their way to it, or waiting for a store. Only the end of a store's transaction takes them out. */
  get unwritten(): number {
    return this.#unwrittenRows.reduce((sum, { edits }) => sum + edits, 0);
  }

  /** Whether the device has all of these rows. */
  holds(rows: readonly OutboxKey[]): boolean {
    const missing = this.#unwrittenRows;
    return this.keeps && !rows.some((row) => missing.some((other) => isSame(row, other)));
  }

  get #unwrittenRows(): readonly OutboxRow[] {
    return [...this.#underWay.added, ...this.#next.added];
  }

  /**
   * Opens the store and gives the copy; an empty one where there is none. Never rejects.
   * @param instance whose undo is taken with it
   */
  load(instance: string | null = null): Promise<Loaded> {
    const { open } = this.#parts;
    return open === null ? Promise.resolve(EMPTY) : this.#whileOpening(this.#load(open, instance));
  }

  async #load(open: () => Promise<DeviceStore>, instance: string | null): Promise<Loaded> {
    try {
      const { store, content } = await this.#openInTime(open, (opened) => this.#readAll(opened, instance));
      this.#isLoaded = true;
      this.#store = store;
      this.#pump();
      return content;
    } catch (error) {
      this.#isLoaded = true;
      this.#lose(error);
      return EMPTY;
    }
  }

  #whileOpening<T>(opening: Promise<T>): Promise<T> {
    this.#opening = opening;
    return opening.finally(() => {
      if (this.#opening === opening) this.#opening = null;
    });
  }

  /** A copy is worth more than what can be undone in it. */
  async #readAll(store: DeviceStore, instance: string | null): Promise<Loaded> {
    const undo = store.takeUndo(instance, this.#parts.clock.now() - UNDO_KEPT_FOR_MS).catch(() => null);
    return { ...(await store.read()), undo: await undo };
  }

  /** A database that hangs must not keep anybody from the document; should it open yet, it is closed again. */
  async #openInTime<T>(
    open: () => Promise<DeviceStore>,
    read: (store: DeviceStore) => Promise<T>,
  ): Promise<{ store: DeviceStore; content: T }> {
    const opening = open();
    const reading = opening.then(async (store) => ({ store, content: await read(store) }));
    try {
      const opened = await within(this.#parts.clock, reading, DEVICE_TIMEOUT_MS);
      if (opened === null) throw new DeviceError('blocked', 'the database does not open');
      return opened;
    } catch (error) {
      opening.then((store) => store.close()).catch(() => {});
      throw error;
    }
  }

  /** Adds to what is written next. */
  keep(change: Partial<DeviceBatch>): void {
    if (this.#parts.open === null || this.#over) return;
    // nowhere to write it: once there is, everything is written
    if (this.#isLoaded && this.#store === null) return;
    this.#next = append(this.#next, this.#copyGivenUp ? { ...change, updates: [], cursor: null } : change);
    this.#pump();
  }

  /** Forgets the copy, on the device and for the rest of this start: it holds what the server never will. */
  giveUpCopy(): void {
    this.keep({ forget: true });
    this.#copyGivenUp = true;
  }

  /** The rows that are on the device; none where it cannot be read. */
  async readOutbox(): Promise<readonly OutboxRow[]> {
    const { clock } = this.#parts;
    try {
      return this.#store === null ? [] : ((await within(clock, this.#store.readOutbox(), DEVICE_TIMEOUT_MS)) ?? []);
    } catch {
      return [];
    }
  }

  /**
   * The page goes: its edits that wait for their turn, and what can be undone, are written at once; the copy without them is still a copy.
   * They stay in the next write too, where there is one.
   */
  rescue(): void {
    const { added, removed, undo } = this.#next;
    const rows = added.filter((row) => !removed.some((key) => isSame(key, row)));
    if (this.#store === null || (rows.length === 0 && undo === null)) return;
    this.#store.write({ ...NOTHING, added: rows, undo }).catch(() => {});
  }

  /** Resolves when an opening that is under way has ended; `state` says how. Takes DEVICE_TIMEOUT_MS at most. */
  async opened(): Promise<void> {
    await this.#opening;
  }

  /** Resolves when what was given so far is on the device, or cannot be put there. */
  async #settled(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  /** What is on its way to the device gets there first, be it that the device is still opening. */
  async close(): Promise<void> {
    await this.opened();
    await within(this.#parts.clock, this.#settled(), DEVICE_TIMEOUT_MS);
    this.#over = true;
    this.#stopRetry?.();
    await this.#store?.close().catch(() => {});
  }

  #pump(): void {
    if (this.#writing !== null || this.#store === null || this.#stopRetry !== null || isNothing(this.#next)) return;
    const batch = this.#next;
    this.#next = NOTHING;
    this.#underWay = batch;
    this.#writing = this.#write(this.#store, batch).finally(() => {
      this.#writing = null;
      this.#pump();
    });
  }

  async #write(store: DeviceStore, batch: DeviceBatch): Promise<void> {
    // a device that does not answer keeps nothing, for all that anybody knows
    const stopTimer = this.#parts.clock.after(DEVICE_TIMEOUT_MS, () =>
      this.#become({ kind: 'not-kept', reason: 'blocked' }),
    );
    try {
      const { rows } = await store.write(batch);
      this.#failures = 0;
      this.#underWay = NOTHING;
      if (!this.#become({ kind: 'kept' }) && batch.added.length > 0) this.#parts.changed();
      if (rows > COMPACT_AFTER_ROWS) await store.compact(merged);
    } catch (error) {
      if (error instanceof DeviceError && error.problem === 'lost') {
        this.#lose(error);
        return;
      }
      this.#next = append(batch, this.#next);
      this.#underWay = NOTHING;
      const { updates } = this.#next;
      if (updates.length > COMPACT_AFTER_ROWS) this.#next = { ...this.#next, updates: [merged(updates)] };
      this.#failed(error);
      this.#retry(() => this.#pump());
    } finally {
      stopTimer();
    }
  }

  /** Nothing can be written to it any more: it was cleared, or never opened. Another is opened when that can be. */
  #lose(why: unknown): void {
    this.#store?.close().catch(() => {});
    this.#store = null;
    this.#next = NOTHING;
    this.#underWay = NOTHING;
    this.#failed(why);
    this.#retry(() => this.#reopen());
  }

  #reopen(): void {
    const { open } = this.#parts;
    if (open !== null && !this.#over) void this.#whileOpening(this.#openAgain(open));
  }

  async #openAgain(open: () => Promise<DeviceStore>): Promise<void> {
    const { whole, reopened } = this.#parts;
    try {
      const { store } = await this.#openInTime(open, (opened) => opened.read());
      this.#store = store;
      const all = whole();
      this.#next = this.#copyGivenUp ? { ...all, forget: true, updates: [], cursor: null } : all;
      this.#pump();
      reopened();
    } catch (error) {
      this.#lose(error);
    }
  }

  #failed(error: unknown): void {
    const reason = error instanceof DeviceError && error.problem === 'full' ? 'full' : 'blocked';
    this.#become({ kind: 'not-kept', reason });
  }

  #retry(again: () => void): void {
    if (this.#over) return;
    this.#failures++;
    this.#stopRetry?.();
    this.#stopRetry = this.#parts.clock.after(backoffMs(this.#failures, this.#parts.random), () => {
      this.#stopRetry = null;
      again();
    });
  }

  /** Gives whether that is new. */
  #become(state: Device): boolean {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return false;
    this.#state = state;
    this.#parts.changed();
    return true;
  }
}

function isSame(a: OutboxKey, b: OutboxKey): boolean {
  return a.instance === b.instance && a.order === b.order;
}

function append(first: DeviceBatch, then: Partial<DeviceBatch>): DeviceBatch {
  const forget = then.forget ?? false;
  return {
    forget: first.forget || forget,
    updates: [...(forget ? [] : first.updates), ...(then.updates ?? [])],
    cursor: then.cursor ?? (forget ? null : first.cursor),
    added: [...first.added, ...(then.added ?? [])],
    removed: [...first.removed, ...(then.removed ?? [])],
    undo: then.undo ?? first.undo,
  };
}

function isNothing(batch: DeviceBatch): boolean {
  const { forget, updates, cursor, added, removed, undo } = batch;
  const isEmpty = updates.length === 0 && added.length === 0 && removed.length === 0;
  return !forget && isEmpty && cursor === null && undo === null;
}
