import { createEditor, type LexicalEditor } from 'lexical';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';

/** An editor on an element of the page, without anything registered; an error of its own is the test's. */
export function mountEditor(): { readonly editor: LexicalEditor; readonly unmount: () => void } {
  const editor = createEditor({
    namespace: 'manyhands',
    nodes: [...DOCUMENT_NODES],
    onError: (error) => {
      throw error;
    },
  });
  const root = document.createElement('div');
  root.contentEditable = 'true';
  document.body.append(root);
  editor.setRootElement(root);
  return { editor, unmount: () => root.remove() };
}
