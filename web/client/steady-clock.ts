import type { Clock } from '#shared/clock.ts';

interface Timepieces {
  /** ms since 1970; people and time servers set it, forwards and back */
  readonly wall: () => number;
  /** ms since some moment; never set, but in some browsers it stands still while the machine sleeps */
  readonly steady: () => number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/**
 * A clock that never goes back: each step is the longer of what its two timepieces say. So a wall clock that is set back by an hour holds
 * nothing up for an hour, and sleep counts. After a step back its times are ahead of the wall clock until the page is loaded again.
 */
export function steadyClock({ wall, steady, after }: Timepieces): Clock {
  let now = wall();
  let [lastWall, lastSteady] = [now, steady()];
  return {
    now() {
      const [nextWall, nextSteady] = [wall(), steady()];
      now += Math.max(0, nextWall - lastWall, nextSteady - lastSteady);
      [lastWall, lastSteady] = [nextWall, nextSteady];
      return Math.floor(now);
    },
    after,
  };
}
