/** A table as a grid: which cell is shown at each row and column, merged cells at all that they cover. */
import { $isTableCellNode, $isTableRowNode } from '@lexical/table';
import type { TableCellNode, TableNode, TableRowNode } from '@lexical/table';

/** Where a cell begins in its table; it covers `cell.getRowSpan()` rows and `cell.getColSpan()` columns from there. */
export interface GridCell {
  readonly cell: TableCellNode;
  readonly row: number;
  readonly column: number;
}
/** Row by row; undefined where a row has no cell for a column. */
export type Grid = ReadonlyArray<ReadonlyArray<GridCell | undefined>>;

/** Rows and columns of a table, counted from 0; the last ones are part of it. */
export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function $rowsOf(table: TableNode): TableRowNode[] {
  return table.getChildren().filter($isTableRowNode);
}

export function $gridOf(table: TableNode): Grid {
  const rows = $rowsOf(table);
  const grid: (GridCell | undefined)[][] = rows.map(() => []);
  for (const [row, node] of rows.entries()) {
    let column = 0;
    for (const cell of node.getChildren()) {
      if (!$isTableCellNode(cell)) continue;
      while (grid[row]?.[column] !== undefined) column += 1;
      const place = { cell, row, column };
      const bottom = Math.min(row + cell.getRowSpan(), rows.length);
      for (let r = row; r < bottom; r += 1) {
        for (let c = column; c < column + cell.getColSpan(); c += 1) (grid[r] ??= [])[c] = place;
      }
      column += cell.getColSpan();
    }
  }
  return grid;
}

export interface SpannedCell extends GridCell {
  readonly rowSpan: number;
  readonly columnSpan: number;
}

export interface RowCells {
  readonly node: TableRowNode;
  /** those that begin in it, in the order of their columns */
  readonly cells: readonly SpannedCell[];
  /** columns that have a cell here, also one that began above */
  readonly width: number;
}

/** The cells by rows. What would reach over the table's end is cut. */
export function $cellsByRow(table: TableNode): readonly RowCells[] {
  const rows = $rowsOf(table);
  /** for each column the first row that no cell from above reaches into */
  const free: number[] = [];
  return rows.map((node, row) => {
    const cells: SpannedCell[] = [];
    let column = 0;
    for (const cell of node.getChildren()) {
      if (!$isTableCellNode(cell)) continue;
      while ((free[column] ?? 0) > row) column += 1;
      const [rowSpan, columnSpan] = [Math.min(cell.getRowSpan(), rows.length - row), cell.getColSpan()];
      cells.push({ cell, row, column, rowSpan, columnSpan });
      for (const end = column + columnSpan; column < end; column += 1) free[column] = row + rowSpan;
    }
    return { node, cells, width: free.reduce((width, end) => width + Number(end > row), 0) };
  });
}

export function widthOf(grid: Grid): number {
  return grid.reduce((width, row) => Math.max(width, row.length), 0);
}

/** The area of a whole grid; null where there is no cell. */
export function wholeArea(grid: Grid): Area | null {
  const width = widthOf(grid);
  return width === 0 ? null : { top: 0, bottom: grid.length - 1, left: 0, right: width - 1 };
}

/** The cells that an area has a part of, each once, row by row. */
export function cellsIn(grid: Grid, { top, bottom, left, right }: Area): GridCell[] {
  const cells = new Map<TableCellNode, GridCell>();
  for (const row of grid.slice(top, bottom + 1)) {
    for (const place of row.slice(left, right + 1)) if (place !== undefined) cells.set(place.cell, place);
  }
  return [...cells.values()];
}

/** What a cell covers, and the smallest area that holds both of two. */
export function $areaOfCell({ cell, row, column }: GridCell): Area {
  return { top: row, bottom: row + cell.getRowSpan() - 1, left: column, right: column + cell.getColSpan() - 1 };
}

export function joinAreas(a: Area, b: Area): Area {
  return {
    top: Math.min(a.top, b.top),
    bottom: Math.max(a.bottom, b.bottom),
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
  };
}

/** An area that cuts no merged cell: as large as it must be. */
export function $wholeCells(grid: Grid, area: Area): Area {
  for (let at = area; ;) {
    const next = cellsIn(grid, at).reduce((joined, place) => joinAreas(joined, $areaOfCell(place)), at);
    if (next.top === at.top && next.bottom === at.bottom && next.left === at.left && next.right === at.right) return at;
    at = next;
  }
}

export function $placeOf(grid: Grid, cell: TableCellNode): GridCell | null {
  for (const row of grid) for (const place of row) if (place?.cell.is(cell) === true) return place;
  return null;
}
