import type { ComponentType } from 'react';
import { createStore, type Store } from '#web/editor/store.ts';

export type ToastKind = 'ok' | 'bad' | 'link' | 'note';

export interface ToastMessage {
  readonly kind: ToastKind;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface Toasts {
  show(message: ToastMessage): void;
}

/** Where toasts are shown; its code comes with the first of them, or in an idle moment before. */
export interface ToastArea {
  readonly View: ComponentType<{ container: HTMLElement }>;
  add(message: ToastMessage): void;
}

interface ToastSource extends Toasts {
  /** null until it is loaded */
  readonly area: Store<ToastArea | null>;
  preload(): void;
}

/** One a root, so that a toast of one editor never shows in another. */
export function createToasts(): ToastSource {
  const area = createStore<ToastArea | null>(null);
  let loading: Promise<ToastArea> | null = null;
  const load = (): Promise<ToastArea> => {
    loading ??= import('./toast-area.tsx').then(({ createToastArea }) => {
      const made = createToastArea();
      area.set(made);
      return made;
    });
    // without a network it may come another time
    loading.catch(() => (loading = null));
    return loading;
  };
  return {
    area,
    preload: () => void load().catch(() => {}),
    show: (message) =>
      void load().then(
        (made) => made.add(message),
        () => {},
      ),
  };
}
