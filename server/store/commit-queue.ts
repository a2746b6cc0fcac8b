import { CommitPace } from './commit-pace.ts';
import { COMMIT_ENOUGH_UPDATES, COMMIT_GRACE_MS, COMMIT_MAX_BYTES } from './limits.ts';

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
  /** updates that wait for what `beforeCommit` was asked, as far as it is known */
  #updates = 0;
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
    this.#wake();
    this.#loop ??= this.#run();
  }

  /** Calls back, once, right before a commit begins: what is added then goes into it. */
  beforeCommit(callback: () => void): void {
    this.#callbacks.push(callback);
    this.#loop ??= this.#run();
  }

  /** One more update waits for that. */
  oneMoreWaits(): void {
    this.#updates += 1;
    if (this.#updates >= COMMIT_ENOUGH_UPDATES || this.#pace.waitMs(performance.now()) === 0) this.#wake();
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
    this.#wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 || this.#callbacks.length > 0) {
      await this.#waitForCompany();
      const callbacks = this.#callbacks;
      this.#callbacks = [];
      this.#updates = 0;
      for (const callback of callbacks) callback();
      const batch = this.#takeBatch();
      this.#pace.begin(performance.now(), batch.length);
      if (batch.length > 0) await this.#commit(batch);
    }
    this.#loop = null;
  }

  /**
   * Until the turn of the event loop is over, so that what one packet brought stays together, and under load until the commit is due and
   * somebody comes who then need not wait.
   */
  #waitForCompany(): Promise<void> {
    const atOnce = this.#draining || this.#waiting.length > 0 || this.#updates >= COMMIT_ENOUGH_UPDATES;
    const waitMs = atOnce ? 0 : this.#pace.waitMs(performance.now());
    return new Promise((resolve) => {
      if (waitMs === 0) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, waitMs + COMMIT_GRACE_MS);
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
