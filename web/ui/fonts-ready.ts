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
  void waitFor(view, done);
  return () => {
    waiting = false;
    view.clearTimeout(timer);
  };
}

async function waitFor(view: Window, done: () => void): Promise<void> {
  // the browser asks for a font when it draws words in it, and it draws what is in sight: two frames after the page changed it has
  const frame = (): Promise<unknown> => new Promise((resolve) => view.requestAnimationFrame(resolve));
  await frame();
  await frame();
  try {
    await view.document.fonts.ready;
  } finally {
    done();
  }
}
