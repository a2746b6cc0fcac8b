/**
 * Merged cells. A table's marker has a key for each region: the rows and columns that were merged. Where the region lies follows from the
 * table as it is, the same on all replicas:
 *
 * - Rows that come between two of the region's that were never moved are part of it. Else a region is the longest run of neighbours among
 *   its rows, the first of equal ones. The same goes for columns.
 * - Of two that overlap the one that begins first is shown, from the top and then from the left.
 *
 * No block changes its cell by any of this: a merged cell shows what its cells hold, one cell behind the other.
 */
import { MAX_TABLE_REGIONS } from './limits.ts';
import type { Area } from './table-grid.ts';

/** What a table's marker says of one region. */
export interface MergedKey {
  readonly key: string;
  /** names */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

/** A row or a column of a table, as far as regions depend on it. */
export interface Line {
  readonly name: string;
  /** it is shown elsewhere than it lies in the text */
  readonly moved: boolean;
}

/** A region as it is shown: more than one cell of the table. */
export interface MergedArea extends Area {
  readonly key: string;
}

export const NO_MERGED: readonly MergedKey[] = [];
const NO_AREAS: readonly MergedArea[] = [];

/** Begins the key of a region; the names of its first row and column follow. */
const KEY_MERGED = 'm/';

/** The key of a region by one of its cells: a name for it, which says nothing about where it lies. */
export function mergedKey(row: string, column: string): string {
  return `${KEY_MERGED}${row}/${column}`;
}

/** The value of such a key. */
export function mergedValue(rows: readonly string[], columns: readonly string[]): { rows: string[]; cols: string[] } {
  return { rows: [...rows], cols: [...columns] };
}

/** The least of a marker, or of its keys elsewhere. */
interface MarkerKeys {
  keys(): Iterable<string>;
  get(key: string): unknown;
}

/** What is not well formed counts as absent. */
export function readMerged(marker: MarkerKeys): readonly MergedKey[] {
  const keys = [...marker.keys()].filter((key) => key.startsWith(KEY_MERGED));
  if (keys.length === 0) return NO_MERGED;
  return keys
    .sort()
    .slice(0, MAX_TABLE_REGIONS)
    .flatMap((key) => {
      const { rows, cols } = Object(marker.get(key)) as { readonly rows?: unknown; readonly cols?: unknown };
      return isNames(rows) && isNames(cols) ? [{ key, rows, columns: cols }] : [];
    });
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

export function sameMerged(a: readonly MergedKey[], b: readonly MergedKey[]): boolean {
  return a === b || (a.length === b.length && JSON.stringify(a) === JSON.stringify(b));
}

/** The regions that are shown, from the top and then from the left. */
export function placeRegions(
  merged: readonly MergedKey[],
  rows: readonly Line[],
  columns: readonly Line[],
): readonly MergedArea[] {
  if (merged.length === 0) return NO_AREAS;
  const areas = areasOf(merged, rows, columns).sort(
    (a, b) => a.top - b.top || a.left - b.left || (a.key < b.key ? -1 : 1),
  );
  const placed: MergedArea[] = [];
  for (const area of areas) if (!placed.some((one) => overlap(one, area))) placed.push(area);
  return placed;
}

/** Where each region would lie if there were no other; none for those that are one cell or nowhere. */
export function areasOf(merged: readonly MergedKey[], rows: readonly Line[], columns: readonly Line[]): MergedArea[] {
  const [rowRun, columnRun] = [runIn(rows), runIn(columns)];
  return merged.flatMap(({ key, rows: ownRows, columns: ownColumns }) => {
    const [down, across] = [rowRun(ownRows), columnRun(ownColumns)];
    if (down === null || across === null) return [];
    if (down.first === down.last && across.first === across.last) return [];
    return [{ key, top: down.first, bottom: down.last, left: across.first, right: across.last }];
  });
}

export function overlap(a: Area, b: Area): boolean {
  return a.top <= b.bottom && b.top <= a.bottom && a.left <= b.right && b.left <= a.right;
}

interface Run {
  readonly first: number;
  readonly last: number;
}

/** Which neighbouring lines those of some names are. */
function runIn(lines: readonly Line[]): (names: readonly string[]) => Run | null {
  const places = new Map(lines.map(({ name }, at) => [name, at]));
  const joined = (left: number, right: number): boolean =>
    right === left + 1 || (lines[left]?.moved === false && lines[right]?.moved === false);
  return (names) => {
    const own = [...new Set(names)].flatMap((name) => places.get(name) ?? []).sort((a, b) => a - b);
    let best: (Run & { readonly count: number }) | null = null;
    let count = 0;
    for (const [at, last] of own.entries()) {
      const before = own[at - 1];
      count = before !== undefined && joined(before, last) ? count + 1 : 1;
      if (count > (best?.count ?? 0)) best = { first: own[at - count + 1] ?? last, last, count };
    }
    return best;
  };
}

/**
 * What a marker has to say otherwise for exactly these regions to be shown; null takes a key away. Keys that say so already stay as they are,
 * those of regions that nobody sees stay as well, as long as that does not change.
 */
export function changedKeys(
  merged: readonly MergedKey[],
  wanted: readonly Area[],
  rows: readonly Line[],
  columns: readonly Line[],
): Array<[key: string, value: object | null]> {
  const shown = placeRegions(merged, rows, columns);
  const missing = wanted.filter((area) => !shown.some((one) => sameArea(one, area)));
  const surplus = shown.filter((one) => !wanted.some((area) => sameArea(one, area)));
  if (missing.length === 0 && surplus.length === 0) return [];
  const changed = [...missing, ...surplus];
  const kept = new Set(merged.map(({ key }) => key));
  const changes: Array<[string, object | null]> = [];
  const areas = new Map(areasOf(merged, rows, columns).map((area) => [area.key, area]));
  for (const one of merged) {
    const area = areas.get(one.key);
    const isShown = shown.some(({ key }) => key === one.key);
    if (isShown && area !== undefined && wanted.some((other) => sameArea(other, area))) continue;
    // one that is a single cell for now would be there again with a row that comes back
    const isIn = (other: Area): boolean =>
      area === undefined ? hasPart(one, other, rows, columns) : overlap(area, other);
    if (!changed.some(isIn)) continue;
    kept.delete(one.key);
    changes.push([one.key, null]);
  }
  for (const { top, bottom, left, right } of missing) {
    const ownRows = rows.slice(top, bottom + 1).map(({ name }) => name);
    const ownColumns = columns.slice(left, right + 1).map(({ name }) => name);
    const names = ownRows.flatMap((row) => ownColumns.map((column) => mergedKey(row, column)));
    const key = names.find((name) => !kept.has(name)) ?? names[0] ?? '';
    kept.add(key);
    changes.push([key, mergedValue(ownRows, ownColumns)]);
  }
  return changes;
}

function hasPart(
  merged: MergedKey,
  { top, bottom, left, right }: Area,
  rows: readonly Line[],
  columns: readonly Line[],
) {
  const isIn = (lines: readonly Line[], from: number, to: number, names: readonly string[]): boolean =>
    lines.slice(from, to + 1).some(({ name }) => names.includes(name));
  return isIn(rows, top, bottom, merged.rows) && isIn(columns, left, right, merged.columns);
}

function sameArea(a: Area, b: Area): boolean {
  return a.top === b.top && a.bottom === b.bottom && a.left === b.left && a.right === b.right;
}
