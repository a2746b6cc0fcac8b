/** Which old characters are still there: old and new units of a region, matched in order. */
import type { Attributes } from './attributes.ts';
import { NONE } from './attributes.ts';
import { withoutChance } from './chance.ts';
import type { Run } from './runs.ts';

/** One position or more that are never torn apart: a code point, an embed, a marker, or a stretch of text that is matched as a whole. */
export interface Unit<B> {
  /** Units with equal marks are taken for the same thing. */
  readonly mark: string;
  readonly kind: 'char' | 'embed' | 'marker';
  readonly size: number;
  readonly attributes: Attributes;
  readonly embed: unknown;
  readonly block: B;
}

type Marks = ReadonlyArray<{ readonly mark: string; readonly kind?: string }>;

/** Indexes of an old and a new unit; -1 where one side has none. */
export type Pair = readonly [old: number, now: number];

/** Adds a block's characters, or each run `whole`, and its marker unless that is null. */
export function pushUnits<B>(
  units: Unit<B>[],
  block: B,
  runs: readonly Run[],
  markerClass: string | null,
  whole = false,
): void {
  for (const run of runs) {
    const { attributes } = run;
    if (run.kind === 'embed') {
      const mark = `\u0001${JSON.stringify(run.embed)}`;
      units.push({ mark, kind: 'embed', size: 1, attributes, embed: run.embed, block });
      continue;
    }
    for (const mark of whole ? [run.text] : run.text) {
      units.push({ mark, kind: 'char', size: mark.length, attributes, embed: null, block });
    }
  }
  if (markerClass === null) return;
  units.push({ mark: `\u0002${markerClass}`, kind: 'marker', size: 1, attributes: NONE, embed: null, block });
}

/** Cells of the matching table; beyond it a changed middle is replaced as a whole. */
const MAX_TABLE_CELLS = 4_000_000;

/** What the person's selection says about a change. */
export interface AlignHint {
  /**
   * number of new units behind the caret, 0 when it is elsewhere: they are matched from the end first, so that of equal letters the one
   * is new that was typed
   */
  readonly tail: number;
  /** the old units that were selected before, null when none were: what was typed over them is new, also where letters are equal */
  readonly selected: { readonly from: number; readonly to: number } | null;
}

export const NO_HINT: AlignHint = { tail: 0, selected: null };

/** Matches units by common start and end, and by the longest common subsequence between them. */
export function align(old: Marks, now: Marks, { tail, selected }: AlignHint): Pair[] {
  const replaced = selected === null ? null : alignReplaced(old, now, selected, tail);
  if (replaced !== null) return replaced;
  const shortest = Math.min(old.length, now.length);
  let end = 0;
  const sameAtEnd = (): boolean => old[old.length - 1 - end]?.mark === now[now.length - 1 - end]?.mark;
  while (end < Math.min(tail, shortest) && sameAtEnd()) end += 1;
  let start = 0;
  while (start < shortest - end && old[start]?.mark === now[start]?.mark) start += 1;
  while (end < shortest - start && sameAtEnd()) end += 1;
  const pairs: Pair[] = [];
  for (let at = 0; at < start; at += 1) pairs.push([at, at]);
  const middle: Pair[] = [];
  alignMiddle(middle, old, now, { from: start, to: old.length - end }, { from: start, to: now.length - end });
  for (const pair of withoutChance(alignBlocks(middle, old, now), old, now)) pairs.push(pair);
  for (let at = end; at > 0; at -= 1) pairs.push([old.length - at, now.length - at]);
  return pairs;
}

/** Null when something else changed than what was selected, when the caret is not behind what came instead, or when most is still there. */
function alignReplaced(
  old: Marks,
  now: Marks,
  { from, to }: NonNullable<AlignHint['selected']>,
  tail: number,
): Pair[] | null {
  const end = old.length - to;
  const inserted = now.length - end - from;
  if (inserted < 0 || tail === 0 || tail !== end) return null;
  const same = (at: number, there: number): boolean => old[at]?.mark === now[there]?.mark;
  for (let at = 0; at < from; at += 1) if (!same(at, at)) return null;
  for (let at = 1; at <= end; at += 1) if (!same(old.length - at, now.length - at)) return null;
  const nowTo = from + inserted;
  let start = from;
  while (start < Math.min(to, nowTo) && same(start, start)) start += 1;
  let back = 0;
  while (back < Math.min(to, nowTo) - start && same(to - back - 1, nowTo - back - 1)) back += 1;
  const inside: Pair[] = [];
  alignMiddle(inside, old, now, { from: start, to: to - back }, { from: start, to: nowTo - back });
  const stays = start - from + back + inside.filter(([o, n]) => o >= 0 && n >= 0).length;
  if (2 * stays >= to - from) return null;
  const pairs: Pair[] = [];
  for (let at = 0; at < from; at += 1) pairs.push([at, at]);
  for (let at = from; at < to; at += 1) pairs.push([at, -1]);
  for (let at = 0; at < inserted; at += 1) pairs.push([-1, from + at]);
  for (let at = end; at > 0; at -= 1) pairs.push([old.length - at, now.length - at]);
  return pairs;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Of several blocks that changed each by itself: letters that two changes have in common are equal by chance, so within a block what is equal
 * at its start and at its end is matched first.
 */
function alignBlocks(pairs: readonly Pair[], old: Marks, now: Marks): readonly Pair[] {
  const isEnd = ([o, n]: Pair): boolean => o >= 0 && n >= 0 && old[o]?.kind === 'marker';
  if (!pairs.some(isEnd)) return pairs;
  const aligned: Pair[] = [];
  for (let from = 0; from < pairs.length;) {
    let to = from;
    while (to < pairs.length && !isEnd(pairs[to] ?? [-1, -1])) to += 1;
    alignBlock(aligned, pairs.slice(from, to), old, now);
    const end = pairs[to];
    if (end !== undefined) aligned.push(end);
    from = to + 1;
  }
  return aligned;
}

function alignBlock(aligned: Pair[], pairs: readonly Pair[], old: Marks, now: Marks): void {
  const isMarker = ([o, n]: Pair): boolean => old[o]?.kind === 'marker' || now[n]?.kind === 'marker';
  const [before, after] = [stretchOf(pairs.map(([o]) => o)), stretchOf(pairs.map(([, n]) => n))];
  if (before === null || after === null || pairs.some(isMarker)) {
    for (const pair of pairs) aligned.push(pair);
    return;
  }
  const shortest = Math.min(before.to - before.from, after.to - after.from);
  const same = (o: number, n: number): boolean => old[o]?.mark === now[n]?.mark;
  let start = 0;
  while (start < shortest && same(before.from + start, after.from + start)) start += 1;
  let end = 0;
  while (end < shortest - start && same(before.to - 1 - end, after.to - 1 - end)) end += 1;
  for (let at = 0; at < start; at += 1) aligned.push([before.from + at, after.from + at]);
  const [oldRest, nowRest] = [before, after].map(({ from, to }) => ({ from: from + start, to: to - end }));
  if (oldRest !== undefined && nowRest !== undefined) alignMiddle(aligned, old, now, oldRest, nowRest);
  for (let at = end; at > 0; at -= 1) aligned.push([before.to - at, after.to - at]);
}

/** What some of a side's units are, which follow each other; null where there are none. */
function stretchOf(units: readonly number[]): Stretch | null {
  const own = units.filter((at) => at >= 0);
  const [first] = own;
  return first === undefined ? null : { from: first, to: first + own.length };
}

/** Adds to `pairs`: a pasted book has more of them than a call takes arguments. */
function alignMiddle(pairs: Pair[], old: Marks, now: Marks, before: Stretch, after: Stretch): void {
  const rows = before.to - before.from;
  const columns = after.to - after.from;
  let i = 0;
  let j = 0;
  if (rows > 0 && columns > 0 && rows * columns <= MAX_TABLE_CELLS) {
    const width = columns + 1;
    const table = longestCommon(old, now, before, after);
    const cell = (row: number, column: number): number => table[row * width + column] ?? 0;
    while (i < rows && j < columns) {
      if (old[before.from + i]?.mark === now[after.from + j]?.mark) {
        pairs.push([before.from + i, after.from + j]);
        i += 1;
        j += 1;
      } else if (cell(i + 1, j) >= cell(i, j + 1)) {
        pairs.push([before.from + i, -1]);
        i += 1;
      } else {
        pairs.push([-1, after.from + j]);
        j += 1;
      }
    }
  }
  for (; i < rows; i += 1) pairs.push([before.from + i, -1]);
  for (; j < columns; j += 1) pairs.push([-1, after.from + j]);
}

function longestCommon(old: Marks, now: Marks, before: Stretch, after: Stretch): Uint32Array {
  const rows = before.to - before.from;
  const columns = after.to - after.from;
  const width = columns + 1;
  const table = new Uint32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        old[before.from + i]?.mark === now[after.from + j]?.mark
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  return table;
}
