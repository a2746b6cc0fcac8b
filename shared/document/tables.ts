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
import { cellName, formOf } from './sections.ts';
import { $isCellLook, $writeCellLook, $writeWidths } from './table-look.ts';

/** The rows and columns that a table shows, in order. */
function partsOf(index: BlockIndex, table: Fragment): { rows: Fragment[]; columns: Fragment[]; hidden: Fragment[] } {
  const parts = { rows: [] as Fragment[], columns: [] as Fragment[], hidden: [] as Fragment[] };
  for (const part of index.pageOf(table.name)) {
    if (!isShown(part)) parts.hidden.push(part);
    else (formOf(part) === 'row' ? parts.rows : parts.columns).push(part);
  }
  return parts;
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
  const { rows, columns, hidden } = partsOf(index, table);
  const cells = $cellsByName(index, node, $listedColumns(node, columns));
  for (const part of hidden) $hide(index, part);
  $setColumns(
    node,
    columns.map(({ name }) => name),
  );
  $writeWidths(node, columns);
  const rowNodes = rows.map((row) => {
    const known = row.key === null ? null : $getNodeByKey(row.key);
    const rowNode = $isTableRowNode(known) && known.getParent()?.is(node) === true ? known : $createTableRowNode();
    $writeProps(rowNode, row.props);
    const cellNodes = columns.map((column) => {
      const name = cellName(row.name, column.name);
      const cell = cells.get(name) ?? $createTableCellNode();
      $writeCellLook(cell, row, column);
      if (cell.isEmpty()) $fill(index, name, cell);
      return cell;
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
  for (const row of node.getChildren()) {
    const fragment = index.ofKey(row.getKey());
    if (!$isTableRowNode(row) || fragment === undefined) continue;
    for (const cell of row.getChildren()) {
      const column = $isTableCellNode(cell) ? $columnOf(index, cell, columns) : undefined;
      if ($isTableCellNode(cell) && column !== undefined) cells.set(cellName(fragment.name, column), cell);
    }
  }
  return cells;
}

/** The node of a row's cell; null where the table does not show it. */
export function $cellNode(row: TableRowNode, column: string): TableCellNode | null {
  const table = row.getParent();
  const at = $isTableNode(table) ? $getColumns(table).indexOf(column) : -1;
  const cell = at < 0 ? null : row.getChildAtIndex(at);
  return $isTableCellNode(cell) ? cell : null;
}

/** Has a table exactly the rows, columns and cells that the document has? What is in the cells is not looked at. */
export function $isTableRight(index: BlockIndex, table: Fragment, node: TableNode): boolean {
  const { rows, columns } = partsOf(index, table);
  const listed = $getColumns(node);
  if (listed.length !== columns.length || !columns.every(({ name }, at) => name === listed[at])) return false;
  const rowNodes = node.getChildren();
  return (
    rowNodes.length === rows.length &&
    rows.every((row, at) => {
      const rowNode = rowNodes[at];
      return rowNode !== undefined && rowNode.getKey() === row.key && $isRowRight(rowNode, row, columns);
    })
  );
}

function $isRowRight(node: LexicalNode, row: Fragment, columns: readonly Fragment[]): boolean {
  if (!$isTableRowNode(node) || node.getChildrenSize() !== columns.length) return false;
  return node.getChildren().every((cell, at) => {
    const column = columns[at];
    return column !== undefined && $isTableCellNode(cell) && !cell.isEmpty() && $isCellLook(cell, row, column);
  });
}
