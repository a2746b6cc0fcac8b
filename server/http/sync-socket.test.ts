import { expect, test } from 'vitest';
import { cutTo } from './sync-socket.ts';

test.each([
  ['short', 'short'],
  ['x'.repeat(200), 'x'.repeat(123)],
  ['é'.repeat(100), 'é'.repeat(61)],
  ['👋'.repeat(40), '👋'.repeat(30)],
])('a reason fits into a close frame, whole characters only', (reason, expected) => {
  const cut = cutTo(123, reason);
  expect(cut).toBe(expected);
  expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(123);
});
