/** Boxes are put in, filled, emptied and taken away. All are edits of the nodes; the document follows. */
import { $createListNode, $isListItemNode, $isListNode } from '@lexical/list';
import {
  $createParagraphNode,
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isNodeSelection,
  $isRangeSelection,
  $setSelection,
  type ElementNode,
  type LexicalNode,
  type NodeKey,
} from 'lexical';
import { unreachable } from '#shared/assert.ts';
import { $createCalloutNode, $isCalloutNode, type CalloutKind } from '#shared/document/nodes/callout.ts';
import {
  $createColumnNode,
  $createColumnsNode,
  $isColumnNode,
  $isColumnsNode,
  MAX_COLUMNS,
  MIN_COLUMNS,
  type ColumnNode,
} from '#shared/document/nodes/columns.ts';
import { $createFoldNode, $isFoldNode, type FoldNode } from '#shared/document/nodes/fold.ts';
import { $insideOf, $isBoxNode } from '#shared/document/section-nodes.ts';
import { $blocksOf, $boxAround, $isBlank, $isBox, $isEmptyLine, $levelBlockOf, type Box } from './box-nodes.ts';
import { $selectWhole } from '#shared/document/nodes/select-whole.ts';

/** What may be done to boxes. Without a `key` it is done to the box that the selection is in. */
export type BoxAct =
  /** around the selected blocks, or empty where the caret stands in an empty line */
  | { readonly act: 'callout'; readonly callout: CalloutKind }
  | { readonly act: 'fold' }
  | { readonly act: 'columns'; readonly count: number }
  /** takes the box away; its blocks stay where it was */
  | { readonly act: 'unwrap'; readonly key?: NodeKey }
  /** selects the box as a whole */
  | { readonly act: 'select'; readonly key?: NodeKey }
  | { readonly act: 'kind'; readonly callout: CalloutKind; readonly key?: NodeKey }
  | { readonly act: 'add-column'; readonly key?: NodeKey }
  /** of the column that the caret is in; what stands in it goes to its neighbour */
  | { readonly act: 'remove-column' };

/** @returns false where there was nothing to do it to */
export function $actOnBox(act: BoxAct): boolean {
  switch (act.act) {
    case 'callout':
      return $wrap($createCalloutNode(act.callout));
    case 'fold':
      return $wrap($createFoldNode());
    case 'columns':
      return $insertColumns(act.count);
    case 'unwrap': {
      const box = $boxOf(act.key);
      if (box !== null) $unwrap(box);
      return box !== null;
    }
    case 'select': {
      const box = $boxOf(act.key);
      if (box !== null) $selectBox(box);
      return box !== null;
    }
    case 'kind': {
      const box = $boxOf(act.key);
      if ($isCalloutNode(box)) box.setKind(act.callout);
      return $isCalloutNode(box);
    }
    case 'add-column': {
      const box = $boxOf(act.key, $isColumnsNode);
      if (!$isColumnsNode(box) || box.getChildrenSize() >= MAX_COLUMNS) return false;
      const line = $createParagraphNode();
      box.append($createColumnNode().append(line));
      line.select();
      return true;
    }
    case 'remove-column':
      return $removeColumn();
    default:
      return unreachable(act);
  }
}

/** The box of a key, or the innermost around the selection that `is` of the kind wanted. */
export function $boxOf(key?: NodeKey, is: (box: Box) => boolean = () => true): Box | null {
  if (key !== undefined) {
    const node = $getNodeByKey(key);
    return $isBox(node) ? node : null;
  }
  const selection = $getSelection();
  if (selection === null) return null;
  const first = $isRangeSelection(selection) ? selection.anchor.getNode() : selection.getNodes()[0];
  let box: Box | null = first === undefined ? null : $isBox(first) ? first : $boxAround(first);
  while (box !== null && !is(box)) box = $boxAround(box);
  return box;
}

/** The blocks of one level that a selection touches: where it spans several boxes, of the innermost level that has them all. */
export function $selectedLevelBlocks(): LexicalNode[] {
  const selection = $getSelection();
  if ($isNodeSelection(selection)) return selection.getNodes().flatMap((node) => $levelBlockOf(node) ?? []);
  if (!$isRangeSelection(selection)) return [];
  const [start, end] = selection.isBackward()
    ? [selection.focus.getNode(), selection.anchor.getNode()]
    : [selection.anchor.getNode(), selection.focus.getNode()];
  const [from, to] = [$pathOf(start), $pathOf(end)];
  for (const one of from) {
    const other = to.find((node) => node.getParent()?.is(one.getParent()));
    if (other === undefined) continue;
    const blocks: LexicalNode[] = [];
    for (let node: LexicalNode | null = one; node !== null; node = node.getNextSibling()) {
      blocks.push(node);
      if (node.is(other)) break;
    }
    return blocks;
  }
  // everything that there is was chosen by the page itself
  return $isBoxNode(start) || start.getParent() === null ? (start as ElementNode).getChildren() : [];
}

/** The blocks around a node, innermost first. */
function $pathOf(node: LexicalNode): LexicalNode[] {
  const path: LexicalNode[] = [];
  for (let at: LexicalNode | null = node; at !== null; at = at.getParent()) {
    const block = $levelBlockOf(at);
    if (block === null) break;
    if (!path.some((one) => one.is(block))) path.push(block);
    at = block;
  }
  return path;
}

/** Puts the selected blocks into a box that stands where they were, and keeps the selection. */
function $wrap(box: Box): boolean {
  const blocks = $wholeItems($selectedLevelBlocks());
  const [first] = blocks;
  if (first === undefined) return false;
  const selection = $getSelection()?.clone() ?? null;
  first.insertBefore(box);
  const inside = $insideOf(box);
  if (inside === null) return false;
  inside.append(...blocks);
  const blank = $isBlank(inside);
  if ($isFoldNode(box)) {
    // the title is asked for first
    box.getTitle()?.select();
  } else if (blank) inside.selectStart();
  else $setSelection(selection);
  return true;
}

/** Where only some items of a list are selected, they get a list of their own first. */
function $wholeItems(blocks: readonly LexicalNode[]): readonly LexicalNode[] {
  const selection = $getSelection();
  if (blocks.length !== 1 || !$isListNode(blocks[0]) || !$isRangeSelection(selection)) return blocks;
  const list = blocks[0];
  const $itemOf = (from: LexicalNode): LexicalNode | null => {
    for (let node: LexicalNode | null = from; node !== null; node = node.getParent()) {
      if (node.getParent()?.is(list) === true) return node;
    }
    return null;
  };
  const ends = [$itemOf(selection.anchor.getNode()), $itemOf(selection.focus.getNode())];
  const [first, last] = selection.isBackward() ? ends.toReversed() : ends;
  if (first == null || last == null) return blocks;
  const middle = list.getChildren().slice(first.getIndexWithinParent());
  const after = middle.slice(middle.findIndex((item) => item.is(last)) + 1);
  // what is nested in the last one goes with it
  while (after[0] !== undefined && $isListItemNode(after[0]) && $isListNode(after[0].getFirstChild())) after.shift();
  const chosen = middle.slice(0, middle.length - after.length);
  if (first.getPreviousSibling() === null && after.length === 0) return blocks;
  const $listOf = (items: LexicalNode[]): ElementNode => $createListNode(list.getListType()).append(...items);
  if (after.length > 0) list.insertAfter($listOf(after));
  const own = $listOf(chosen);
  list.insertAfter(own);
  if (list.isEmpty()) list.remove();
  return [own];
}

/** Takes a box away; what is in it stays, a title as a paragraph. */
export function $unwrap(box: Box): void {
  const selection = $getSelection();
  const range = $isRangeSelection(selection) ? selection.clone() : null;
  const blocks = $blocksOf(box);
  if (blocks.length === 0) blocks.push($createParagraphNode());
  for (const block of blocks) box.insertBefore(block);
  box.remove();
  const isThere = range !== null && $getNodeByKey(range.anchor.key)?.isAttached() === true;
  if (isThere && $getNodeByKey(range.focus.key)?.isAttached() === true) $setSelection(range);
  else if ($isElementNode(blocks[0])) blocks[0].selectStart();
}

export function $selectBox(box: Box): void {
  $selectWhole(box.getKey());
}

/** Takes the first block of a box out of it, to in front of the rest. The box goes with its last block. */
export function $takeOutFirst(box: Box, section: ElementNode): void {
  const first = section.getFirstChild();
  if (first === null) return;
  if ($isBlank(section) && (!$isFoldNode(box) || box.getTitle()?.isEmpty() !== false)) {
    $unwrap(box);
    return;
  }
  let taken = first;
  if ($isListNode(first) && first.getChildrenSize() > 1) {
    const item = first.getFirstChild();
    if ($isListItemNode(item)) {
      taken = $createParagraphNode().append(...item.getChildren());
      item.remove();
    }
  }
  box.insertBefore(taken);
  if ($isElementNode(taken)) taken.selectStart();
  if (section.isEmpty()) box.remove();
}

/** Columns at the caret, the first with the selected blocks. */
function $insertColumns(count: number): boolean {
  const blocks = $wholeItems($selectedLevelBlocks());
  const [first] = blocks;
  if (first === undefined) return false;
  const selection = $getSelection()?.clone() ?? null;
  const columns = $createColumnsNode();
  first.insertBefore(columns);
  const wanted = Math.min(Math.max(count, MIN_COLUMNS), MAX_COLUMNS);
  for (let at = 0; at < wanted; at++) {
    const column = $createColumnNode();
    columns.append(column);
    column.append(...(at === 0 ? blocks : [$createParagraphNode()]));
  }
  const start = columns.getFirstChild();
  if ($isColumnNode(start) && $isBlank(start)) start.selectStart();
  else $setSelection(selection);
  return true;
}

function $removeColumn(): boolean {
  const columns = $boxOf(undefined, $isColumnsNode);
  const column = $columnAtCaret();
  if (!$isColumnsNode(columns) || column === null) return false;
  if (columns.getChildrenSize() <= MIN_COLUMNS) {
    $unwrap(columns);
    return true;
  }
  const next = column.getPreviousSibling() ?? column.getNextSibling();
  if (!$isColumnNode(next)) return false;
  if (!$isBlank(column)) {
    const [blank] = $isBlank(next) ? next.getChildren() : [];
    if (column.getPreviousSibling() === null) {
      const start = next.getFirstChild();
      for (const block of column.getChildren()) {
        if (start === null) next.append(block);
        else start.insertBefore(block);
      }
    } else next.append(...column.getChildren());
    blank?.remove();
  } else next.selectEnd();
  column.remove();
  return true;
}

export function $columnAtCaret(): ColumnNode | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  for (let node: LexicalNode | null = selection.anchor.getNode(); node !== null; node = node.getParent()) {
    if ($isColumnNode(node)) return node;
  }
  return null;
}

/** A line behind a box, and the caret in it. */
export function $lineBehind(box: Box): void {
  const line = $createParagraphNode();
  box.insertAfter(line);
  line.select();
}

/** A line before a box, and the caret in it. */
export function $lineBefore(box: Box): void {
  const line = $createParagraphNode();
  box.insertBefore(line);
  line.select();
}

/** Leaves a box by its empty last line, which goes. */
export function $leaveByEmptyLine(box: Box, line: LexicalNode): boolean {
  if (!$isEmptyLine(line) || line.getNextSibling() !== null || line.getPreviousSibling() === null) return false;
  box.insertAfter(line);
  if ($isElementNode(line)) line.select();
  return true;
}

/** Opens or closes a fold for everybody; a caret that would be hidden comes to the title. */
export function $toggleFold(fold: FoldNode, closed = !fold.isClosed()): void {
  const selection = $getSelection();
  const body = fold.getBody();
  const isInside =
    closed &&
    body !== null &&
    $isRangeSelection(selection) &&
    [selection.anchor, selection.focus].some((point) => body.isParentOf(point.getNode()));
  if (isInside) fold.getTitle()?.selectEnd();
  fold.setClosed(closed);
}
