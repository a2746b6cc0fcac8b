import type { Clock } from '#shared/clock.ts';

/** Words wait so long for their fonts, not longer: after that, what the device has will do. */
const FONT_WAIT_MS = 1_500;

/**
 * Calls back once when the fonts that the page needs by now are there, so that words do not move when they come. Never later than
 * {@link FONT_WAIT_MS}. Gives its own stop.
 */
export function whenFontsReady(document: Document, clock: Clock, ready: () => void): () => void {
  let waiting = true;
  const done = (): void => {
    if (!waiting) return;
    waiting = false;
    cancel();
    ready();
  };
  const cancel = clock.after(FONT_WAIT_MS, done);
  void document.fonts.ready.then(done);
  return () => {
    waiting = false;
    cancel();
  };
}
