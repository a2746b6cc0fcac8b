import type { Clock } from '#shared/clock.ts';

export interface Throttle {
  /** asks for a call: at once where the last one is long enough ago, otherwise as soon as it is */
  ask(): void;
  stop(): void;
}

/** Calls at most once in `gapMs`, and always once more after the last time it was asked. */
export function throttle(call: () => void, gapMs: number, clock: Clock): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;
  const run = (): void => {
    cancel = null;
    last = clock.now();
    call();
  };
  return {
    ask() {
      if (cancel !== null) return;
      const wait = last + gapMs - clock.now();
      if (wait <= 0) run();
      else cancel = clock.after(wait, run);
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
