import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Clock } from '#shared/clock.ts';
import type { Store } from '#web/editor/store.ts';
import type { Toasts } from './toasts.ts';

/** What every view may need of where it is shown. */
export interface Surroundings {
  readonly view: Window & typeof globalThis;
  readonly clock: Clock;
  /** the interface is the page itself, not a box in somebody's page */
  readonly page: boolean;
  /** popups go in here: inside the interface's own element, so that they work in a shadow root and take its colours */
  readonly portal: HTMLElement | null;
  /** whether Cmd takes the place of Ctrl */
  readonly apple: boolean;
  readonly toasts: Toasts;
}

export const SurroundingsContext = createContext<Surroundings | null>(null);

export function useSurroundings(): Surroundings {
  const value = useContext(SurroundingsContext);
  if (value === null) throw new Error('a view stands outside of <Root>');
  return value;
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}

/** One part of what a store holds; only another part, by identity, draws anew. */
export function useStorePart<T, P>(store: Store<T>, part: (value: T) => P): P {
  const get = (): P => part(store.get());
  return useSyncExternalStore(store.subscribe, get, get);
}

export function isApple(view: Window): boolean {
  return /Mac|iPhone|iPad/u.test(view.navigator.platform);
}
