import type { Clock } from '#shared/clock.ts';

/** What the work gives, or null when it takes longer; it goes on then, unheard. Rejects as the work does. */
export async function within<T>(clock: Clock, work: Promise<T>, mostMs: number): Promise<T | null> {
  let stopTimer = (): void => {};
  const tooLate = new Promise<null>((resolve) => {
    stopTimer = clock.after(mostMs, () => resolve(null));
  });
  return Promise.race([work, tooLate]).finally(() => stopTimer());
}
