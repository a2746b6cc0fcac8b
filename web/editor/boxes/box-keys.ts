/** Keys at the borders of boxes: into them, out of them, and past them where they are the first or the last of the page. */
import { mergeRegister } from '@lexical/utils';
import {
  $createParagraphNode,
  $getNodeByKey,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isNodeSelection,
  $isRangeSelection,
  $setSelection,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_NORMAL,
  DELETE_CHARACTER_COMMAND,
  DELETE_LINE_COMMAND,
  DELETE_WORD_COMMAND,
  INSERT_LINE_BREAK_COMMAND,
  INSERT_PARAGRAPH_COMMAND,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  SELECT_ALL_COMMAND,
  type ElementNode,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
  type PointType,
} from 'lexical';
import { $isTableCellNode } from '@lexical/table';
import { $isColumnNode, MIN_COLUMNS } from '#shared/document/nodes/columns.ts';
import { $isFoldBodyNode, $isFoldNode, $isFoldTitleNode, type FoldTitleNode } from '#shared/document/nodes/fold.ts';
import { selectedRange } from '../selected-range.ts';
import { $leaveByEmptyLine, $lineBefore, $lineBehind, $takeOutFirst, $toggleFold, $unwrap } from './box-edits.ts';
import {
  $blocksOf,
  $boxAround,
  $isBlank,
  $isBox,
  $isEmptyLine,
  $isEndOf,
  $isStartOf,
  $levelBlockOf,
  $sectionAround,
} from './box-nodes.ts';

/** @param splitTitle parts the title of a fold at the caret; gives the key of the block that comes of it, null where none does */
export function registerBoxKeys(editor: LexicalEditor, splitTitle: () => NodeKey | null): () => void {
  const split = (): void => {
    const key = splitTitle();
    if (key === null) return;
    editor.update(
      () => {
        const block = $getNodeByKey(key);
        if ($isElementNode(block)) block.selectStart();
      },
      { discrete: true },
    );
  };
  const $enterTitle = (): boolean => $leaveTitle(split);
  const $delete = (isBackward: boolean): boolean => (isBackward ? $backspace() : $deleteForward());
  return mergeRegister(
    editor.registerCommand(DELETE_CHARACTER_COMMAND, $delete, COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(DELETE_WORD_COMMAND, $delete, COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(DELETE_LINE_COMMAND, $delete, COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(INSERT_PARAGRAPH_COMMAND, () => $enterTitle() || $enter(), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(INSERT_LINE_BREAK_COMMAND, $enterTitle, COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(SELECT_ALL_COMMAND, $selectLevel, COMMAND_PRIORITY_NORMAL),
    // before the browser's own way, behind an open menu
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, (event) => $arrow(editor, event, 'down'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, (event) => $arrow(editor, event, 'up'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(
      SELECT_ALL_COMMAND,
      () => {
        // a box that is chosen as a whole is taken for the page
        if (!$isNodeSelection($getSelection())) return false;
        $getRoot().select(0, $getRoot().getChildrenSize());
        return true;
      },
      COMMAND_PRIORITY_HIGH,
    ),
  );
}

function $caret(): PointType | null {
  const selection = $getSelection();
  return $isRangeSelection(selection) && selection.isCollapsed() ? selection.anchor : null;
}

function $titleAt(node: LexicalNode): FoldTitleNode | null {
  for (let at: LexicalNode | null = node; at !== null; at = at.getParent()) if ($isFoldTitleNode(at)) return at;
  return null;
}

function $backspace(): boolean {
  const point = $caret();
  if (point === null) return false;
  const node = point.getNode();
  const title = $titleAt(node);
  if (title !== null) {
    if (!$isStartOf(title, node, point.offset)) return false;
    const fold = title.getParent();
    if ($isFoldNode(fold)) $unwrap(fold);
    return true;
  }
  const block = $levelBlockOf(node);
  const section = block === null ? null : $sectionAround(block);
  if (!$isElementNode(block) || section === null || !$isStartOf(block, node, point.offset)) return false;
  const previous = block.getPreviousSibling();
  if (previous !== null) return $isBox(previous) && $backInto(block, previous);
  const box = $boxAround(block);
  if (box === null || $isTableCellNode(section)) return false;
  // headings, quotes and items become text first
  const selection = $getSelection();
  if (block.getType() !== 'paragraph' && $isRangeSelection(selection)) {
    const inner = $isElementNode(node) ? node : node.getParent();
    for (let at = inner; at !== null && !at.is(section); at = at.getParent()) {
      if (at.collapseAtStart(selection)) return true;
    }
  }
  if ($isFoldBodyNode(section)) {
    if ($isFoldNode(box)) box.getTitle()?.selectEnd();
    if ($isEmptyLine(block) && !$isBlank(section)) block.remove();
    return true;
  }
  if (!$isColumnNode(section)) {
    $takeOutFirst(box, section);
    return true;
  }
  const before = section.getPreviousSibling();
  if ($isBlank(section)) {
    const near = before ?? section.getNextSibling();
    if (box.getChildrenSize() <= MIN_COLUMNS || !$isElementNode(near)) {
      $unwrap(box);
      return true;
    }
    if (before === null) near.selectStart();
    else near.selectEnd();
    section.remove();
    return true;
  }
  if ($isElementNode(before)) {
    before.selectEnd();
    return true;
  }
  box.insertBefore(block);
  if (section.isEmpty()) {
    if ($blocksOf(box).length === 0) box.remove();
  }
  block.selectStart();
  return true;
}

/** From the block behind a box: the caret goes to the box's end, and nothing of two boxes is joined. */
function $backInto(block: ElementNode, box: LexicalNode): boolean {
  if (block.getType() !== 'paragraph' || !$isBox(box)) return false;
  if ($isFoldNode(box) && box.isClosed()) box.getTitle()?.selectEnd();
  else box.selectEnd();
  if (block.isEmpty()) block.remove();
  return true;
}

function $deleteForward(): boolean {
  const point = $caret();
  if (point === null) return false;
  const node = point.getNode();
  if ($titleAt(node) !== null) return false;
  const block = $levelBlockOf(node);
  if (!$isElementNode(block) || $isBox(block) || !$isEndOf(block, node, point.offset)) return false;
  const next = block.getNextSibling();
  if ($isBox(next)) {
    next.selectStart();
    if (block.isEmpty() && $isEmptyLine(block)) block.remove();
    return true;
  }
  if (next !== null) return false;
  const section = $sectionAround(block);
  const box = $boxAround(block);
  if (box === null || section === null || $isTableCellNode(section)) return false;
  const beyond = $isColumnNode(section) ? (section.getNextSibling() ?? box.getNextSibling()) : box.getNextSibling();
  if ($isElementNode(beyond)) beyond.selectStart();
  return true;
}

function $enter(): boolean {
  const point = $caret();
  if (point === null) return false;
  const block = $levelBlockOf(point.getNode());
  const section = block === null ? null : $sectionAround(block);
  const box = block === null ? null : $boxAround(block);
  if (block === null || section === null || box === null || $isTableCellNode(section)) return false;
  return $leaveByEmptyLine(box, block);
}

/**
 * A title is one line: what would break it goes on in the body. At its end a new line begins there; at its start one comes before the fold.
 * @param split parts it at the caret, once the update is done
 */
function $leaveTitle(split: () => void): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return false;
  const title = $titleAt(selection.focus.getNode());
  const fold = title?.getParent();
  const body = $isFoldNode(fold) ? fold.getBody() : null;
  if (title === null || !$isFoldNode(fold) || body === null) return false;
  if (!selection.isCollapsed() && title.is($titleAt(selection.anchor.getNode()))) selection.removeText();
  const { focus } = selection;
  if (title.isEmpty()) {
    if (fold.isClosed()) $toggleFold(fold, false);
    body.selectStart();
  } else if ($isStartOf(title, focus.getNode(), focus.offset)) {
    fold.insertBefore($createParagraphNode());
  } else {
    if (fold.isClosed()) $toggleFold(fold, false);
    if (!$isEndOf(title, focus.getNode(), focus.offset)) queueMicrotask(split);
    else if ($isBlank(body)) body.selectStart();
    else {
      const line = $createParagraphNode();
      body.getFirstChild()?.insertBefore(line);
      line.select();
    }
  }
  return true;
}

/** Everything in the box first, then everything in the one around it, then the page. */
function $selectLevel(): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return false;
  const [first, last] = selection.isBackward()
    ? [selection.focus, selection.anchor]
    : [selection.anchor, selection.focus];
  let section: ElementNode | null = $titleAt(first.getNode()) ?? $sectionAround(first.getNode());
  while (section !== null && section.getParent() !== null) {
    const isAround = section.isParentOf(last.getNode()) || section.is(last.getNode());
    const isWhole =
      isAround && $isStartOf(section, first.getNode(), first.offset) && $isEndOf(section, last.getNode(), last.offset);
    if (isAround && !isWhole && !$isBlank(section) && !$isTableCellNode(section)) {
      const start = section.selectStart().anchor;
      const [key, offset, type] = [start.key, start.offset, start.type];
      const whole = section.selectEnd();
      whole.anchor.set(key, offset, type);
      $setSelection(whole);
      return true;
    }
    section = $sectionAround(section);
  }
  return false;
}

function $arrow(editor: LexicalEditor, event: KeyboardEvent, to: 'up' | 'down'): boolean {
  if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || !editor.isEditable()) return false;
  const point = $caret();
  if (point === null) return false;
  const node = point.getNode();
  const title = $titleAt(node);
  const fold = title?.getParent() ?? null;
  const block = title ?? $levelBlockOf(node);
  if (!$isElementNode(block) || !isOnEdgeLine(editor, block, to)) return false;
  if ($isFoldNode(fold) && to === 'down' && !fold.isClosed()) return false;
  if (title === null && (to === 'up' ? block.getPreviousSibling() : block.getNextSibling()) !== null) return false;
  const section = title === null ? $sectionAround(block) : null;
  if ($isColumnNode(section)) {
    const near = to === 'up' ? section.getPreviousSibling() : section.getNextSibling();
    if ($isElementNode(near)) {
      event.preventDefault();
      if (to === 'up') near.selectEnd();
      else near.selectStart();
      return true;
    }
  }
  if ($isTableCellNode(section) || ($isFoldBodyNode(section) && to === 'up')) return false;
  // out of the boxes whose last, or first, line this is
  let box = $boxAround(block);
  while (box !== null) {
    if ((to === 'up' ? box.getPreviousSibling() : box.getNextSibling()) !== null) return false;
    const outer = $boxAround(box);
    if (outer === null && !box.getParent()?.is($getRoot())) return false;
    if (outer === null) {
      event.preventDefault();
      if (to === 'up') $lineBefore(box);
      else $lineBehind(box);
      return true;
    }
    box = outer;
  }
  return false;
}

/** Whether the caret is in the first or the last line of a block, as it is drawn. */
function isOnEdgeLine(editor: LexicalEditor, block: ElementNode, to: 'up' | 'down'): boolean {
  if (block.isEmpty()) return true;
  const caret = selectedRange(editor)?.getBoundingClientRect();
  const box = editor.getElementByKey(block.getKey())?.getBoundingClientRect();
  // an empty line has no rectangle of its own
  if (caret === undefined || box === undefined || caret.height === 0) return block.getTextContentSize() === 0;
  return to === 'up' ? caret.top - box.top < caret.height : box.bottom - caret.bottom < caret.height;
}

/** Where a press beside the text means a line of its own: below a box that is the last of the page, above one that is the first. */
export function $lineAt(editor: LexicalEditor, y: number): boolean {
  const [first, last] = [$getRoot().getFirstChild(), $getRoot().getLastChild()];
  const edge = (node: LexicalNode): DOMRect | undefined =>
    editor.getElementByKey(node.getKey())?.getBoundingClientRect();
  if ($isBox(last) && y > (edge(last)?.bottom ?? Infinity)) $lineBehind(last);
  else if ($isBox(first) && y < (edge(first)?.top ?? -Infinity)) $lineBefore(first);
  else return false;
  return true;
}
