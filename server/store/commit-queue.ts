import { CommitWindow } from './commit-window.ts';
import { COMMIT_MAX_BYTES } from './limits.ts';

interface Write {
  readonly updates: readonly Uint8Array[];
}

/**
 * Gathers writes into batches and has them committed one batch at a time, in the order in which they came. What comes in while a commit
 * is under way goes into the next one together.
 */
export class CommitQueue<W extends Write> {
  readonly #commit: (batch: readonly W[]) => Promise<number | null>;
  readonly #window = new CommitWindow();
  #waiting: W[] = [];
  /** the loop that commits what waits, while there is any */
  #loop: Promise<void> | null = null;
  #draining = false;
  /** cuts a wait for company short */
  #hurry: () => void = () => {};

  /** `commit` gives what its transaction cost in milliseconds, or null where none was finished. It must not throw. */
  constructor(commit: (batch: readonly W[]) => Promise<number | null>) {
    this.#commit = commit;
  }

  add(write: W): void {
    this.#waiting.push(write);
    this.#loop ??= this.#run();
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
    this.#hurry();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#waitForCompany();
      this.#window.begin(performance.now());
      const costMs = await this.#commit(this.#takeBatch());
      if (costMs !== null) this.#window.finish(costMs);
    }
    this.#loop = null;
  }

  /** Until the turn of the event loop is over, so that what one packet brought stays together, and as long as the window says. */
  #waitForCompany(): Promise<void> {
    const waitMs = this.#draining ? 0 : this.#window.waitMs(performance.now());
    return new Promise((resolve) => {
      if (waitMs === 0) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, waitMs);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
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
