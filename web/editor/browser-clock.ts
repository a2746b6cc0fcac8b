import type { Clock } from '#shared/clock.ts';

/** The clock of a page. */
export function browserClock(view: Window): Clock {
  return {
    now: () => Date.now(),
    after(delayMs, callback) {
      const timer = view.setTimeout(callback, delayMs);
      return () => view.clearTimeout(timer);
    },
  };
}
