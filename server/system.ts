import type { Clock } from '#shared/clock.ts';
import type { Random, RandomBytes } from '#shared/random.ts';

/** The world's time and randomness, which everything else takes as arguments. */

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = () => Math.random();

export const systemRandomBytes: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
