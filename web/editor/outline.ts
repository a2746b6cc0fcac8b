import { $isHeadingNode, type HeadingNode } from '@lexical/rich-text';
import { $isTableRowNode } from '@lexical/table';
import { $getRoot, $isElementNode, type ElementNode, type LexicalEditor, type NodeKey } from 'lexical';
import type { Clock } from '#shared/clock.ts';
import { $isContainerNode, $isSectionNode } from '#shared/document/section-nodes.ts';
import type { WritableStore } from './store.ts';

/** The outline and the count are read this long after the last change: they cost a walk over the whole document. */
const OUTLINE_DELAY_MS = 300;

export interface OutlineEntry {
  readonly key: NodeKey;
  readonly text: string;
  readonly level: number;
}

export interface Outline {
  readonly entries: readonly OutlineEntry[];
  readonly words: number;
  readonly empty: boolean;
}

/** Before it was first read. */
export const NO_OUTLINE: Outline = { entries: [], words: 0, empty: true };

function sameOutline(a: Outline, b: Outline): boolean {
  return (
    a.words === b.words &&
    a.empty === b.empty &&
    a.entries.length === b.entries.length &&
    a.entries.every((entry, i) => {
      const other = b.entries[i];
      return other !== undefined && entry.key === other.key && entry.text === other.text && entry.level === other.level;
    })
  );
}

/** Words as a reader counts them: `Intl.Segmenter` knows scripts that put no space between words. */
export function countWords(text: string, segmenter: Intl.Segmenter): number {
  let count = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike === true) count++;
  return count;
}

/** Text above this many characters is counted by its spaces: the segmenter takes some ten milliseconds a megabyte. */
const MAX_SEGMENTED_CHARS = 400_000;

function wordsIn(text: string, segmenter: Intl.Segmenter): number {
  if (text.length <= MAX_SEGMENTED_CHARS) return countWords(text, segmenter);
  return text.split(/\s+/u).filter((word) => word !== '').length;
}

/** Headings of the page and of what lies in boxes and in tables, in the order of reading. */
export function $topics(from: ElementNode): HeadingNode[] {
  return from.getChildren().flatMap((block) => {
    if ($isHeadingNode(block)) return [block];
    const holds = $isSectionNode(block) || $isContainerNode(block) || $isTableRowNode(block);
    return $isElementNode(block) && holds ? $topics(block) : [];
  });
}

export function registerOutline(editor: LexicalEditor, store: WritableStore<Outline>, clock: Clock): () => void {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  let cancel: (() => void) | null = null;
  const read = (): void => {
    cancel = null;
    const next = editor.getEditorState().read((): Outline => {
      const root = $getRoot();
      const entries = $topics(root)
        .map((block): OutlineEntry => {
          const text = block.getTextContent().trim();
          return { key: block.getKey(), text, level: Number(block.getTag().slice(1)) };
        })
        .filter(({ text }) => text !== '');
      const text = root.getTextContent();
      return { entries, words: wordsIn(text, segmenter), empty: text.trim() === '' && root.getChildrenSize() <= 1 };
    });
    const last = store.get();
    if (last === NO_OUTLINE || !sameOutline(last, next)) store.set(next);
  };
  const stop = editor.registerUpdateListener(({ dirtyElements, dirtyLeaves }) => {
    if (dirtyElements.size === 0 && dirtyLeaves.size === 0) return;
    cancel ??= clock.after(OUTLINE_DELAY_MS, read);
  });
  cancel = clock.after(0, read);
  return () => {
    stop();
    cancel?.();
  };
}
