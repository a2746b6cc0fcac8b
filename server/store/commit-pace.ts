import { COMMIT_BURST, COMMIT_SPACING_MS } from './limits.ts';

/**
 * When the next commit may begin. After a quiet time {@link COMMIT_BURST} of them begin at once; under a load that lasts they begin
 * {@link COMMIT_SPACING_MS} apart. What comes in meanwhile shares the next one, and so do the writes to the sockets that follow it.
 *
 * Pure: times come in as arguments, in milliseconds of a clock that does not jump.
 */
export class CommitPace {
  /** when the commits so far would be through, had each taken its whole spacing */
  #throughMs = Number.NEGATIVE_INFINITY;

  /** How long a commit that is wanted at `nowMs` still has to wait; 0: begin now. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#throughMs - (COMMIT_BURST - 1) * COMMIT_SPACING_MS - nowMs);
  }

  /** Says that a commit begins. One that could not wait is not held against those that follow for longer than a spacing. */
  begin(nowMs: number): void {
    const through = Math.max(this.#throughMs, nowMs) + COMMIT_SPACING_MS;
    this.#throughMs = Math.min(through, nowMs + COMMIT_BURST * COMMIT_SPACING_MS);
  }
}
