/** What people may do to tables, as commands. */
import { $isTableCellNode, type TableNode } from '@lexical/table';
import {
  $createParagraphNode,
  $getSelection,
  $isElementNode,
  $isParagraphNode,
  $isRootOrShadowRoot,
  type LexicalNode,
  type NodeKey,
} from 'lexical';
import { unreachable } from '#shared/assert.ts';
import type { PaletteColor } from '#shared/document/palette.ts';
import {
  $clearCells,
  $copyColumns,
  $copyRows,
  $createEmptyTable,
  $deleteColumns,
  $deleteRows,
  $insertColumns,
  $insertRows,
  $isHeadColumn,
  $isHeadRow,
  $mergeCells,
  $moveColumns,
  $moveRows,
  $setCellAlign,
  $setCellColor,
  $setColumnWidths,
  $setHeadColumn,
  $setHeadRow,
  $splitCells,
  type CellAlign,
} from '#shared/document/table-edits.ts';
import { $gridOf, type Area, cellsIn, widthOf } from '#shared/document/table-grid.ts';
import { $goToCell, $selectCells, $selectedCells, $selectTable, $tableOfKey, type TablePlace } from './table-place.ts';

type Way = 'row' | 'column';

/** Each is about the rows, columns or cells of a place, those that are selected unless one is named. */
export type TableAct =
  | { do: 'insert'; way: Way; where: 'before' | 'behind' }
  | { do: 'delete'; way: Way }
  /** past the one before or behind, or to in front of one, counted before the move */
  | { do: 'move'; way: Way; to: 'before' | 'behind' | number }
  /** a copy right behind them */
  | { do: 'copy'; way: Way }
  | { do: 'merge' }
  | { do: 'split' }
  | { do: 'head'; way: Way; on: boolean }
  | { do: 'color'; color: PaletteColor | null }
  | { do: 'align'; align: CellAlign }
  /** widths in px by the numbers of columns; null is the default */
  | { do: 'widths'; widths: ReadonlyMap<number, number | null> }
  | { do: 'clear' }
  | { do: 'select'; what: Way | 'table' }
  | { do: 'delete-table' };

/** To be called in an update. */
export function $actOnTable(act: TableAct, named: TablePlace | undefined): void {
  const place = named ?? $selectedCells();
  const table = place === null ? null : $tableOfKey(place.table);
  if (place === null || table === null) return;
  const { area } = place;
  switch (act.do) {
    case 'insert':
      return $insert(table, area, act.way, act.where);
    case 'delete':
      return $delete(table, area, act.way);
    case 'move':
      return $move(table, area, act.way, act.to);
    case 'copy':
      return $copy(table, area, act.way);
    case 'merge':
      return $merge(table, area);
    case 'split':
      return $split(table, area);
    case 'head':
      return $setHeads(table, area, act.way, act.on);
    case 'color':
      return $setCellColor(table, area, act.color);
    case 'align':
      return $setCellAlign(table, area, act.align);
    case 'widths':
      return $setColumnWidths(table, act.widths);
    case 'clear':
      return $clearCells(table, area);
    case 'select':
      return $select(table, area, act.what);
    case 'delete-table':
      return $deleteTable(table);
    default:
      return unreachable(act);
  }
}

/** Puts an empty table where the caret is, in place of an empty paragraph, and the caret into its first cell. */
export function $insertTable(rows: number, columns: number): void {
  const block = $selectedBlock();
  if (block === null) return;
  const table = $createEmptyTable(rows, columns, true);
  block.insertAfter(table);
  if ($isParagraphNode(block) && block.isEmpty()) block.remove();
  // so that there is a way out at the end
  if (table.getNextSibling() === null) table.insertAfter($createParagraphNode());
  $goToCell(table, 0, 0);
}

/** The block at the end of the selection, as a child of the page or of the box that it is in. */
function $selectedBlock(): LexicalNode | null {
  const selection = $getSelection();
  const nodes = selection?.getNodes() ?? [];
  let node: LexicalNode | null = nodes[nodes.length - 1] ?? null;
  if ($isRootOrShadowRoot(node) && $isElementNode(node)) return node.getLastChild();
  while (node !== null && !$isRootOrShadowRoot(node.getParent())) node = node.getParent();
  return node;
}

function $insert(table: TableNode, area: Area, way: Way, where: 'before' | 'behind'): void {
  if (way === 'row') {
    const count = area.bottom - area.top + 1;
    const at = where === 'before' ? area.top : area.bottom + 1;
    $insertRows(table, at, count);
    $goToCell(table, at, area.left);
  } else {
    const count = area.right - area.left + 1;
    const at = where === 'before' ? area.left : area.right + 1;
    $insertColumns(table, at, count);
    $goToCell(table, area.top, at);
  }
}

function $delete(table: TableNode, area: Area, way: Way): void {
  const { top, bottom, left, right } = area;
  const grid = $gridOf(table);
  const isWhole = way === 'row' ? top === 0 && bottom >= grid.length - 1 : left === 0 && right >= widthOf(grid) - 1;
  if (isWhole) return $deleteTable(table);
  // the caret leaves what goes, so that it is not thrown out of the table
  if (way === 'row') {
    $goToCell(table, bottom + 1 < grid.length ? bottom + 1 : top - 1, left);
    $deleteRows(table, top, bottom - top + 1);
  } else {
    $goToCell(table, top, right + 1 < widthOf(grid) ? right + 1 : left - 1);
    $deleteColumns(table, left, right - left + 1);
  }
}

/** The caret comes to what stands behind it, or to an empty paragraph in its place. */
export function $deleteTable(table: TableNode): void {
  const [next, previous] = [table.getNextSibling(), table.getPreviousSibling()];
  if ($isElementNode(next)) next.selectStart();
  else if (previous !== null) previous.selectEnd();
  else {
    table.replace($createParagraphNode()).selectEnd();
    return;
  }
  table.remove();
}

function $move(table: TableNode, area: Area, way: Way, to: 'before' | 'behind' | number): void {
  const grid = $gridOf(table);
  const [from, last, size] =
    way === 'row' ? [area.top, area.bottom, grid.length] : [area.left, area.right, widthOf(grid)];
  const goal = to === 'before' ? from - 1 : to === 'behind' ? last + 2 : to;
  if (goal < 0 || goal > size) return;
  const count = last - from + 1;
  if (way === 'row') $moveRows(table, from, count, goal);
  else $moveColumns(table, from, count, goal);
}

function $copy(table: TableNode, { top, bottom, left, right }: Area, way: Way): void {
  if (way === 'row') {
    $copyRows(table, top, bottom - top + 1);
    $goToCell(table, bottom + 1, left);
  } else {
    $copyColumns(table, left, right - left + 1);
    $goToCell(table, top, right + 1);
  }
}

function $merge(table: TableNode, area: Area): void {
  $mergeCells(table, area);
  $goToCell(table, area.top, area.left);
}

function $split(table: TableNode, area: Area): void {
  $splitCells(table, area);
  $goToCell(table, area.top, area.left);
}

function $setHeads(table: TableNode, { top, bottom, left, right }: Area, way: Way, on: boolean): void {
  const [from, to] = way === 'row' ? [top, bottom] : [left, right];
  for (let at = from; at <= to; at += 1) {
    if (way === 'row') $setHeadRow(table, at, on);
    else $setHeadColumn(table, at, on);
  }
}

function $select(table: TableNode, area: Area, what: Way | 'table'): void {
  if (what === 'table') return $selectTable(table);
  const grid = $gridOf(table);
  if (what === 'row') $selectCells(table, { ...area, left: 0, right: widthOf(grid) - 1 });
  else $selectCells(table, { ...area, top: 0, bottom: grid.length - 1 });
}

/** What a menu shows of some cells. */
export interface TableState {
  readonly rows: number;
  readonly columns: number;
  /** the cells are several */
  readonly merges: boolean;
  /** one of them is several that were merged */
  readonly splits: boolean;
  readonly headRow: boolean;
  readonly headColumn: boolean;
  /** of all the cells; null where they have none or differ */
  readonly color: string | null;
  readonly align: CellAlign | null;
  /** in px; null where no column says */
  readonly widths: readonly number[] | null;
}

/** To be called in a read; null where the table is gone. */
export function $tableState(key: NodeKey, area: Area): TableState | null {
  const table = $tableOfKey(key);
  if (table === null) return null;
  const grid = $gridOf(table);
  const cells = cellsIn(grid, area)
    .map(({ cell }) => cell)
    .filter($isTableCellNode);
  const same = <T>(values: readonly T[]): T | null => {
    const [first] = values;
    return first !== undefined && values.every((value) => value === first) ? first : null;
  };
  return {
    rows: grid.length,
    columns: widthOf(grid),
    merges: cells.length > 1,
    splits: cells.some((cell) => cell.getRowSpan() > 1 || cell.getColSpan() > 1),
    headRow: $isHeadRow(grid, area.top),
    headColumn: $isHeadColumn(grid, area.left),
    color: same(cells.map((cell) => cell.getBackgroundColor())),
    align: same(cells.map((cell) => (cell.getVerticalAlign() as CellAlign | undefined) ?? 'top')),
    widths: table.getColWidths() ?? null,
  };
}
