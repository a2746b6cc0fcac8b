/** Where callouts and columns lie over the text, for views that draw their buttons there. */
import { $getNodeByKey, $getSelection, SKIP_DOM_SELECTION_TAG, type LexicalEditor, type NodeKey } from 'lexical';
import { $isCalloutNode, CalloutNode, type CalloutKind } from '#shared/document/nodes/callout.ts';
import { $isColumnNode, $isColumnsNode, ColumnNode, ColumnsNode, isShare } from '#shared/document/nodes/columns.ts';
import type { Store } from '../store.ts';
import { createStore } from '../store.ts';
import { followNodes } from '../node-frames.ts';

/** Heights and places in px from the left top of the overlay. */
interface Frame {
  readonly key: NodeKey;
  /** the caret is in it */
  readonly active: boolean;
  readonly top: number;
  readonly left: number;
}
export interface CalloutFrame extends Frame {
  readonly kind: 'callout';
  readonly callout: CalloutKind;
  readonly width: number;
  readonly rtl: boolean;
}
/** The gap between two columns that stand beside each other. */
export interface GapFrame extends Frame {
  readonly kind: 'gap';
  /** of the column after the gap */
  readonly after: NodeKey;
  readonly width: number;
  readonly height: number;
  /** of the width of both, that of the column before the gap; 0 to 1 */
  readonly part: number;
  /** px of both columns together */
  readonly both: number;
  readonly rtl: boolean;
}
export type BoxFrame = CalloutFrame | GapFrame;

/** The least part of two columns' width that one of them keeps. */
export const LEAST_PART = 0.15;

export interface BoxFrames {
  readonly frames: Store<readonly BoxFrame[]>;
  /** shows two columns at other widths, before they are given */
  preview(before: NodeKey, after: NodeKey, part: number): void;
  /** gives two columns other widths; their sum stays. Without a `part`, that of the first grows by `by` */
  share(before: NodeKey, after: NodeKey, part: number | { readonly by: number }): void;
  /** follows the text under an overlay; gives its own stop */
  mount(overlay: HTMLElement): () => void;
}

export function createBoxFrames(editor: LexicalEditor): BoxFrames {
  const frames = createStore<readonly BoxFrame[]>([], (a, b) => JSON.stringify(a) === JSON.stringify(b));
  const $shares = (before: NodeKey, after: NodeKey, wanted: number | { readonly by: number }) => {
    const [one, other] = [$getNodeByKey(before), $getNodeByKey(after)];
    if (!$isColumnNode(one) || !$isColumnNode(other)) return null;
    const both = one.getShare() + other.getShare();
    const part = typeof wanted === 'number' ? wanted : one.getShare() / both + wanted.by;
    const first = Math.round(both * Math.min(Math.max(part, LEAST_PART), 1 - LEAST_PART) * 100) / 100;
    const second = Math.round((both - first) * 100) / 100;
    return isShare(first) && isShare(second)
      ? ([
          [one, first],
          [other, second],
        ] as const)
      : null;
  };
  return {
    frames,
    preview(before, after, part) {
      const shares = editor.getEditorState().read(() => $shares(before, after, part));
      for (const [column, share] of shares ?? []) {
        editor.getElementByKey(column.getKey())?.style.setProperty('flex-grow', String(share));
      }
    },
    share(before, after, part) {
      if (!editor.isEditable()) return;
      editor.update(
        () => {
          for (const [column, share] of $shares(before, after, part) ?? []) column.setShare(share);
        },
        // the focus stays at the gap
        { discrete: true, tag: SKIP_DOM_SELECTION_TAG },
      );
    },
    mount: (overlay) =>
      followNodes(editor, overlay, frames, {
        nodes: [CalloutNode, ColumnsNode],
        parts: [ColumnNode],
        $measure: (keys, origin, view) => [...keys].flatMap((key) => $framesOf(editor, key, origin, view)),
      }),
  };
}

function $framesOf(editor: LexicalEditor, key: NodeKey, origin: DOMRect, view: Window): BoxFrame[] {
  const node = $getNodeByKey(key);
  const element = editor.getElementByKey(key);
  if (node === null || element === null || element.closest('[hidden]') !== null) return [];
  const selection = $getSelection();
  const active =
    selection?.getNodes().some((one) => one.is(node) || ('isParentOf' in node && node.isParentOf(one))) === true;
  const box = element.getBoundingClientRect();
  const rtl = view.getComputedStyle(element).direction === 'rtl';
  if ($isCalloutNode(node)) {
    const callout = node.getKind();
    const [top, left] = [box.top - origin.top, box.left - origin.left];
    return [{ kind: 'callout', key, callout, active, top, left, width: box.width, rtl }];
  }
  if (!$isColumnsNode(node)) return [];
  const columns = node.getChildren().filter($isColumnNode);
  return columns.slice(1).flatMap((after, at): GapFrame[] => {
    const before = columns[at];
    const one = before === undefined ? undefined : editor.getElementByKey(before.getKey())?.getBoundingClientRect();
    const other = editor.getElementByKey(after.getKey())?.getBoundingClientRect();
    if (before === undefined || one === undefined || other === undefined) return [];
    const [left, right] = rtl ? [other.right, one.left] : [one.right, other.left];
    // below each other on a narrow page
    if (right <= left) return [];
    const both = one.width + other.width;
    return [
      {
        kind: 'gap',
        key: before.getKey(),
        after: after.getKey(),
        active,
        top: box.top - origin.top,
        left: left - origin.left,
        width: right - left,
        height: box.height,
        part: before.getShare() / (before.getShare() + after.getShare()),
        both,
        rtl,
      },
    ];
  });
}
