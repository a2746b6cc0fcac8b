import { useEffect, useState } from 'react';

/**
 * Whether the server answers, as far as is known: asked once, and again when the network comes or goes or the page is shown. It counts as
 * there until it fails to, so that nothing is said too early.
 */
export function useReachable(view: Window & typeof globalThis): boolean {
  const [reachable, setReachable] = useState(true);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const ask = (): void => {
      view.fetch('/healthz', { cache: 'no-store', signal }).then(
        ({ ok }) => setReachable(ok),
        () => {
          if (!signal.aborted) setReachable(false);
        },
      );
    };
    ask();
    view.addEventListener('online', ask, { signal });
    view.addEventListener('offline', ask, { signal });
    view.document.addEventListener('visibilitychange', ask, { signal });
    return () => stop.abort();
  }, [view]);
  return reachable;
}
