/** Word's tables → tables with a cell for every row and column. What Word says by position, how far a cell goes, is found again here. */
import { intern, NONE } from '../attributes.ts';
import { makeProps } from '../props.ts';
import { pushText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { leaf, walk } from '../tree/block.ts';
import type { Block, Cell, Row } from '../tree/block.ts';
import { isBlank } from './blank.ts';
import { kindOf } from '../tree/kinds.ts';
import { markColorOf } from './colors.ts';
import { MAX_TABLE_COLUMNS, MAX_TABLE_ROWS } from './limits.ts';
import { CELL_MARGINS_TWIPS, innerWidth, STYLES, TWIPS_PER_PIXEL } from './names.ts';
import { whole } from './numbering.ts';
import type { Reading } from './reading.ts';
import { childOf, elementsOf, isOn, toggleOf, valueOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** A cell as the file has it, and where. */
interface WordCell {
  readonly column: number;
  readonly columnSpan: number;
  /** the cell above goes on in it */
  readonly goesOn: boolean;
  readonly blocks: readonly Block[];
  readonly look: Pick<Cell, 'background' | 'align'>;
}

/** Reads what a cell holds; `width` in twips. */
type ReadBlocks = (elements: readonly XmlElement[], reading: Reading, width: number) => Block[];

/** A table, or the text of one that is larger than tables may be. */
export function readTable(element: XmlElement, reading: Reading, width: number, readBlocks: ReadBlocks): Block {
  const rows = rowsOf(element, reading);
  const grid = elementsOf(childOf(element, 'w:tblGrid')).map(({ attributes }) => whole(attributes['w:w']) ?? 0);
  const cells = rows.map((row) => readRow(row, reading, grid, readBlocks));
  const across = Math.max(
    grid.length,
    ...cells.map((row) => row.reduce((most, cell) => Math.max(most, cell.column + cell.columnSpan), 0)),
  );
  if (across > MAX_TABLE_COLUMNS || rows.length > MAX_TABLE_ROWS) {
    reading.lose('large-tables');
    return asText(cells);
  }
  if (across === 0) return leaf(makeProps('p', {}), []);
  reading.countCells(across * rows.length);
  const look = childOf(childOf(element, 'w:tblPr'), 'w:tblLook')?.attributes;
  // other programs say so of every table
  const isOurs = valueOf(childOf(element, 'w:tblPr'), 'w:tblStyle') === STYLES.table;
  const hasHeadColumn = isOurs && look?.['w:firstColumn'] !== undefined && isOn(look['w:firstColumn']);
  return {
    kind: 'table',
    props: intern({ t: 'table' }),
    columns: columnProps(grid, across, width, hasHeadColumn).map((props) => ({
      props: intern({ t: 'col', ...props }),
    })),
    rows: rows.map((row, at): Row => ({ props: rowProps(row), cells: tableCells(cells, at, across) })),
  };
}

function rowsOf(element: XmlElement, reading: Reading): XmlElement[] {
  return elementsOf(element).flatMap((child): XmlElement[] => {
    switch (child.name) {
      case 'w:tr':
        if (childOf(childOf(child, 'w:trPr'), 'w:del') === undefined) return [child];
        reading.lose('tracked-changes');
        return [];
      case 'w:sdt':
        return rowsOf(childOf(child, 'w:sdtContent') ?? child, reading);
      case 'w:customXml':
      case 'w:ins':
        return rowsOf(child, reading);
      default:
        return [];
    }
  });
}

function readRow(row: XmlElement, reading: Reading, grid: readonly number[], readBlocks: ReadBlocks): WordCell[] {
  const cells: WordCell[] = [];
  let column = Math.min(MAX_TABLE_COLUMNS, Math.max(0, whole(valueOf(childOf(row, 'w:trPr'), 'w:gridBefore')) ?? 0));
  for (const element of cellElements(row)) {
    const props = childOf(element, 'w:tcPr');
    const columnSpan = Math.max(1, whole(valueOf(props, 'w:gridSpan')) ?? 1);
    const merge = childOf(props, 'w:vMerge');
    const size = grid.slice(column, column + columnSpan).reduce((sum, one) => sum + one, 0);
    const blocks = readBlocks(elementsOf(element), reading, innerWidth(size, CELL_MARGINS_TWIPS));
    cells.push({
      column,
      columnSpan,
      goesOn: merge !== undefined && merge.attributes['w:val'] !== 'restart',
      blocks: isBlank(blocks) ? [] : blocks,
      look: lookOf(props),
    });
    column += columnSpan;
  }
  return cells;
}

function cellElements(row: XmlElement): XmlElement[] {
  return elementsOf(row).flatMap((child): XmlElement[] => {
    if (child.name === 'w:tc') return [child];
    if (child.name === 'w:sdt') return cellElements(childOf(child, 'w:sdtContent') ?? child);
    return child.name === 'w:customXml' ? cellElements(child) : [];
  });
}

function tableCells(cells: readonly (readonly WordCell[])[], row: number, across: number): Cell[] {
  const found = new Map(cells[row]?.map((cell) => [cell.column, cell]));
  return Array.from({ length: across }, (_, column): Cell => {
    const cell = found.get(column);
    if (cell === undefined) return { children: [] };
    // what a region's other cells hold is shown in its first one, so it may stay where it is
    if (cell.goesOn && row > 0) return { children: cell.blocks.every(isEmptyLine) ? [] : cell.blocks };
    const rowSpan = rowsFrom(cells, row, column);
    const { columnSpan } = cell;
    return {
      children: cell.blocks,
      ...cell.look,
      ...(rowSpan * columnSpan > 1 ? { rowSpan, columnSpan } : {}),
    };
  });
}

/** What Word puts into a cell that another goes on in. */
function isEmptyLine(block: Block): boolean {
  return block.kind === 'leaf' && block.runs.length === 0 && kindOf(block.props) === 'p';
}

function rowsFrom(cells: readonly (readonly WordCell[])[], row: number, column: number): number {
  let rows = 1;
  while (cells[row + rows]?.some((cell) => cell.column === column && cell.goesOn) === true) rows += 1;
  return rows;
}

function lookOf(props: XmlElement | undefined): Pick<Cell, 'background' | 'align'> {
  const background = markColorOf(childOf(props, 'w:shd')?.attributes['w:fill']);
  const vertical = valueOf(props, 'w:vAlign');
  return {
    ...(background === undefined ? {} : { background }),
    ...(vertical === 'center' ? { align: 'middle' } : vertical === 'bottom' ? { align: 'bottom' } : {}),
  };
}

/** Columns that share the width evenly say nothing. */
function columnProps(
  grid: readonly number[],
  across: number,
  width: number,
  hasHeadColumn: boolean,
): Array<Record<string, unknown>> {
  const fair = Math.floor(width / across);
  const isEven = grid.every((one) => Math.abs(one - fair) <= 1);
  return Array.from({ length: across }, (_, column) => {
    const twips = isEven ? 0 : (grid[column] ?? 0);
    const pixels = Math.round(twips / TWIPS_PER_PIXEL);
    return {
      width: pixels > 0 && pixels <= 10_000 ? pixels : undefined,
      head: hasHeadColumn && column === 0 ? true : undefined,
    };
  });
}

function rowProps(row: XmlElement): Row['props'] {
  const props = childOf(row, 'w:trPr');
  const twips = whole(valueOf(props, 'w:trHeight')) ?? 0;
  const pixels = Math.round(twips / TWIPS_PER_PIXEL);
  return intern({
    t: 'row',
    head: toggleOf(props, 'w:tblHeader') === true ? true : undefined,
    height: pixels > 0 && pixels <= 10_000 ? pixels : undefined,
  });
}

/** Lines of cells, parted by tabs. */
function asText(cells: readonly (readonly WordCell[])[]): Block {
  const lines = cells.map((row) =>
    row
      .map(({ blocks }) =>
        [...walk(blocks)].map(({ ...block }) => ('runs' in block ? readableText(block.runs) : '')).join(' '),
      )
      .join('\t'),
  );
  const runs: Run[] = [];
  pushText(runs, lines.join('\n'), NONE);
  return leaf(makeProps('code', {}), runs);
}
