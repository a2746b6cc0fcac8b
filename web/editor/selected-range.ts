import { $getSelection, $isRangeSelection, type LexicalEditor } from 'lexical';
import { $domPoint } from './caret-geometry.ts';
import { $linkAt } from './links.ts';

/** What is selected, or the whole link that the caret is in, as the browser draws it. */
export function selectedRange(editor: LexicalEditor): Range | null {
  return editor.getEditorState().read(
    () => {
      const selection = $getSelection();
      if (!$isRangeSelection(selection)) return null;
      const link = selection.isCollapsed() ? $linkAt(selection) : null;
      if (link !== null) return rangeAround(editor.getElementByKey(link.getKey()));
      const [first, last] = selection.isBackward()
        ? [selection.focus, selection.anchor]
        : [selection.anchor, selection.focus];
      const start = $domPoint(editor, first);
      const end = $domPoint(editor, last);
      const document = start?.node.ownerDocument;
      if (start === null || end === null || document === null || document === undefined) return null;
      const range = document.createRange();
      range.setStart(start.node, start.offset);
      range.setEnd(end.node, end.offset);
      return range;
    },
    { editor },
  );
}

function rangeAround(element: HTMLElement | null): Range | null {
  if (element === null) return null;
  const range = element.ownerDocument.createRange();
  range.selectNodeContents(element);
  return range;
}
