import type { EditorEvents } from './options.ts';

export interface Emitter {
  on<Name extends keyof EditorEvents>(name: Name, listener: EditorEvents[Name]): () => void;
  emit<Name extends keyof EditorEvents>(name: Name, ...args: Parameters<EditorEvents[Name]>): void;
  clear(): void;
}

/** A host's listeners. One that throws is reported as the page's own error and does not keep the others from hearing. */
export function createEmitter(): Emitter {
  const listeners = new Map<keyof EditorEvents, Set<(...args: never[]) => void>>();
  return {
    on(name, listener) {
      let set = listeners.get(name);
      if (set === undefined) {
        set = new Set();
        listeners.set(name, set);
      }
      set.add(listener);
      return () => {
        set.delete(listener);
      };
    },
    emit(name, ...args) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          (listener as (...args: unknown[]) => void)(...args);
        } catch (error) {
          reportError(error);
        }
      }
    },
    clear: () => listeners.clear(),
  };
}
