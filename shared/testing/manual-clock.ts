import type { Clock } from '../clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Time that stands still until a test moves it. Timers of the same time run in the order in which they were set. */
export class ManualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  constructor(startMs = 1_800_000_000_000) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    const index = this.#timers.findIndex((other) => other.at > timer.at);
    if (index === -1) this.#timers.push(timer);
    else this.#timers.splice(index, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** When the next timer is due; null when there is none. */
  nextAt(): number | null {
    return this.#timers[0]?.at ?? null;
  }

  /** Moves on by so much, running what falls due on the way at its own time. */
  advance(ms: number): void {
    const until = this.#now + ms;
    while (this.#timers[0] !== undefined && this.#timers[0].at <= until) this.#runFirst();
    this.#now = until;
  }

  /** The same, but lets promises settle before and after each timer: for code that awaits. */
  async run(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    while (this.#timers[0] !== undefined && this.#timers[0].at <= until) {
      this.#runFirst();
      await settle();
    }
    this.#now = until;
  }

  #runFirst(): void {
    const timer = this.#timers.shift();
    if (timer === undefined) return;
    this.#now = Math.max(this.#now, timer.at);
    timer.callback();
  }
}

/** Lets everything run that only waits for promises: no test of ours has a chain as long as this. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}
