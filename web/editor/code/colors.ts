import { CodeNode } from '@lexical/code-core';
import { $getNodeByKey, type LexicalEditor, type NodeKey } from 'lexical';
import type { Clock } from '#shared/clock.ts';
import { createHighlights, type Highlights } from '../highlights.ts';
import { eachPart, readCodeText } from './code-text.ts';
import { languageOf } from './languages.ts';
import type { CodeToken } from './tokens.ts';

/** Colouring a block takes about a millisecond for this many characters: longer ones wait until the typing pauses. */
const EAGER_CHARS = 10_000;
const PAUSE_MS = 250;
/** Longer blocks stay plain: they are data, not something to read. */
const MAX_COLORED_CHARS = 200_000;
/** After so long in one frame, the rest waits for the next. */
const FRAME_BUDGET_MS = 6;

/** What is loaded when a document first holds code that can be coloured. */
export interface CodeHighlighter {
  loadLanguage(id: string): Promise<void>;
  tokenize(code: string, id: string): CodeToken[] | null;
}

interface Colored {
  readonly highlights: Highlights;
  language: string;
  text: string;
  tokens: readonly CodeToken[];
  cancel: (() => void) | null;
}

/**
 * Colours code blocks by CSS highlights over the text that is in the page. Neither the editor's tree nor the document knows of it: nothing is
 * written, every replica has the same text in the same nodes, and a browser without highlights shows plain code.
 */
export function registerCodeColors(
  editor: LexicalEditor,
  load: () => Promise<CodeHighlighter>,
  clock: Clock,
): () => void {
  const blocks = new Map<NodeKey, Colored>();
  const waiting = new Set<NodeKey>();
  let highlighter: CodeHighlighter | null = null;
  let view: (Window & typeof globalThis) | null = null;
  let frame = 0;
  let stopped = false;

  const enqueue = (key: NodeKey): void => {
    waiting.add(key);
    schedule();
  };

  const schedule = (): void => {
    if (frame === 0 && view !== null && !stopped) frame = view.requestAnimationFrame(colorWaiting);
  };

  const colorWaiting = (): void => {
    frame = 0;
    const until = clock.now() + FRAME_BUDGET_MS;
    for (const key of waiting) {
      if (clock.now() > until) break;
      waiting.delete(key);
      color(key);
    }
    if (waiting.size > 0) schedule();
  };

  const color = (key: NodeKey): void => {
    const element = editor.getElementByKey(key);
    if (element === null) return;
    const stored = editor.getEditorState().read(() => {
      const node = $getNodeByKey(key);
      return node instanceof CodeNode ? node.getLanguage() : null;
    });
    const language = languageOf(stored)?.id ?? '';
    const block = blocks.get(key) ?? addBlock(key, element.ownerDocument);
    const code = readCodeText(element);
    if (language === '' || code.text.length > MAX_COLORED_CHARS) {
      block.text = '';
      block.language = '';
      block.tokens = [];
    } else if (code.text !== block.text || language !== block.language) {
      const tokens = highlighter?.tokenize(code.text, language) ?? null;
      if (tokens === null) {
        void prepare(language, key);
        return;
      }
      Object.assign(block, { text: code.text, language, tokens });
    }
    block.highlights.clear();
    let from = 0;
    for (const { start, end, color: name } of block.tokens) {
      from = eachPart(code, start, end, from, (node, first, last) => {
        block.highlights.add(`code-${name}`, staticRange(node, first, last));
      });
    }
  };

  /** Static: a live range would be moved at every key, and each block is coloured anew after a change anyway. */
  const staticRange = (node: Text, start: number, end: number): AbstractRange | null =>
    view === null
      ? null
      : new view.StaticRange({ startContainer: node, startOffset: start, endContainer: node, endOffset: end });

  const addBlock = (key: NodeKey, document: Document): Colored => {
    const block: Colored = { highlights: createHighlights(document), language: '', text: '', tokens: [], cancel: null };
    blocks.set(key, block);
    return block;
  };

  const prepare = async (language: string, key: NodeKey): Promise<void> => {
    try {
      highlighter ??= await load();
      await highlighter.loadLanguage(language);
      enqueue(key);
    } catch {
      // offline, or a server of another version: code stays plain, the next change of the block tries again
    }
  };

  const ask = (key: NodeKey): void => {
    const block = blocks.get(key);
    block?.cancel?.();
    if (block !== undefined && block.text.length > EAGER_CHARS)
      block.cancel = clock.after(PAUSE_MS, () => enqueue(key));
    else enqueue(key);
  };

  const forget = (key: NodeKey): void => {
    const block = blocks.get(key);
    block?.cancel?.();
    block?.highlights.clear();
    blocks.delete(key);
    waiting.delete(key);
  };

  const stops = [
    editor.registerMutationListener(CodeNode, (changes) => {
      for (const [key, change] of changes) {
        if (change === 'destroyed') forget(key);
        else ask(key);
      }
    }),
    // a block is not mutated when only the words in it are
    editor.registerUpdateListener(({ dirtyElements }) => {
      for (const key of dirtyElements.keys()) if (blocks.has(key)) ask(key);
    }),
    editor.registerRootListener((root) => {
      view = root?.ownerDocument.defaultView ?? null;
      if (root !== null) {
        schedule();
        return;
      }
      for (const key of blocks.keys()) forget(key);
    }),
  ];
  return () => {
    stopped = true;
    for (const stop of stops) stop();
    for (const key of blocks.keys()) forget(key);
    if (frame !== 0) view?.cancelAnimationFrame(frame);
  };
}
