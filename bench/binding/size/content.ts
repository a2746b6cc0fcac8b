/** Documents to measure in: paragraphs of 60 words, plain or with four formatted stretches each. */
import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import type { LexicalEditor, ParagraphNode, TextFormatType } from 'lexical';
import type { Style } from './rows.ts';

const WORDS = 60;
const WORD_LIST = 'amber birch cedar delta ember fjord grove haven ivory jolly kiosk lemon'.split(' ');
/** Paragraphs that are written in one update. */
const AT_ONCE = 500;

/** Which words are formatted, and how. */
const FORMATS: ReadonlyArray<readonly [from: number, to: number, formats: readonly TextFormatType[]]> = [
  [6, 11, ['bold']],
  [20, 26, ['italic']],
  [33, 36, ['bold', 'italic']],
  [48, 50, ['underline']],
];

export function $paragraph(number: number, style: Style): ParagraphNode {
  const words = Array.from({ length: WORDS }, (_, at) => WORD_LIST[(number * 7 + at * 5) % WORD_LIST.length] ?? '');
  const paragraph = $createParagraphNode();
  let from = 0;
  const $append = (to: number, formats: readonly TextFormatType[]): void => {
    const text = words.slice(from, to).join(' ') + (to < WORDS ? ' ' : '');
    from = to;
    const node = $createTextNode(text);
    for (const format of formats) node.toggleFormat(format);
    paragraph.append(node);
  };
  for (const [start, end, formats] of style === 'formatted' ? FORMATS : []) {
    $append(start, []);
    $append(end, formats);
  }
  $append(WORDS, []);
  return paragraph;
}

export function writeParagraphs(editor: LexicalEditor, paragraphs: number, style: Style): void {
  for (let from = 0; from < paragraphs; from += AT_ONCE) {
    editor.update(
      () => {
        if (from === 0) $getRoot().clear();
        const to = Math.min(paragraphs, from + AT_ONCE);
        for (let at = from; at < to; at += 1) $getRoot().append($paragraph(at, style));
      },
      { discrete: true },
    );
  }
}
