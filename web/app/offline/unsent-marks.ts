import { useEffect, useState } from 'react';
import type { Clock } from '#shared/clock.ts';
import { readUnsent } from '#web/client/device/unsent.ts';

/** Looked at again while there are any: another tab may be sending them. */
const LOOK_AGAIN_MS = 3_000;
const NONE: ReadonlyMap<string, number> = new Map();

/** How many edits of each of these documents are on this device alone, as the page is shown and while it is. */
export function useUnsent(
  view: Window & typeof globalThis,
  clock: Clock,
  documents: readonly string[],
): ReadonlyMap<string, number> {
  const [unsent, setUnsent] = useState(NONE);
  const names = documents.join('\n');
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    let cancel = (): void => {};
    const look = async (): Promise<void> => {
      cancel();
      const found = await readUnsent(view.location.origin, names.split('\n'));
      if (signal.aborted) return;
      setUnsent(found);
      cancel();
      if (found.size > 0 && view.document.visibilityState === 'visible') {
        cancel = clock.after(LOOK_AGAIN_MS, () => void look());
      }
    };
    const again = (): void => void look();
    again();
    view.document.addEventListener('visibilitychange', again, { signal });
    view.addEventListener('pageshow', again, { signal });
    return () => {
      stop.abort();
      cancel();
    };
  }, [view, clock, names]);
  return unsent;
}
