import { LEAST_COUNTED_BYTES } from './limits.ts';

/** A small file takes a block of the disk all the same. */
export function countedBytes(size: number): number {
  return Math.max(size, LEAST_COUNTED_BYTES);
}

/** A part of an account for an upload that is under way. */
export interface Reservation {
  /** false when the document may not hold so much */
  growTo(size: number): boolean;
  /** It is in its place; `isNew`: the document had no such file before. */
  settle(isNew: boolean): void;
  /** What was not settled is free again. */
  release(): void;
}

/** What a document's files take, with what is on its way. */
export class Account {
  readonly #limitBytes: number;
  #storedBytes: number;
  #reservedBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(storedBytes: number, limitBytes: number) {
    this.#storedBytes = storedBytes;
    this.#limitBytes = limitBytes;
  }

  /** A file of this size is there no more. */
  forget(size: number): void {
    this.#storedBytes -= countedBytes(size);
  }

  get usedBytes(): number {
    return this.#storedBytes;
  }

  hasRoomFor(bytes: number): boolean {
    return this.#storedBytes + this.#reservedBytes + countedBytes(bytes) <= this.#limitBytes;
  }

  reserve(): Reservation {
    let held = countedBytes(0);
    this.#reservedBytes += held;
    const resize = (bytes: number): void => {
      this.#reservedBytes += bytes - held;
      held = bytes;
    };
    return {
      growTo: (size) => {
        resize(countedBytes(size));
        return this.#storedBytes + this.#reservedBytes <= this.#limitBytes;
      },
      settle: (isNew) => {
        if (isNew) this.#storedBytes += held;
        resize(0);
      },
      release: () => resize(0),
    };
  }

  /** One after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {
      // told to whoever it belongs to
    });
    return mine;
  }
}
