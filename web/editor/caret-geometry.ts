import { $getNodeByKey, $isElementNode, $isTextNode, type LexicalEditor, type NodeKey } from 'lexical';
import { startOfLetter } from '#shared/document/clusters.ts';

/** A place in the text, as the binding gives it. */
export interface Place {
  readonly key: NodeKey;
  readonly offset: number;
  readonly type: 'text' | 'element';
}

export interface DomPoint {
  readonly node: Node;
  readonly offset: number;
}

/** In px, from the left top of the container. */
export interface CaretRect {
  readonly left: number;
  readonly top: number;
  readonly height: number;
}

/** Where a place is in the DOM; null where it is not drawn (yet). Call it where the editor's state may be read. */
export function $domPoint(editor: LexicalEditor, place: Place): DomPoint | null {
  const node = $getNodeByKey(place.key);
  const element = editor.getElementByKey(place.key);
  if (node === null || element === null) return null;
  if ($isTextNode(node)) {
    const text = firstText(element);
    return text === null ? null : { node: text, offset: Math.min(place.offset, text.data.length) };
  }
  if (!$isElementNode(node)) return { node: element, offset: 0 };
  const child = node.getChildAtIndex(place.offset);
  if (child !== null) {
    const dom = editor.getElementByKey(child.getKey());
    const parent = dom?.parentNode;
    if (dom !== null && parent !== null && parent !== undefined) {
      return { node: parent, offset: [...parent.childNodes].indexOf(dom) };
    }
  }
  return { node: element, offset: element.childNodes.length };
}

function firstText(element: Node): Text | null {
  let node: Node | null = element;
  while (node !== null && node.nodeType !== 3) node = node.firstChild;
  return node as Text | null;
}

/**
 * Where a caret at that point is drawn. A caret stands at the end of the character before it, so that one at the end of a line stays
 * there; an empty block gives no rectangle to a range, so its own box is measured.
 */
export function measureCaret(point: DomPoint, container: DOMRect): CaretRect | null {
  const document = point.node.ownerDocument;
  if (document === null) return null;
  const range = document.createRange();
  range.setStart(point.node, point.offset);
  range.collapse(true);
  const turned = measureTurn(range, point, container);
  if (turned !== null) return turned;
  const rects = range.getClientRects();
  const drawn = rects[rects.length - 1];
  if (drawn !== undefined && drawn.height > 0) return place(drawn.left, drawn.top, drawn.height, container);
  return measureBeside(range, point, container) ?? measureEmpty(point, container);
}

/**
 * Where text changes its direction, a place has two: the end of what is in front of it and the start of what is behind. A caret is drawn at
 * the first, as it belongs to the letter before it. Null where the direction does not change.
 */
function measureTurn(range: Range, { node, offset }: DomPoint, container: DOMRect): CaretRect | null {
  if (node.nodeType !== 3 || offset === 0) return null;
  const { data } = node as Text;
  const from = startOfLetter(data, offset - 1);
  const before = data.slice(from, offset);
  const isTurned = RIGHT_TO_LEFT.test(before);
  const behind = data.charAt(offset);
  const turns = isTurned
    ? !RIGHT_TO_LEFT.test(behind)
    : LETTER.test(before) && (RIGHT_TO_LEFT.test(behind) || (!LETTER.test(behind) && isRightToLeft(node)));
  if (!turns) return null;
  range.setStart(node, from);
  range.setEnd(node, offset);
  const rect = [...range.getClientRects()].at(-1);
  range.setStart(node, offset);
  range.collapse(true);
  return rect === undefined || rect.height === 0
    ? null
    : place(isTurned ? rect.left : rect.right, rect.top, rect.height, container);
}

/** Letters of Hebrew, Arabic and their like. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;
const LETTER = /\p{L}/u;

function measureBeside(range: Range, point: DomPoint, container: DOMRect): CaretRect | null {
  if (point.node.nodeType === 3) {
    const { length } = (point.node as Text).data;
    if (length === 0) return null;
    const from = Math.max(0, Math.min(point.offset, length) - 1);
    range.setStart(point.node, from);
    range.setEnd(point.node, from + 1);
  } else {
    const before = point.node.childNodes[point.offset - 1];
    const after = point.node.childNodes[point.offset];
    const beside = before ?? after;
    if (beside === undefined) return null;
    range.selectNode(beside);
  }
  const rect = range.getBoundingClientRect();
  if (rect.height === 0) return null;
  const atEnd = point.offset > 0;
  const rightToLeft = isRightToLeft(point.node);
  return place(atEnd === rightToLeft ? rect.left : rect.right, rect.top, rect.height, container);
}

function measureEmpty(point: DomPoint, container: DOMRect): CaretRect | null {
  const element = point.node.nodeType === 1 ? (point.node as HTMLElement) : point.node.parentElement;
  const view = element?.ownerDocument.defaultView;
  if (element === null || view === null || view === undefined) return null;
  const box = element.getBoundingClientRect();
  const style = view.getComputedStyle(element);
  const height = Math.min(box.height, Number.parseFloat(style.lineHeight) || box.height);
  const left =
    style.direction === 'rtl'
      ? box.right - Number.parseFloat(style.paddingRight)
      : box.left + Number.parseFloat(style.paddingLeft);
  return place(left, box.top + Number.parseFloat(style.paddingTop), height, container);
}

function isRightToLeft(node: Node): boolean {
  const element = node.nodeType === 1 ? (node as Element) : node.parentElement;
  const view = element?.ownerDocument.defaultView;
  return element !== null && view !== null && view !== undefined && view.getComputedStyle(element).direction === 'rtl';
}

function place(left: number, top: number, height: number, container: DOMRect): CaretRect {
  return { left: left - container.left, top: top - container.top, height };
}
