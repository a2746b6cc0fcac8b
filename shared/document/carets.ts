/** Selections that stay where they are while others write: Lexical points ↔ relative positions of Yjs. */
import { $createRangeSelection, $getSelection, $isElementNode, $isRangeSelection, $setSelection } from 'lexical';
import type { BaseSelection, PointType } from 'lexical';
import * as Y from 'yjs';
import type { BlockIndex } from './block-index.ts';
import { letterEdge } from './clusters.ts';
import { $sectionNode } from './containers.ts';
import { Flattener } from './flatten.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { isVoidType } from './layout.ts';
import { findPlace, keepPlace } from './places.ts';
import type { BlockPoint } from './places.ts';
import { $toBlockPoint, $toLexicalPoint } from './points.ts';
import type { LexicalPoint } from './points.ts';
import { typeOf } from './props.ts';
import { runsLength } from './runs.ts';
import { $isBoxNode } from './section-nodes.ts';

/** A selection as presence carries it: JSON of two relative positions in the body, or twice `{ in }`, the name of an empty box or cell. */
export interface PresenceSelection {
  readonly anchor: unknown;
  readonly focus: unknown;
}

export interface KeptSelection {
  readonly anchor: Y.RelativePosition;
  readonly focus: Y.RelativePosition;
}

function $keepPoint(index: BlockIndex, point: PointType): Y.RelativePosition | null {
  // the paragraph that an empty box shows is not in the document: its place is its node alone
  const node = point.getNode();
  if ($isBoxNode(node.getParent()) && index.ofKey(node.getKey()) === undefined) return null;
  const found = $toBlockPoint(index, point);
  return found === null ? null : keepPlace(index, found);
}

/** Null for what is no selection of text. To be called in a read of the state that the index shows. */
export function $keepSelection(
  index: BlockIndex,
  selection: BaseSelection | null = $getSelection(),
): KeptSelection | null {
  if (!$isRangeSelection(selection)) return null;
  const anchor = $keepPoint(index, selection.anchor);
  const focus = selection.isCollapsed() ? anchor : $keepPoint(index, selection.focus);
  // an end in the paragraph that an empty box shows has no place in the document: what is left of the selection is its other end
  const [one, other] = [anchor ?? focus, focus ?? anchor];
  return one === null || other === null ? null : { anchor: one, focus: other };
}

/** The section whose only paragraph the document does not have; null where the selection is not in one. To be called in a read. */
function $emptySection(index: BlockIndex): string | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  const node = selection.anchor.getNode();
  const paragraph = $isElementNode(node) ? node : node.getParent();
  const section = paragraph?.getParent() ?? null;
  if (paragraph === null || !$isBoxNode(section) || index.ofKey(paragraph.getKey()) !== undefined) return null;
  return new Flattener(index, () => '').$sectionOf(section);
}

/** The selection for others. An empty box or cell has no place in the document, so it is called by its name. To be called in a read. */
export function $tellSelection(index: BlockIndex, kept: KeptSelection | null): PresenceSelection | null {
  if (kept !== null) return toPresence(kept);
  const section = $emptySection(index);
  return section === null ? null : { anchor: { in: section }, focus: { in: section } };
}

/** Where somebody's selection is now; null when it is unknown. To be called in a read. */
export function $resolveTold(
  index: BlockIndex,
  selection: PresenceSelection,
): { anchor: LexicalPoint; focus: LexicalPoint } | null {
  const { anchor: told } = selection;
  const name = typeof told === 'object' && told !== null && 'in' in told ? told.in : null;
  if (typeof name === 'string') {
    const first = index.ownerOf(name) === null ? null : ($sectionNode(index, name)?.getFirstChild() ?? null);
    if (!$isElementNode(first)) return null;
    const point: LexicalPoint = { key: first.getKey(), offset: 0, type: 'element' };
    return { anchor: point, focus: point };
  }
  const kept = fromPresence(selection);
  const anchor = kept === null ? null : $findPoint(index, kept.anchor);
  const focus = kept === null ? null : $findPoint(index, kept.focus);
  return anchor === null || focus === null ? null : { anchor, focus };
}

export function sameSelection(a: KeptSelection | null, b: KeptSelection | null): boolean {
  if (a === null || b === null) return a === b;
  return Y.compareRelativePositions(a.anchor, b.anchor) && Y.compareRelativePositions(a.focus, b.focus);
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

/** Where a kept position is on the page now; null when it is not in the document or nothing is shown. */
export function $findPoint(index: BlockIndex, position: Y.RelativePosition): LexicalPoint | null {
  const place = findPlace(index, position);
  const shown = place === null ? null : shownPlace(index, place);
  if (shown === null) return null;
  // a mark that somebody else put behind the letter belongs to it: the caret is never between them
  const offset = letterEdge(shown.fragment.runs, shown.offset, position.assoc < 0 ? 'end' : 'start');
  return $toLexicalPoint({ fragment: shown.fragment, offset });
}

/** The same place, or the nearest on the page that has a text where its own block is hidden or has none. */
function shownPlace(index: BlockIndex, { fragment, offset }: BlockPoint): BlockPoint | null {
  if (hasText(fragment)) return { fragment, offset: Math.min(offset, runsLength(fragment.runs)) };
  for (let around: Fragment | null = fragment; around !== null; around = around.owner) {
    for (let next = index.nextShown(around); next !== null; next = index.nextShown(next)) {
      const found = textIn(next, 'first');
      if (found !== null) return { fragment: found, offset: 0 };
    }
  }
  for (let around: Fragment | null = fragment; around !== null; around = around.owner) {
    if (around !== fragment && hasText(around)) return { fragment: around, offset: runsLength(around.runs) };
    for (let previous = index.previousShown(around); previous !== null; previous = index.previousShown(previous)) {
      const found = textIn(previous, 'last');
      if (found !== null) return { fragment: found, offset: runsLength(found.runs) };
    }
  }
  return null;
}

/** The first or the last text of a block and what is in it; the title of a fold comes before the rest. */
function textIn(fragment: Fragment, which: 'first' | 'last'): Fragment | null {
  const isOwn = hasText(fragment);
  if (isOwn && (which === 'first' || fragment.insides.length === 0)) return fragment;
  const inside = fragment.insides.flatMap(({ page }) => [...page].filter(isShown));
  for (const one of which === 'first' ? inside : inside.toReversed()) {
    const found = textIn(one, which);
    if (found !== null) return found;
  }
  return isOwn ? fragment : null;
}

function hasText(fragment: Fragment): boolean {
  return isShown(fragment) && !isVoidType(typeOf(fragment.props));
}

export function toPresence({ anchor, focus }: KeptSelection): PresenceSelection {
  return { anchor: Y.relativePositionToJSON(anchor), focus: Y.relativePositionToJSON(focus) };
}

/** Null for what is no selection: presence comes from anybody. */
export function fromPresence(selection: PresenceSelection): KeptSelection | null {
  const anchor = parsePosition(selection.anchor);
  const focus = parsePosition(selection.focus);
  return anchor === null || focus === null ? null : { anchor, focus };
}

function parsePosition(json: unknown): Y.RelativePosition | null {
  if (typeof json !== 'object' || json === null) return null;
  const { item, assoc } = Y.createRelativePositionFromJSON(json);
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
  if (item !== null && !(isCount(item.client) && isCount(item.clock))) return null;
  return new Y.RelativePosition(null, null, item, assoc < 0 ? -1 : 0);
}
