import { createContext, useContext } from 'react';
import type { WritableStore } from '#web/editor/store.ts';

/** What every part of a shown version may need. */
export interface PastSurroundings {
  /** base URL of the server, for its files */
  readonly server: string;
  /** the reader's language, for days */
  readonly locale: string;
  /** the blocks that are chosen, by their keys; null while none can be */
  readonly chosen: WritableStore<ReadonlySet<string>> | null;
}

export const PastContext = createContext<PastSurroundings>({ server: '', locale: 'en', chosen: null });

export function usePast(): PastSurroundings {
  return useContext(PastContext);
}
