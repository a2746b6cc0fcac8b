/** Tables in the editor: the selection of cells, keys, and how wide a table lies on the page. */
import { $isTableNode, registerTableSelectionObserver, setScrollableTablesActive, TableNode } from '@lexical/table';
import { mergeRegister } from '@lexical/utils';
import { $getNodeByKey, type LexicalEditor } from 'lexical';
import { $columnCount } from '#shared/document/nodes/table-columns.ts';
import { registerTableKeys } from './table-keys.ts';

export function registerTables(editor: LexicalEditor): () => void {
  // each table scrolls within itself
  setScrollableTablesActive(editor, true);
  return mergeRegister(registerTableKeys(editor), registerCellSelection(editor), registerTableSizes(editor), () =>
    setScrollableTablesActive(editor, false),
  );
}

/** Tables of a document that is opened have no elements before the editor is on a page, and the observer takes them as given. */
function registerCellSelection(editor: LexicalEditor): () => void {
  let stop: (() => void) | null = null;
  const stopRoot = editor.registerRootListener((root) => {
    stop?.();
    stop = root === null ? null : registerTableSelectionObserver(editor, false);
  });
  return () => {
    stopRoot();
    stop?.();
    stop = null;
  };
}

/** Tells the style sheet of each table how many columns it has and how wide they are together, in px. */
function registerTableSizes(editor: LexicalEditor): () => void {
  return editor.registerMutationListener(TableNode, (changes) => {
    editor.getEditorState().read(() => {
      for (const [key, change] of changes) {
        const node = change === 'destroyed' ? null : $getNodeByKey(key);
        const style = editor.getElementByKey(key)?.style;
        if (!$isTableNode(node) || style === undefined) continue;
        style.setProperty('--mh-columns', String($columnCount(node)));
        const widths = node.getColWidths();
        if (widths === undefined) style.removeProperty('--mh-width');
        else style.setProperty('--mh-width', `${widths.reduce((sum, width) => sum + width, 0)}px`);
      }
    });
  });
}
