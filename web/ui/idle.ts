/** A browser without idle moments gets a moment after the page's own work. */
const LATER_MS = 2_000;
const LATEST_MS = 5_000;

/** Runs once when the page has nothing better to do. Gives its own stop. */
export function whenIdle(view: Window, run: () => void): () => void {
  if (typeof view.requestIdleCallback !== 'function') {
    const timer = view.setTimeout(run, LATER_MS);
    return () => view.clearTimeout(timer);
  }
  const idle = view.requestIdleCallback(run, { timeout: LATEST_MS });
  return () => view.cancelIdleCallback(idle);
}
