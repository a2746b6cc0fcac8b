/** What callouts, folds and columns need of a page beside their nodes: names, placeholders, a mark where one is chosen, and copying it whole. */
import { mergeRegister } from '@lexical/utils';
import {
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isNodeSelection,
  COMMAND_PRIORITY_NORMAL,
  COPY_COMMAND,
  CUT_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
  type SerializedLexicalNode,
} from 'lexical';
import { $isCalloutNode, CalloutNode, type CalloutKind } from '#shared/document/nodes/callout.ts';
import { $isBox } from './box-nodes.ts';
import type { FoldWords } from './folds.ts';

export interface BoxWords extends FoldWords {
  readonly kinds: Readonly<Record<CalloutKind, string>>;
  /** in an empty box, in an empty title */
  readonly placeholder: string;
  readonly title: string;
}

const CHOSEN = 'mh-chosen';

export function registerBoxViews(editor: LexicalEditor, words: BoxWords): () => void {
  const chosen = new Set<NodeKey>();
  return mergeRegister(
    editor.registerMutationListener(CalloutNode, (changes) => {
      const kinds = editor.getEditorState().read(() =>
        [...changes.keys()].flatMap((key) => {
          const node = $getNodeByKey(key);
          return $isCalloutNode(node) ? [[key, node.getKind()] as const] : [];
        }),
      );
      for (const [key, kind] of kinds) {
        const element = editor.getElementByKey(key);
        element?.setAttribute('role', 'note');
        element?.setAttribute('aria-label', words.kinds[kind]);
      }
    }),
    editor.registerRootListener((root) => {
      root?.style.setProperty('--mh-box-placeholder', JSON.stringify(words.placeholder));
      root?.style.setProperty('--mh-fold-placeholder', JSON.stringify(words.title));
    }),
    editor.registerUpdateListener(({ editorState }) => {
      const now = editorState.read(() => {
        const selection = $getSelection();
        return $isNodeSelection(selection)
          ? selection.getNodes().flatMap((node) => ($isBox(node) ? node.getKey() : []))
          : [];
      });
      for (const key of chosen) {
        if (now.includes(key)) continue;
        editor.getElementByKey(key)?.classList.remove(CHOSEN);
        chosen.delete(key);
      }
      for (const key of now) {
        editor.getElementByKey(key)?.classList.add(CHOSEN);
        chosen.add(key);
      }
    }),
    editor.registerCommand(COPY_COMMAND, (event) => $copy(editor, event) !== null, COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(
      CUT_COMMAND,
      (event) => {
        const nodes = $copy(editor, event);
        const selection = $getSelection();
        if (nodes === null) return false;
        if (editor.isEditable() && $isNodeSelection(selection)) selection.deleteNodes();
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
  );
}

/** Lexical copies of chosen nodes those that are chosen, and not what is in them. Null where no box is chosen. */
function $copy(editor: LexicalEditor, event: ClipboardEvent | KeyboardEvent | null): readonly LexicalNode[] | null {
  const selection = $getSelection();
  if (!$isNodeSelection(selection) || event === null || !('clipboardData' in event)) return null;
  const nodes = selection.getNodes();
  if (!nodes.some($isBox) || event.clipboardData === null) return null;
  event.preventDefault();
  const payload = { namespace: editor._config.namespace, nodes: nodes.map($serialize) };
  event.clipboardData.setData('application/x-lexical-editor', JSON.stringify(payload));
  event.clipboardData.setData('text/plain', nodes.map((node) => node.getTextContent()).join('\n\n'));
  const html = nodes.map((node) => editor.getElementByKey(node.getKey())?.outerHTML ?? '').join('');
  event.clipboardData.setData('text/html', html);
  return nodes;
}

function $serialize(node: LexicalNode): SerializedLexicalNode {
  const json = node.exportJSON();
  if (!$isElementNode(node)) return json;
  return Object.assign(json, { children: node.getChildren().map($serialize) });
}
