/** Where the selection is on the screen, in px of the window, for what opens beside it. */
import type { LexicalEditor } from 'lexical';
import type { Asked } from './asked.ts';
import { $domPoint } from './caret-geometry.ts';
import { selectedRange } from './selected-range.ts';

/** Null where nothing is selected. */
export function selectionRect(editor: LexicalEditor): DOMRect | null {
  const rect = selectedRange(editor)?.getBoundingClientRect();
  return rect === undefined || rect.height === 0 ? null : rect;
}

/** Of the caret, or of the first line of what is selected; null where neither is. */
export function caretRect(editor: LexicalEditor): DOMRect | null {
  const range = selectedRange(editor);
  const [first] = range?.getClientRects() ?? [];
  if (first !== undefined) return first;
  // an empty block has no line to measure
  const node = range?.startContainer;
  const element = node instanceof Element ? node : node?.parentElement;
  return element?.getBoundingClientRect() ?? null;
}

/** Of the sign that asks. */
export function askedRect(editor: LexicalEditor, { key, offset }: Asked): DOMRect | null {
  const point = editor.read('latest', () => $domPoint(editor, { key, offset, type: 'text' }));
  const range = point?.node.ownerDocument?.createRange();
  if (point === null || range === undefined) return null;
  range.setStart(point.node, point.offset);
  range.setEnd(point.node, point.offset + 1);
  return range.getBoundingClientRect();
}

/** The first and the last line of what is selected; null where nothing is. */
export function selectedLines(editor: LexicalEditor): { first: DOMRect; last: DOMRect } | null {
  const lines = [...(selectedRange(editor)?.getClientRects() ?? [])].filter((line) => line.width > 0);
  const [first, last] = [lines[0], lines[lines.length - 1]];
  return first === undefined || last === undefined ? null : { first, last };
}
