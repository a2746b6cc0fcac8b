import { $getSelection, $isRangeSelection, type LexicalEditor } from 'lexical';
import { mergeRegister } from '@lexical/utils';
import type { WritableStore } from './store.ts';

/** Keys that act on a selection and leave it: formats, links, the way into a toolbar. Everything else puts away what the pointer asked for. */
function keepsSelection(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || event.key === 'Shift';
}

/**
 * Whether words were just selected with a mouse or a pen, for a toolbar beside them. A finger has the system's own menu there, and who selects by
 * key has not let go of the keys: neither is asked anything.
 */
export function registerPointerSelection(editor: LexicalEditor, store: WritableStore<boolean>): () => void {
  const hasWords = (): boolean =>
    editor.getEditorState().read(() => {
      const selection = $getSelection();
      return $isRangeSelection(selection) && !selection.isCollapsed() && selection.getTextContent().trim() !== '';
    });
  /** the pointer was let go, and nothing else has happened since: the browser tells of the selection whenever it likes */
  let asking = false;
  const show = (): void => {
    if (!asking && !store.get()) return;
    const words = hasWords();
    // answered once: a view that puts it away is not asked again
    if (words) asking = false;
    store.set(words);
  };
  return mergeRegister(
    editor.registerUpdateListener(show),
    editor.registerRootListener((root) => {
      const view = root?.ownerDocument.defaultView ?? null;
      if (root === null || view === null) return undefined;
      const onUp = (event: PointerEvent): void => {
        view.removeEventListener('pointerup', onUp, true);
        asking = event.pointerType !== 'touch' && editor.isEditable();
        show();
      };
      const onDown = (event: PointerEvent): void => {
        asking = false;
        store.set(false);
        // the pointer may be let go anywhere
        if (event.button === 0) view.addEventListener('pointerup', onUp, true);
      };
      const onKey = (event: KeyboardEvent): void => {
        asking = false;
        if (!keepsSelection(event)) store.set(false);
      };
      root.addEventListener('pointerdown', onDown);
      root.addEventListener('keydown', onKey);
      return () => {
        view.removeEventListener('pointerup', onUp, true);
        root.removeEventListener('pointerdown', onDown);
        root.removeEventListener('keydown', onKey);
        asking = false;
        store.set(false);
      };
    }),
  );
}
