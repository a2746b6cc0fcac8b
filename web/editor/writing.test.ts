import { expect, test } from 'vitest';
import { isWriting, WRITING_WINDOW_MS } from './writing.ts';

test('three keystrokes within two seconds are writing', () => {
  expect(isWriting([0, 500, 900], 900)).toBe(true);
  expect(isWriting([0, 500], 500)).toBe(false);
  expect(isWriting([0, 500, WRITING_WINDOW_MS + 1], WRITING_WINDOW_MS + 1)).toBe(false);
});
