import { type LexicalEditor } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';
import type { Clock } from '#shared/clock.ts';
import { PRESENCE_MIN_GAP_MS } from '#shared/protocol/limits.ts';
import { throttle } from './throttle.ts';

/** The field of an awareness state that holds where a person's caret is. */
const SELECTION_FIELD = 'selection';

/**
 * Says where this person's caret is, at most ten times a second, and only where they may write: a reader has no caret to show.
 * `read` gives a selection as the binding encodes it, null where there is none.
 */
export function registerPresence(
  editor: LexicalEditor,
  awareness: Awareness,
  read: () => object | null,
  clock: Clock,
): () => void {
  let sent = '';
  const send = (): void => {
    const selection = editor.isEditable() ? read() : null;
    const text = JSON.stringify(selection);
    if (text === sent) return;
    sent = text;
    awareness.setLocalStateField(SELECTION_FIELD, selection);
  };
  const sender = throttle(send, PRESENCE_MIN_GAP_MS, clock);
  const stopUpdates = editor.registerUpdateListener(() => sender.ask());
  const stopEditable = editor.registerEditableListener(() => sender.ask());
  return () => {
    stopUpdates();
    stopEditable();
    sender.stop();
    if (sent !== '' && sent !== 'null') awareness.setLocalStateField(SELECTION_FIELD, null);
  };
}
