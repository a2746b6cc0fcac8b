/** A table as it is shown: merged regions are one cell that shows what all of them hold. */
import type { Block, Cell, Table } from './block.ts';

export interface ShownCell {
  readonly cell: Cell;
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
  /** of the region's cells, row by row */
  readonly blocks: readonly Block[];
}

/** The cells to show of each row; of regions that overlap the first one counts. */
export function shownCells(table: Table): ShownCell[][] {
  const covered = new Set<string>();
  return table.rows.map(({ cells }, row) =>
    cells.flatMap((cell, column): ShownCell[] => {
      if (covered.has(`${row}/${column}`)) return [];
      const [rowSpan, columnSpan] = freeSpan(table, cell, row, column, covered);
      const blocks: Block[] = [];
      for (let down = row; down < row + rowSpan; down += 1) {
        for (let across = column; across < column + columnSpan; across += 1) {
          covered.add(`${down}/${across}`);
          blocks.push(...(table.rows[down]?.cells[across]?.children ?? []));
        }
      }
      return [{ cell, row, column, rowSpan, columnSpan, blocks }];
    }),
  );
}

/** A region's size, within the table; one by one where it would reach into another. */
function freeSpan(
  { rows, columns }: Table,
  { rowSpan = 1, columnSpan = 1 }: Cell,
  row: number,
  column: number,
  covered: ReadonlySet<string>,
): [rowSpan: number, columnSpan: number] {
  const down = Math.max(1, Math.min(rowSpan, rows.length - row));
  const across = Math.max(1, Math.min(columnSpan, columns.length - column));
  for (let r = row; r < row + down; r += 1) {
    for (let c = column; c < column + across; c += 1) if (covered.has(`${r}/${c}`)) return [1, 1];
  }
  return [down, across];
}
