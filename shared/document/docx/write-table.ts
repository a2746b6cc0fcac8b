/** Tables, and what Word has to be told as one: a callout, columns. */
import {
  BorderStyle,
  HeightRule,
  ShadingType,
  Table as WordTable,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import type { FileChild, ITableBordersOptions, Paragraph } from 'docx';
import { isPaletteColor } from '../palette.ts';
import type { Block, Container, Table } from '../tree/block.ts';
import { numberProp, textProp } from '../tree/kinds.ts';
import { shownCells } from '../tree/shown-cells.ts';
import type { ShownCell } from '../tree/shown-cells.ts';
import { MARK_COLORS } from './colors.ts';
import { CALLOUT_LINES, CALLOUT_WASH, HEAD_WASH, TABLE_LINE } from './look.ts';
import { CALLOUT_MARGINS_TWIPS, CELL_MARGINS_TWIPS, innerWidth, STYLES, TWIPS_PER_PIXEL } from './names.ts';

/** Pixels of a column that says nothing, beside one that does: as the editor shows it. */
const DEFAULT_COLUMN_WIDTH = 160;

/** @returns what a cell holds, at least a paragraph, as Word wants it */
type WriteBlocks = (blocks: readonly Block[], width: number) => readonly FileChild[];

const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const NO_LINES: ITableBordersOptions = {
  top: NO_LINE,
  bottom: NO_LINE,
  left: NO_LINE,
  right: NO_LINE,
  insideHorizontal: NO_LINE,
  insideVertical: NO_LINE,
};
const THIN = { style: BorderStyle.SINGLE, size: 4, color: TABLE_LINE } as const;
const LINES: ITableBordersOptions = {
  top: THIN,
  bottom: THIN,
  left: THIN,
  right: THIN,
  insideHorizontal: THIN,
  insideVertical: THIN,
};
const MARGINS = { top: 60, bottom: 60, left: 110, right: 110 } as const;

/** @param width twips that there are for it */
export function writeTable(table: Table, width: number, writeBlocks: WriteBlocks): WordTable {
  const widths = columnWidths(table, width);
  const headColumn = table.columns[0]?.props['head'] === true;
  return new WordTable({
    style: STYLES.table,
    tableLook: {
      firstRow: table.rows[0]?.props['head'] === true,
      firstColumn: headColumn,
      lastRow: false,
      lastColumn: false,
      noHBand: true,
      noVBand: true,
    },
    columnWidths: widths,
    width: { size: widths.reduce((sum, one) => sum + one, 0), type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    borders: LINES,
    rows: shownCells(table).map((cells, row) => {
      const props = table.rows[row]?.props ?? {};
      const height = numberProp(props, 'height');
      return new TableRow({
        ...(props['head'] === true ? { tableHeader: true } : {}),
        ...(height === undefined
          ? {}
          : { height: { value: Math.round(height * TWIPS_PER_PIXEL), rule: HeightRule.ATLEAST } }),
        children: cells.map((cell) => writeCell(table, cell, widths, writeBlocks)),
      });
    }),
  });
}

function writeCell(table: Table, shown: ShownCell, widths: readonly number[], writeBlocks: WriteBlocks): TableCell {
  const { cell, row, column, rowSpan, columnSpan, blocks } = shown;
  const isHead = table.rows[row]?.props['head'] === true || table.columns[column]?.props['head'] === true;
  const size = widths.slice(column, column + columnSpan).reduce((sum, one) => sum + one, 0);
  const fill = isPaletteColor(cell.background) ? MARK_COLORS[cell.background] : isHead ? HEAD_WASH : null;
  return new TableCell({
    children: cellContent(writeBlocks(blocks, innerWidth(size, CELL_MARGINS_TWIPS))),
    width: { size, type: WidthType.DXA },
    margins: MARGINS,
    ...(rowSpan > 1 ? { rowSpan } : {}),
    ...(columnSpan > 1 ? { columnSpan } : {}),
    ...(fill === null ? {} : { shading: { type: ShadingType.CLEAR, color: 'auto', fill } }),
    ...(cell.align === 'middle' ? { verticalAlign: VerticalAlignTable.CENTER } : {}),
    ...(cell.align === 'bottom' ? { verticalAlign: VerticalAlignTable.BOTTOM } : {}),
  });
}

/** As the columns say, also where that is wider than the page, which Word allows; evenly where none says anything. */
function columnWidths({ columns }: Table, width: number): number[] {
  const pixels = columns.map(({ props }) => numberProp(props, 'width'));
  const fair = Math.floor(width / Math.max(1, columns.length));
  if (pixels.every((one) => one === undefined)) return pixels.map(() => fair);
  return pixels.map((one) => Math.round((one ?? DEFAULT_COLUMN_WIDTH) * TWIPS_PER_PIXEL));
}

/** A cell with a line beside it. */
export function writeCallout({ props, children }: Container, width: number, writeBlocks: WriteBlocks): WordTable {
  const color = CALLOUT_LINES[textProp(props, 'kind') ?? 'note'] ?? TABLE_LINE;
  const cell = new TableCell({
    children: cellContent(writeBlocks(children, innerWidth(width, CALLOUT_MARGINS_TWIPS))),
    width: { size: width, type: WidthType.DXA },
    margins: { top: 100, bottom: 100, left: 200, right: 200 },
    shading: { type: ShadingType.CLEAR, color: 'auto', fill: CALLOUT_WASH },
    borders: { top: NO_LINE, bottom: NO_LINE, right: NO_LINE, left: { style: BorderStyle.SINGLE, size: 24, color } },
  });
  return frame([width], [cell]);
}

/** A row of cells without lines: Word's own columns are those of a whole section, whose text runs from one into the next. */
export function writeColumns(columns: readonly Container[], width: number, writeBlocks: WriteBlocks): WordTable {
  const shares = columns.map(({ props }) => numberProp(props, 'share') ?? 1);
  const all = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.floor((width * share) / all));
  const cells = columns.map(
    ({ children }, at) =>
      new TableCell({
        children: cellContent(writeBlocks(children, innerWidth(widths[at] ?? width, CELL_MARGINS_TWIPS))),
        width: { size: widths[at] ?? width, type: WidthType.DXA },
        margins: { left: MARGINS.left, right: MARGINS.right },
      }),
  );
  return frame(widths, cells);
}

function frame(columnWidthsTwips: readonly number[], cells: readonly TableCell[]): WordTable {
  return new WordTable({
    columnWidths: columnWidthsTwips,
    width: { size: columnWidthsTwips.reduce((sum, one) => sum + one, 0), type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    borders: NO_LINES,
    rows: [new TableRow({ children: cells })],
  });
}

/** The library asks for paragraphs and tables; Word takes a content control there as well. */
function cellContent(children: readonly FileChild[]): readonly (Paragraph | WordTable)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above: a file's child is what both are
  return children as readonly (Paragraph | WordTable)[];
}
