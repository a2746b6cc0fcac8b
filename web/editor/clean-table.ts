/** Pasted tables: rows of cells, one for each place. */
import { MAX_TABLE_COLUMNS, MAX_TABLE_ROWS } from '#shared/document/table-edits.ts';

/** What a table looks like, as far as it is looked at. */
interface Cell {
  readonly element: HTMLTableCellElement;
  readonly isHead: boolean;
}

/** By row and column; null where a merged cell goes on, undefined where there is none. */
type Places = ReadonlyArray<ReadonlyArray<Cell | null | undefined>>;

/**
 * Puts a clean table into `to`, or what is in its only cell: that is a frame, not a table.
 * @param copyInto puts the clean content of a cell into another element
 * @param colorOf the name of a cell's colour, null for none
 */
export function copyTable(
  table: HTMLTableElement,
  to: ParentNode & Node,
  document: Document,
  copyInto: (cell: HTMLElement, to: HTMLElement | (ParentNode & Node)) => void,
  colorOf: (cell: HTMLElement) => string | null,
): void {
  const places = placesOf(table);
  const width = places.reduce((most, row) => Math.max(most, row.length), 0);
  const only = places.length === 1 && width === 1 ? places[0]?.[0] : null;
  if (only !== null && only !== undefined) return copyInto(only.element, to);
  if (width === 0) return;
  const copy = document.createElement('table');
  for (const row of places) {
    const line = copy.appendChild(document.createElement('tr'));
    for (let column = 0; column < width; column += 1) {
      const cell = row[column];
      const own = line.appendChild(document.createElement(cell?.isHead === true ? 'th' : 'td'));
      if (cell === null || cell === undefined) continue;
      const color = colorOf(cell.element);
      if (color !== null) own.style.backgroundColor = color;
      copyInto(cell.element, own);
    }
  }
  to.appendChild(copy);
}

function placesOf(table: HTMLTableElement): Places {
  const rows = rowsOf(table).slice(0, MAX_TABLE_ROWS);
  const places: Array<Array<Cell | null | undefined>> = rows.map(() => []);
  for (const [r, row] of rows.entries()) {
    let column = 0;
    for (const element of row.children) {
      const tag = element.tagName.toUpperCase();
      if (tag !== 'TD' && tag !== 'TH') continue;
      while (places[r]?.[column] !== undefined) column += 1;
      if (column >= MAX_TABLE_COLUMNS) break;
      const [down, along] = [
        spanOf(element, 'rowspan', rows.length - r),
        spanOf(element, 'colspan', MAX_TABLE_COLUMNS - column),
      ];
      const cell = { element: element as HTMLTableCellElement, isHead: tag === 'TH' || isInHead(row) };
      for (let y = r; y < r + down; y += 1) {
        for (let x = column; x < column + along; x += 1) (places[y] ??= [])[x] = y === r && x === column ? cell : null;
      }
      column += along;
    }
  }
  return places.filter((row) => row.length > 0);
}

/** Those of tables within it are not its own. */
function rowsOf(table: HTMLElement): HTMLElement[] {
  return [...table.children].flatMap((child) => {
    const tag = child.tagName.toUpperCase();
    if (tag === 'TR') return [child as HTMLElement];
    return tag === 'THEAD' || tag === 'TBODY' || tag === 'TFOOT' ? rowsOf(child as HTMLElement) : [];
  });
}

function isInHead(row: Element): boolean {
  return row.parentElement?.tagName.toUpperCase() === 'THEAD';
}

function spanOf(cell: Element, name: 'rowspan' | 'colspan', most: number): number {
  const span = Number.parseInt(cell.getAttribute(name) ?? '1', 10);
  return Math.max(1, Math.min(Number.isNaN(span) ? 1 : span, most));
}
