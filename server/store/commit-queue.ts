import { CommitPace } from './commit-pace.ts';
import { COMMIT_MAX_BYTES } from './limits.ts';

interface Write {
  readonly updates: readonly Uint8Array[];
}

/**
 * Gathers writes into batches and has them committed one batch at a time, in the order in which they came. What comes in while a commit
 * is under way goes into the next one together. Who can wait for company asks {@link beforeCommit} when that is.
 */
export class CommitQueue<W extends Write> {
  readonly #commit: (batch: readonly W[]) => Promise<void>;
  readonly #pace = new CommitPace();
  #waiting: W[] = [];
  #callbacks: (() => void)[] = [];
  /** the loop that commits what waits, while there is any */
  #loop: Promise<void> | null = null;
  /** nobody waits for company: the next commit begins with the next turn of the event loop */
  #hurried = false;
  #draining = false;
  /** ends a wait for company that is under way */
  #wake: () => void = () => {};

  /** `commit` must not throw. */
  constructor(commit: (batch: readonly W[]) => Promise<void>) {
    this.#commit = commit;
  }

  /** A write that does not wait for company. */
  add(write: W): void {
    this.#waiting.push(write);
    this.hurry();
    this.#loop ??= this.#run();
  }

  /** Calls back, once, right before a commit begins: what is added then goes into it. */
  beforeCommit(callback: () => void): void {
    this.#callbacks.push(callback);
    this.#loop ??= this.#run();
  }

  /** The next commit does not wait for company. */
  hurry(): void {
    this.#hurried = true;
    this.#wake();
  }

  /** Removes writes that wait, and gives them. */
  takeOut(wanted: (write: W) => boolean): readonly W[] {
    const taken = this.#waiting.filter(wanted);
    if (taken.length > 0) this.#waiting = this.#waiting.filter((write) => !wanted(write));
    return taken;
  }

  /** Commits everything that waits without waiting for company. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.hurry();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 || this.#callbacks.length > 0) {
      await this.#waitForCompany();
      const callbacks = this.#callbacks;
      this.#callbacks = [];
      for (const callback of callbacks) callback();
      this.#hurried = false;
      this.#pace.begin(performance.now());
      const batch = this.#takeBatch();
      if (batch.length > 0) await this.#commit(batch);
    }
    this.#loop = null;
  }

  /** Until the turn of the event loop is over, so that what one packet brought stays together, and as long as the pace says. */
  #waitForCompany(): Promise<void> {
    const atOnce = this.#hurried || this.#draining || this.#waiting.length > 0;
    const waitMs = atOnce ? 0 : this.#pace.waitMs(performance.now());
    return new Promise((resolve) => {
      if (waitMs === 0) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        this.#wake = () => {};
        clearTimeout(timer);
        setImmediate(resolve);
      };
    });
  }

  #takeBatch(): readonly W[] {
    let bytes = 0;
    let count = 0;
    for (const { updates } of this.#waiting) {
      for (const update of updates) bytes += update.length;
      if (count > 0 && bytes > COMMIT_MAX_BYTES) break;
      count += 1;
    }
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return batch;
  }
}
