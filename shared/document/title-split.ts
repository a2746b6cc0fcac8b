/**
 * The title of a fold is parted: what stands behind the caret becomes a paragraph, the first in it. No text is typed anew and the fold keeps its
 * marker. A new marker right in front of that one ends the paragraph, which is in the fold; one at the caret ends the title, whose text is
 * shown in the fold as that of a block that was joined with it.
 */
import { $getSelection, $isRangeSelection } from 'lexical';
import * as Y from 'yjs';
import type { Attributes } from './attributes.ts';
import { NONE } from './attributes.ts';
import type { BlockIndex } from './block-index.ts';
import { inTextOrder } from './edits.ts';
import type { Edit, MarkerChange, Plan } from './edits.ts';
import { piecesOf } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { KEY_INTO, KEY_SECTION } from './layout.ts';
import type { Marker } from './layout.ts';
import { Mover } from './moves.ts';
import { partBehind } from './plan.ts';
import { idValue } from './placement.ts';
import { $offsetIn } from './points.ts';
import { typeOf } from './props.ts';
import { carriedOver, formatsThrough, itemOf } from './read.ts';

export interface TitleSplit {
  readonly plan: Plan;
  /** of the paragraph that it makes */
  readonly marker: Marker;
}

/** At the caret; null where that is in no title, or with nothing of the title on one of its sides. */
export function $planTitleSplit(index: BlockIndex): TitleSplit | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const found = $offsetIn(selection.focus, (key) => index.ofKey(key));
  return found === null ? null : planTitleSplit(index, found.block, found.offset);
}

/** @param offset in positions of the title */
function planTitleSplit(index: BlockIndex, fold: Fragment, offset: number): TitleSplit | null {
  const { marker: end, name } = fold;
  if (end === null || fold.unknown !== null || typeOf(fold.props) !== 'fold') return null;
  const pieces = piecesOf(fold);
  const whole = pieces.reduce((size, piece) => size + lengthOf(piece), 0);
  if (offset <= 0 || offset >= whole) return null;
  const edits: Edit[] = [];
  const after: MarkerChange[] = [];
  const marker: Marker = new Y.Map([[KEY_SECTION, name]]);
  let start = 0;
  for (const piece of pieces) {
    const at = index.sequence.offsetOf(piece);
    const inside = offset - start;
    start += lengthOf(piece);
    if (start <= offset) continue;
    if (inside > 0) {
      const title: Marker = new Y.Map([[KEY_INTO, idValue(itemOf(end).id)]]);
      edits.push({ kind: 'embed', at: at + inside, embed: title, attributes: formatsAt(index, at + inside, piece) });
    }
    const joined = piece.marker;
    if (joined !== null && joined !== end) after.push(() => joined.set(KEY_INTO, idValue(itemOf(marker).id)));
  }
  const behind = index.sequence.offsetOf(fold) + lengthOf(fold);
  edits.push({ kind: 'embed', at: behind, embed: marker, attributes: formatsAt(index, behind, fold) });
  // in front of the fold's marker it lies before all else that is in the fold, unless something was taken there from before
  if (!index.liesFirst(fold, name)) after.push((transaction) => new Mover(index, transaction).placeFirst(marker, name));
  for (const piece of pieces) edits.push(...partBehind(index, index.sequence.previous(piece)));
  return { plan: { first: [], edits: inTextOrder(edits), after }, marker };
}

/** Of a block's own characters, in positions of the text. */
function lengthOf({ size, marker }: Fragment): number {
  return marker === null ? size : size - 1;
}

/** What goes on through a marker that is put there. */
function formatsAt(index: BlockIndex, at: number, within: Fragment): Attributes {
  if (within.plain) return NONE;
  const { item, attributes } = index.startOf(index.sequence.indexOf(within));
  return formatsThrough(item, carriedOver(item, attributes), at - index.sequence.offsetOf(within));
}
