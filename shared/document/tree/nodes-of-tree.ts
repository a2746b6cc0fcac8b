/** A tree's blocks → new nodes for an editor that they are put into; none of them is in the document yet. To be called in an update. */
import { $createTableCellNode, $createTableNode, $createTableRowNode, TableCellHeaderStates } from '@lexical/table';
import type { TableCellNode, TableNode } from '@lexical/table';
import { $createParagraphNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { unreachable } from '#shared/assert.ts';
import { $createBlockNode, $writeProps } from '../block-nodes.ts';
import { $writeInline } from '../inline-nodes.ts';
import { isBlockType } from '../kinds/kinds.ts';
import { isListType } from '../layout.ts';
import { $buildList, planLists } from '../lists.ts';
import { $isFoldNode } from '../nodes/fold.ts';
import { $insideOf } from '../section-nodes.ts';
import { DEFAULT_COLUMN_WIDTH } from '../table-look.ts';
import type { Block, Container, Leaf, Table } from './block.ts';
import { kindOf, numberProp } from './kinds.ts';
import { shownCells } from './shown-cells.ts';
import type { ShownCell } from './shown-cells.ts';

/** Told the node that a block without others in it became. */
export type OnLeaf = (block: Leaf, node: LexicalNode) => void;

export function $nodesOf(blocks: readonly Block[], onLeaf: OnLeaf = () => {}): LexicalNode[] {
  const nodes: LexicalNode[] = [];
  for (let at = 0; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (block === undefined) continue;
    if (!isListItem(block)) {
      nodes.push($nodeOf(block, onLeaf));
      continue;
    }
    const items: Leaf[] = [];
    for (let next: Block | undefined = block; next !== undefined && isListItem(next); next = blocks[at]) {
      items.push(next);
      at += 1;
    }
    at -= 1;
    const plans = planLists(items.map(({ props, runs }) => ({ props, runs, key: null })));
    nodes.push(...plans.map((plan) => $buildList(plan, new Set(), () => {})));
  }
  return nodes;
}

function isListItem(block: Block): block is Leaf {
  return block.kind === 'leaf' && isListType(kindOf(block.props));
}

function $nodeOf(block: Block, onLeaf: OnLeaf): LexicalNode {
  switch (block.kind) {
    case 'leaf':
      return $leafNode(block, onLeaf);
    case 'container':
      return $containerNode(block, onLeaf);
    case 'table':
      return $tableNode(block, onLeaf);
    default:
      return unreachable(block);
  }
}

function $leafNode(block: Leaf, onLeaf: OnLeaf): LexicalNode {
  const node = isBlockType(kindOf(block.props)) ? $createBlockNode(block.props) : $createParagraphNode();
  $writeProps(node, block.props);
  $writeInline(node, block.runs);
  onLeaf(block, node);
  return node;
}

function $containerNode({ props, runs, children }: Container, onLeaf: OnLeaf): LexicalNode {
  const node = $createBlockNode(props);
  $writeProps(node, props);
  const title = $isFoldNode(node) ? node.getTitle() : null;
  if (title !== null) $writeInline(title, runs);
  const inside = $insideOf(node);
  if (inside !== null) $fill(inside, children, onLeaf);
  return node;
}

/** Nothing stands in nothing: an empty box has a line. */
function $fill(section: ElementNode, children: readonly Block[], onLeaf: OnLeaf): void {
  const nodes = $nodesOf(children, onLeaf);
  section.splice(0, section.getChildrenSize(), nodes.length > 0 ? nodes : [$createParagraphNode()]);
}

/** What merged cells hold stands in the one that is shown. */
function $tableNode(block: Table, onLeaf: OnLeaf): TableNode {
  const { columns, rows } = block;
  const shown = shownCells(block);
  const table = $createTableNode();
  const widths = columns.map(({ props }) => numberProp(props, 'width'));
  if (widths.some((width) => width !== undefined))
    table.setColWidths(widths.map((width) => width ?? DEFAULT_COLUMN_WIDTH));
  rows.forEach(({ props }, r) => {
    const row = $createTableRowNode(numberProp(props, 'height'));
    for (const cell of shown[r] ?? []) {
      const head =
        (props['head'] === true ? TableCellHeaderStates.ROW : 0) |
        (columns[cell.column]?.props['head'] === true ? TableCellHeaderStates.COLUMN : 0);
      row.append($cellNode(cell, head, onLeaf));
    }
    table.append(row);
  });
  return table;
}

function $cellNode(
  { cell: look, blocks, rowSpan, columnSpan }: ShownCell,
  head: number,
  onLeaf: OnLeaf,
): TableCellNode {
  const { background, align } = look;
  const cell = $createTableCellNode(head);
  if (rowSpan > 1) cell.setRowSpan(rowSpan);
  if (columnSpan > 1) cell.setColSpan(columnSpan);
  if (background !== undefined) cell.setBackgroundColor(background);
  if (align === 'middle' || align === 'bottom') cell.setVerticalAlign(align);
  $fill(cell, blocks, onLeaf);
  return cell;
}
