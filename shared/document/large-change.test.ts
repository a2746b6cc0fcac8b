import { $createParagraphNode, $createTextNode, $getRoot, $isRangeSelection, $selectAll } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import { createDocumentEditor } from './headless.ts';

/** What concerns a whole document at once is as exact as what concerns a word. */

const PARAGRAPHS = 400;
const TEXT = 'amber birch cedar delta ember fjord grove haven';

function filled() {
  const doc = new Y.Doc();
  const editor = createDocumentEditor();
  bindDocument(editor, doc, { clock: () => 0 });
  const edit = (change: () => void): void => editor.update(change, { discrete: true });
  edit(() => {
    $getRoot()
      .clear()
      .append(...Array.from({ length: PARAGRAPHS }, () => $createParagraphNode().append($createTextNode(TEXT))));
  });
  edit(() => {
    $selectAll();
  });
  return { doc, edit };
}

test('a format for the whole document types nothing anew', () => {
  const { doc, edit } = filled();
  const written = Y.encodeStateVector(doc);
  edit(() => {
    const selection = $selectAll();
    if ($isRangeSelection(selection)) selection.formatText('bold');
  });
  const { structs, ds } = Y.decodeUpdate(Y.encodeStateAsUpdate(doc, written));
  expect(ds.clients.size).toBe(0);
  const kinds = structs.map((struct) => (struct instanceof Y.Item ? struct.content.constructor.name : 'none'));
  // a format, and what an empty block would give to text typed into it
  expect([...new Set(kinds)].sort()).toEqual(['ContentAny', 'ContentFormat']);
});

test('what is typed over the whole document is new', () => {
  const { doc, edit } = filled();
  edit(() => {
    const selection = $selectAll();
    if ($isRangeSelection(selection)) selection.insertText('a');
  });
  expect(doc.getText('body').toJSON()).toBe('a');
});
