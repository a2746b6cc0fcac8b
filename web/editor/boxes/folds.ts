/** Folds are opened and closed by their button, for everybody; who has to look into a closed one opens it for themselves. */
import { mergeRegister } from '@lexical/utils';
import { $getNearestNodeFromDOMNode, $getNodeByKey, $getSelection, $isRangeSelection } from 'lexical';
import type { LexicalEditor, LexicalNode, NodeKey } from 'lexical';
import { $isFoldNode, FoldBodyNode, FoldNode } from '#shared/document/nodes/fold.ts';
import { $toggleFold } from './box-edits.ts';

export interface FoldWords {
  readonly open: string;
  readonly close: string;
}

export interface Folds {
  /** opens what is closed around a block, here alone */
  reveal(key: NodeKey): void;
  stop(): void;
}

/** A closed body is `hidden="until-found"`: the browser's own search looks into it, and tells where it found something. */
export function registerFolds(editor: LexicalEditor, words: FoldWords): Folds {
  /** closed in the document, looked into here */
  const peeked = new Set<NodeKey>();

  const show = (key: NodeKey): void => {
    const element = editor.getElementByKey(key);
    const state = editor.getEditorState().read(() => {
      const fold = $getNodeByKey(key);
      return $isFoldNode(fold) ? { closed: fold.isClosed(), body: fold.getBody()?.getKey() } : null;
    });
    if (element === null || state === null) {
      peeked.delete(key);
      return;
    }
    if (!state.closed) peeked.delete(key);
    const closed = state.closed && !peeked.has(key);
    element.dataset['fold'] = closed ? 'closed' : 'open';
    const button = element.querySelector(':scope > [data-fold-toggle]');
    button?.setAttribute('aria-expanded', String(!closed));
    button?.setAttribute('aria-label', closed ? words.open : words.close);
    const body = state.body === undefined ? null : editor.getElementByKey(state.body);
    if (closed) body?.setAttribute('hidden', 'until-found');
    else body?.removeAttribute('hidden');
  };

  const peek = (keys: readonly NodeKey[]): void => {
    for (const key of keys) {
      peeked.add(key);
      show(key);
    }
  };

  const $closedAround = (from: LexicalNode | null): NodeKey[] => {
    const keys: NodeKey[] = [];
    let inside = from;
    for (let node = from?.getParent() ?? null; node !== null; node = node.getParent()) {
      const isInBody = $isFoldNode(node) && inside !== null && node.getTitle()?.is(inside) === false;
      if (isInBody && $isFoldNode(node) && node.isClosed() && !peeked.has(node.getKey())) keys.push(node.getKey());
      inside = node;
    }
    return keys;
  };

  const toggle = (button: Element): void => {
    editor.update(
      () => {
        const fold = $getNearestNodeFromDOMNode(button);
        if (!$isFoldNode(fold)) return;
        const key = fold.getKey();
        const isPeeked = peeked.delete(key);
        // who may not write, or only looked in, shuts it for themselves
        if (editor.isEditable() && !isPeeked) $toggleFold(fold);
        else if (isPeeked) {
          $toggleFold(fold, true);
          show(key);
        } else if (fold.isClosed()) peek([key]);
      },
      { discrete: true },
    );
  };

  const stops = [
    editor.registerMutationListener(FoldNode, (changes) => {
      for (const key of changes.keys()) show(key);
    }),
    editor.registerMutationListener(FoldBodyNode, (changes) => {
      const folds = editor
        .getEditorState()
        .read(() => [...changes.keys()].flatMap((key) => $getNodeByKey(key)?.getParent()?.getKey() ?? []));
      for (const key of folds) show(key);
    }),
    // a caret that somebody's closing has hidden, or that was put into what is closed
    editor.registerUpdateListener(({ editorState }) => {
      const keys = editorState.read(() => {
        const selection = $getSelection();
        return $isRangeSelection(selection) ? $closedAround(selection.anchor.getNode()) : [];
      });
      if (keys.length > 0) peek(keys);
    }),
    editor.registerRootListener((root) => {
      if (root === null) return undefined;
      const buttonOf = (event: Event): Element | null =>
        event.target instanceof Element ? event.target.closest('[data-fold-toggle]') : null;
      const onDown = (event: Event): void => {
        // the caret stays where it is
        if (buttonOf(event) !== null) event.preventDefault();
      };
      const onClick = (event: Event): void => {
        const button = buttonOf(event);
        if (button === null) return;
        event.preventDefault();
        event.stopPropagation();
        toggle(button);
      };
      const onKey = (event: KeyboardEvent): void => {
        // the keys of a button are its own, not the text's
        if (buttonOf(event) !== null && (event.key === 'Enter' || event.key === ' ')) event.stopPropagation();
      };
      const onFound = (event: Event): void => {
        const { target } = event;
        if (!(target instanceof Element)) return;
        const keys = editor.getEditorState().read(
          () => {
            const node = $getNearestNodeFromDOMNode(target);
            const fold = node?.getParent() ?? null;
            return $isFoldNode(fold) ? [fold.getKey()] : [];
          },
          { editor },
        );
        peek(keys);
      };
      root.addEventListener('mousedown', onDown, true);
      root.addEventListener('click', onClick, true);
      root.addEventListener('keydown', onKey, true);
      root.addEventListener('beforematch', onFound, true);
      return () => {
        root.removeEventListener('mousedown', onDown, true);
        root.removeEventListener('click', onClick, true);
        root.removeEventListener('keydown', onKey, true);
        root.removeEventListener('beforematch', onFound, true);
      };
    }),
  ];
  return {
    reveal: (key) => peek(editor.getEditorState().read(() => $closedAround($getNodeByKey(key)))),
    stop: mergeRegister(...stops),
  };
}
