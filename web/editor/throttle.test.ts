import { expect, test } from 'vitest';
import type { Clock } from '#shared/clock.ts';
import { throttle } from './throttle.ts';

function clockByHand(): Clock & { advance(ms: number): void } {
  let now = 0;
  let timers: { at: number; call: () => void }[] = [];
  return {
    now: () => now,
    after(delay, call) {
      const timer = { at: now + delay, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(ms) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.call();
    },
  };
}

test('calls at once, then at most once in the gap, and once more after the last ask', () => {
  const clock = clockByHand();
  const calls: number[] = [];
  const sender = throttle(() => calls.push(clock.now()), 100, clock);
  sender.ask();
  sender.ask();
  clock.advance(40);
  sender.ask();
  expect(calls).toEqual([0]);
  clock.advance(60);
  expect(calls).toEqual([0, 100]);
  clock.advance(500);
  expect(calls).toEqual([0, 100]);
  sender.ask();
  expect(calls).toEqual([0, 100, 600]);
});

test('does nothing after its stop', () => {
  const clock = clockByHand();
  let calls = 0;
  const sender = throttle(() => calls++, 100, clock);
  sender.ask();
  sender.ask();
  sender.stop();
  clock.advance(1_000);
  expect(calls).toBe(1);
});
