import type { Clock } from '#shared/clock.ts';
import { defaultEnvironment } from '#web/client/environment-defaults.ts';

/** The clock of a page: the time is the client's, which never goes back; the timers are the page's own. */
export function browserClock(view: Window): Clock {
  return {
    now: () => defaultEnvironment().clock.now(),
    after(delayMs, callback) {
      const timer = view.setTimeout(callback, delayMs);
      return () => view.clearTimeout(timer);
    },
  };
}
