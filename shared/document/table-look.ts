/** How rows, columns and cells look: properties of row and column markers ↔ Lexical's cells. */
import { $isTableCellNode, $isTableRowNode, TableCellHeaderStates } from '@lexical/table';
import type { TableCellNode, TableNode, TableRowNode } from '@lexical/table';
import type { Fragment } from './fragment.ts';
import { $columnIndexOf } from './nodes/table-columns.ts';
import { makeProps } from './props.ts';
import type { BlockProps } from './props.ts';

/** Pixels that a column has which says nothing, beside one that does. */
export const DEFAULT_COLUMN_WIDTH = 160;
/** Marker keys of a row, followed by a column's name: how that cell looks. */
export const KEY_CELL_COLOR = 'bg/';
export const KEY_CELL_ALIGN = 'va/';

interface CellLook {
  readonly header: number;
  readonly color: string | null;
  readonly align: string | undefined;
}

function lookOf({ props: row }: Fragment, { props: column, name }: Fragment): CellLook {
  const header =
    (row['head'] === true ? TableCellHeaderStates.ROW : 0) |
    (column['head'] === true ? TableCellHeaderStates.COLUMN : 0);
  return {
    header,
    color: (row[`${KEY_CELL_COLOR}${name}`] as string | undefined) ?? null,
    align: row[`${KEY_CELL_ALIGN}${name}`] as string | undefined,
  };
}

export function $writeCellLook(cell: TableCellNode, row: Fragment, column: Fragment): void {
  const { header, color, align } = lookOf(row, column);
  if (cell.getHeaderStyles() !== header) cell.setHeaderStyles(header);
  if (cell.getBackgroundColor() !== color) cell.setBackgroundColor(color);
  if (cell.getVerticalAlign() !== align) cell.setVerticalAlign(align);
}

export function $isCellLook(cell: TableCellNode, row: Fragment, column: Fragment): boolean {
  const { header, color, align } = lookOf(row, column);
  return (
    cell.getHeaderStyles() === header &&
    cell.getBackgroundColor() === color &&
    cell.getVerticalAlign() === align &&
    cell.getColSpan() === 1 &&
    cell.getRowSpan() === 1
  );
}

/** What a row's cells say, by the names of their columns. */
export function $readRowLook(row: TableRowNode, columns: readonly string[]): Record<string, unknown> {
  const look: Record<string, unknown> = {};
  const first = row.getFirstChild();
  if ($isTableCellNode(first)) look['head'] = (first.getHeaderStyles() & TableCellHeaderStates.ROW) !== 0 || undefined;
  look['height'] = row.getHeight();
  for (const cell of row.getChildren()) {
    const column = $isTableCellNode(cell) ? columns[$columnIndexOf(cell)] : undefined;
    if (!$isTableCellNode(cell) || column === undefined) continue;
    look[`${KEY_CELL_COLOR}${column}`] = cell.getBackgroundColor() ?? undefined;
    look[`${KEY_CELL_ALIGN}${column}`] = cell.getVerticalAlign();
  }
  return look;
}

export function $readColumnProps(table: TableNode, at: number, id: string): BlockProps {
  const width = table.getColWidths()?.[at];
  const row = table.getFirstChild();
  const cell = $isTableRowNode(row) ? row.getChildAtIndex(at) : null;
  const head = $isTableCellNode(cell) && (cell.getHeaderStyles() & TableCellHeaderStates.COLUMN) !== 0;
  return makeProps('col', { id, width: width === DEFAULT_COLUMN_WIDTH ? undefined : width, head: head || undefined });
}

export function $writeWidths(table: TableNode, columns: readonly Fragment[]): void {
  const widths = columns.map(({ props }) => props['width'] as number | undefined);
  const next = widths.every((width) => width === undefined)
    ? undefined
    : widths.map((width) => width ?? DEFAULT_COLUMN_WIDTH);
  const old = table.getColWidths();
  if (next?.length === old?.length && (next ?? []).every((width, at) => width === old?.[at])) return;
  table.setColWidths(next);
}
