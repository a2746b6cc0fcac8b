import { expect, test } from 'vitest';
import { steadyClock } from './steady-clock.ts';

test('a clock goes on steadily whatever is done to the wall clock, and counts sleep', () => {
  let [wall, steady] = [1_000_000, 50];
  const clock = steadyClock({ wall: () => wall, steady: () => steady, after: () => () => {} });
  const pass = (wallMs: number, steadyMs: number): number => {
    wall += wallMs;
    steady += steadyMs;
    return clock.now();
  };
  expect(clock.now()).toBe(1_000_000);
  expect(pass(100, 100)).toBe(1_000_100);
  // set back by an hour while 10 ms pass
  expect(pass(-3_600_000, 10)).toBe(1_000_110);
  expect(pass(5, 5)).toBe(1_000_115);
  // asleep for a minute, in which one of the two stood still
  expect(pass(60_000, 0)).toBe(1_060_115);
  // set ahead by a day
  expect(pass(86_400_000, 20)).toBe(87_460_115);
});
