/** What callouts, folds and columns need of a page beside their nodes: names, placeholders, and a mark where one is chosen. */
import { mergeRegister } from '@lexical/utils';
import { $getNodeByKey, $getSelection, $isNodeSelection, type LexicalEditor, type NodeKey } from 'lexical';
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
  );
}
