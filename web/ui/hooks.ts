import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { DocumentClient } from '#web/client/document-client.ts';
import type { ClientState } from '#web/client/state.ts';
import { type Absence, followAbsence, PRESENT } from './absence.ts';
import { type JournalEntry, writeJournal } from './journal.ts';
import { unsaved } from './status.ts';
import { looksSame } from './steady-state.ts';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

const TICK_MS = 1_000;

export function useClientState(client: DocumentClient): ClientState {
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client]);
  return useSyncExternalStore(subscribe, () => client.state);
}

/** The same, but not at each key: see {@link looksSame}. */
export function useSteadyClientState(client: DocumentClient): ClientState {
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client]);
  const last = useRef(client.state);
  return useSyncExternalStore(subscribe, () => {
    if (!looksSame(last.current, client.state)) last.current = client.state;
    return last.current;
  });
}

/** The time, once a second, while something on the page depends on it. */
export function useNow(ticking: boolean): number {
  const { clock } = useSurroundings();
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    setNow(clock.now());
    if (!ticking) return undefined;
    let cancel = (): void => {};
    const tick = (): void => {
      setNow(clock.now());
      cancel = clock.after(TICK_MS, tick);
    };
    cancel = clock.after(TICK_MS, tick);
    return () => cancel();
  }, [clock, ticking]);
  return now;
}

/** When the server last acknowledged something, also while something else is on its way. */
export function useLastSaved(state: ClientState): number | null {
  const [last, setLast] = useState<number | null>(null);
  const at = state.saving.kind === 'saved' ? state.saving.at : null;
  useEffect(() => {
    if (at !== null) setLast(at);
  }, [at]);
  return at ?? last;
}

/** What happened since the document was opened, and the word when the connection is back. */
export function useJournal(client: DocumentClient): readonly JournalEntry[] {
  const { clock, toasts } = useSurroundings();
  const [journal, setJournal] = useState<readonly JournalEntry[]>([]);
  useEffect(() => {
    let previous = client.state;
    let absence: Absence = PRESENT;
    let entries: readonly JournalEntry[] = [];
    setJournal(entries);
    return client.subscribe(() => {
      const next = client.state;
      const before = previous;
      const now = clock.now();
      previous = next;
      entries = writeJournal(entries, before, next, now);
      setJournal(entries);
      const followed = followAbsence(absence, next, now);
      ({ absence } = followed);
      if (followed.back === null) return;
      toasts.show({ kind: 'ok', text: followed.back === 0 ? words.toast.back : words.toast.backSaved(followed.back) });
    });
  }, [client, clock, toasts]);
  return journal;
}

/** Asks before the tab closes while anything is not on the server. */
export function useLeaveGuard(client: DocumentClient): void {
  const { view } = useSurroundings();
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent): void => {
      if (unsaved(client.state) > 0) event.preventDefault();
    };
    view.addEventListener('beforeunload', guard);
    return () => view.removeEventListener('beforeunload', guard);
  }, [client, view]);
}

/** Whether a media query fits, also when that changes. */
export function useMedia(view: Window, query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = view.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [view, query],
  );
  return useSyncExternalStore(subscribe, () => view.matchMedia(query).matches);
}
