import type { LexicalEditor } from 'lexical';
import type { Clock } from '#shared/clock.ts';

/** A word that nobody has touched for so long keeps nothing waiting that leaves it alone: some keyboards call a word unfinished for minutes. */
const COMPOSING_MS = 3_000;
/** So much longer waits what would take the word out of the browser's hands, such as a split of its block. */
const DISTURBED_MS = 30_000;

/** What of others has to wait for a word that is being composed. */
export interface Composing {
  readonly holds: (update: Uint8Array) => boolean;
  readonly stop: () => void;
}

/** @param disturbs would an update take the text node with this key from the page? */
export function watchComposing(
  editor: LexicalEditor,
  disturbs: (update: Uint8Array, key: string) => boolean,
  clock: Clock,
): Composing {
  let touchedAt = Number.NEGATIVE_INFINITY;
  const touch = (): void => {
    touchedAt = clock.now();
  };
  const events = ['compositionstart', 'compositionupdate'] as const;
  const stop = editor.registerRootListener((root, previous) => {
    for (const event of events) {
      previous?.removeEventListener(event, touch, true);
      root?.addEventListener(event, touch, true);
    }
  });
  const holds = (update: Uint8Array): boolean => {
    const key = editor._compositionKey;
    const untouched = clock.now() - touchedAt;
    if (key === null || untouched >= DISTURBED_MS) return false;
    return untouched < COMPOSING_MS || disturbs(update, key);
  };
  return { holds, stop };
}
