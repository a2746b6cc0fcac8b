/** `@lexical/yjs` V2, bound as Lexical's own React plugin binds it. */
import {
  createBindingV2__EXPERIMENTAL,
  createUndoManager,
  initLocalState,
  syncLexicalUpdateToYjsV2__EXPERIMENTAL,
  syncYjsChangesToLexicalV2__EXPERIMENTAL,
  syncYjsStateToLexicalV2__EXPERIMENTAL,
} from '@lexical/yjs';
import type { Provider, UserState } from '@lexical/yjs';
import { SKIP_COLLAB_TAG } from 'lexical';
import * as Y from 'yjs';
import type { BindingKind } from './bindings.ts';

const ROOT = 'body';

export const LEXICAL_V2: BindingKind = {
  name: '@lexical/yjs V2',
  bind(editor, doc) {
    const binding = createBindingV2__EXPERIMENTAL(editor, ROOT, doc, new Map([[ROOT, doc]]), { rootName: ROOT });
    const provider = lonelyProvider(doc.clientID);
    initLocalState(provider, 'somebody', '#000', true, {});
    const { root } = binding;
    type TreeEvents = Parameters<typeof syncYjsChangesToLexicalV2__EXPERIMENTAL>[2];
    const onTree = (events: unknown, transaction: Y.Transaction): void => {
      if (transaction.origin === binding) return;
      const undone = transaction.origin instanceof Y.UndoManager;
      syncYjsChangesToLexicalV2__EXPERIMENTAL(binding, provider, events as TreeEvents, transaction, undone);
    };
    root.observeDeep(onTree);
    const stopWriting = editor.registerUpdateListener((update) => {
      if (update.tags.has(SKIP_COLLAB_TAG)) return;
      syncLexicalUpdateToYjsV2__EXPERIMENTAL(
        binding,
        provider,
        update.prevEditorState,
        update.editorState,
        update.dirtyElements,
        update.dirtyLeaves,
        update.normalizedNodes,
        update.tags,
      );
    });
    if (root.length > 0) syncYjsStateToLexicalV2__EXPERIMENTAL(binding, provider);
    const history = createUndoManager(binding, root);
    return {
      keepSteps: null,
      undo: () => history.undo() !== null,
      redo: () => history.redo() !== null,
      stopCapturing: () => history.stopCapturing(),
      moveBlocks: null,
      splitTitle: null,
      change: null,
      carets: null,
      stop() {
        root.unobserveDeep(onTree);
        stopWriting();
        history.destroy();
      },
    };
  },
  readDocument: () => null,
  identities: () => null,
};

/** Presence of one person, heard by nobody: the binding keeps the own caret in it. */
export function lonelyProvider(clientId: number): Provider {
  let state: UserState | null = null;
  const nothing = (): void => {};
  return {
    awareness: {
      getLocalState: () => state,
      setLocalState: (next) => {
        state = next;
      },
      setLocalStateField: (field, value) => {
        if (state !== null) state = { ...state, [field]: value };
      },
      getStates: () => new Map(state === null ? [] : [[clientId, state]]),
      on: nothing,
      off: nothing,
    },
    connect: nothing,
    disconnect: nothing,
    on: nothing,
    off: nothing,
  };
}
