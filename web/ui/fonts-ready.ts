/** Words wait so long for their fonts, not longer: after that, what the device has will do. */
const FONT_WAIT_MS = 1_500;

/**
 * Calls back once when the fonts that the page needs by now are there, so that words do not move when they come. Never later than
 * {@link FONT_WAIT_MS}. Gives its own stop.
 */
export function whenFontsReady(view: Window, ready: () => void): () => void {
  let waiting = true;
  const done = (): void => {
    if (!waiting) return;
    waiting = false;
    view.clearTimeout(timer);
    ready();
  };
  const timer = view.setTimeout(done, FONT_WAIT_MS);
  void waitFor(view.document.fonts.ready, done);
  return () => {
    waiting = false;
    view.clearTimeout(timer);
  };
}

async function waitFor(fonts: Promise<unknown>, done: () => void): Promise<void> {
  try {
    await fonts;
  } finally {
    done();
  }
}
