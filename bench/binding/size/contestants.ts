/** The bindings that are compared, each opening a document as its users do. */
import {
  createBinding,
  createUndoManager,
  initLocalState,
  syncLexicalUpdateToYjs,
  syncYjsChangesToLexical,
} from '@lexical/yjs';
import { SKIP_COLLAB_TAG } from 'lexical';
import type { LexicalEditor, NodeKey } from 'lexical';
import * as Y from 'yjs';
import { bindDocument } from '#shared/document/binding.ts';
import type { MoveTarget } from '#shared/document/binding.ts';
import { LEXICAL_V2, lonelyProvider } from '#shared/document/testing/lexical-v2.ts';
import type { ContestantName } from './rows.ts';

export interface Opened {
  undo(): void;
  /** the next edit begins a new step of undo */
  stopCapturing(): void;
  /** null where a move is an edit like any other */
  readonly move: ((key: NodeKey, target: MoveTarget) => void) | null;
}

export type BindingName = Exclude<ContestantName, 'lexical'>;

/** Shows in `editor` what `state` says, null for a new document. */
export function openWith(kind: BindingName, editor: LexicalEditor, doc: Y.Doc, state: Uint8Array | null): Opened {
  // V1 shows what it is told of, so it is there before the document is; the others load what they find
  if (kind === 'V1') {
    const opened = openV1(editor, doc);
    if (state !== null) Y.applyUpdate(doc, state, 'net');
    return opened;
  }
  if (state !== null) Y.applyUpdate(doc, state, 'net');
  if (kind === 'V2') return { ...LEXICAL_V2.bind(editor, doc, () => performance.now()), move: null };
  const binding = bindDocument(editor, doc, { clock: () => performance.now() });
  return {
    undo: () => void binding.undo(),
    stopCapturing: () => binding.stopCapturing(),
    move: (key, target) => {
      if (!binding.moveBlocks([key], target)) throw new Error('nothing was moved');
    },
  };
}

function openV1(editor: LexicalEditor, doc: Y.Doc): Opened {
  const provider = lonelyProvider(doc.clientID);
  const binding = createBinding(editor, provider, 'main', doc, new Map([['main', doc]]));
  initLocalState(provider, 'somebody', '#000', true, {});
  const root = binding.root.getSharedType();
  root.observeDeep((events, transaction) => {
    if (transaction.origin === binding) return;
    syncYjsChangesToLexical(
      binding,
      provider,
      events as Y.YEvent<Y.Text>[],
      transaction.origin instanceof Y.UndoManager,
    );
  });
  editor.registerUpdateListener((update) => {
    if (update.tags.has(SKIP_COLLAB_TAG)) return;
    syncLexicalUpdateToYjs(
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
  const history = createUndoManager(binding, root);
  return { undo: () => void history.undo(), stopCapturing: () => history.stopCapturing(), move: null };
}
