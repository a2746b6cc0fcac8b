import { $isLinkNode } from '@lexical/link';
import {
  $isTableCellNode,
  $isTableNode,
  $isTableRowNode,
  TableCellHeaderStates,
  type TableCellNode,
  type TableNode,
  type TableRowNode,
} from '@lexical/table';
import { $createParagraphNode, $isElementNode, $isTextNode, type LexicalNode } from 'lexical';
import { $columnCount, $setColumns } from '#shared/document/nodes/table-columns.ts';
import { isPaletteColor } from '#shared/document/palette.ts';
import { $gridOf, cellsIn, type GridCell, wholeArea, widthOf } from '#shared/document/table-grid.ts';
import { readTextStyle, writeTextStyle } from '#shared/document/text-style.ts';
import { $wholeBoxes } from './boxes/box-nodes.ts';
import { isSafeLink } from '#shared/document/safe-url.ts';

/** bold, italic, strikethrough, underline, code, sub- and superscript. Lexical's other bits (highlight, case) go. */
const KEPT_FORMATS = 1 | 2 | 4 | 8 | 16 | 32 | 64;

/**
 * Takes out of nodes that are about to be inserted what a document of ours does not hold: styles other than our colours, alignment, formats that nobody can see
 * or change, and links to unsafe addresses, whose words stay. Any page can put Lexical's own format on the clipboard, so that is trusted
 * no more than HTML. Gives what is to be inserted instead.
 */
export function $cleanNodes(nodes: readonly LexicalNode[]): LexicalNode[] {
  return nodes.flatMap($clean).flatMap($wholeBoxes);
}

function $clean(node: LexicalNode): LexicalNode[] {
  if ($isTextNode(node)) {
    const { color, mark } = readTextStyle(node.getStyle());
    const style = writeTextStyle({ color, mark });
    if (style !== node.getStyle()) node.setStyle(style);
    const format = node.getFormat() & KEPT_FORMATS;
    if (format !== node.getFormat()) node.setFormat(format);
    return [node];
  }
  if (!$isElementNode(node)) return [node];
  if (node.getFormatType() !== '') node.setFormat('');
  if (node.getTextStyle() !== '') node.setTextStyle('');
  if ($isTableNode(node) || $isTableRowNode(node) || $isTableCellNode(node)) $cleanTable(node);
  const children = node.getChildren();
  const cleaned = children.flatMap($clean).flatMap($wholeBoxes);
  if ($isLinkNode(node)) {
    if (!isSafeLink(node.getURL())) {
      for (const child of cleaned) child.remove();
      return cleaned;
    }
    node.setTarget(null);
    node.setRel(null);
  }
  if (cleaned.length !== children.length || cleaned.some((child, i) => child !== children[i])) {
    node.splice(0, node.getChildrenSize(), cleaned);
  }
  return [node];
}

/** Columns get names of their own where they come to; of cells only what a document holds stays. */
function $cleanTable(node: TableNode | TableRowNode | TableCellNode): void {
  if (node.getStyle() !== '') node.setStyle('');
  if ($isTableNode(node)) {
    $setColumns(node, []);
    const widths = node.getColWidths();
    $setHeads(node);
    if (widths !== undefined && widths.length !== $columnCount(node)) node.setColWidths(undefined);
  } else if ($isTableRowNode(node)) {
    node.setHeight(undefined);
  } else {
    if (node.getWidth() !== undefined) node.setWidth(undefined);
    if (!isPaletteColor(node.getBackgroundColor())) node.setBackgroundColor(null);
    if (node.isEmpty()) node.append($createParagraphNode());
  }
}

/** HTML knows cells that are headers: here rows and columns are, those whose cells all are. */
function $setHeads(table: TableNode): void {
  const grid = $gridOf(table);
  const isHead = (place: GridCell | undefined): boolean => place?.cell.hasHeader() === true;
  const width = widthOf(grid);
  const rows = grid.map((row) => width > 1 && row.length === width && row.every(isHead));
  const columns = Array.from({ length: width }, (_, at) => grid.length > 1 && grid.every((row) => isHead(row[at])));
  const whole = wholeArea(grid);
  for (const { cell, row, column } of whole === null ? [] : cellsIn(grid, whole)) {
    const state =
      (rows[row] === true ? TableCellHeaderStates.ROW : 0) |
      (columns[column] === true ? TableCellHeaderStates.COLUMN : 0);
    if (cell.getHeaderStyles() !== state) cell.setHeaderStyles(state);
  }
}
