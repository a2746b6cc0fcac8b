/** What is done to the box or the table that the target stands in, or makes one around it. */
import {
  $createTableCellNode,
  $createTableRowNode,
  $isTableCellNode,
  $isTableNode,
  $isTableRowNode,
} from '@lexical/table';
import type { TableCellNode, TableNode, TableRowNode } from '@lexical/table';
import { $createParagraphNode, $createTextNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import * as act from './acts.ts';
import { $createCalloutNode, $isCalloutNode } from '../nodes/callout.ts';
import type { CalloutNode } from '../nodes/callout.ts';
import { $createFoldNode } from '../nodes/fold.ts';
import { $getColumns, $setColumns } from '../nodes/table-columns.ts';
import {
  $deleteColumns,
  $deleteRows,
  $insertColumns,
  $insertRows,
  $mergeCells,
  $moveColumns,
  $moveRows,
  $splitCells,
} from '../table-edits.ts';
import { $areaOfCell, $gridOf, $placeOf, wholeArea } from '../table-grid.ts';
import type { GridCell } from '../table-grid.ts';
import { PARAGRAPHS, deletion, edit, lineOf, present, target } from './operation.ts';
import { $last, $neighbour, $target } from './operation.ts';
import type { EditDone, Operation, Page } from './operation.ts';
import type { BaseName } from './bases.ts';
import { blockWith } from './page.ts';
import type { PageBlock } from './page.ts';

const BOXES: readonly BaseName[] = ['box', 'box alone'];
const ALL: readonly BaseName[] = [...PARAGRAPHS, 'box alone'];
const CELL: readonly BaseName[] = ['cell', 'merged cell'];
const MERGED: readonly BaseName[] = ['merged cell'];
const PLAIN_CELL: readonly BaseName[] = ['cell'];

const isIn = ({ within }: PageBlock, container: string): boolean =>
  within.some((one) => one.split(' ')[0] === container);
const moving = ($run: (token: string) => void): EditDone => ({ ...edit($run), moves: true });
const $line = (text: string): ElementNode => $createParagraphNode().append($createTextNode(text));

function $above<T extends LexicalNode>(is: (node: LexicalNode) => node is T): T {
  for (let node: LexicalNode | null = $target(); node !== null; node = node.getParent()) if (is(node)) return node;
  throw new Error('the target is not in one');
}
const $box = (): CalloutNode => $above($isCalloutNode);
const $table = (): TableNode => $above($isTableNode);
const $row = (): TableRowNode => $above($isTableRowNode);
const $cell = (text = ''): TableCellNode =>
  $createTableCellNode().append(text === '' ? $createParagraphNode() : $line(text));
const $rows = (): TableRowNode[] => $table().getChildren<TableRowNode>();

function $wrap(block: ElementNode, container: ElementNode, inside: ElementNode): void {
  const top = act.$topOf(block);
  top.insertBefore(container);
  inside.append(top);
}

function $unwrap(box: CalloutNode): void {
  for (const child of box.getChildren()) box.insertBefore(child);
  box.remove();
}

/** Takes cells and names of a column alike to another place, or away where that is null. */
function $moveColumn(from: number, to: number | null): void {
  const table = $table();
  const columns = [...$getColumns(table)];
  const [name] = columns.splice(from, 1);
  if (to !== null && name !== undefined) columns.splice(to, 0, name);
  for (const row of table.getChildren<TableRowNode>()) {
    const cell = row.getChildAtIndex(from);
    if (!$isTableCellNode(cell)) continue;
    cell.remove();
    if (to !== null) row.splice(to, 0, [cell]);
  }
  $setColumns(table, columns);
}

function $insertColumn(at: number, text: string): void {
  if ($hasMerged()) {
    $insertColumns($table(), at);
    $writeInto(
      $gridOf($table()).flatMap((row) => row[at] ?? []),
      ({ column }) => column === at,
      text,
    );
    return;
  }
  const columns = [...$getColumns($table())];
  columns.splice(at, 0, '');
  $setColumns($table(), columns);
  for (const [index, row] of $rows().entries()) row.splice(at, 0, [$cell(index === 0 ? text : '')]);
}

function $insertRow(text: string): void {
  const at = $row().getIndexWithinParent() + 1;
  if ($hasMerged()) {
    $insertRows($table(), at);
    $writeInto($gridOf($table())[at] ?? [], ({ row }) => row === at, text);
  } else void $row().insertAfter($createTableRowNode().append($cell(text), $cell()));
}

/** A node of a row or a column is not all of it where cells are merged. */
const $hasMerged = (): boolean =>
  $rows().some((row) => row.getChildren<TableCellNode>().some((cell) => cell.getRowSpan() * cell.getColSpan() > 1));

function $writeInto(
  cells: ReadonlyArray<GridCell | undefined>,
  isNew: (cell: GridCell) => boolean,
  text: string,
): void {
  const cell = cells.find((one) => one !== undefined && isNew(one))?.cell;
  cell?.splice(0, cell.getChildrenSize(), [$line(text)]);
}

/** Merges the cell of the target with the one beside it or below it. */
function $mergeWith(row: 0 | 1, column: 0 | 1): void {
  const table = $table();
  const place = $placeOf($gridOf(table), $above($isTableCellNode));
  if (place === null) throw new Error('the target is in no cell');
  const { top, bottom, left, right } = $areaOfCell(place);
  $mergeCells(table, { top, bottom: bottom + row, left, right: right + column });
}

function $splitIt(): void {
  const table = $table();
  const place = $placeOf($gridOf(table), $above($isTableCellNode));
  if (place !== null) $splitCells(table, $areaOfCell(place));
}

const isMerged = ({ within }: PageBlock): boolean => within.some((one) => /^tablecell.* \d+x\d+$/u.test(one));
const unlessGone = (page: Page, is: (block: PageBlock) => boolean): boolean =>
  target(page, (block) => !isIn(block, 'table') || is(block));

const $rowSpan = (): number => $above($isTableCellNode).getRowSpan();
const $columnSpan = (): number => $above($isTableCellNode).getColSpan();

/** Are the words in cells of one table, this one above or in front of that? */
const inOrder = (page: Page, first: string, second: string): boolean => {
  const at = (word: string): number => page.findIndex(({ text }) => text.includes(word));
  return !present(page, first) || !present(page, second) || at(first) < at(second);
};
const inTable = (page: Page, word: string): boolean => {
  const block = blockWith(page, word);
  return block !== undefined && isIn(block, 'table');
};

export const CONTAINER_OPERATIONS = {
  'wrap in a fold': {
    on: ALL,
    does: edit(() => {
      const fold = $createFoldNode();
      $wrap($target(), fold, fold.getBody() ?? fold);
    }),
    holds: (page) => target(page, (block) => isIn(block, 'fold')),
  },
  'put a callout behind': {
    on: ALL,
    does: edit((token) => void $target().insertAfter($createCalloutNode('tip').append($line(lineOf(token))))),
    holds: (page, token) => {
      const block = blockWith(page, lineOf(token));
      return block !== undefined && block.within.includes('callout tip');
    },
  },
  'take out of the box': {
    on: BOXES,
    does: moving(() => void $box().insertAfter(act.$topOf($target()))),
    holds: (page) => target(page, (block) => !isIn(block, 'callout')),
  },
  'put the next one into the box': {
    on: ['box alone'],
    does: moving(() => void $box().append($neighbour(1))),
    holds: (page) => {
      const block = blockWith(page, 'mango');
      return block === undefined || isIn(block, 'callout');
    },
  },
  'put the last one into the box': {
    on: ['box'],
    does: moving(() => void $box().append($last())),
    holds: (page) => {
      const block = blockWith(page, 'raven');
      return block === undefined || isIn(block, 'callout');
    },
  },
  'unwrap the box': {
    on: BOXES,
    does: edit(() => $unwrap($box())),
    holds: (page) => target(page, (block) => !isIn(block, 'callout')),
  },
  'change the box’s kind': {
    on: BOXES,
    does: edit(() => void $box().setKind('warning')),
    holds: (page) => target(page, ({ within }) => !within.some((one) => one === 'callout')),
  },
  'delete the box': {
    on: BOXES,
    does: deletion(() => $box().remove()),
    holds: (page) => !present(page, 'hazel'),
  },
  'move the box': {
    on: ['box'],
    does: moving(() => void $box().getNextSibling()?.insertAfter($box())),
    holds: (page) => inOrder(page, 'raven', 'hazel'),
  },
  'insert a row': {
    on: CELL,
    does: edit((token) => $insertRow(lineOf(token))),
    holds: (page, token) => inTable(page, lineOf(token)),
  },
  'insert a column': {
    on: CELL,
    does: edit((token) => $insertColumn(1, lineOf(token))),
    holds: (page, token) => inTable(page, lineOf(token)),
  },
  'delete the row': {
    on: CELL,
    does: deletion(() => ($hasMerged() ? $deleteRows($table(), 0, $rowSpan()) : $row().remove())),
    holds: (page) => !present(page, 'hazel'),
  },
  'delete the column': {
    on: CELL,
    does: deletion(() => ($hasMerged() ? $deleteColumns($table(), 0, $columnSpan()) : $moveColumn(0, null))),
    holds: (page) => !present(page, 'hazel'),
  },
  'delete the table': {
    on: CELL,
    does: deletion(() => $table().remove()),
    holds: (page) => !present(page, 'hazel'),
  },
  'move the row': {
    on: PLAIN_CELL,
    does: moving(() =>
      $hasMerged() ? $moveRows($table(), 0, 1, 2) : void $row().getNextSibling()?.insertAfter($row()),
    ),
    holds: (page) => inOrder(page, 'tansy', 'hazel'),
  },
  'move a row of the merged cell': {
    on: MERGED,
    does: moving(() => $moveRows($table(), 0, 1, 2)),
    holds: (page) => inOrder(page, 'tansy', 'sorrel'),
  },
  'move the column': {
    on: PLAIN_CELL,
    does: moving(() => ($hasMerged() ? $moveColumns($table(), 0, 1, 2) : $moveColumn(0, 1))),
    holds: (page) => inOrder(page, 'sorrel', 'hazel'),
  },
  'move the column of the merged cell': {
    on: MERGED,
    does: moving(() => $moveColumns($table(), 0, 1, 2)),
    holds: (page) => inOrder(page, 'sorrel', 'hazel') || inOrder(page, 'tansy', 'hazel'),
  },
  'type into an empty cell': {
    on: PLAIN_CELL,
    does: edit((token) => {
      const [only] = $rows()[1]?.getChildAtIndex<TableCellNode>(1)?.getChildren<ElementNode>() ?? [];
      only?.append($createTextNode(token));
    }),
    holds: (page, token) => inTable(page, token),
  },
  'colour the cell': {
    on: CELL,
    does: edit(() => void $above($isTableCellNode).setBackgroundColor('yellow')),
    holds: (page) =>
      target(
        page,
        ({ within }) => !within.includes('table') || within.some((one) => one.startsWith('tablecell yellow')),
      ),
  },
  'merge with the next cell': {
    on: PLAIN_CELL,
    does: edit(() => $mergeWith(0, 1)),
    holds: (page) => unlessGone(page, isMerged),
  },
  'merge with the cell below': {
    on: PLAIN_CELL,
    does: edit(() => $mergeWith(1, 0)),
    holds: (page) => unlessGone(page, isMerged),
  },
  'merge with all cells': {
    on: CELL,
    does: edit(() => {
      const area = wholeArea($gridOf($table()));
      if (area !== null) $mergeCells($table(), area);
    }),
    holds: (page) => unlessGone(page, ({ within }) => within.some((one) => /^tablecell.* \dx[2-9]$/u.test(one))),
  },
  'split the cell': {
    on: MERGED,
    does: edit($splitIt),
    holds: (page) => unlessGone(page, (block) => !isMerged(block)),
  },
  'undo merging': {
    on: PLAIN_CELL,
    before: () => $mergeWith(0, 1),
    does: { kind: 'undo' },
    holds: (page) => unlessGone(page, (block) => !isMerged(block)),
  },
  'redo merging': {
    on: PLAIN_CELL,
    before: () => $mergeWith(0, 1),
    does: { kind: 'undo and redo' },
    holds: (page) => unlessGone(page, isMerged),
  },
  'undo splitting': {
    on: MERGED,
    before: $splitIt,
    does: { kind: 'undo' },
    holds: (page) => unlessGone(page, isMerged),
  },
  'undo a fold': {
    on: ALL,
    before: () => {
      const fold = $createFoldNode();
      $wrap($target(), fold, fold.getBody() ?? fold);
    },
    does: { kind: 'undo' },
    holds: (page) => target(page, (block) => !isIn(block, 'fold')),
  },
  'delete a row of the merged cell': {
    on: MERGED,
    does: deletion(() => $deleteRows($table(), 0)),
    holds: (page) => !present(page, 'sorrel'),
  },
  'undo deleting a row of the merged cell': {
    on: MERGED,
    before: () => $deleteRows($table(), 1),
    does: { kind: 'undo' },
    holds: (page) => present(page, 'tansy'),
  },
  'undo a deleted row': {
    on: PLAIN_CELL,
    before: () => $rows()[1]?.remove(),
    does: { kind: 'undo' },
    holds: (page) => present(page, 'tansy'),
  },
} satisfies Record<string, Operation>;
