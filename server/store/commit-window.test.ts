import { expect, test } from 'vitest';
import { CommitWindow } from './commit-window.ts';
import { COMMIT_MAX_WINDOW_MS, COMMIT_SHARE_RATIO } from './limits.ts';

/** A window that has seen so many commits of that cost that its average has settled, the last one begun at `lastBeginMs`. */
function settled(costMs: number, lastBeginMs: number): CommitWindow {
  const window = new CommitWindow();
  for (let i = 0; i < 100; i++) window.finish(costMs);
  window.begin(lastBeginMs);
  return window;
}

test('the first commit begins at once', () => {
  expect(new CommitWindow().waitMs(0)).toBe(0);
});

test('after a quiet time a commit begins at once, whatever commits cost', () => {
  expect(settled(500, 0).waitMs(COMMIT_MAX_WINDOW_MS)).toBe(0);
});

test('cheap commits follow one another after as long as keeps their share small', () => {
  const costMs = 0.1;
  const window = settled(costMs, 1000);
  expect(window.waitMs(1000)).toBeCloseTo(costMs / COMMIT_SHARE_RATIO, 3);
  expect(window.waitMs(1000 + costMs / COMMIT_SHARE_RATIO)).toBeCloseTo(0, 3);
});

test('dear commits wait no longer than the longest window', () => {
  expect(settled(50, 1000).waitMs(1001)).toBeCloseTo(COMMIT_MAX_WINDOW_MS - 1, 6);
});
