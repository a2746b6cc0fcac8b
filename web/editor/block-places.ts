/** Blocks by where they are on the screen. */
import { $getNodeByKey, $getRoot, type LexicalEditor } from 'lexical';

/** Brings a block into view and the caret to it. */
export function goTo(editor: LexicalEditor, key: string): void {
  const element = editor.getElementByKey(key);
  if (element === null) return;
  element.scrollIntoView({ block: 'start', behavior: 'auto' });
  if (!editor.isEditable()) return;
  editor.update(() => {
    const node = $getNodeByKey(key);
    if (node !== null) node.selectEnd();
  });
  editor.getRootElement()?.focus({ preventScroll: true });
}

/** The key of the block at a height of the window, the last one above it where there is none. */
export function blockAt(editor: LexicalEditor, y: number): string | null {
  return editor.read('latest', () => {
    let found: string | null = null;
    for (const key of $getRoot().getChildrenKeys()) {
      const top = editor.getElementByKey(key)?.getBoundingClientRect().top;
      if (top !== undefined && (found === null || top <= y)) found = key;
    }
    return found;
  });
}
