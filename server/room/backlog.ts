import { BACKLOG_ENTRY_BYTES } from './limits.ts';

/** What was judged and is not on disk yet, in all rooms of a node. It is bounded: else a disk that hangs fills the memory. */
export class Backlog {
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Takes an update of so many bytes in, or refuses it. Whatever its size, one is taken when nothing waits. */
  admit(bytes: number): boolean {
    const after = this.#bytes + bytes + BACKLOG_ENTRY_BYTES;
    if (this.#bytes > 0 && after > this.#mostBytes) return false;
    this.#bytes = after;
    return true;
  }

  /** An update that was admitted is on disk or refused. */
  release(bytes: number): void {
    this.#bytes -= bytes + BACKLOG_ENTRY_BYTES;
  }
}
