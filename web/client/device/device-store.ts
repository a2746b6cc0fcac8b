/**
 * The copy of one document on one device: its updates, how far the server's log was read, and the edits that the server has not
 * acknowledged. All tabs of a browser share it. `conformance.ts` is the suite that each implementation MUST pass.
 *
 * - A `write` is one transaction: all of it is kept or nothing.
 * - Everything rejects with a {@link DeviceError}, nothing else.
 */
export interface DeviceStore {
  read(): Promise<DeviceContent>;
  write(batch: DeviceBatch): Promise<DeviceSize>;
  /** Merges the copy's rows into one with `merge`, in one transaction. */
  compact(merge: (updates: Uint8Array[]) => Uint8Array): Promise<void>;
  /** Those of all instances, by instance and order. */
  readOutbox(): Promise<OutboxRow[]>;
  /**
   * What an instance can undo; null where nothing is kept of it. It is forgotten with that, and so is what others kept before a time, or
   * before MOST_UNDO_ROWS others.
   * @param before ms since 1970
   */
  takeUndo(instance: string | null, before: number): Promise<UndoRow | null>;
  close(): Promise<void>;
}

export interface DeviceContent {
  /** empty when there is none */
  readonly cursor: Uint8Array;
  readonly updates: readonly Uint8Array[];
}

export interface DeviceBatch {
  /** forgets the copy and its cursor first; the outbox stays */
  readonly forget: boolean;
  readonly updates: readonly Uint8Array[];
  /** null leaves it as it is */
  readonly cursor: Uint8Array | null;
  readonly added: readonly OutboxRow[];
  readonly removed: readonly OutboxKey[];
  /** replaces what is kept of its instance; null leaves that as it is */
  readonly undo: UndoRow | null;
}

export interface DeviceSize {
  /** of the copy */
  readonly rows: number;
}

export interface OutboxKey {
  readonly instance: string;
  /** rises with each edit of the instance */
  readonly order: number;
}

/** What the editor of one instance can undo. */
export interface UndoRow {
  readonly instance: string;
  /** when it was kept, ms since 1970 */
  readonly at: number;
  /** both are {@link KeptUndo}'s; empty for nothing */
  readonly steps: Uint8Array<ArrayBuffer>;
  readonly deleted: Uint8Array<ArrayBuffer>;
}

export interface OutboxRow extends OutboxKey {
  readonly update: Uint8Array;
  /** how many transactions of the person it holds */
  readonly edits: number;
}

/**
 * `blocked`: the browser does not let us keep anything; `full`: there is no room; `lost`: this store is gone, one that is opened anew
 * may be empty; `failing`: anything else.
 */
export type DeviceProblem = 'blocked' | 'full' | 'lost' | 'failing';

export class DeviceError extends Error {
  readonly code = 'device';
  override readonly name = 'DeviceError';
  readonly problem: DeviceProblem;

  constructor(problem: DeviceProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** What a device files a document's copy under, and its tabs' channel and locks. */
export function deviceName(serverBase: string, document: string): string {
  return `manyhands ${serverBase} ${document}`;
}
