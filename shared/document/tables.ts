/** Tables: rows and columns of the document → Lexical's rows of cells. A cell has no block of its own, it is where a row and a column meet. */
import {
  $createTableCellNode,
  $createTableRowNode,
  $isTableCellNode,
  $isTableNode,
  $isTableRowNode,
} from '@lexical/table';
import type { TableCellNode, TableNode, TableRowNode } from '@lexical/table';
import { $getNodeByKey } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { $writeProps } from './block-nodes.ts';
import type { BlockIndex } from './block-index.ts';
import { $hide, $setChildren } from './children.ts';
import { $columnOf, columnKey } from './flatten.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { $columnCount, $getColumns, $setColumns } from './nodes/table-columns.ts';
import { cellName, formOf, lineOf } from './sections.ts';
import { $cellsByRow, $gridOf } from './table-grid.ts';
import { placeRegions } from './table-regions.ts';
import { $isCellLook, $writeCellLook, $writeWidths } from './table-look.ts';

interface Parts {
  readonly rows: readonly Fragment[];
  readonly columns: readonly Fragment[];
  readonly hidden: readonly Fragment[];
}

/** The rows and columns that a table shows, in order. */
function partsOf(index: BlockIndex, table: Fragment): Parts {
  const parts = { rows: [] as Fragment[], columns: [] as Fragment[], hidden: [] as Fragment[] };
  for (const part of index.pageOf(table.name)) {
    if (!isShown(part)) parts.hidden.push(part);
    else (formOf(part) === 'row' ? parts.rows : parts.columns).push(part);
  }
  return parts;
}

/** A cell that is shown, by the numbers of its row and column: more than one of each where cells are merged. */
interface Shown {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
}

/** The cells that are shown, for each row those that begin in it. */
function shownCells({ merged }: Fragment, { rows, columns }: Parts): ReadonlyArray<readonly Shown[]> {
  const areas = placeRegions(merged, rows.map(lineOf), columns.map(lineOf));
  const heads = new Map(areas.map((area) => [`${area.top} ${area.left}`, area]));
  // regions begin from the top on
  const covered = new Set<string>();
  for (const { top, bottom, left, right } of areas) {
    for (let row = top; row <= bottom; row += 1)
      for (let column = left; column <= right; column += 1) covered.add(`${row} ${column}`);
  }
  return rows.map((_, row) =>
    columns.flatMap((_column, column): Shown[] => {
      const area = areas.length === 0 ? undefined : heads.get(`${row} ${column}`);
      if (area !== undefined)
        return [{ row, column, rowSpan: area.bottom - area.top + 1, columnSpan: area.right - area.left + 1 }];
      return covered.size > 0 && covered.has(`${row} ${column}`) ? [] : [{ row, column, rowSpan: 1, columnSpan: 1 }];
    }),
  );
}

/**
 * Brings a table's rows and cells to what the document says; cells that stay keep their nodes and what is in them.
 * @param $fill puts what a section shows into a node
 */
export function $buildTable(
  index: BlockIndex,
  table: Fragment,
  node: TableNode,
  $fill: (index: BlockIndex, section: string, node: ElementNode) => void,
): void {
  const parts = partsOf(index, table);
  const { rows, columns, hidden } = parts;
  const cells = $cellsByName(index, node, $listedColumns(node, columns));
  for (const part of hidden) $hide(index, part);
  $setColumns(
    node,
    columns.map(({ name }) => name),
  );
  $writeWidths(node, columns);
  const shown = shownCells(table, parts);
  const rowNodes = rows.map((row, at) => {
    const known = row.key === null ? null : $getNodeByKey(row.key);
    const rowNode = $isTableRowNode(known) && known.getParent()?.is(node) === true ? known : $createTableRowNode();
    $writeProps(rowNode, row.props);
    const cellNodes = (shown[at] ?? []).flatMap(({ column: place, rowSpan, columnSpan }): TableCellNode[] => {
      const column = columns[place];
      if (column === undefined) return [];
      const name = cellName(row.name, column.name);
      const cell = cells.get(name) ?? $createTableCellNode();
      // a merged cell may have got what a row or column holds that comes back
      const isMerged = rowSpan > 1 || columnSpan > 1 || cell.getRowSpan() > 1 || cell.getColSpan() > 1;
      if (cell.getRowSpan() !== rowSpan) cell.setRowSpan(rowSpan);
      if (cell.getColSpan() !== columnSpan) cell.setColSpan(columnSpan);
      $writeCellLook(cell, row, column);
      if (isMerged || cell.isEmpty()) $fill(index, name, cell);
      return [cell];
    });
    $setChildren(rowNode, cellNodes);
    index.show(row, rowNode.getKey(), rowNode.getKey());
    return rowNode;
  });
  for (const column of columns) index.show(column, columnKey(node, column.name), columnKey(node, column.name));
  $setChildren(node, rowNodes);
}

/** The names of a node's columns; those that the editor just made are known by their keys and come in their order, and the node has no names for them yet. */
function $listedColumns(node: TableNode, columns: readonly Fragment[]): string[] {
  const listed = $getColumns(node);
  const made = columns.filter(({ key, name }) => key === columnKey(node, name) && !listed.includes(name));
  return Array.from({ length: $columnCount(node) }, (_, at) => listed[at] || (made.shift()?.name ?? ''));
}

/** The nodes of cells that show what they are named for. */
function $cellsByName(index: BlockIndex, node: TableNode, columns: readonly string[]): Map<string, TableCellNode> {
  const cells = new Map<string, TableCellNode>();
  for (const row of $cellsByRow(node)) {
    const fragment = index.ofKey(row.node.getKey());
    if (fragment === undefined) continue;
    for (const place of row.cells) {
      const column = $columnOf(index, place, row, columns);
      if (column !== undefined) cells.set(cellName(fragment.name, column), place.cell);
    }
  }
  return cells;
}

/** The node of a row's cell; null where the table does not show it, or another one shows what is in it. */
export function $cellNode(row: TableRowNode, column: string): TableCellNode | null {
  const table = row.getParent();
  if (!$isTableNode(table)) return null;
  const columns = $getColumns(table);
  const at = columns.indexOf(column);
  if (at < 0) return null;
  if (row.getChildrenSize() === columns.length) {
    const cell = row.getChildAtIndex(at);
    return $isTableCellNode(cell) ? cell : null;
  }
  const place = $gridOf(table)[row.getIndexWithinParent()]?.[at];
  return place?.column === at && place.cell.getParent()?.is(row) === true ? place.cell : null;
}

/** Has a table exactly the rows, columns and cells that the document has? What is in the cells is not looked at. */
export function $isTableRight(index: BlockIndex, table: Fragment, node: TableNode): boolean {
  const parts = partsOf(index, table);
  const { rows, columns } = parts;
  const listed = $getColumns(node);
  if (listed.length !== columns.length || !columns.every(({ name }, at) => name === listed[at])) return false;
  const rowNodes = node.getChildren();
  const shown = shownCells(table, parts);
  return (
    rowNodes.length === rows.length &&
    rows.every((row, at) => {
      const rowNode = rowNodes[at];
      return (
        rowNode !== undefined && rowNode.getKey() === row.key && $isRowRight(rowNode, row, columns, shown[at] ?? [])
      );
    })
  );
}

function $isRowRight(node: LexicalNode, row: Fragment, columns: readonly Fragment[], shown: readonly Shown[]): boolean {
  if (!$isTableRowNode(node) || node.getChildrenSize() !== shown.length) return false;
  return node.getChildren().every((cell, at) => {
    const place = shown[at];
    const column = place === undefined ? undefined : columns[place.column];
    if (place === undefined || column === undefined || !$isTableCellNode(cell) || cell.isEmpty()) return false;
    if (cell.getRowSpan() !== place.rowSpan || cell.getColSpan() !== place.columnSpan) return false;
    return $isCellLook(cell, row, column);
  });
}
