import {
  COMMIT_BURST,
  COMMIT_MAX_SPACING_MS,
  COMMIT_MIN_SPACING_MS,
  COMMIT_SPACING_PER_DOCUMENT_MS,
} from './limits.ts';

/**
 * When the next commit may begin. After a quiet time {@link COMMIT_BURST} of them begin at once; under a load that lasts they begin a
 * spacing apart, which grows with the documents that write. What comes in meanwhile shares the next commit, and so do the writes to the
 * sockets that follow it.
 *
 * Pure: times come in as arguments, in milliseconds of a clock that does not jump.
 */
export class CommitPace {
  #spacingMs = COMMIT_MIN_SPACING_MS;
  /** when the commits so far would be through, had each taken its whole spacing */
  #throughMs = Number.NEGATIVE_INFINITY;

  /** How long a commit that is wanted at `nowMs` still has to wait; 0: begin now. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#throughMs - (COMMIT_BURST - 1) * this.#spacingMs - nowMs);
  }

  /** Says that a commit begins. One that could not wait is not held against those that follow for longer than a spacing. */
  begin(nowMs: number, documents: number): void {
    const spacing = COMMIT_MIN_SPACING_MS + documents * COMMIT_SPACING_PER_DOCUMENT_MS;
    this.#spacingMs = Math.min(spacing, COMMIT_MAX_SPACING_MS);
    const through = Math.max(this.#throughMs, nowMs) + this.#spacingMs;
    this.#throughMs = Math.min(through, nowMs + COMMIT_BURST * this.#spacingMs);
  }
}
