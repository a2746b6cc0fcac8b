import { expect, test } from 'vitest';
import { CommitPace } from './commit-pace.ts';
import {
  COMMIT_BURST,
  COMMIT_MAX_SPACING_MS,
  COMMIT_MIN_SPACING_MS,
  COMMIT_SPACING_PER_DOCUMENT_MS,
} from './limits.ts';

/** Begins so many commits as soon as each may, from `nowMs` on; gives when they began. */
function begin(pace: CommitPace, count: number, nowMs: number, documents = 0): number[] {
  const began: number[] = [];
  let at = nowMs;
  for (let i = 0; i < count; i++) {
    at += pace.waitMs(at);
    pace.begin(at, documents);
    began.push(at);
  }
  return began;
}

const atOnce = (nowMs: number): number[] => Array.from({ length: COMMIT_BURST }, () => nowMs);

test('after a quiet time a few commits begin at once', () => {
  const pace = new CommitPace();
  const later = 1000 + COMMIT_BURST * COMMIT_MIN_SPACING_MS;
  expect(begin(pace, COMMIT_BURST, 1000)).toEqual(atOnce(1000));
  expect(begin(pace, COMMIT_BURST, later)).toEqual(atOnce(later));
});

test('under a load that lasts they begin a spacing apart', () => {
  const later = [1, 2, 3].map((n) => n * COMMIT_MIN_SPACING_MS);
  expect(begin(new CommitPace(), COMMIT_BURST + 3, 0)).toEqual([...atOnce(0), ...later]);
});

test('the more documents write, the further apart, up to a bound', () => {
  const few = COMMIT_MIN_SPACING_MS + 4 * COMMIT_SPACING_PER_DOCUMENT_MS;
  expect(begin(new CommitPace(), COMMIT_BURST + 1, 0, 4).at(-1)).toBe(few);
  expect(begin(new CommitPace(), COMMIT_BURST + 1, 0, 10_000).at(-1)).toBe(COMMIT_MAX_SPACING_MS);
});

test('one that began late does not put off those that follow', () => {
  const pace = new CommitPace();
  begin(pace, COMMIT_BURST, 0);
  pace.begin(COMMIT_MIN_SPACING_MS + 3, 0);
  expect(pace.waitMs(COMMIT_MIN_SPACING_MS + 3)).toBe(COMMIT_MIN_SPACING_MS - 3);
});

test('however many could not wait, the next waits no longer than a spacing', () => {
  const pace = new CommitPace();
  for (let i = 0; i < 1000; i++) pace.begin(500, 0);
  expect(pace.waitMs(500)).toBe(COMMIT_MIN_SPACING_MS);
});
