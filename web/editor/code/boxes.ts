import { $isCodeNode, CodeNode } from '@lexical/code-core';
import { $getNearestNodeOfType } from '@lexical/utils';
import { $getNodeByKey, $getSelection, $isRangeSelection, type LexicalEditor, type NodeKey } from 'lexical';
import type { WritableStore } from '../store.ts';
import { followNodes } from '../node-frames.ts';

/** A code block as its head needs it: what it is, and where it lies. */
export interface CodeBox {
  readonly key: NodeKey;
  /** as the document has it, '' for none */
  readonly language: string;
  /** the caret is in it */
  readonly active: boolean;
  /** in px from the left top of the overlay */
  readonly top: number;
  readonly left: number;
  readonly width: number;
}

export function sameBoxes(a: readonly CodeBox[], b: readonly CodeBox[]): boolean {
  return (
    a.length === b.length &&
    a.every((box, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        box.key === other.key &&
        box.language === other.language &&
        box.active === other.active &&
        box.top === other.top &&
        box.left === other.left &&
        box.width === other.width
      );
    })
  );
}

/** Keeps `store` at where the code blocks are, for a view that draws over the text. Costs nothing while there is no code. */
export function registerCodeBoxes(
  editor: LexicalEditor,
  overlay: HTMLElement,
  store: WritableStore<readonly CodeBox[]>,
): () => void {
  return followNodes(editor, overlay, store, {
    nodes: [CodeNode],
    $measure(keys, origin) {
      const selection = $getSelection();
      const at = $isRangeSelection(selection) ? $getNearestNodeOfType(selection.anchor.getNode(), CodeNode) : null;
      const boxes = [...keys].flatMap((key): CodeBox[] => {
        const node = $getNodeByKey(key);
        const element = editor.getElementByKey(key);
        if (!$isCodeNode(node) || element === null) return [];
        const box = element.getBoundingClientRect();
        const { top, left } = { top: box.top - origin.top, left: box.left - origin.left };
        return [{ key, language: node.getLanguage() ?? '', active: at?.getKey() === key, top, left, width: box.width }];
      });
      return boxes.sort((a, b) => a.top - b.top);
    },
  });
}
