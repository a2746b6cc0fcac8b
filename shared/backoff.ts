import type { Random } from './random.ts';

export const BACKOFF_FIRST_MS = 300;
export const BACKOFF_MOST_MS = 30_000;

/**
 * How long to wait before try number `attempt` (1 for the first repetition): full jitter, so that ten thousand clients that lost the
 * same server come back spread over the whole span. Source: M. Brooker, "Exponential backoff and jitter".
 */
export function backoffMs(attempt: number, random: Random): number {
  const span = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(BACKOFF_FIRST_MS + random() * (span - BACKOFF_FIRST_MS));
}
