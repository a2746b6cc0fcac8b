/** How rows, columns and cells look: properties of row and column markers ↔ Lexical's cells. */
import { TableCellHeaderStates } from '@lexical/table';
import type { TableCellNode, TableNode } from '@lexical/table';
import type { Fragment } from './fragment.ts';
import { NONE } from './attributes.ts';
import { makeProps } from './props.ts';
import type { BlockProps } from './props.ts';
import type { RowCells } from './table-grid.ts';

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
  return cell.getHeaderStyles() === header && cell.getBackgroundColor() === color && cell.getVerticalAlign() === align;
}

/**
 * What a row's cells say, by the names of their columns.
 * @param known what the document says of it: that of cells which others cover stays
 */
export function $readRowLook(
  { node: row, cells }: RowCells,
  columns: readonly string[],
  known: BlockProps = NONE,
): Record<string, unknown> {
  const look: Record<string, unknown> = cells.length === columns.length ? {} : { ...known };
  const [first] = cells;
  if (first !== undefined) look['head'] = hasHeader(first.cell, TableCellHeaderStates.ROW) || undefined;
  look['height'] = row.getHeight();
  for (const { cell, column } of cells) {
    const name = columns[column];
    if (name === undefined) continue;
    look[`${KEY_CELL_COLOR}${name}`] = cell.getBackgroundColor() ?? undefined;
    look[`${KEY_CELL_ALIGN}${name}`] = cell.getVerticalAlign();
  }
  return look;
}

function hasHeader(cell: TableCellNode, state: number): boolean {
  return (cell.getHeaderStyles() & state) !== 0;
}

export function $readColumnProps(
  table: TableNode,
  rows: readonly RowCells[],
  at: number,
  id: string,
  known: BlockProps = NONE,
): BlockProps {
  const width = table.getColWidths()?.[at];
  let head: unknown = known['head'];
  for (const { cells } of rows) {
    const own = cells[at]?.column === at ? cells[at] : cells.find(({ column }) => column === at);
    if (own === undefined) continue;
    head = hasHeader(own.cell, TableCellHeaderStates.COLUMN) || undefined;
    break;
  }
  return makeProps('col', { id, width: width === DEFAULT_COLUMN_WIDTH ? undefined : width, head });
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
