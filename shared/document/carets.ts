/** Places in the document that stay where they are while others write: Lexical points ↔ relative positions of Yjs. */
import { $createRangeSelection, $getSelection, $isRangeSelection, $setSelection } from 'lexical';
import type { PointType } from 'lexical';
import * as Y from 'yjs';
import type { BlockIndex } from './block-index.ts';
import { isShown } from './fragment.ts';
import { $toBlockPoint, $toLexicalPoint } from './points.ts';
import type { BlockPoint, LexicalPoint } from './points.ts';
import { runsLength } from './runs.ts';

/** A selection as presence carries it: JSON of two relative positions in the body. */
export interface PresenceSelection {
  readonly anchor: unknown;
  readonly focus: unknown;
}

export interface KeptSelection {
  readonly anchor: Y.RelativePosition;
  readonly focus: Y.RelativePosition;
}

/** A caret holds on to the character on its left; at a block's start to what is on its right. */
function $keepPoint(index: BlockIndex, point: PointType): Y.RelativePosition | null {
  const found = $toBlockPoint(index, point);
  if (found === null) return null;
  const { fragment, offset } = found;
  const at = index.sequence.offsetOf(fragment) + offset;
  return Y.createRelativePositionFromTypeIndex(index.text, at, offset > 0 ? -1 : 0);
}

export function $keepSelection(index: BlockIndex): KeptSelection | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  const anchor = $keepPoint(index, selection.anchor);
  const focus = selection.isCollapsed() ? anchor : $keepPoint(index, selection.focus);
  return anchor === null || focus === null ? null : { anchor, focus };
}

export function $restoreSelection(index: BlockIndex, kept: KeptSelection): void {
  const anchor = $findPoint(index, kept.anchor);
  const focus = $findPoint(index, kept.focus);
  if (anchor === null || focus === null) return;
  const current = $getSelection();
  const selection = $isRangeSelection(current) ? current.clone() : $createRangeSelection();
  selection.anchor.set(anchor.key, anchor.offset, anchor.type);
  selection.focus.set(focus.key, focus.offset, focus.type);
  $setSelection(selection);
}

/** Where a kept position is on the page now; null when nothing of the document is shown. */
export function $findPoint(index: BlockIndex, position: Y.RelativePosition): LexicalPoint | null {
  const { doc } = index.text;
  const found = doc === null ? null : Y.createAbsolutePositionFromRelativePosition(position, doc);
  if (found === null || found.type !== index.text) return null;
  const point = blockAt(index, found.index, position.assoc);
  return point === null ? null : $toLexicalPoint(point);
}

/** The shown block that a position lies in, or the nearest where its own is hidden. */
function blockAt(index: BlockIndex, position: number, assoc: number): BlockPoint | null {
  const { sequence } = index;
  const found = index.find(position);
  let fragment = found?.fragment ?? sequence.at(sequence.length - 1);
  if (fragment === undefined) return null;
  let offset = found === null ? runsLength(fragment.runs) : position - found.start;
  // behind a marker that was held on to from the left: that is the start of the block after it
  if (assoc < 0 && offset > runsLength(fragment.runs)) offset = runsLength(fragment.runs);
  if (!isShown(fragment)) {
    const near = index.nextShown(fragment);
    if (near !== null) return { fragment: near, offset: 0 };
    const before = index.previousShown(fragment);
    if (before === null) return null;
    fragment = before;
    offset = runsLength(before.runs);
  }
  return { fragment, offset: Math.min(offset, runsLength(fragment.runs)) };
}

export function toPresence({ anchor, focus }: KeptSelection): PresenceSelection {
  return { anchor: Y.relativePositionToJSON(anchor), focus: Y.relativePositionToJSON(focus) };
}

/** Null for what is no selection: presence comes from anybody. */
export function fromPresence(selection: PresenceSelection): KeptSelection | null {
  try {
    const anchor = Y.createRelativePositionFromJSON(selection.anchor);
    const focus = Y.createRelativePositionFromJSON(selection.focus);
    return { anchor, focus };
  } catch {
    return null;
  }
}
