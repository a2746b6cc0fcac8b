/**
 * What the binding costs in a large document: `npm run bench:binding [-- paragraphs]`. Headless, so without the browser's layout; each
 * figure is a median. "Lexical alone" is the same step in an editor that is not bound: headless it reads the whole page after each
 * update, which it does not do in a browser.
 */
import { $createParagraphNode, $createTextNode, $getRoot, $isElementNode, $isTextNode } from 'lexical';
import type { ElementNode, LexicalEditor, NodeKey, TextNode } from 'lexical';
import * as Y from 'yjs';
import { bindDocument } from '#shared/document/binding.ts';
import type { DocumentBinding } from '#shared/document/binding.ts';
import { createDocumentEditor } from '#shared/document/headless.ts';

const PARAGRAPHS = Number(process.argv[2] ?? 20_000);
const WORDS = 60;
const REPEATS = 40;
/** paragraphs that come in one update */
const PASTED = 500;

const WORD_LIST = 'amber birch cedar delta ember fjord grove haven ivory jolly kiosk lemon'.split(' ');
const wordsFrom = (start: number): string =>
  Array.from({ length: WORDS }, (_, at) => WORD_LIST[(start * 7 + at * 5) % WORD_LIST.length]).join(' ');

type Step = (paragraph: ElementNode, text: TextNode, round: number) => void;

function $act(step: Step, round: number): void {
  const children = $getRoot().getChildrenSize();
  const paragraph = $getRoot().getChildAtIndex(Math.floor(children * (0.2 + (0.6 * round) / REPEATS)));
  if (!$isElementNode(paragraph)) throw new TypeError('no paragraph there');
  const text = paragraph.getFirstChild();
  if (!$isTextNode(text)) throw new TypeError('no text there');
  step(paragraph, text, round);
}

const $type: Step = (_paragraph, text, round) => {
  const at = 10 + (round % 20);
  text.spliceText(at, 0, 'x').select(at + 1, at + 1);
};
const $enter: Step = (_paragraph, text) => {
  text.select(20, 20).insertParagraph();
};
const $bold: Step = (_paragraph, text) => {
  text.select(4, 14).formatText('bold');
};
const $cut: Step = (paragraph) => {
  paragraph.remove();
};

const $move: Step = (paragraph) => {
  paragraph.getNextSibling()?.getNextSibling()?.insertAfter(paragraph);
};

const ms = (run: () => void): number => {
  const start = performance.now();
  run();
  return performance.now() - start;
};
const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

interface Page {
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
}

function open(doc: Y.Doc): Page {
  const editor = createDocumentEditor();
  return { editor, binding: bindDocument(editor, doc, { clock: () => performance.now() }) };
}

const doc = new Y.Doc();
const { editor, binding } = open(doc);
const write = ms(() => {
  for (let from = 0; from < PARAGRAPHS; from += PASTED) {
    const count = Math.min(PASTED, PARAGRAPHS - from);
    editor.update(
      () => {
        if (from === 0) $getRoot().clear();
        for (let at = from; at < from + count; at += 1) {
          $getRoot().append($createParagraphNode().append($createTextNode(wordsFrom(at))));
        }
      },
      { discrete: true },
    );
  }
});
const state = Y.encodeStateAsUpdate(doc);
const copy = new Y.Doc();
const apply = ms(() => Y.applyUpdate(copy, state));
let other: LexicalEditor | null = null;
const load = ms(() => {
  other = open(copy).editor;
});

const alone = createDocumentEditor();
alone.setEditorState(alone.parseEditorState(JSON.stringify(editor.getEditorState().toJSON())));

const sent: Uint8Array[] = [];
doc.on('update', (update: Uint8Array) => sent.push(update));
const rows: string[] = [];
/** The block that a step would take, moved down by two as the editor's command does. */
function moveTwoDown(round: number): void {
  let keys: NodeKey[] = [];
  let before: NodeKey | null = null;
  editor.read(() =>
    $act((paragraph) => {
      keys = [paragraph.getKey()];
      before = paragraph.getNextSibling()?.getNextSibling()?.getNextSibling()?.getKey() ?? null;
    }, round),
  );
  if (!binding.moveBlocks(keys, { before })) throw new Error('nothing was moved');
}

const STEPS: ReadonlyArray<readonly [name: string, $step: Step, run?: (round: number) => void]> = [
  ['key', $type],
  ['Enter', $enter],
  ['bold', $bold],
  ['delete a paragraph', $cut],
  ['move by two', $move, moveTwoDown],
  ['key after moves', $type],
  ['Enter after moves', $enter],
  ['delete a paragraph after moves', $cut],
];
for (const [name, $step, run] of STEPS) {
  const own: number[] = [];
  const remote: number[] = [];
  const bare: number[] = [];
  let bytes = 0;
  for (let round = 0; round < REPEATS; round += 1) {
    own.push(ms(() => (run === undefined ? editor.update(() => $act($step, round), { discrete: true }) : run(round))));
    bare.push(ms(() => alone.update(() => $act($step, round), { discrete: true })));
    await Promise.resolve();
    const updates = sent.splice(0);
    bytes += updates.reduce((sum, update) => sum + update.length, 0);
    remote.push(
      ms(() => {
        for (const update of updates) Y.applyUpdate(copy, update, 'net');
      }),
    );
  }
  rows.push(
    `${name}: own ${median(own).toFixed(2)} ms, from others ${median(remote).toFixed(2)} ms, ` +
      `Lexical alone ${median(bare).toFixed(2)} ms; ${Math.round(bytes / REPEATS)} bytes\n`,
  );
}
const page = (shown: LexicalEditor | null): string => JSON.stringify(shown?.getEditorState().toJSON().root);
if (page(editor) !== page(other)) throw new Error('the two editors do not show the same');

process.stdout.write(
  `${PARAGRAPHS} paragraphs of ${WORDS} words, ${(state.length / 1e6).toFixed(1)} MB of state: ` +
    `written in ${write.toFixed(0)} ms, read by Yjs in ${apply.toFixed(0)} ms, shown in ${load.toFixed(0)} ms\n`,
);
for (const row of rows) process.stdout.write(row);
