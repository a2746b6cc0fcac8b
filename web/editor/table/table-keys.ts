/** Keys in and beside tables. Arrows and the selection of cells are Lexical's own. */
import { $isTableNode, $isTableSelection } from '@lexical/table';
import { mergeRegister } from '@lexical/utils';
import {
  $createParagraphNode,
  $getSelection,
  $isElementNode,
  $isParagraphNode,
  $isRangeSelection,
  $isRootOrShadowRoot,
  COMMAND_PRIORITY_CRITICAL,
  COMMAND_PRIORITY_HIGH,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_BACKSPACE_COMMAND,
  KEY_DELETE_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  type RangeSelection,
} from 'lexical';
import { $insertRows } from '#shared/document/table-edits.ts';
import { $areaOfCell, $gridOf, widthOf } from '#shared/document/table-grid.ts';
import { $deleteTable } from './table-commands.ts';
import { $goToCell, $selectedCells, $selectTable, $tableOfKey } from './table-place.ts';

/** To be registered behind what takes Tab for a menu at the caret. */
export function registerTableKeys(editor: LexicalEditor): () => void {
  return mergeRegister(
    editor.registerCommand(KEY_TAB_COMMAND, (event) => $onTab(editor, event), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_BACKSPACE_COMMAND, (event) => $onDelete(event, 'before'), COMMAND_PRIORITY_CRITICAL),
    editor.registerCommand(KEY_DELETE_COMMAND, (event) => $onDelete(event, 'behind'), COMMAND_PRIORITY_CRITICAL),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, (event) => $onEdge(event, 'before'), COMMAND_PRIORITY_CRITICAL),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, (event) => $onEdge(event, 'behind'), COMMAND_PRIORITY_CRITICAL),
  );
}

/** To the next cell, and behind the last one into a new row. */
function $onTab(editor: LexicalEditor, event: KeyboardEvent): boolean {
  const place = $selectedCells();
  const table = place === null ? null : $tableOfKey(place.table);
  if (place === null || table === null || !editor.isEditable()) return false;
  event.preventDefault();
  const { area } = place;
  const grid = $gridOf(table);
  const width = widthOf(grid);
  const step = event.shiftKey ? -1 : 1;
  const own = grid[area.top]?.[area.left];
  let at =
    area.top * width + (event.shiftKey ? area.left : own === undefined ? area.left : $areaOfCell(own).right) + step;
  // on over the rest of merged cells
  for (; at >= 0 && at < grid.length * width; at += step) {
    const cell = grid[Math.floor(at / width)]?.[at % width];
    if (cell !== undefined && cell.row * width + cell.column === at) break;
  }
  if (at < 0) return true;
  if (at >= grid.length * width) $insertRows(table, grid.length);
  $goToCell(table, Math.floor(at / width), at % width);
  return true;
}

/** Backspace behind a table, and Delete in front of one, select it: the next takes it away. */
function $onDelete(event: KeyboardEvent, side: 'before' | 'behind'): boolean {
  const selection = $getSelection();
  if ($isTableSelection(selection)) return $deleteWhole(event);
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || event.altKey) return false;
  const block = $blockAtEdge(selection, side);
  const beside = side === 'before' ? block?.getPreviousSibling() : block?.getNextSibling();
  if (block === null || !$isTableNode(beside)) return false;
  event.preventDefault();
  if ($isParagraphNode(block) && block.isEmpty() && block.getNextSibling() !== null) block.remove();
  $selectTable(beside);
  return true;
}

/** Where all cells are selected, the table goes. */
function $deleteWhole(event: KeyboardEvent): boolean {
  const place = $selectedCells();
  const table = place === null ? null : $tableOfKey(place.table);
  if (place === null || table === null) return false;
  const { top, bottom, left, right } = place.area;
  const grid = $gridOf(table);
  if (top > 0 || left > 0 || bottom < grid.length - 1 || right < widthOf(grid) - 1) return false;
  event.preventDefault();
  $deleteTable(table);
  return true;
}

/** The block that a caret stands at the start or at the end of; null where it stands further in, and in a list. */
function $blockAtEdge(selection: RangeSelection, side: 'before' | 'behind'): LexicalNode | null {
  const { anchor } = selection;
  let node: LexicalNode = anchor.getNode();
  const length = $isElementNode(node) ? node.getChildrenSize() : node.getTextContentSize();
  if (anchor.offset !== (side === 'before' ? 0 : length)) return null;
  while (!$isRootOrShadowRoot(node.getParent())) {
    const parent: LexicalNode | null = node.getParent();
    if (parent === null || (side === 'before' ? node.getPreviousSibling() : node.getNextSibling()) !== null)
      return null;
    node = parent;
  }
  return node;
}

/** Out of a table that nothing stands above or below: there is an empty paragraph then. */
function $onEdge(event: KeyboardEvent, side: 'before' | 'behind'): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || event.shiftKey) return false;
  const place = $selectedCells();
  const table = place === null ? null : $tableOfKey(place.table);
  if (place === null || table === null) return false;
  const isLast = side === 'before' ? place.area.top === 0 : place.area.bottom === $gridOf(table).length - 1;
  const beside = side === 'before' ? table.getPreviousSibling() : table.getNextSibling();
  if (!isLast || beside !== null) return false;
  const block = $blockAtEdge(selection, side);
  const next = side === 'before' ? block?.getPreviousSibling() : block?.getNextSibling();
  if (block === null || next !== null) return false;
  event.preventDefault();
  const paragraph = $createParagraphNode();
  if (side === 'before') table.insertBefore(paragraph);
  else table.insertAfter(paragraph);
  paragraph.select();
  return true;
}
