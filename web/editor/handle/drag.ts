/** Blocks on their way: where they would go is shown by a line, and found again whenever the page changes under the pointer. */
import type { LexicalEditor, NodeKey } from 'lexical';
import { depthOf, rowsBetween } from './blocks.ts';
import { type Gap, gapAt, scrollStep, withNested } from './rows.ts';

export interface Drag {
  /** the pointer is at this height of the window, in px */
  follow(y: number): void;
  /** the page has changed */
  again(): void;
  /** where they go when they are let go there; null where they are already, or when they are gone */
  drop(y: number): { keys: readonly NodeKey[]; before: NodeKey | null } | null;
  stop(): void;
}

interface DragElements {
  readonly overlay: HTMLElement;
  readonly line: HTMLElement;
  readonly scroller: HTMLElement;
}

const DRAGGED = 'mh-dragged';

export function beginDrag(
  editor: LexicalEditor,
  { overlay, line, scroller }: DragElements,
  keys: readonly NodeKey[],
  view: Window,
): Drag {
  const chosen = new Set(keys);
  const pale = new Set<HTMLElement>();
  let y = 0;
  let frame = 0;

  const find = (): Gap | null => {
    const { top, bottom } = scroller.getBoundingClientRect();
    const rows = rowsBetween(editor, top, bottom);
    const taken = withNested(rows.rows, chosen);
    const depth = depthOf(editor, keys);
    line.style.setProperty('--mh-depth', String(depth));
    for (const key of taken) {
      const element = editor.getElementByKey(key);
      if (element === null || pale.has(element)) continue;
      element.classList.add(DRAGGED);
      pale.add(element);
    }
    return gapAt(rows, y, taken, depth);
  };

  const draw = (): void => {
    frame = 0;
    const step = scrollStep(scroller.getBoundingClientRect(), y);
    if (step !== 0) scroller.scrollBy({ top: step, behavior: 'instant' });
    const gap = find();
    line.hidden = gap === null;
    if (gap !== null) {
      line.style.transform = `translateY(${Math.round(gap.at - overlay.getBoundingClientRect().top)}px)`;
    }
  };
  const schedule = (): void => {
    if (frame === 0) frame = view.requestAnimationFrame(draw);
  };

  scroller.addEventListener('scroll', schedule, { passive: true });
  return {
    follow(at) {
      y = at;
      schedule();
    },
    again: schedule,
    drop(at) {
      y = at;
      const there = keys.filter((key) => editor.getElementByKey(key) !== null);
      const gap = find();
      return gap === null || there.length === 0 ? null : { keys: there, before: gap.before };
    },
    stop() {
      view.cancelAnimationFrame(frame);
      scroller.removeEventListener('scroll', schedule);
      line.hidden = true;
      for (const element of pale) element.classList.remove(DRAGGED);
    },
  };
}
