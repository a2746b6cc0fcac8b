import { COMMIT_MAX_WINDOW_MS, COMMIT_SHARE_RATIO } from './limits.ts';

/** How much a new commit's cost counts in the average. */
const NEWEST_WEIGHT = 0.2;

/**
 * When the next commit may begin. A commit after a quiet time begins at once; commits that follow one another are spaced so that they
 * take at most {@link COMMIT_SHARE_RATIO} of a core, but never wait longer than {@link COMMIT_MAX_WINDOW_MS}. What comes in meanwhile
 * shares the commit, so the window costs little where it is long and nothing where it is not needed.
 *
 * Pure: times come in as arguments, in milliseconds of a clock that does not jump.
 */
export class CommitWindow {
  #averageCostMs = 0;
  #lastBeginMs = Number.NEGATIVE_INFINITY;

  /** How long a commit that is wanted at `nowMs` still has to wait; 0: begin now. */
  waitMs(nowMs: number): number {
    const window = Math.min(COMMIT_MAX_WINDOW_MS, this.#averageCostMs / COMMIT_SHARE_RATIO);
    return Math.max(0, this.#lastBeginMs + window - nowMs);
  }

  /** Says that a commit begins. */
  begin(nowMs: number): void {
    this.#lastBeginMs = nowMs;
  }

  /** Says what the commit took, from the transaction's begin to its end on the disk. */
  finish(costMs: number): void {
    this.#averageCostMs += NEWEST_WEIGHT * (costMs - this.#averageCostMs);
  }
}
