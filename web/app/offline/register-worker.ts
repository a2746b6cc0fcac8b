/**
 * Lets the site start without a server from now on: on its own pages alone, and where the browser allows it (served securely, or from this
 * machine). What keeps it from working is no fault: the site is the same, but for that.
 */
export function registerWorker(view: Window): void {
  if (!import.meta.env.PROD || !view.isSecureContext || !('serviceWorker' in view.navigator)) return;
  view.navigator.serviceWorker.register('/sw.js').catch(() => {});
}
