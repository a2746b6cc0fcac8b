import type { OutboxRow } from '../device/device-store.ts';
import type { LocksLike } from '../environment.ts';

interface AdoptionParts {
  /** null: nobody can tell whether another tab lives */
  readonly locks: LocksLike | null;
  readonly name: string;
  readonly instance: string;
  readonly readOutbox: () => Promise<readonly OutboxRow[]>;
  /** edits of an instance that is gone, to be pushed as if they were this one's */
  readonly adopt: (rows: readonly OutboxRow[]) => void;
}

/**
 * Takes over the edits that an earlier start, or a tab that is gone, left unacknowledged on the device. Each instance holds a lock for
 * as long as it lives; whoever gets it afterwards pushes what is left. Without locks everything that is found is pushed: what somebody
 * else pushes too the server has already, and drops.
 */
export class Adoption {
  readonly #parts: AdoptionParts;
  readonly #stops = new Map<string, () => void>();
  readonly #noted = new Set<string>();
  #over = false;

  constructor(parts: AdoptionParts) {
    this.#parts = parts;
  }

  /** Looks for what was left so far. */
  async start(): Promise<void> {
    this.#hold(this.#parts.instance, () => {});
    await this.look();
  }

  /** Looks again, where a device could not be read before. */
  async look(): Promise<void> {
    const { instance, readOutbox } = this.#parts;
    const rows = await readOutbox();
    for (const other of new Set(rows.map((row) => row.instance))) {
      if (other !== instance) this.#watch(other);
    }
  }

  /** Another tab is here; should it go, what it leaves is taken over. Gives whether it was unknown. */
  note(instance: string): boolean {
    if (instance === this.#parts.instance || this.#noted.has(instance)) return false;
    this.#noted.add(instance);
    // without locks there is no news of its end: the next start finds what it left
    if (this.#parts.locks !== null) this.#watch(instance);
    return true;
  }

  stop(): void {
    this.#over = true;
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #watch(instance: string): void {
    if (this.#stops.has(instance)) return;
    this.#hold(instance, () => void this.#takeOver(instance));
  }

  async #takeOver(instance: string): Promise<void> {
    const rows = (await this.#parts.readOutbox()).filter((row) => row.instance === instance);
    if (this.#over) return;
    if (rows.length > 0) {
      this.#parts.adopt(rows);
      return;
    }
    this.#stops.get(instance)?.();
    this.#stops.delete(instance);
  }

  #hold(instance: string, held: () => void): void {
    if (this.#over) return;
    const { locks, name } = this.#parts;
    if (locks === null) {
      this.#stops.set(instance, () => {});
      held();
      return;
    }
    const stop = locks.hold(`${name} ${instance}`, 'wait', { got: held, lost: () => {}, denied: held });
    this.#stops.set(instance, stop);
  }
}
