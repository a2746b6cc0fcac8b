import { mergeRegister } from '@lexical/utils';
import { COMMAND_PRIORITY_EDITOR, type LexicalEditor, REDO_COMMAND, UNDO_COMMAND } from 'lexical';

/** What undo takes from the document's binding, which knows whose edits are whose. */
export interface History {
  undo(): void;
  redo(): void;
}

/** Undo and redo go to the binding, so that they take back a person's own edits alone. Lexical's own history is never registered. */
export function registerHistory(editor: LexicalEditor, history: History): () => void {
  const run = (step: () => void) => (): boolean => {
    // a key is handled within an update of the editor, and what is taken back is shown by one of its own
    if (editor.isEditable()) queueMicrotask(step);
    return true;
  };
  return mergeRegister(
    editor.registerCommand(
      UNDO_COMMAND,
      run(() => history.undo()),
      COMMAND_PRIORITY_EDITOR,
    ),
    editor.registerCommand(
      REDO_COMMAND,
      run(() => history.redo()),
      COMMAND_PRIORITY_EDITOR,
    ),
  );
}
