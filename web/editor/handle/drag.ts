/** Blocks on their way: where they would go is shown by a line, and found again whenever the page changes under the pointer. */
import type { LexicalEditor, NodeKey } from 'lexical';
import type { MoveTarget } from '#shared/document/block-moves.ts';
import { depthOf, dropSectionAt, rowsBetween } from './blocks.ts';
import { type Gap, gapAt, scrollStep, withNested } from './rows.ts';

export interface Drag {
  /** the pointer is at this place of the window, in px */
  follow(x: number, y: number): void;
  /** the page has changed */
  again(): void;
  /** where they go when they are let go there; null where they are already, or when they are gone */
  drop(x: number, y: number): { keys: readonly NodeKey[]; to: MoveTarget } | null;
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
  let [x, y] = [0, 0];
  let frame = 0;

  const find = (): { readonly gap: Gap; readonly to: MoveTarget } | null => {
    const { top, bottom } = scroller.getBoundingClientRect();
    const section = dropSectionAt(editor, x, y, chosen);
    const rows = rowsBetween(editor, section.key, top, bottom);
    const taken = withNested(rows.rows, chosen);
    const depth = depthOf(editor, keys);
    line.style.setProperty('--mh-depth', String(depth));
    const around = overlay.getBoundingClientRect();
    line.style.marginLeft = `${section.key === null ? 0 : section.left - around.left}px`;
    line.style.marginRight = `${section.key === null ? 0 : around.right - section.right}px`;
    for (const key of [...chosen, ...taken]) {
      const element = editor.getElementByKey(key);
      if (element === null || pale.has(element)) continue;
      element.classList.add(DRAGGED);
      pale.add(element);
    }
    const gap = gapAt(rows, y, taken, depth);
    if (gap === null) return null;
    const isEnd = section.key !== null && (gap.before === null || section.blank);
    return { gap, to: isEnd ? { into: section.key } : { before: gap.before } };
  };

  const draw = (): void => {
    frame = 0;
    const step = scrollStep(scroller.getBoundingClientRect(), y);
    if (step !== 0) scroller.scrollBy({ top: step, behavior: 'instant' });
    const gap = find()?.gap ?? null;
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
    follow(...at) {
      [x, y] = at;
      schedule();
    },
    again: schedule,
    drop(...at) {
      [x, y] = at;
      const there = keys.filter((key) => editor.getElementByKey(key) !== null);
      const found = find();
      return found === null || there.length === 0 ? null : { keys: there, to: found.to };
    },
    stop() {
      view.cancelAnimationFrame(frame);
      scroller.removeEventListener('scroll', schedule);
      line.hidden = true;
      for (const element of pale) element.classList.remove(DRAGGED);
    },
  };
}
