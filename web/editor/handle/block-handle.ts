/** The handle beside the block under the pointer: a press is told of, a drag moves the block. */
import { mergeRegister } from '@lexical/utils';
import type { LexicalEditor, NodeKey } from 'lexical';
import { $selectedBlocks } from '../selected-blocks.ts';
import type { MoveTarget } from '#shared/document/block-moves.ts';
import type { Store } from '../store.ts';
import { blockAt } from './blocks.ts';
import { beginDrag, type Drag } from './drag.ts';

/** What a view gives; all of it lies inside of `area`. */
export interface HandleElements {
  /** where the pointer is followed: the text and its margins */
  readonly area: HTMLElement;
  /** lies over the text; what follows stands in it */
  readonly overlay: HTMLElement;
  /** one for all blocks. It has `data-shown` while it stands beside one; with `aria-expanded="true"` it stays where it is */
  readonly handle: HTMLElement;
  /** shows where a dragged block would go; hidden mostly */
  readonly line: HTMLElement;
  /** scrolls while a block is dragged to its edge */
  readonly scroller: HTMLElement;
}

export interface HandleEvents {
  /** the handle was clicked: of which block */
  readonly onPress: (key: NodeKey) => void;
  /** blocks were dragged to a place */
  readonly onDrop: (keys: readonly NodeKey[], to: MoveTarget) => void;
}

/** A pointer that is held down and moves further than this drags. */
const SLACK_PX = 4;

/**
 * Follows the pointer, once a frame; a finger has no use for it. While a person writes the handle is away and nothing is measured. Gives its
 * own stop.
 */
export function registerBlockHandle(
  editor: LexicalEditor,
  elements: HandleElements,
  events: HandleEvents,
  writing: Store<boolean>,
): () => void {
  const { area, overlay, handle } = elements;
  const view = overlay.ownerDocument.defaultView;
  if (view === null) return () => {};
  /** the block that the handle stands beside */
  let block: NodeKey | null = null;
  let pointer: { readonly x: number; readonly y: number } | null = null;
  let pressed: { readonly x: number; readonly y: number; readonly id: number } | null = null;
  let drag: Drag | null = null;
  let dragged = false;
  /** a press on the handle of an open menu closes it and opens no other */
  let closing = false;
  let frame = 0;

  const isOpen = (): boolean => handle.getAttribute('aria-expanded') === 'true';
  const isHeld = (): boolean => pressed !== null || isOpen();
  const schedule = (): void => {
    if (frame === 0) frame = view.requestAnimationFrame(follow);
  };
  const follow = (): void => {
    frame = 0;
    if (pointer !== null && !isHeld()) block = blockAt(editor, pointer.x, pointer.y) ?? block;
    const element = block === null ? null : editor.getElementByKey(block);
    if (element === null) return hide();
    const column = element.parentElement?.closest<HTMLElement>('.mh-column');
    handle.style.transform = `translate(${column == null ? 0 : besideColumn(column, overlay)}px, ${topBeside(view, element, handle.offsetHeight) - overlay.getBoundingClientRect().top}px)`;
    handle.toggleAttribute('data-shown', true);
  };
  const hide = (): void => {
    block = null;
    pointer = null;
    handle.removeAttribute('data-shown');
  };

  const onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch' || event.buttons !== 0 || writing.get() || isHeld()) return;
    // on its way to the handle, the pointer may pass beside the block
    if (event.composedPath().includes(handle)) return;
    pointer = { x: event.clientX, y: event.clientY };
    schedule();
  };
  const onLeave = (): void => {
    if (!isHeld()) hide();
  };

  // before whatever closes the menu hears of it
  const onAnyDown = (): void => {
    closing = isOpen();
  };
  const onDown = (event: PointerEvent): void => {
    dragged = false;
    if (event.button !== 0 || block === null || pressed !== null) return;
    pressed = { x: event.clientX, y: event.clientY, id: event.pointerId };
    handle.setPointerCapture(event.pointerId);
  };
  const onPull = (event: PointerEvent): void => {
    if (pressed === null || pressed.id !== event.pointerId || block === null) return;
    if (drag === null && !dragged && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > SLACK_PX) {
      dragged = true;
      handle.toggleAttribute('data-dragging', true);
      drag = beginDrag(editor, elements, keysOf(editor, block), view);
      view.addEventListener('keydown', onKey, true);
    }
    drag?.follow(event.clientX, event.clientY);
  };
  const onUp = (event: PointerEvent): void => {
    if (pressed?.id !== event.pointerId) return;
    const dropped = drag?.drop(event.clientX, event.clientY) ?? null;
    end();
    if (dropped !== null) events.onDrop(dropped.keys, dropped.to);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  /** whatever has not been dropped by now stays where it is */
  const end = (): void => {
    if (pressed !== null && handle.hasPointerCapture(pressed.id)) handle.releasePointerCapture(pressed.id);
    pressed = null;
    drag?.stop();
    drag = null;
    handle.removeAttribute('data-dragging');
    view.removeEventListener('keydown', onKey, true);
    if (dragged) hide();
  };
  const onClick = (event: MouseEvent): void => {
    // a drag ends in a click too; assistive technology clicks without a pointer
    if (((!dragged && !closing) || event.detail === 0) && block !== null) events.onPress(block);
    dragged = false;
    closing = false;
  };

  const listeners: readonly (readonly [HTMLElement, string, (event: never) => void])[] = [
    [area, 'pointermove', onMove],
    [area, 'pointerleave', onLeave],
    [handle, 'pointerdown', onDown],
    [handle, 'pointermove', onPull],
    [handle, 'pointerup', onUp],
    [handle, 'lostpointercapture', end],
    [handle, 'click', onClick],
  ];
  for (const [element, name, listener] of listeners) element.addEventListener(name, listener as EventListener);
  view.addEventListener('pointerdown', onAnyDown, true);
  return mergeRegister(
    // others write above the block, or take it away
    editor.registerUpdateListener(() => {
      if (block !== null) schedule();
      drag?.again();
    }),
    writing.subscribe(() => {
      if (writing.get() && !isHeld()) hide();
    }),
    () => {
      for (const [element, name, listener] of listeners) element.removeEventListener(name, listener as EventListener);
      view.removeEventListener('pointerdown', onAnyDown, true);
      end();
      hide();
      view.cancelAnimationFrame(frame);
    },
  );
}

/** The block, or all that are selected when it is one of them. */
function keysOf(editor: LexicalEditor, block: NodeKey): readonly NodeKey[] {
  const selected = editor.read('latest', $selectedBlocks);
  return selected.includes(block) ? selected : [block];
}

/** How far the handle goes from the margin of the page to that of a column, in px. */
function besideColumn(column: HTMLElement, overlay: HTMLElement): number {
  const [box, page] = [column.getBoundingClientRect(), overlay.getBoundingClientRect()];
  const isRtl = column.matches(':dir(rtl)');
  const inset = isRtl ? box.right - page.right : box.left - page.left;
  // the gap is narrower than the margin of the page
  return Math.abs(inset) < 1 ? 0 : inset + (isRtl ? -12 : 12);
}

/** Where the top of something is that stands beside a block's first line, in px of the window. */
function topBeside(view: Window, element: HTMLElement, height: number): number {
  const box = element.getBoundingClientRect();
  const style = view.getComputedStyle(element);
  const [above, below] = [Number.parseFloat(style.paddingTop), Number.parseFloat(style.paddingBottom)];
  const line = Math.min(Number.parseFloat(style.lineHeight) || box.height, box.height - above - below);
  return box.top + above + (line - height) / 2;
}
