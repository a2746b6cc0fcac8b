import type { Clock } from '#shared/clock.ts';
import type { WritableStore } from './store.ts';

/** The interface steps back after this many keystrokes within {@link WRITING_WINDOW_MS}, and comes back when the pointer moves. */
const WRITING_KEYS = 3;
export const WRITING_WINDOW_MS = 2_000;
const POINTER_SLACK_PX = 8;

/** Whether the newest of these keystrokes makes it writing. Pure: `times` in ms, oldest first. */
export function isWriting(times: readonly number[], now: number): boolean {
  return times.filter((time) => now - time <= WRITING_WINDOW_MS).length >= WRITING_KEYS;
}

/** Watches one element (the shell). `store` says whether a person is writing; anything else may set it back to false. */
export function watchWriting(
  shell: HTMLElement,
  text: HTMLElement,
  store: WritableStore<boolean>,
  clock: Clock,
): () => void {
  let times: number[] = [];
  let from: { x: number; y: number } | null = null;
  const onInput = (): void => {
    const now = clock.now();
    times = [...times, now].slice(-WRITING_KEYS);
    if (isWriting(times, now) && !store.get()) {
      from = null;
      store.set(true);
    }
  };
  const stopWriting = (): void => {
    times = [];
    store.set(false);
  };
  const onMove = (event: PointerEvent): void => {
    if (!store.get()) return;
    from ??= { x: event.clientX, y: event.clientY };
    if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > POINTER_SLACK_PX) stopWriting();
  };
  text.addEventListener('beforeinput', onInput);
  text.addEventListener('focusout', stopWriting);
  shell.addEventListener('pointermove', onMove);
  return () => {
    text.removeEventListener('beforeinput', onInput);
    text.removeEventListener('focusout', stopWriting);
    shell.removeEventListener('pointermove', onMove);
  };
}
