/** What somebody does to boxes and tables somewhere on the page. */
import { $isTableCellNode, $isTableNode } from '@lexical/table';
import type { TableNode } from '@lexical/table';
import { $getRoot, $isElementNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { $createCalloutNode, $isCalloutNode } from '../nodes/callout.ts';
import { $createColumnNode, $createColumnsNode } from '../nodes/columns.ts';
import { $createFoldNode, $isFoldBodyNode, $isFoldNode } from '../nodes/fold.ts';
import { $isSectionNode } from '../section-nodes.ts';
import {
  $createEmptyTable,
  $deleteColumns,
  $deleteRows,
  $insertColumns,
  $insertRows,
  $mergeCells,
  $moveColumns,
  $moveRows,
  $splitCells,
} from '../table-edits.ts';
import { $areaOfCell, $gridOf, $placeOf, cellsIn, widthOf } from '../table-grid.ts';
import * as act from './acts.ts';
import type { Act, Step } from './fuzz-acts.ts';
import type { Dice } from './random.ts';

const edit = ($do: () => void): Step => ({ purpose: { kind: 'edit' }, $do });
const deletion = (chosen: string, $do: () => void): Step => ({ purpose: { kind: 'delete', chosen }, $do });
const NOTHING: Step = edit(() => {});
/** Boxes on a page; beyond it none is made. */
const MAX_BOXES = 6;

function $all<T extends LexicalNode>(is: (node: LexicalNode) => node is T): T[] {
  const visit = (node: LexicalNode): T[] => [
    ...(is(node) ? [node] : []),
    ...($isElementNode(node) ? node.getChildren().flatMap(visit) : []),
  ];
  return visit($getRoot());
}
const $boxCount = (): number => $all($isCalloutNode).length + $all($isFoldNode).length + $all($isTableNode).length;
const $textIn = (node: LexicalNode): string =>
  act
    .$textBlocks()
    .filter((block) => node.is(block) || node.isParentOf(block))
    .map((block) => act.$textOf(block))
    .join('');

const wrap: Act = (dice, blocks) => {
  const top = act.$topOf(dice.pick(blocks));
  const asFold = dice.oneIn(2);
  if ($boxCount() >= MAX_BOXES || $isFoldBodyNode(top)) return NOTHING;
  return edit(() => {
    const fold = asFold ? $createFoldNode() : null;
    const box = fold ?? $createCalloutNode('tip');
    top.insertBefore(box);
    (fold?.getBody() ?? box).append(top);
  });
};
const unwrap: Act = (dice) => {
  const boxes = $all($isCalloutNode);
  const box = boxes[dice.below(Math.max(1, boxes.length))];
  return edit(() => {
    for (const child of box?.getChildren() ?? []) box?.insertBefore(child);
    box?.remove();
  });
};
const setKind: Act = (dice) => {
  const boxes = $all($isCalloutNode);
  const [box, kind] = [boxes[dice.below(Math.max(1, boxes.length))], dice.pick(['tip', 'warning'] as const)];
  return edit(() => void box?.setKind(kind));
};
/** A caret somewhere in the title of a fold; where there is none, it stays. */
export function $selectInTitle(dice: Dice): void {
  const titles = $all($isFoldNode).flatMap((one) => one.getTitle() ?? []);
  const title = titles[dice.below(Math.max(1, titles.length))];
  if (title !== undefined) act.$select({ block: title, at: dice.below(act.$textOf(title).length + 1) });
}

const fold: Act = (dice) => {
  const folds = $all($isFoldNode);
  const [one, closed] = [folds[dice.below(Math.max(1, folds.length))], dice.oneIn(2)];
  return edit(() => void one?.setClosed(closed));
};
const putInto: Act = (dice, blocks) => {
  const top = act.$topOf(dice.pick(blocks));
  const boxes = $all($isSectionNode).filter((node) => $isCalloutNode(node) || $isFoldBodyNode(node));
  const box = boxes[dice.below(Math.max(1, boxes.length))];
  if (box === undefined || top.is(box) || top.isParentOf(box) || top.getParent()?.getChildrenSize() === 1)
    return NOTHING;
  return edit(() => void box.append(top));
};
const insertColumnsBox: Act = (dice, blocks) => {
  const top = act.$topOf(dice.pick(blocks));
  if ($boxCount() >= MAX_BOXES || top.getParent()?.is($getRoot()) !== true) return NOTHING;
  return edit(() => {
    const columns = $createColumnsNode().append($createColumnNode(), $createColumnNode());
    top.insertAfter(columns);
    columns.getFirstChildOrThrow<ElementNode>().append(top);
  });
};
const insertTable: Act = (dice, blocks) => {
  const top = act.$topOf(dice.pick(blocks));
  if ($boxCount() >= MAX_BOXES || $all($isTableNode).length > 1 || top.getParent()?.is($getRoot()) !== true)
    return NOTHING;
  return edit(() => void top.insertAfter($createEmptyTable(2, 2)));
};
const $anyTable = (dice: Dice): TableNode | null => {
  const tables = $all($isTableNode);
  return tables[dice.below(Math.max(1, tables.length))] ?? null;
};
const growTable: Act = (dice) => {
  const [table, rows, at] = [$anyTable(dice), dice.oneIn(2), dice.below(3)];
  if (table === null || table.getChildrenSize() > 5) return NOTHING;
  return edit(() => (rows ? $insertRows(table, at) : $insertColumns(table, at)));
};
const moveInTable: Act = (dice) => {
  const [table, rows] = [$anyTable(dice), dice.oneIn(2)];
  if (table === null) return NOTHING;
  return edit(() => (rows ? $moveRows(table, 0, 1, 2) : $moveColumns(table, 0, 1, 2)));
};
const shrinkTable: Act = (dice) => {
  const [table, rows] = [$anyTable(dice), dice.oneIn(2)];
  if (table === null) return NOTHING;
  const grid = $gridOf(table);
  const edge = rows
    ? { top: 0, bottom: 0, left: 0, right: widthOf(grid) }
    : { top: 0, bottom: grid.length, left: 0, right: 0 };
  // a merged cell that reaches farther stays, with all that is in it
  const cells = cellsIn(grid, edge).filter(({ cell }) => (rows ? cell.getRowSpan() : cell.getColSpan()) === 1);
  const chosen = cells.map(({ cell }) => $textIn(cell)).join('');
  return deletion(chosen, () => (rows ? $deleteRows(table, 0) : $deleteColumns(table, 0)));
};
const merge: Act = (dice) => {
  const table = $anyTable(dice);
  const [top, left, rows, columns] = [dice.below(3), dice.below(3), dice.below(2), dice.below(3)];
  if (table === null) return NOTHING;
  return edit(() => $mergeCells(table, { top, bottom: top + rows, left, right: left + columns }));
};
const split: Act = (dice) => {
  const merged = $all($isTableCellNode).filter((cell) => cell.getRowSpan() > 1 || cell.getColSpan() > 1);
  const cell = merged[dice.below(Math.max(1, merged.length))];
  const table = cell?.getParent()?.getParent();
  if (cell === undefined || !$isTableNode(table)) return NOTHING;
  return edit(() => {
    const place = $placeOf($gridOf(table), cell);
    if (place !== null) $splitCells(table, $areaOfCell(place));
  });
};
const removeBox: Act = (dice) => {
  const boxes = [...$all($isCalloutNode), ...$all($isFoldNode), ...$all($isTableNode)];
  const box = boxes[dice.below(Math.max(1, boxes.length))];
  if (box === undefined || !dice.oneIn(2)) return NOTHING;
  return deletion($textIn(box), () => act.$removeBlock(box));
};

/** How often in a hundred. */
export const BOX_ACTS: ReadonlyArray<readonly [share: number, act: Act]> = [
  [12, wrap],
  [10, unwrap],
  [6, setKind],
  [6, fold],
  [10, putInto],
  [6, insertColumnsBox],
  [10, insertTable],
  [12, growTable],
  [8, moveInTable],
  [6, shrinkTable],
  [4, removeBox],
  [7, merge],
  [3, split],
];
