import type { LexicalEditor } from 'lexical';
import type { Clock } from '#shared/clock.ts';

/** A word that nobody has touched for so long keeps nothing waiting: some keyboards call a word unfinished for as long as the caret is in it. */
const COMPOSING_MS = 3_000;

/** Whether a word is being composed right now. */
export interface Composing {
  readonly isActive: () => boolean;
  readonly stop: () => void;
}

export function watchComposing(editor: LexicalEditor, clock: Clock): Composing {
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
  return { isActive: () => editor.isComposing() && clock.now() - touchedAt < COMPOSING_MS, stop };
}
