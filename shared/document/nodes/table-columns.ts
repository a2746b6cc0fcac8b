/** Which column of the document each column of a table node is: the cells of a row stand in their order. */
import { $isTableCellNode, $isTableRowNode } from '@lexical/table';
import type { TableNode } from '@lexical/table';
import { $getState, $setState, createState } from 'lexical';
import type { LexicalNode } from 'lexical';

const NONE: readonly string[] = Object.freeze([]);

const columnsState = createState('columns', {
  parse: (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.map((name) => (typeof name === 'string' ? name : '')) : NONE,
  isEqual: (a, b) => a.length === b.length && a.every((name, at) => name === b[at]),
});

/** Names of columns; a new one that the document does not have yet is empty. */
export function $getColumns(table: TableNode): readonly string[] {
  return $getState(table, columnsState);
}

export function $setColumns(table: TableNode, columns: readonly string[]): void {
  const old = $getColumns(table);
  if (old.length === columns.length && old.every((name, at) => name === columns[at])) return;
  $setState(table, columnsState, columns);
}

/** How many columns a table shows. */
export function $columnCount(table: TableNode): number {
  let count = Math.max($getColumns(table).length, $widthOf(table.getFirstChild()));
  for (const row of table.getChildren()) if ($isTableRowNode(row)) count = Math.max(count, row.getChildrenSize());
  return count;
}

/** Nothing reaches into the first row from above. */
function $widthOf(row: LexicalNode | null): number {
  if (!$isTableRowNode(row)) return 0;
  return row.getChildren().reduce((sum, cell) => sum + ($isTableCellNode(cell) ? cell.getColSpan() : 1), 0);
}
