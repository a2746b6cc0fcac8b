/** The blocks of the page as a pointer meets them: which is at a place, and how those that can be seen lie. */
import { $isListItemNode, $isListNode } from '@lexical/list';
import {
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getRoot,
  $isElementNode,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
} from 'lexical';
import { $blockOf } from '../selected-blocks.ts';
import type { Row, Rows } from './rows.ts';

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
    const key = editor.getEditorState().read(() => $keyOf($getNearestNodeFromDOMNode(met)), { editor });
    if (key !== null) return key;
  }
  return null;
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

/** The rows between two heights of the window, and one block of the page more on either side, so that all gaps between them are known. */
export function rowsBetween(editor: LexicalEditor, from: number, to: number): Rows {
  const $read = (): Rows => {
    const keys = $getRoot().getChildrenKeys();
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

function $rowsOf(editor: LexicalEditor, node: LexicalNode | null): Row[] {
  if (node === null) return [];
  if (!isRow(node)) return $isElementNode(node) ? node.getChildren().flatMap((child) => $rowsOf(editor, child)) : [];
  const box = editor.getElementByKey(node.getKey())?.getBoundingClientRect();
  if (box === undefined) return [];
  const depth = $isListItemNode(node) ? node.getIndent() : null;
  return [{ key: node.getKey(), top: box.top, bottom: box.bottom, depth }];
}
