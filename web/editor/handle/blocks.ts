/** The blocks of the page as a pointer meets them: which is at a place, and how those that can be seen lie. */
import { $isListItemNode, $isListNode } from '@lexical/list';
import {
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getRoot,
  $isElementNode,
  type ElementNode,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
} from 'lexical';
import { $isCalloutNode } from '#shared/document/nodes/callout.ts';
import { $isColumnNode, $isColumnsNode, type ColumnNode, type ColumnsNode } from '#shared/document/nodes/columns.ts';
import { $isFoldBodyNode, $isFoldNode } from '#shared/document/nodes/fold.ts';
import { $insideOf } from '#shared/document/section-nodes.ts';
import { $isBlank, $isBox } from '../boxes/box-nodes.ts';
import { $blockOf } from '../selected-blocks.ts';
import type { Row, Rows } from './rows.ts';

/** Of a box, at its upper and lower edge, what is taken for the page around it. */
const BORDER_PX = 8;
/** Half of a gap between columns. */
const GAP_PX = 16;
/** Above columns, where they are meant and no block of them. */
const COLUMNS_PX = 8;
/** From the edge of the text, where a block of any depth is met. */
const INSIDE_PX = 4;

/** The block beside a point of the window, which may lie in the margin; null between two blocks. */
export function blockAt(editor: LexicalEditor, x: number, y: number): NodeKey | null {
  const root = editor.getRootElement();
  if (root === null) return null;
  // the document, or the shadow root that the editor is in
  const scope = root.getRootNode() as Document | ShadowRoot;
  const { left, right } = root.getBoundingClientRect();
  const [start, end] = [left + INSIDE_PX, right - INSIDE_PX];
  for (const place of [Math.max(start, Math.min(x, end)), end, start]) {
    // what lies over the text is passed through
    const met: Element | undefined = scope.elementsFromPoint(place, y).find((one) => root.contains(one));
    if (met === undefined || met === root) continue;
    const found = editor.getEditorState().read(() => $keyAt(editor, $getNearestNodeFromDOMNode(met), y), { editor });
    // on its way over a gap the pointer stays with the block that it comes from
    if (found === false) return null;
    if (found !== null) return found;
  }
  return null;
}

/** False where nothing is meant. In the padding of a box, beside one of its blocks, that block is meant; above and below them the box. */
function $keyAt(editor: LexicalEditor, node: LexicalNode | null, y: number): NodeKey | false | null {
  const section = $isFoldNode(node) ? node.getBody() : $isCalloutNode(node) || $isFoldBodyNode(node) ? node : null;
  if (section === null) return $isColumnsNode(node) || $isColumnNode(node) ? $columnsAt(editor, node, y) : $keyOf(node);
  for (const child of section.getChildren()) {
    const box = editor.getElementByKey(child.getKey())?.getBoundingClientRect();
    if (box !== undefined && box.top <= y && y <= box.bottom)
      return $isBox(child) ? $keyAt(editor, child, y) : $keyOf(child);
  }
  return $isFoldBodyNode(node) ? false : $keyOf(node);
}

function $columnsAt(editor: LexicalEditor, node: ColumnsNode | ColumnNode, y: number): NodeKey | false | null {
  const columns = $isColumnsNode(node) ? node : node.getParent();
  const box = columns === null ? undefined : editor.getElementByKey(columns.getKey())?.getBoundingClientRect();
  return columns !== null && box !== undefined && y - box.top < COLUMNS_PX ? columns.getKey() : false;
}

/** Where something may be put: the page, or the box at a place. */
export interface DropSection {
  readonly key: NodeKey | null;
  /** of what is drawn there, in px of the window */
  readonly left: number;
  readonly right: number;
  /** nothing stands in it, so that it is filled and not put in front of */
  readonly blank: boolean;
}

/** The innermost box at a place that blocks may go into; boxes on their way are passed over. */
export function dropSectionAt(editor: LexicalEditor, x: number, y: number, taken: ReadonlySet<NodeKey>): DropSection {
  const $find = (): DropSection => {
    let section: ElementNode = $getRoot();
    let owner: NodeKey | null = null;
    for (let inner: LexicalNode | null = section; inner !== null;) {
      const within: LexicalNode[] = $isElementNode(inner) ? inner.getChildren() : [];
      inner =
        within.find((one) => {
          if (taken.has(one.getKey()) || !($isBox(one) || $isColumnNode(one))) return false;
          const box = editor.getElementByKey(one.getKey())?.getBoundingClientRect();
          if (box === undefined) return false;
          const edge = $isColumnNode(one) ? 0 : BORDER_PX;
          const beside = $isColumnNode(one) ? x >= box.left - GAP_PX && x <= box.right + GAP_PX : true;
          return beside && y > box.top + edge && y < box.bottom - edge;
        }) ?? null;
      if ($isFoldNode(inner)) {
        const body = inner.getBody();
        const box = body === null ? undefined : editor.getElementByKey(body.getKey())?.getBoundingClientRect();
        if (body === null || box === undefined || y < box.top || inner.isClosed()) break;
        [section, owner, inner] = [body, inner.getKey(), body];
      } else if ($isCalloutNode(inner) || $isColumnNode(inner)) [section, owner] = [inner, inner.getKey()];
    }
    const box = editor.getElementByKey(section.getKey())?.getBoundingClientRect();
    return { key: owner, left: box?.left ?? 0, right: box?.right ?? 0, blank: owner !== null && $isBlank(section) };
  };
  return editor.getEditorState().read($find, { editor });
}

function $keyOf(node: LexicalNode | null): NodeKey | null {
  const block = node === null ? null : $blockOf(node);
  return block === null || !isRow(block) ? null : block.getKey();
}

/** A list is its items; an item that only holds a nested list is no block. */
function isRow(node: LexicalNode): boolean {
  if ($isListNode(node)) return false;
  return !$isListItemNode(node) || !$isListNode(node.getFirstChild());
}

/** Of the outermost of these list items, 0 for the first level; 0 when other blocks are among them. */
export function depthOf(editor: LexicalEditor, keys: readonly NodeKey[]): number {
  const depths = editor.getEditorState().read(() =>
    keys.map((key) => {
      const node = $getNodeByKey(key);
      return $isListItemNode(node) ? node.getIndent() : 0;
    }),
  );
  return depths.length === 0 ? 0 : Math.min(...depths);
}

/**
 * The rows of the page, or of a box, between two heights of the window, and one block more on either side, so that all gaps between them are
 * known. A box is one row.
 */
export function rowsBetween(editor: LexicalEditor, section: NodeKey | null, from: number, to: number): Rows {
  const $read = (): Rows => {
    const keys = $sectionOf(section).getChildrenKeys();
    const box = (i: number): DOMRect | undefined => editor.getElementByKey(keys[i] ?? '')?.getBoundingClientRect();
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((box(middle)?.bottom ?? Infinity) < from) low = middle + 1;
      else high = middle;
    }
    const start = Math.max(0, low - 1);
    let end = low;
    while (end < keys.length && (box(end)?.top ?? Infinity) <= to) end++;
    end = Math.min(keys.length, end + 1);
    const rows = keys.slice(start, end).flatMap((key) => $rowsOf(editor, $getNodeByKey(key)));
    return { rows, first: start === 0, last: end === keys.length };
  };
  // what is drawn, not what is about to be
  return editor.getEditorState().read($read, { editor });
}

function $sectionOf(key: NodeKey | null): ElementNode {
  const inside = key === null ? null : $insideOf($getNodeByKey(key));
  return inside ?? $getRoot();
}

function $rowsOf(editor: LexicalEditor, node: LexicalNode | null): Row[] {
  if (node === null) return [];
  if (!isRow(node)) return $isElementNode(node) ? node.getChildren().flatMap((child) => $rowsOf(editor, child)) : [];
  const box = editor.getElementByKey(node.getKey())?.getBoundingClientRect();
  if (box === undefined) return [];
  const depth = $isListItemNode(node) ? node.getIndent() : null;
  return [{ key: node.getKey(), top: box.top, bottom: box.bottom, depth }];
}
