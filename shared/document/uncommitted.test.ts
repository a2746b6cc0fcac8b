import { $createHeadingNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
} from 'lexical';
import type { LexicalEditor, RangeSelection } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import type { DocumentBinding } from './binding.ts';
import { createDocumentEditor } from './headless.ts';

/** An editor commits its updates a moment after they were made. What comes from others in that moment must not swallow them. */

interface Page {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
}

function open(clientId: number, from?: Page): Page {
  const doc = Object.assign(new Y.Doc(), { clientID: clientId });
  if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from.doc), 'net');
  const editor = createDocumentEditor();
  return { doc, editor, binding: bindDocument(editor, doc, { clock: () => 0 }) };
}

const receive = (page: Page, from: Page): void => Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(from.doc), 'net');
const json = ({ editor }: Page): string => JSON.stringify(editor.getEditorState().toJSON().root);
const text = ({ editor }: Page): string => editor.getEditorState().read(() => $getRoot().getTextContent());
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

/** What stands left of the caret in its text. */
const beforeCaret = ({ editor }: Page): string =>
  editor.getEditorState().read(() => {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return '';
    const { anchor } = selection;
    return anchor.getNode().getTextContent().slice(0, anchor.offset);
  });

function $select(from: number, to: number): RangeSelection {
  const paragraph = $getRoot().getChildAtIndex(1);
  if (!$isElementNode(paragraph)) throw new TypeError('no paragraph there');
  const selection = paragraph.selectStart();
  const [node] = paragraph.getAllTextNodes();
  if (node === undefined) throw new TypeError('no text there');
  selection.setTextNodeRange(node, from, node, to);
  return selection;
}

const type = (at: number, words: string) => (): void => $select(at, at).insertText(words);

const EDITS: Readonly<Record<string, { readonly run: (words: string) => void; readonly types: boolean }>> = {
  'type at the start': { run: (words) => type(0, words)(), types: true },
  'type in the middle': { run: (words) => type(12, words)(), types: true },
  'type at the end': { run: (words) => type(23, words)(), types: true },
  'replace a word': { run: (words) => $select(6, 11).insertText(words), types: true },
  'delete a word': { run: () => $select(12, 17).removeText(), types: false },
  split: { run: () => $select(11, 11).insertParagraph(), types: false },
  bold: { run: () => $select(6, 17).formatText('bold'), types: false },
  heading: { run: () => $setBlocksType($select(3, 3), () => $createHeadingNode('h2')), types: false },
  'a paragraph behind': {
    run: (words) => {
      $getRoot()
        .getChildAtIndex(1)
        ?.insertAfter($createParagraphNode().append($createTextNode(words)));
    },
    types: true,
  },
  'delete the block': { run: () => $getRoot().getChildAtIndex(1)?.remove(), types: false },
};

function pair(): [Page, Page] {
  const mine = open(1);
  mine.editor.update(
    () => {
      $getRoot()
        .clear()
        .append(
          ...['ivory jolly', 'amber birch cedar delta', 'kiosk lemon'].map((words) =>
            $createParagraphNode().append($createTextNode(words)),
          ),
        );
    },
    { discrete: true },
  );
  return [mine, open(2, mine)];
}

for (const [ownName, own] of Object.entries(EDITS)) {
  test(`${ownName}, not committed yet, beside each edit of somebody else`, async () => {
    for (const [otherName, other] of Object.entries(EDITS)) {
      const [mine, theirs] = pair();
      theirs.editor.update(() => other.run('Theirs'), { discrete: true });
      await settle();
      mine.editor.update(() => own.run('Mine'));
      receive(mine, theirs);
      await settle();
      receive(theirs, mine);
      await settle();
      const seen = text(mine);
      const count = (words: string): number => seen.split(words).length - 1;
      expect([otherName, count('Mine'), count('Theirs')]).toEqual([otherName, own.types ? 1 : 0, other.types ? 1 : 0]);
      expect([otherName, json(theirs)]).toEqual([otherName, json(mine)]);
      expect([otherName, json(open(3, mine))]).toEqual([otherName, json(mine)]);
    }
  });
}

test('the caret stays behind what was typed and not committed', async () => {
  const [mine, theirs] = pair();
  theirs.editor.update(type(0, 'Theirs '), { discrete: true });
  mine.editor.update(type(12, 'Mine '));
  receive(mine, theirs);
  await settle();
  expect(text(mine)).toContain('Theirs amber birch Mine cedar');
  expect(beforeCaret(mine)).toBe('Theirs amber birch Mine ');
});

test('what was typed and not committed can be undone, and what came meanwhile stays', async () => {
  const [mine, theirs] = pair();
  mine.binding.stopCapturing();
  theirs.editor.update(type(0, 'Theirs '), { discrete: true });
  mine.editor.update(type(23, ' Mine'));
  receive(mine, theirs);
  await settle();
  mine.binding.undo();
  expect(text(mine)).toContain('Theirs amber birch cedar delta');
  expect(text(mine)).not.toContain('Mine');
});
