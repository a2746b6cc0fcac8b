import type { LexicalEditor } from 'lexical';
import type { Clock } from '#shared/clock.ts';
import { $domPoint, type DomPoint, measureCaret, type Place } from './caret-geometry.ts';
import { createHighlights } from './highlights.ts';
import type { People, Person, Visit } from './people.ts';
import type { Store } from './store.ts';

/** A flag with a name shows for so long after its person moved, then shrinks to a dot. */
const FLAG_MS = 3_000;
/** A dot opens again when the pointer comes this near. */
const NEAR_PX = 12;
/** Narrower than this, only the flag of who moved last is open. */
const NARROW_PX = 600;
/** Below a flag's height from the top of the text there is no room above a caret. */
const FLAG_HEIGHT_PX = 18;
const FLAG_MAX_WIDTH_PX = 160;
/** how far a flag may stand out over the text's edge: the sheet has a margin */
const FLAG_OVERHANG_PX = 16;

export interface CaretsOptions {
  readonly people: Store<People>;
  /** false while nobody knows where the others are: their carets go */
  readonly live: Store<boolean>;
  /** what the binding makes of somebody's selection */
  readonly resolve: (selection: unknown) => { anchor: Place; focus: Place } | null;
  readonly clock: Clock;
}

interface Drawn {
  readonly element: HTMLElement;
  readonly flag: HTMLElement;
  /** the selection as it was last seen, to tell a move from a redraw */
  seen: string;
  rest: (() => void) | null;
  fresh: boolean;
}

/**
 * Draws the carets and selections of the others into `container`, which lies over the text in the editor's own element. Selections are CSS
 * highlights, so they need no geometry; carets are measured again whenever the text, its size or its fonts change.
 */
export function registerCarets(editor: LexicalEditor, container: HTMLElement, options: CaretsOptions): () => void {
  const { people, live, clock } = options;
  const view = container.ownerDocument.defaultView;
  const highlights = createHighlights(container.ownerDocument);
  const drawn = new Map<number, Drawn>();
  let frame = 0;

  const schedule = (): void => {
    if (frame !== 0 || view === null) return;
    frame = view.requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  };

  const draw = (): void => {
    const shown = new Set<number>();
    const box = container.getBoundingClientRect();
    highlights.clear();
    if (live.get()) {
      const { visits, people: persons } = people.get();
      for (const visit of visits) {
        const person = persons.find((one) => one.clientIds.includes(visit.clientId));
        if (visit.self || person === undefined || visit.selection === null) continue;
        if (drawVisit(visit, person, box)) shown.add(visit.clientId);
      }
    }
    for (const [clientId, caret] of drawn) {
      if (shown.has(clientId)) continue;
      caret.rest?.();
      caret.element.remove();
      drawn.delete(clientId);
    }
  };

  const drawVisit = (visit: Visit, person: Person, box: DOMRect): boolean => {
    const points = editor.getEditorState().read(
      () => {
        const place = options.resolve(visit.selection);
        if (place === null) return null;
        const focus = $domPoint(editor, place.focus);
        const anchor = $domPoint(editor, place.anchor);
        return focus === null || anchor === null ? null : { focus, anchor };
      },
      { editor },
    );
    if (points === null) return false;
    highlights.add(`p${person.color}`, rangeBetween(points.anchor, points.focus));
    const rect = measureCaret(points.focus, box);
    if (rect === null) return false;
    const caret = drawn.get(visit.clientId) ?? addCaret(visit.clientId);
    caret.element.className = `mh-caret mh-p${person.color}`;
    caret.element.style.transform = `translate(${rect.left}px, ${rect.top}px)`;
    caret.element.style.blockSize = `${rect.height}px`;
    caret.element.classList.toggle(
      'turned',
      rect.left + (caret.flag.offsetWidth || FLAG_MAX_WIDTH_PX) > box.width + FLAG_OVERHANG_PX &&
        rect.left > box.width / 2,
    );
    caret.element.classList.toggle('below', rect.top < FLAG_HEIGHT_PX - 24);
    caret.flag.textContent = person.name;
    const moved = JSON.stringify(visit.selection);
    if (moved !== caret.seen) {
      caret.seen = moved;
      wake(caret);
    }
    caret.element.classList.toggle('resting', !caret.fresh);
    return true;
  };

  const addCaret = (clientId: number): Drawn => {
    const element = container.ownerDocument.createElement('span');
    const flag = container.ownerDocument.createElement('span');
    flag.className = 'mh-flag';
    flag.dir = 'auto';
    element.append(flag);
    container.append(element);
    const caret: Drawn = { element, flag, seen: '', rest: null, fresh: false };
    drawn.set(clientId, caret);
    return caret;
  };

  const wake = (caret: Drawn): void => {
    if (container.clientWidth < NARROW_PX) for (const other of drawn.values()) if (other !== caret) sleep(other);
    caret.rest?.();
    caret.fresh = true;
    caret.rest = clock.after(FLAG_MS, () => sleep(caret));
  };

  const sleep = (caret: Drawn): void => {
    caret.rest?.();
    caret.rest = null;
    caret.fresh = false;
    caret.element.classList.add('resting');
  };

  const onPointer = (event: PointerEvent): void => {
    for (const caret of drawn.values()) {
      if (caret.fresh) continue;
      const box = caret.element.getBoundingClientRect();
      const away = Math.hypot(
        Math.max(box.left - event.clientX, 0, event.clientX - box.right),
        Math.max(box.top - event.clientY, 0, event.clientY - box.bottom),
      );
      if (away <= NEAR_PX) wake(caret);
      caret.element.classList.toggle('resting', !caret.fresh);
    }
  };

  const stops = [
    people.subscribe(schedule),
    live.subscribe(schedule),
    editor.registerUpdateListener(schedule),
    editor.registerRootListener((root) => {
      if (root === null || view === null) return undefined;
      const sizes = new view.ResizeObserver(schedule);
      sizes.observe(root);
      const fonts = root.ownerDocument.fonts;
      // a code block that scrolls sideways moves its carets; scrolling the page moves the container too
      root.addEventListener('scroll', schedule, { capture: true, passive: true });
      root.addEventListener('pointermove', onPointer, { passive: true });
      fonts.addEventListener('loadingdone', schedule);
      schedule();
      return () => {
        sizes.disconnect();
        root.removeEventListener('scroll', schedule, { capture: true });
        root.removeEventListener('pointermove', onPointer);
        fonts.removeEventListener('loadingdone', schedule);
      };
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    if (frame !== 0) view?.cancelAnimationFrame(frame);
    for (const caret of drawn.values()) {
      caret.rest?.();
      caret.element.remove();
    }
    drawn.clear();
    highlights.clear();
  };
}

function rangeBetween(a: DomPoint, b: DomPoint): Range | null {
  const document = a.node.ownerDocument;
  if (document === null || (a.node === b.node && a.offset === b.offset)) return null;
  const range = document.createRange();
  range.setStart(a.node, a.offset);
  range.setEnd(b.node, b.offset);
  if (!range.collapsed) return range;
  // setEnd before the start moves the start: the selection was made backwards
  range.setStart(b.node, b.offset);
  range.setEnd(a.node, a.offset);
  return range.collapsed ? null : range;
}
