/** Callouts, folds and columns as an editor meets them: which one something is in, and what its blocks are. */
import {
  $createParagraphNode,
  $isElementNode,
  $isLineBreakNode,
  $isRootNode,
  $isTextNode,
  type ElementNode,
  type LexicalNode,
} from 'lexical';
import { $isCalloutNode, type CalloutNode } from '#shared/document/nodes/callout.ts';
import { $isColumnNode, $isColumnsNode, type ColumnsNode } from '#shared/document/nodes/columns.ts';
import {
  $createFoldNode,
  $isFoldBodyNode,
  $isFoldNode,
  $isFoldTitleNode,
  type FoldNode,
} from '#shared/document/nodes/fold.ts';
import { $insideOf, $isBoxNode } from '#shared/document/section-nodes.ts';

/** What a person sees as one box. */
export type Box = CalloutNode | FoldNode | ColumnsNode;

export function $isBox(node: LexicalNode | null | undefined): node is Box {
  return $isCalloutNode(node) || $isFoldNode(node) || $isColumnsNode(node);
}

/** The innermost box around a node; not the node itself. */
export function $boxAround(from: LexicalNode): Box | null {
  for (let node = from.getParent(); node !== null; node = node.getParent()) if ($isBox(node)) return node;
  return null;
}

/** The page, or the callout, body, column or cell that a block lies in. */
export function $sectionAround(from: LexicalNode): ElementNode | null {
  for (let node: LexicalNode | null = from.getParent(); node !== null; node = node.getParent()) {
    if ($isRootNode(node) || $isBoxNode(node)) return node;
  }
  return null;
}

/** The child of a page or of a box that a node is in or is: a whole list, a whole box. */
export function $levelBlockOf(from: LexicalNode): LexicalNode | null {
  for (let node: LexicalNode | null = from; node !== null; node = node.getParent()) {
    const parent: LexicalNode | null = node.getParent();
    if ($isRootNode(parent) || $isBoxNode(parent)) return node;
  }
  return null;
}

/** Does nothing stand in it but an empty line? */
export function $isBlank(section: ElementNode): boolean {
  const first = section.getFirstChild();
  return section.getChildrenSize() === 0 || (section.getChildrenSize() === 1 && first !== null && $isEmptyLine(first));
}

export function $isEmptyLine(node: LexicalNode): boolean {
  return node.getType() === 'paragraph' && $isElementNode(node) && node.isEmpty();
}

/** The blocks of a box in the order of reading; the title of a fold as a paragraph. Blank lines that stand for nothing are left out. */
export function $blocksOf(box: Box): LexicalNode[] {
  const $of = (section: ElementNode | null): LexicalNode[] =>
    section === null || $isBlank(section) ? [] : section.getChildren();
  if ($isColumnsNode(box)) return box.getChildren().flatMap((column) => ($isColumnNode(column) ? $of(column) : []));
  const blocks = $of($insideOf(box));
  const title = $isFoldNode(box) ? box.getTitle() : null;
  if (title === null || title.isEmpty()) return blocks;
  return [$createParagraphNode().append(...title.getChildren()), ...blocks];
}

/** Whether a caret stands before everything that is in a block. */
export function $isStartOf(block: ElementNode, node: LexicalNode, offset: number): boolean {
  if (offset !== 0) return false;
  for (let at = node; !at.is(block); at = at.getParentOrThrow()) {
    if (at.getPreviousSibling() !== null) return false;
    if (at.getParent() === null) return false;
  }
  return true;
}

/** Whether a caret stands behind everything that is in a block. */
export function $isEndOf(block: ElementNode, node: LexicalNode, offset: number): boolean {
  const size = $isElementNode(node) ? node.getChildrenSize() : node.getTextContentSize();
  if (offset !== size) return false;
  for (let at = node; !at.is(block); at = at.getParentOrThrow()) {
    if (at.getNextSibling() !== null) return false;
    if (at.getParent() === null) return false;
  }
  return true;
}

/** What is pasted may be a part of a box without the box: it becomes what it holds. A box that lacks a part gets it. */
export function $wholeBoxes(node: LexicalNode): LexicalNode[] {
  if (!$isElementNode(node)) return [node];
  const parent = node.getParent();
  if ($isFoldTitleNode(node) && !$isFoldNode(parent)) return [$createParagraphNode().append(...node.getChildren())];
  if (($isFoldBodyNode(node) && !$isFoldNode(parent)) || ($isColumnNode(node) && !$isColumnsNode(parent)))
    return node.getChildren();
  if ($isColumnsNode(node) && (node.isEmpty() || !node.getChildren().every($isColumnNode))) return node.getChildren();
  if ($isFoldNode(node) && (node.getTitle() === null || node.getBody() === null || node.getChildrenSize() !== 2)) {
    const whole = $createFoldNode().setClosed(node.isClosed());
    const [title, body] = [whole.getTitle(), whole.getBody()];
    for (const child of node.getChildren()) {
      if ($isFoldTitleNode(child)) title?.append(...child.getChildren());
      else if ($isFoldBodyNode(child)) body?.append(...child.getChildren());
      else body?.append(child);
    }
    node.replace(whole);
    return $wholeBoxes(whole);
  }
  const section = $isFoldNode(node) ? node.getBody() : $isCalloutNode(node) ? node : null;
  const sections = $isColumnsNode(node) ? node.getChildren().filter($isColumnNode) : section === null ? [] : [section];
  for (const one of sections) $fill(one);
  return [node];
}

/** Words that stand in a box without a block get one; an empty box gets a line. */
function $fill(section: ElementNode): void {
  let line: ElementNode | null = null;
  for (const child of section.getChildren()) {
    const isInline = $isTextNode(child) || $isLineBreakNode(child) || ($isElementNode(child) && child.isInline());
    if (!isInline) {
      line = null;
      continue;
    }
    if (line === null) {
      line = $createParagraphNode();
      child.insertBefore(line);
    }
    line.append(child);
  }
  if (section.isEmpty()) section.append($createParagraphNode());
}
