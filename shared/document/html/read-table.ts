/** The rows, columns and cells of a table in HTML, one cell for each place. */
import { intern } from '../attributes.ts';
import { MAX_TABLE_COLUMNS, MAX_TABLE_ROWS } from '../table-edits.ts';
import type { BlockProps } from '../props.ts';
import type { Cell, Column, Row, Table } from '../tree/block.ts';
import { withoutPlace } from '../tree/loose-props.ts';
import { elementsIn } from './html-node.ts';
import type { HtmlElement } from './html-node.ts';
import { HtmlLimitError, MAX_HTML_COLUMNS, MAX_HTML_PLACES } from './limits.ts';
import { PROPS, readData } from './own-data.ts';

interface Place {
  readonly element: HtmlElement;
  readonly isHead: boolean;
  readonly rowSpan: number;
  readonly columnSpan: number;
  /** cells for which there is no column any more: what is in them stands behind */
  readonly more: HtmlElement[];
}
interface Line {
  readonly element: HtmlElement;
  readonly isHead: boolean;
  /** null where a merged cell goes on, undefined where there is none */
  readonly places: (Place | null | undefined)[];
}

/** A cell, and those that are merged into it, by their place in the region, `row,column`. */
export interface CellContent {
  readonly cell: Cell;
  readonly covered: ReadonlyMap<string, Cell>;
}

/**
 * @param readCell reads what is in a cell
 * @param own the table is of a document of ours: its rows and columns say themselves what they are
 * @returns null for one without cells
 */
export function readTable(
  element: HtmlElement,
  own: boolean,
  readCell: (cell: HtmlElement) => CellContent,
): Table | null {
  const lines = linesOf(element, own);
  const width = lines.reduce((most, { places }) => Math.max(most, places.length), 0);
  if (width === 0 || lines.length === 0) return null;
  if (width * lines.length > MAX_HTML_PLACES)
    throw new HtmlLimitError(`a table may have ${MAX_HTML_PLACES} cells, merged ones counted as what they cover`);
  const columns = Array.from({ length: width }, (_, at) => columnOf(element, at, own, lines));
  const covered = new Map<string, Cell>();
  const rows = lines.map((line, row): Row => {
    const isHead = !own && isHeadRow(line, width);
    const given = isHead ? { head: true } : own ? readData(line.element, PROPS) : null;
    return {
      props: partProps('row', given),
      cells: columns.map((_, column): Cell => {
        const place = line.places[column];
        if (place === null || place === undefined) return covered.get(`${row},${column}`) ?? { children: [] };
        const { rowSpan, columnSpan } = place;
        const content = readCell(place.element);
        for (const [at, cell] of content.covered) {
          const [down = 0, across = 0] = at.split(',').map(Number);
          covered.set(`${row + down},${column + across}`, cell);
        }
        const span = rowSpan * columnSpan > 1 ? { rowSpan, columnSpan } : {};
        const more = place.more.flatMap((cell) => readCell(cell).cell.children);
        return { ...content.cell, children: [...content.cell.children, ...more], ...span };
      }),
    };
  });
  return { kind: 'table', props: partProps('table', own ? readData(element, PROPS) : null), columns, rows };
}

function partProps(type: string, given: Readonly<Record<string, unknown>> | null): BlockProps {
  return intern({ ...withoutPlace(given ?? {}), t: type });
}

/** A table of more rows than one can have in the editor as several. */
export function inParts(table: Table): Table[] {
  const { rows } = table;
  if (rows.length <= MAX_TABLE_ROWS) return [table];
  const parts: Table[] = [];
  for (let from = 0; from < rows.length; from += MAX_TABLE_ROWS) {
    const part = rows.slice(from, from + MAX_TABLE_ROWS);
    const cut = (cell: Cell, row: number): Cell =>
      cell.rowSpan === undefined ? cell : { ...cell, rowSpan: Math.min(cell.rowSpan, part.length - row) };
    parts.push({
      ...table,
      rows: part.map(({ props, cells }, row) => ({ props, cells: cells.map((cell) => cut(cell, row)) })),
    });
  }
  return parts;
}

/** The only cell of a table that is no table but a frame; null for any other. */
export function onlyCell(element: HtmlElement): HtmlElement | null {
  const [line, more] = linesOf(element, false);
  if (line === undefined || more !== undefined || line.places.length !== 1) return null;
  return line.places[0]?.element ?? null;
}

function linesOf(table: HtmlElement, own: boolean): Line[] {
  const lines: Line[] = rowsOf(table, false).map((line) => ({ ...line, places: [] }));
  const most = own ? MAX_HTML_COLUMNS : MAX_TABLE_COLUMNS;
  for (const [r, { element: row, isHead, places }] of lines.entries()) {
    let column = 0;
    for (const element of elementsIn(row)) {
      if (element.tag !== 'td' && element.tag !== 'th') continue;
      while (places[column] !== undefined) column += 1;
      if (column >= most) {
        places.findLast((place) => place != null)?.more.push(element);
        continue;
      }
      const rowSpan = spanOf(element, 'rowspan', lines.length - r);
      let columnSpan = spanOf(element, 'colspan', most - column);
      // one that would reach into another ends before it
      for (let x = column + 1; x < column + columnSpan; x += 1) if (places[x] !== undefined) columnSpan = x - column;
      const place = { element, isHead: isHead || element.tag === 'th', rowSpan, columnSpan, more: [] };
      for (let y = r; y < r + rowSpan; y += 1) {
        const line = lines[y]?.places ?? [];
        for (let x = column; x < column + columnSpan; x += 1) line[x] = y === r && x === column ? place : null;
      }
      column += columnSpan;
    }
  }
  return own ? lines : lines.filter(({ places }) => places.length > 0);
}

/** Those of tables within it are not its own. */
function rowsOf(table: HtmlElement, isHead: boolean): { element: HtmlElement; isHead: boolean }[] {
  return elementsIn(table).flatMap((child) => {
    if (child.tag === 'tr') return [{ element: child, isHead }];
    return /^(?:thead|tbody|tfoot)$/u.test(child.tag) ? rowsOf(child, child.tag === 'thead') : [];
  });
}

function spanOf(cell: HtmlElement, name: 'rowspan' | 'colspan', most: number): number {
  const span = Number.parseInt(cell.attribute(name) ?? '1', 10);
  return Math.max(1, Math.min(Number.isNaN(span) ? 1 : span, most));
}

/** HTML knows cells that are headers: here rows and columns are, those whose cells all are. */
function isHeadRow({ places }: Line, width: number): boolean {
  return width > 1 && places.some((place) => place != null) && places.every((place) => place?.isHead !== false);
}

function columnOf(table: HtmlElement, at: number, own: boolean, lines: readonly Line[]): Column {
  if (own) {
    const columns = elementsIn(table).flatMap((child) => (child.tag === 'colgroup' ? elementsIn(child) : []));
    const column = columns[at];
    return { props: partProps('col', column === undefined ? null : readData(column, PROPS)) };
  }
  const isHead =
    lines.length > 1 &&
    lines.some(({ places }) => places[at] != null) &&
    lines.every(({ places }) => places[at] === null || places[at]?.isHead === true);
  return { props: partProps('col', isHead ? { head: true } : null) };
}
