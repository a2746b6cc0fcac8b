/** Gives what is selected another colour or highlight. To be called in an update. */
import { $forEachSelectedTextNode } from '@lexical/selection';
import { $getSelection, $isRangeSelection, $isTextNode } from 'lexical';
import type { TextNode } from 'lexical';
import { PLAIN_MARK } from './palette.ts';
import type { PaletteColor } from './palette.ts';
import { readTextStyle, writeTextStyle } from './text-style.ts';

/** What is given; null takes it away, and what is absent stays as it is. */
export interface Paint {
  readonly color?: PaletteColor | null;
  readonly mark?: PaletteColor | null;
}

/** At a caret it is for what is typed next. */
export function $paint(paint: Paint): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  if (selection.isCollapsed()) {
    selection.setStyle(painted(selection.style, paint));
    if (paint.mark !== undefined && selection.hasFormat('highlight')) selection.toggleFormat('highlight');
    return;
  }
  $forEachSelectedTextNode((node) => $paintNode(node, paint));
  const node = selection.anchor.getNode();
  if ($isTextNode(node)) selection.setStyle(node.getStyle());
}

function $paintNode(node: TextNode, paint: Paint): void {
  node.setStyle(painted(node.getStyle(), paint));
  // the old format is a highlight as well, and would show through
  if (paint.mark !== undefined && node.hasFormat('highlight')) node.toggleFormat('highlight');
}

function painted(style: string, { color, mark }: Paint): string {
  const old = readTextStyle(style);
  return writeTextStyle({
    style: old.style,
    color: color === undefined ? old.color : (color ?? undefined),
    mark: mark === undefined ? old.mark : (mark ?? undefined),
  });
}

export interface Painted {
  readonly color: PaletteColor | null;
  readonly mark: PaletteColor | null;
}

export const UNPAINTED: Painted = { color: null, mark: null };

/** How a text node, or what is typed next, is painted. */
function paintOf(style: string, hasHighlight: boolean): Painted {
  const { color = null, mark = null } = readTextStyle(style);
  return { color, mark: mark ?? (hasHighlight ? PLAIN_MARK : null) };
}

/** How the selection is painted where it begins. */
export function $readPaint(): Painted {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return UNPAINTED;
  if (selection.isCollapsed()) return paintOf(selection.style, selection.hasFormat('highlight'));
  const node = selection.getNodes().find($isTextNode);
  return node === undefined ? UNPAINTED : paintOf(node.getStyle(), node.hasFormat('highlight'));
}
