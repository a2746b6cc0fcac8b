/** Where in a table the selection is, and how one is made there. */
import {
  $createTableSelectionFrom,
  $findCellNode,
  $isTableCellNode,
  $isTableNode,
  $isTableSelection,
  type TableCellNode,
  type TableNode,
} from '@lexical/table';
import { $getNodeByKey, $getSelection, $isRangeSelection, $setSelection, type NodeKey } from 'lexical';
import {
  $areaOfCell,
  $gridOf,
  $placeOf,
  $wholeCells,
  type Area,
  type Grid,
  joinAreas,
  wholeArea,
} from '#shared/document/table-grid.ts';

/** Some cells of a table, by the table's key. */
export interface TablePlace {
  readonly table: NodeKey;
  readonly area: Area;
}

/** The cells that are selected, or the one that the caret is in; null outside of tables, and where a selection goes beyond one. */
export function $selectedCells(): TablePlace | null {
  const selection = $getSelection();
  if ($isTableSelection(selection)) {
    const [anchor, focus] = [selection.anchor.getNode(), selection.focus.getNode()];
    return $isTableCellNode(anchor) && $isTableCellNode(focus) ? $between(anchor, focus) : null;
  }
  if (!$isRangeSelection(selection)) return null;
  const anchor = $findCellNode(selection.anchor.getNode());
  const focus = $findCellNode(selection.focus.getNode());
  return anchor === null || focus === null ? null : $between(anchor, focus);
}

function $between(anchor: TableCellNode, focus: TableCellNode): TablePlace | null {
  const table = $tableOf(anchor);
  if (table === null || !table.is($tableOf(focus))) return null;
  const grid = $gridOf(table);
  const [from, to] = [$placeOf(grid, anchor), $placeOf(grid, focus)];
  if (from === null || to === null) return null;
  return { table: table.getKey(), area: $wholeCells(grid, joinAreas($areaOfCell(from), $areaOfCell(to))) };
}

export function $tableOf(cell: TableCellNode): TableNode | null {
  const table = cell.getParent()?.getParent();
  return $isTableNode(table) ? table : null;
}

export function $tableOfKey(key: NodeKey): TableNode | null {
  const node = $getNodeByKey(key);
  return $isTableNode(node) ? node : null;
}

/** Selects cells as such; what reaches over the table's edge is cut. */
export function $selectCells(table: TableNode, { top, bottom, left, right }: Area): void {
  const grid = $gridOf(table);
  const whole = wholeArea(grid);
  if (whole === null) return;
  const first = cellAt(grid, Math.min(top, whole.bottom), Math.min(left, whole.right));
  const last = cellAt(grid, Math.min(bottom, whole.bottom), Math.min(right, whole.right));
  if (first !== null && last !== null) $setSelection($createTableSelectionFrom(table, first, last));
}

/** The whole table as cells: what is deleted then is the table. */
export function $selectTable(table: TableNode): void {
  const area = wholeArea($gridOf(table));
  if (area !== null) $selectCells(table, area);
}

/** Brings the caret to the end of what is in a cell; of the nearest one where there is none there. */
export function $goToCell(table: TableNode, row: number, column: number): void {
  const grid = $gridOf(table);
  const whole = wholeArea(grid);
  if (whole === null) return;
  cellAt(grid, Math.max(0, Math.min(row, whole.bottom)), Math.max(0, Math.min(column, whole.right)))?.selectEnd();
}

function cellAt(grid: Grid, row: number, column: number): TableCellNode | null {
  return grid[row]?.[column]?.cell ?? null;
}
