/** Cells from the clipboard: out of documents of ours, web pages, word processors and spreadsheets. */
import { $isTableNode, $isTableSelection, type TableNode } from '@lexical/table';
import {
  $createParagraphNode,
  $createTextNode,
  $getSelection,
  $isElementNode,
  $isParagraphNode,
  $isTextNode,
  type LexicalNode,
} from 'lexical';
import {
  $clearCells,
  $fillCells,
  $mergeCells,
  $splitCells,
  MAX_TABLE_COLUMNS,
  MAX_TABLE_ROWS,
} from '#shared/document/table-edits.ts';
import { $areaOfCell, $gridOf, type Area, cellsIn, wholeArea } from '#shared/document/table-grid.ts';
import { $goToCell, $selectCells, $selectedCells, $tableOfKey } from './table-place.ts';

/** Row by row, the blocks of each cell. */
type Cells = ReadonlyArray<ReadonlyArray<readonly LexicalNode[] | null>>;

/**
 * Where cells are selected, and where a table is pasted into one: into the cells from there on. To be called in an update.
 * @param nodes what is pasted; none where only text is
 * @returns 'done', or what is to be pasted as everywhere
 */
export function $pasteIntoCells(nodes: LexicalNode[], plain: string): LexicalNode[] | 'done' {
  const place = $selectedCells();
  const table = place === null ? null : $tableOfKey(place.table);
  if (place === null || table === null) return nodes;
  const { area } = place;
  const pasted = onlyTable(nodes);
  const cells = pasted === null ? (nodes.length === 0 ? $cellsOfText(plain) : null) : $cellsOf(pasted);
  if (cells !== null && !isOne(cells)) {
    $selectCells(table, $fillMerged(table, area, cells, pasted === null ? [] : $mergedIn(pasted)));
    return 'done';
  }
  // one thing takes the place of all that was selected
  if ($isTableSelection($getSelection())) {
    $clearCells(table, area);
    $goToCell(table, area.top, area.left);
  }
  return cells?.[0]?.[0]?.slice() ?? nodes;
}

/** Puts cells into a table, and merges there what was merged. */
function $fillMerged(table: TableNode, { top, left }: Area, cells: Cells, merged: readonly Area[]): Area {
  const columns = cells.reduce((width, row) => Math.max(width, row.length), 0);
  if (merged.length > 0) $splitCells(table, { top, left, bottom: top + cells.length - 1, right: left + columns - 1 });
  const filled = $fillCells(table, top, left, cells);
  for (const area of merged) {
    $mergeCells(table, {
      top: top + area.top,
      bottom: Math.min(top + area.bottom, filled.bottom),
      left: left + area.left,
      right: Math.min(left + area.right, filled.right),
    });
  }
  return filled;
}

function $mergedIn(table: TableNode): Area[] {
  const grid = $gridOf(table);
  const whole = wholeArea(grid);
  if (whole === null) return [];
  return cellsIn(grid, whole)
    .map((place) => $areaOfCell(place))
    .filter(({ top, bottom, left, right }) => bottom > top || right > left);
}

function isOne(cells: Cells): boolean {
  return cells.length === 1 && cells[0]?.length === 1;
}

/** The table that is all there is; spreadsheets put empty lines around it. */
function onlyTable(nodes: readonly LexicalNode[]): TableNode | null {
  const [only, ...rest] = nodes.filter((node) => !$isEmpty(node));
  return rest.length === 0 && $isTableNode(only) ? only : null;
}

function $isEmpty(node: LexicalNode): boolean {
  if ($isTextNode(node)) return node.getTextContent().trim() === '';
  return $isParagraphNode(node) && node.getTextContent().trim() === '';
}

/** Text of a spreadsheet; null for text without tabs. */
function $cellsOfText(plain: string): Cells | null {
  if (!plain.includes('\t')) return null;
  return parseTsv(plain).map((row) =>
    row.map((text) =>
      text.split('\n').map((line) => $createParagraphNode().append(...(line === '' ? [] : [$createTextNode(line)]))),
    ),
  );
}

/** A table's cells, ready to be put into others; those that a merged one covers are empty. */
function $cellsOf(table: TableNode): Cells {
  return $gridOf(table)
    .slice(0, MAX_TABLE_ROWS)
    .map((row, r) =>
      row.slice(0, MAX_TABLE_COLUMNS).map((place, c) => {
        if (place === undefined) return null;
        if (place.row !== r || place.column !== c) return [];
        return place.cell.getChildren().map((child) => $asBlock(child));
      }),
    );
}

function $asBlock(node: LexicalNode): LexicalNode {
  return $isElementNode(node) && !node.isInline() ? node : $createParagraphNode().append(node);
}

/** Rows of cells: a tab is between cells, and what holds line breaks or tabs stands in quotation marks, as spreadsheets write it. */
export function parseTsv(text: string): string[][] {
  const source = text.replace(/\r\n?/gu, '\n').replace(/\n$/u, '');
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/gy;
  for (let found = cell.exec(source); found !== null; found = cell.exec(source)) {
    const [, quoted, bare, end] = found;
    row.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\t') continue;
    rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}
