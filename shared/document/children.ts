/** Nodes put into their places, and taken away. */
import { $getNodeByKey, $getSelection, $isRangeSelection, $isTextNode } from 'lexical';
import type { ElementNode, LexicalNode, NodeKey } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import type { Fragment } from './fragment.ts';
import { formOf } from './sections.ts';

/** Gives a node these children and no others. */
export function $setChildren(parent: ElementNode, children: readonly LexicalNode[]): void {
  const old = parent.getChildren();
  if (old.length === children.length && old.every((node, at) => node.is(children[at]))) return;
  const keep = new Set(children.map((node) => node.getKey()));
  $place(parent, null, children);
  for (const node of old) if (!keep.has(node.getKey())) $remove(node);
}

/** A block is not shown, nor is what is in it: its node goes with that of a container, or is taken away by the caller. */
export function $hide(index: BlockIndex, fragment: Fragment): void {
  if (fragment.key === null && fragment.insides.length === 0) return;
  index.show(fragment, null, null);
  if (formOf(fragment) === 'col') return;
  for (const { page } of fragment.insides) for (const one of page) $hide(index, one);
}

/** Puts children of a node in order behind one of them. */
export function $place(parent: ElementNode, before: NodeKey | null, tops: readonly LexicalNode[]): void {
  let previous = before === null ? null : $getNodeByKey(before);
  for (const node of tops) {
    const inPlace = node.getParent()?.is(parent) === true && same(node.getPreviousSibling(), previous);
    if (!inPlace) {
      if (previous !== null) previous.insertAfter(node, false);
      else {
        const first = parent.getFirstChild();
        if (first === null) parent.append(node);
        else first.insertBefore(node, false);
      }
    }
    previous = node;
  }
}

function same(a: LexicalNode | null, b: LexicalNode | null): boolean {
  return a === null ? b === null : a.is(b);
}

/** Lexical looks at the selection when a node goes, and that may be behind the end of a text which is shorter now. */
export function $remove(node: LexicalNode): void {
  const selection = $getSelection();
  const points = $isRangeSelection(selection) ? [selection.anchor, selection.focus] : [];
  for (const point of points) {
    const text = point.type === 'text' ? $getNodeByKey(point.key) : null;
    if (!$isTextNode(text) || point.offset <= text.getTextContentSize()) continue;
    point.set(point.key, text.getTextContentSize(), 'text');
  }
  node.remove(true);
}
