/**
 * What people do to tables, as changes of Lexical's tree; to be called in an update. Rows, columns and cells are counted from 0. Which column
 * is which stands in the table (`nodes/table-columns.ts`), so that a column that moves takes along what others write into it meanwhile.
 */
import { $createTableCellNode, $createTableNode, $createTableRowNode, TableCellHeaderStates } from '@lexical/table';
import type { TableCellNode, TableNode, TableRowNode } from '@lexical/table';
import { $copyNode, $createParagraphNode, $isElementNode, $isParagraphNode } from 'lexical';
import type { LexicalNode } from 'lexical';
import { $getColumns, $setColumns } from './nodes/table-columns.ts';
import type { PaletteColor } from './palette.ts';
import { $areaOfCell, $gridOf, $rowsOf, $wholeCells, cellsIn, widthOf } from './table-grid.ts';
import type { Area, Grid, GridCell } from './table-grid.ts';
import { DEFAULT_COLUMN_WIDTH } from './table-look.ts';

/** What one table can be grown to here; larger ones of others are shown. */
export const MAX_TABLE_ROWS = 1_000;
export const MAX_TABLE_COLUMNS = 60;
/** Pixels. */
export const MIN_COLUMN_WIDTH = 48;
export const MAX_COLUMN_WIDTH = 1_200;

const { ROW, COLUMN } = TableCellHeaderStates;

export function $createEmptyCell(header: number = TableCellHeaderStates.NO_STATUS): TableCellNode {
  return $createTableCellNode(header).append($createParagraphNode());
}

/** @param head whether the first row is a header */
export function $createEmptyTable(rows: number, columns: number, head = false): TableNode {
  const $row = (at: number): TableRowNode => {
    const header = head && at === 0 ? ROW : TableCellHeaderStates.NO_STATUS;
    return $createTableRowNode().append(...Array.from({ length: columns }, () => $createEmptyCell(header)));
  };
  return $createTableNode().append(...Array.from({ length: rows }, (_, at) => $row(at)));
}

/** Puts empty rows in front of row `before`, or at the end; as many as there is room for. */
export function $insertRows(table: TableNode, before: number, count = 1): void {
  const grid = $gridOf(table);
  const at = Math.min(before, grid.length);
  const rows = $rowsOf(table);
  const width = widthOf(grid);
  const room = Math.min(count, MAX_TABLE_ROWS - rows.length);
  if (width === 0 || room <= 0) return;
  const [above, below] = [grid[at - 1], grid[at]];
  const crossed = new Set<TableCellNode>();
  const headers: number[] = [];
  for (let column = 0; column < width; column += 1) {
    const cell = above?.[column]?.cell;
    if (cell !== undefined && cell === below?.[column]?.cell) crossed.add(cell);
    else headers.push($isHeadColumn(grid, column) ? COLUMN : TableCellHeaderStates.NO_STATUS);
  }
  for (const cell of crossed) cell.setRowSpan(cell.getRowSpan() + room);
  const fresh = Array.from({ length: room }, () =>
    $createTableRowNode().append(...headers.map((header) => $createEmptyCell(header))),
  );
  table.splice(at, 0, fresh);
}

/** Puts empty columns in front of column `before`, or at the end; as many as there is room for. */
export function $insertColumns(table: TableNode, before: number, count = 1): void {
  const grid = $gridOf(table);
  const width = widthOf(grid);
  const at = Math.min(before, width);
  const room = Math.min(count, MAX_TABLE_COLUMNS - width);
  if (width === 0 || room <= 0) return;
  const grown = new Set<TableCellNode>();
  for (const [row, node] of $rowsOf(table).entries()) {
    const crossed = grid[row]?.[at - 1]?.cell;
    if (crossed !== undefined && crossed === grid[row]?.[at]?.cell) {
      if (!grown.has(crossed)) crossed.setColSpan(crossed.getColSpan() + room);
      grown.add(crossed);
      continue;
    }
    const header = $isHeadRow(grid, row) ? ROW : TableCellHeaderStates.NO_STATUS;
    $putCells(
      grid,
      node,
      row,
      at,
      Array.from({ length: room }, () => $createEmptyCell(header)),
    );
  }
  const fresh = <T>(value: T): T[] => Array.from({ length: room }, () => value);
  $changeColumns(
    table,
    width,
    (names) => names.toSpliced(at, 0, ...fresh('')),
    (widths) => widths.toSpliced(at, 0, ...fresh(DEFAULT_COLUMN_WIDTH)),
  );
}

/** Takes rows away with what is in them; with the last one the table. */
export function $deleteRows(table: TableNode, from: number, count = 1): void {
  const grid = $gridOf(table);
  const rows = $rowsOf(table);
  const end = Math.min(from + count, rows.length);
  if (end <= from) return;
  if (end - from >= rows.length) return table.remove();
  for (const { cell, row, column } of $crossing(grid, { top: from, bottom: end - 1, left: 0, right: widthOf(grid) })) {
    const bottom = row + cell.getRowSpan();
    const left = cell.getRowSpan() - (Math.min(bottom, end) - Math.max(row, from));
    if (left <= 0) continue;
    cell.setRowSpan(left);
    const next = rows[end];
    if (row >= from && next !== undefined) $putCells(grid, next, end, column, [cell]);
  }
  for (const row of rows.slice(from, end)) row.remove();
}

/** Takes columns away with what is in them; with the last one the table. */
export function $deleteColumns(table: TableNode, from: number, count = 1): void {
  const grid = $gridOf(table);
  const width = widthOf(grid);
  const end = Math.min(from + count, width);
  if (end <= from) return;
  if (end - from >= width) return table.remove();
  for (const { cell, column } of cellsIn(grid, { top: 0, bottom: grid.length - 1, left: from, right: end - 1 })) {
    const right = column + cell.getColSpan();
    const left = cell.getColSpan() - (Math.min(right, end) - Math.max(column, from));
    if (left <= 0) cell.remove();
    else cell.setColSpan(left);
  }
  const cut = <T>(list: readonly T[]): T[] => list.toSpliced(from, end - from);
  $changeColumns(table, width, cut, cut);
}

/** Puts a copy of rows behind them, with what is in their cells. */
export function $copyRows(table: TableNode, from: number, count: number): void {
  const grid = $gridOf(table);
  const size = Math.min(count, MAX_TABLE_ROWS - grid.length);
  if (size <= 0) return;
  const area = { top: from, bottom: from + size - 1, left: 0, right: widthOf(grid) - 1 };
  const copied = cellsIn(grid, area).filter((place) => isWithin($areaOfCell(place), area));
  $insertRows(table, from + count, size);
  $copyCells(table, copied, { rows: count, columns: 0 });
  for (const [at, row] of $rowsOf(table)
    .slice(from, from + size)
    .entries()) {
    $rowsOf(table)[from + count + at]?.setHeight(row.getHeight());
  }
}

/** Puts a copy of columns behind them, with what is in their cells. */
export function $copyColumns(table: TableNode, from: number, count: number): void {
  const grid = $gridOf(table);
  const size = Math.min(count, MAX_TABLE_COLUMNS - widthOf(grid));
  if (size <= 0) return;
  const area = { top: 0, bottom: grid.length - 1, left: from, right: from + size - 1 };
  const copied = cellsIn(grid, area).filter((place) => isWithin($areaOfCell(place), area));
  $insertColumns(table, from + count, size);
  $copyCells(table, copied, { rows: 0, columns: count });
  const widths = table.getColWidths();
  if (widths !== undefined) table.setColWidths(widths.with(from + count, widths[from] ?? DEFAULT_COLUMN_WIDTH));
}

function $copyCells(table: TableNode, cells: readonly GridCell[], by: { rows: number; columns: number }): void {
  for (const place of cells) {
    const { top, bottom, left, right } = $areaOfCell(place);
    const to = { top: top + by.rows, bottom: bottom + by.rows, left: left + by.columns, right: right + by.columns };
    $mergeCells(table, to);
    const copy = $gridOf(table)[to.top]?.[to.left]?.cell;
    if (copy === undefined) continue;
    $fillCell(copy, place.cell.getChildren().map($copyOf));
    copy.setBackgroundColor(place.cell.getBackgroundColor());
    copy.setVerticalAlign(place.cell.getVerticalAlign());
    copy.setHeaderStyles(place.cell.getHeaderStyles());
  }
}

function $copyOf(node: LexicalNode): LexicalNode {
  const copy = $copyNode(node);
  if ($isElementNode(node) && $isElementNode(copy)) copy.append(...node.getChildren().map($copyOf));
  return copy;
}

function isWithin(inner: Area, outer: Area): boolean {
  return (
    inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right
  );
}

/** Takes rows to in front of row `to`, counted before the move. Merged cells that this would tear are split. */
export function $moveRows(table: TableNode, from: number, count: number, to: number): void {
  if (to >= from && to <= from + count) return;
  $splitTorn(table, [from, from + count, to], 'row');
  const rows = $rowsOf(table);
  const moved = rows.slice(from, from + count);
  const before = rows[to] ?? null;
  for (const row of moved) {
    if (before === null) table.append(row);
    else before.insertBefore(row);
  }
}

/** Takes columns to in front of column `to`, counted before the move. Merged cells that this would tear are split. */
export function $moveColumns(table: TableNode, from: number, count: number, to: number): void {
  if ((to >= from && to <= from + count) || from >= widthOf($gridOf(table))) return;
  $splitTorn(table, [from, from + count, to], 'column');
  const grid = $gridOf(table);
  for (const [row, node] of $rowsOf(table).entries()) {
    const moved = cellsIn(grid, { top: row, bottom: row, left: from, right: from + count - 1 });
    const own = moved.filter((place) => place.row === row).map(({ cell }) => cell);
    if (own.length > 0) $putCells(grid, node, row, to, own);
  }
  const $move = <T>(list: readonly T[]): T[] => {
    const rest = list.toSpliced(from, count);
    return rest.toSpliced(to > from ? to - count : to, 0, ...list.slice(from, from + count));
  };
  $changeColumns(table, widthOf(grid), $move, $move);
}

export function $setHeadRow(table: TableNode, row: number, on: boolean): void {
  const grid = $gridOf(table);
  $setHeader(cellsIn(grid, { top: row, bottom: row, left: 0, right: widthOf(grid) }), ROW, on);
}

export function $setHeadColumn(table: TableNode, column: number, on: boolean): void {
  const grid = $gridOf(table);
  $setHeader(cellsIn(grid, { top: 0, bottom: grid.length, left: column, right: column }), COLUMN, on);
}

export function $isHeadRow(grid: Grid, row: number): boolean {
  return hasHeader(grid[row]?.[0], ROW);
}

export function $isHeadColumn(grid: Grid, column: number): boolean {
  return hasHeader(grid[0]?.[column], COLUMN);
}

/** @param color null for none */
export function $setCellColor(table: TableNode, area: Area, color: PaletteColor | null): void {
  for (const { cell } of cellsIn($gridOf(table), area)) {
    if (cell.getBackgroundColor() !== color) cell.setBackgroundColor(color);
  }
}

export type CellAlign = 'top' | 'middle' | 'bottom';

export function $setCellAlign(table: TableNode, area: Area, align: CellAlign): void {
  const wanted = align === 'top' ? undefined : align;
  for (const { cell } of cellsIn($gridOf(table), area)) {
    if (cell.getVerticalAlign() !== wanted) cell.setVerticalAlign(wanted);
  }
}

/**
 * Gives columns their widths, in pixels; the others keep theirs.
 * @param widths by the numbers of columns; null is the default
 */
export function $setColumnWidths(table: TableNode, widths: ReadonlyMap<number, number | null>): void {
  const count = widthOf($gridOf(table));
  const old = table.getColWidths() ?? [];
  const next = Array.from({ length: count }, (_, at) => {
    const wanted = widths.get(at);
    if (wanted === undefined) return old[at] ?? DEFAULT_COLUMN_WIDTH;
    if (wanted === null) return DEFAULT_COLUMN_WIDTH;
    return Math.round(Math.max(MIN_COLUMN_WIDTH, Math.min(wanted, MAX_COLUMN_WIDTH)));
  });
  table.setColWidths(next.every((width) => width === DEFAULT_COLUMN_WIDTH) ? undefined : next);
}

/** Leaves an empty paragraph in each cell. */
export function $clearCells(table: TableNode, area: Area): void {
  for (const { cell } of cellsIn($gridOf(table), area)) $fillCell(cell, []);
}

/**
 * Puts cells' contents into a table from one cell on; it grows by the rows and columns that are missing.
 * @param contents row by row, the blocks of each cell; null leaves a cell as it is
 * @returns what was written to
 */
export function $fillCells(
  table: TableNode,
  top: number,
  left: number,
  contents: ReadonlyArray<ReadonlyArray<readonly LexicalNode[] | null>>,
): Area {
  const columns = contents.reduce((width, row) => Math.max(width, row.length), 0);
  const before = $gridOf(table);
  const missing = { rows: top + contents.length - before.length, columns: left + columns - widthOf(before) };
  if (missing.rows > 0) $insertRows(table, before.length, missing.rows);
  if (missing.columns > 0) $insertColumns(table, widthOf(before), missing.columns);
  const grid = $gridOf(table);
  const filled = new Set<TableCellNode>();
  for (const [r, row] of contents.entries()) {
    for (const [c, blocks] of row.entries()) {
      const cell = grid[top + r]?.[left + c]?.cell;
      if (cell === undefined || blocks === null || filled.has(cell)) continue;
      filled.add(cell);
      $fillCell(cell, blocks);
    }
  }
  const bottom = Math.min(top + contents.length, grid.length) - 1;
  return { top, bottom, left, right: Math.min(left + columns, widthOf(grid)) - 1 };
}

function $fillCell(cell: TableCellNode, blocks: readonly LexicalNode[]): void {
  cell.splice(0, cell.getChildrenSize(), blocks.length === 0 ? [$createParagraphNode()] : [...blocks]);
}

/** Merges cells into the first of them, which then shows what is in all, row by row. */
export function $mergeCells(table: TableNode, wanted: Area): void {
  const grid = $gridOf(table);
  const area = $wholeCells(grid, wanted);
  const [first, ...others] = cellsIn(grid, area);
  if (first === undefined || others.length === 0) return;
  const { cell } = first;
  for (const { cell: other } of others) {
    const blocks = $isBlankCell(other) ? [] : other.getChildren();
    if (blocks.length > 0)
      cell.splice($isBlankCell(cell) ? 0 : cell.getChildrenSize(), $isBlankCell(cell) ? 1 : 0, blocks);
    // its row stays, even without a cell
    other.remove(true);
  }
  cell.setRowSpan(area.bottom - area.top + 1);
  cell.setColSpan(area.right - area.left + 1);
}

/** Splits every merged cell of an area. */
export function $splitCells(table: TableNode, area: Area): void {
  for (const place of cellsIn($gridOf(table), area)) $splitCell(table, place);
}

function $isBlankCell(cell: TableCellNode): boolean {
  const only = cell.getFirstChild();
  return cell.getChildrenSize() === 1 && $isParagraphNode(only) && only.isEmpty();
}

/** A merged cell becomes as many as it covers. What is in it stays in the first, unless it was in one of the others: there it is again. */
export function $splitCell(table: TableNode, place: GridCell): void {
  const { cell, row, column } = place;
  const [height, width] = [cell.getRowSpan(), cell.getColSpan()];
  if (height === 1 && width === 1) return;
  const grid = $gridOf(table);
  const header = cell.getHeaderStyles();
  cell.setRowSpan(1);
  cell.setColSpan(1);
  for (const [at, node] of $rowsOf(table).entries()) {
    if (at < row || at >= row + height) continue;
    const count = at === row ? width - 1 : width;
    const fresh = Array.from({ length: count }, () => $createEmptyCell(header));
    $putCells(grid, node, at, column + width, fresh);
  }
}

/** Splits the merged cells that begin before one of these lines between rows or columns, and end behind it. */
function $splitTorn(table: TableNode, lines: readonly number[], way: 'row' | 'column'): void {
  const grid = $gridOf(table);
  const whole = { top: 0, bottom: grid.length, left: 0, right: widthOf(grid) };
  for (const place of cellsIn(grid, whole)) {
    const { top, bottom, left, right } = $areaOfCell(place);
    const [from, to] = way === 'row' ? [top, bottom] : [left, right];
    if (lines.some((line) => line > from && line <= to)) $splitCell(table, place);
  }
}

function $crossing(grid: Grid, area: Area): GridCell[] {
  return cellsIn(grid, area).filter(({ cell }) => cell.getRowSpan() > 1);
}

/** Puts cells into a row's node in front of what stands in a column of the grid. */
function $putCells(grid: Grid, node: TableRowNode, row: number, column: number, cells: readonly TableCellNode[]): void {
  const next = grid[row]?.slice(column).find((place) => place?.row === row && place.column >= column)?.cell ?? null;
  for (const cell of cells) {
    if (next === null) node.append(cell);
    else next.insertBefore(cell);
  }
}

function $changeColumns(
  table: TableNode,
  width: number,
  changeNames: (names: readonly string[]) => readonly string[],
  changeWidths: (widths: readonly number[]) => readonly number[],
): void {
  const names = $getColumns(table);
  $setColumns(table, changeNames(Array.from({ length: width }, (_, at) => names[at] ?? '')));
  const widths = table.getColWidths();
  if (widths !== undefined) table.setColWidths(changeWidths(widths));
}

function $setHeader(cells: readonly GridCell[], state: number, on: boolean): void {
  for (const { cell } of cells) {
    const next = on ? cell.getHeaderStyles() | state : cell.getHeaderStyles() & ~state;
    if (next !== cell.getHeaderStyles()) cell.setHeaderStyles(next);
  }
}

function hasHeader(place: GridCell | undefined, state: number): boolean {
  return place !== undefined && (place.cell.getHeaderStyles() & state) !== 0;
}
