/** The selection of the person at this editor: kept by ids, so that it stays where it is while the document changes around it. */
import { $getNodeByKey, $getSelection, $isRangeSelection, $setSelection } from 'lexical';
import type { EditorState, PointType } from 'lexical';
import type * as Y from 'yjs';
import { align, NO_HINT, pushUnits } from './align.ts';
import type { Unit } from './align.ts';
import type { BlockIndex } from './block-index.ts';
import { $keepSelection, $restoreSelection, sameSelection } from './carets.ts';
import type { KeptSelection } from './carets.ts';
import { $readInline } from './inline-nodes.ts';
import { findPlace, keepPlace, positionOf } from './places.ts';
import type { Selected } from './units.ts';
import { $toBlockPoint } from './points.ts';
import type { Run } from './runs.ts';

export class OwnSelection {
  readonly #index: BlockIndex;
  kept: KeptSelection | null = null;

  constructor(index: BlockIndex) {
    this.#index = index;
  }

  /** Takes over what the editor has selected. Gives whether that is another place than before. */
  adopt(state: EditorState): boolean {
    const kept = state.read(() => $keepSelection(this.#index));
    const moved = !sameSelection(kept, this.kept);
    this.kept = kept;
    return moved;
  }

  /** What is selected, in positions of the text; null when that is nothing, or not known. */
  stretch(): Selected | null {
    const { kept } = this;
    const anchor = kept === null ? null : findPlace(this.#index, kept.anchor);
    const focus = kept === null ? null : findPlace(this.#index, kept.focus);
    if (anchor === null || focus === null) return null;
    const selected = { anchor: positionOf(this.#index, anchor), focus: positionOf(this.#index, focus) };
    return selected.anchor === selected.focus ? null : selected;
  }

  /** To be called in an update, with page and index the same. A selection of what is no longer on the page is given up. */
  $restore(): void {
    if (this.kept !== null) $restoreSelection(this.#index, this.kept);
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return;
    const isThere = ({ key }: PointType): boolean => $getNodeByKey(key)?.isAttached() === true;
    if (!isThere(selection.anchor) || !isThere(selection.focus)) $setSelection(null);
  }

  /**
   * Takes over a selection in blocks that show less than the index holds: what others wrote is not on the page yet. To be called in an
   * update, before that is rendered.
   */
  $adoptBehind(): void {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return;
    const anchor = this.#$keepBehind(selection.anchor);
    const focus = selection.isCollapsed() ? anchor : this.#$keepBehind(selection.focus);
    if (anchor !== null && focus !== null) this.kept = { anchor, focus };
  }

  #$keepBehind(point: PointType): Y.RelativePosition | null {
    const found = $toBlockPoint(this.#index, point);
    const node = found === null || found.fragment.key === null ? null : $getNodeByKey(found.fragment.key);
    if (found === null || node === null) return null;
    const offset = offsetIn(found.fragment.runs, $readInline(node), found.offset);
    return keepPlace(this.#index, { fragment: found.fragment, offset });
  }
}

/** Where an offset of a shown text lies in the text that holds more: behind the same character. */
function offsetIn(whole: readonly Run[], shown: readonly Run[], offset: number): number {
  const units = (runs: readonly Run[]): Unit<null>[] => {
    const found: Unit<null>[] = [];
    pushUnits(found, null, runs, null);
    return found;
  };
  const [from, to] = [units(shown), units(whole)];
  let passed = 0;
  let position = 0;
  let found = 0;
  for (const [old, now] of align(from, to, NO_HINT)) {
    if (now >= 0) position += to[now]?.size ?? 0;
    if (old < 0) continue;
    if (passed >= offset) break;
    passed += from[old]?.size ?? 0;
    if (now >= 0) found = position;
  }
  return found;
}
