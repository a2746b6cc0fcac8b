/** The characters and markers of a page's blocks, as they are matched to find what changed. */
import { pushUnits } from './align.ts';
import type { Unit } from './align.ts';
import type { BlockIndex } from './block-index.ts';
import type { FlatBlock } from './flatten.ts';
import { piecesOf } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { containerForm, isFigureType, KEY_ID } from './layout.ts';
import { typeOf } from './props.ts';
import { runLength } from './runs.ts';
import type { Run } from './runs.ts';
import type { WholeRuns } from './whole-runs.ts';

export interface OldUnit extends Unit<Fragment> {
  /** where it stands in the text */
  readonly at: number;
  /** the part of its block that it lies in: another one where blocks were joined that lie apart */
  readonly piece: Fragment;
}
export type NewUnit = Unit<FlatBlock>;

/** What is selected, in positions of the text. On a page with moved blocks the order of those says nothing. */
export interface Selected {
  readonly anchor: number;
  readonly focus: number;
}

/** The units of old blocks, in the order of the page. */
export function oldUnitsOf(index: BlockIndex, blocks: readonly Fragment[], whole: WholeRuns | null = null): OldUnit[] {
  return blocks.flatMap((block) => {
    const parts = splitRuns(whole?.get(block) ?? block.runs, piecesOf(block));
    return parts.flatMap(({ piece, runs }) => {
      const units: Array<Unit<Fragment>> = [];
      const isLast = piece === block && block.marker !== null;
      pushUnits(units, block, runs, isLast ? markerClass(block) : null, whole !== null);
      let at = index.sequence.offsetOf(piece);
      return units.map((unit) => {
        const placed = { ...unit, at, piece };
        at += unit.size;
        return placed;
      });
    });
  });
}

export function newUnitsOf(blocks: readonly FlatBlock[], whole: WholeRuns | null = null): NewUnit[] {
  const units: NewUnit[] = [];
  for (const block of blocks) {
    pushUnits(units, block, whole?.get(block) ?? block.runs, markerClass(block), whole !== null);
  }
  return units;
}

/** The units that were selected; null when not all of them are among these. */
export function unitsWithin(units: readonly OldUnit[], selected: Selected | null): { from: number; to: number } | null {
  if (selected === null) return null;
  const last = units.at(-1);
  const find = (position: number): number =>
    last !== undefined && position === last.at + last.size
      ? units.length
      : units.findIndex(({ at }) => at === position);
  const [anchor, focus] = [find(selected.anchor), find(selected.focus)];
  return anchor < 0 || focus < 0 ? null : { from: Math.min(anchor, focus), to: Math.max(anchor, focus) };
}

/** What a block shows, by the parts of the text that it comes from. */
function splitRuns(
  runs: readonly Run[],
  pieces: readonly Fragment[],
): Array<{ piece: Fragment; runs: readonly Run[] }> {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return [{ piece: only, runs }];
  const rest = [...runs];
  return pieces.map((piece) => {
    const own: Run[] = [];
    let left = piece.own.reduce((length, run) => length + runLength(run), 0);
    while (left > 0) {
      const run = rest.shift();
      if (run === undefined) break;
      const length = runLength(run);
      if (run.kind === 'text' && length > left) {
        own.push({ ...run, text: run.text.slice(0, left) });
        rest.unshift({ ...run, text: run.text.slice(left) });
        left = 0;
      } else {
        own.push(run);
        left -= length;
      }
    }
    return { piece, runs: own };
  });
}

/**
 * Markers of one class stand for each other; a container's only for itself. What else has no text to be told by is told by the node that
 * shows it: of two embeds beside each other, which one is new?
 */
function markerClass({ props, key }: Pick<FlatBlock, 'props'> & { readonly key: string | null }): string {
  const type = typeOf(props);
  if (containerForm(type) !== null) return `${type} ${String(props[KEY_ID])}`;
  return isFigureType(type) ? `${type} ${key}` : 'text';
}
