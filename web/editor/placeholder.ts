import { $isParagraphNode, $getRoot, type LexicalEditor } from 'lexical';

/** Marks the text while there is nothing in it, so that the style sheet can show the invitation to write. */
export function registerPlaceholder(editor: LexicalEditor, placeholder: string): () => void {
  const show = (): void => {
    const root = editor.getRootElement();
    if (root === null) return;
    const empty = editor.getEditorState().read(() => {
      const first = $getRoot().getFirstChild();
      return $getRoot().getChildrenSize() <= 1 && (first === null || ($isParagraphNode(first) && first.isEmpty()));
    });
    root.toggleAttribute('data-empty', empty && editor.isEditable());
  };
  const stopRoot = editor.registerRootListener((root) => {
    if (root === null) return;
    root.style.setProperty('--mh-placeholder', JSON.stringify(placeholder));
    root.setAttribute('aria-placeholder', placeholder);
    show();
  });
  const stopUpdates = editor.registerUpdateListener(show);
  const stopEditable = editor.registerEditableListener(show);
  return () => {
    stopRoot();
    stopUpdates();
    stopEditable();
  };
}
