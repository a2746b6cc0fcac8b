import { $createHeadingNode } from '@lexical/rich-text';
import {
  $createTextNode,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $setCompositionKey,
  CUT_TAG,
  PASTE_TAG,
} from 'lexical';
import type { LexicalEditor } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import type { DocumentBinding } from './binding.ts';
import { createDocumentEditor } from './headless.ts';

interface Writer {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
}

let now = 0;

function writer(clientId: number): Writer {
  const doc = Object.assign(new Y.Doc(), { clientID: clientId });
  const editor = createDocumentEditor();
  return { doc, editor, binding: bindDocument(editor, doc, { clock: () => now }) };
}

const edit = ({ editor }: Writer, change: () => void): void => editor.update(change, { discrete: true });
const text = ({ editor }: Writer): string => editor.getEditorState().read(() => $getRoot().getTextContent());
const selected = ({ editor }: Writer): string =>
  editor.getEditorState().read(() => {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return 'nothing';
    const [from, to] = selection.getStartEndPoints() ?? [];
    return `${from?.offset} to ${to?.offset}`;
  });
const select =
  (from: number, to = from) =>
  (): void => {
    $getRoot().getFirstDescendant()?.selectStart();
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return;
    selection.anchor.offset = from;
    selection.focus.offset = to;
  };
const type = (words: string) => (): void => {
  const selection = $getSelection() ?? $getRoot().selectEnd();
  if ($isRangeSelection(selection)) selection.insertText(words);
};
const erase = (): void => {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  selection.anchor.offset -= 1;
  selection.removeText();
};
const range = (change: 'bold' | 'remove') => (): void => {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  if (change === 'bold') selection.formatText('bold');
  else selection.removeText();
};

test('what is typed without a pause is one step, a pause or another place begins the next', () => {
  const one = writer(1);
  for (const letter of 'abc') edit(one, type(letter));
  now += 10_000;
  for (const letter of 'def') edit(one, type(letter));
  edit(one, select(0));
  edit(one, type('x'));
  expect(text(one)).toBe('xabcdef');
  one.binding.undo();
  expect(text(one)).toBe('abcdef');
  one.binding.undo();
  expect(text(one)).toBe('abc');
  one.binding.undo();
  expect(text(one)).toBe('');
  expect(one.binding.canUndo).toBe(false);
  one.binding.redo();
  one.binding.redo();
  one.binding.redo();
  expect(text(one)).toBe('xabcdef');
});

test('a word and the space before it are one step, however fast they follow', () => {
  const one = writer(1);
  for (const letter of 'one two  three') edit(one, type(letter));
  const seen = [];
  while (one.binding.undo()) seen.push(text(one));
  expect(seen).toEqual(['one two', 'one', '']);
});

test('what is pasted or cut is one step', () => {
  const one = writer(1);
  const tagged = (tag: string, change: () => void): void => one.editor.update(change, { discrete: true, tag });
  edit(one, type('a'));
  tagged(PASTE_TAG, type('pasted'));
  edit(one, type('b'));
  edit(one, erase);
  tagged(CUT_TAG, erase);
  edit(one, erase);
  expect(text(one)).toBe('apast');
  const seen = [];
  while (one.binding.undo()) seen.push(text(one));
  expect(seen).toEqual(['apaste', 'apasted', 'apastedb', 'apasted', 'a', '']);
});

test('a word that is composed is one step, with pauses and what is taken out of it, and the next one is another', () => {
  const one = writer(1);
  edit(one, type('a'));
  const compose = (...words: string[]): void => {
    const before = text(one);
    edit(one, () => $setCompositionKey($getRoot().getLastDescendant()?.getKey() ?? null));
    for (const word of words) {
      now += 10_000;
      edit(one, () => $getRoot().getAllTextNodes().at(-1)?.setTextContent(`${before}${word}`).select());
    }
    edit(one, () => $setCompositionKey(null));
  };
  compose('n', 'ni', '', 'niha', '你好');
  compose('t', 'te', 'teh', 'the');
  edit(one, type(' b'));
  expect(text(one)).toBe('a你好the b');
  const seen = [];
  while (one.binding.undo()) seen.push(text(one));
  expect(seen).toEqual(['a你好the', 'a你好', 'a', '']);
});

test('typing, deleting and formatting are steps of their own, however fast they follow', () => {
  const one = writer(1);
  edit(one, type('abcd'));
  for (let count = 0; count < 2; count += 1) edit(one, erase);
  edit(one, type('z'));
  edit(one, () => {
    select(0, 3)();
    range('bold')();
  });
  expect(text(one)).toBe('abz');
  const seen = [];
  while (one.binding.canUndo) {
    one.binding.undo();
    seen.push(text(one));
  }
  expect(seen).toEqual(['abz', 'ab', 'abcd', '']);
});

test('undo and redo put the selection back, also where somebody else has written meanwhile', () => {
  const one = writer(1);
  edit(one, type('one two three'));
  edit(one, select(4, 7));
  edit(one, range('remove'));
  expect(text(one)).toBe('one  three');
  const other = writer(2);
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc));
  edit(other, () => {
    select(0)();
    type('>> ')();
  });
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc));
  one.binding.undo();
  expect(text(one)).toBe('>> one two three');
  expect(selected(one)).toBe('7 to 10');
  one.binding.redo();
  expect(text(one)).toBe('>> one  three');
  expect(selected(one)).toBe('7 to 7');
});

test('undo of the first words leaves the kind that somebody else gave the block, and their words', () => {
  const one = writer(1);
  const other = writer(2);
  edit(one, type('ada words'));
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc));
  edit(other, () => {
    const heading = $createHeadingNode('h1');
    $getRoot().getFirstChild()?.replace(heading, true);
    heading.selectEnd().insertText(' ben words');
  });
  Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc));
  one.binding.undo();
  expect(text(one)).toBe(' ben words');
  expect(one.editor.getEditorState().read(() => $getRoot().getFirstChild()?.getType())).toBe('heading');
  one.binding.redo();
  expect(text(one)).toBe('ada words ben words');
});

test('the layout of a document outlives the undo of its first edit', () => {
  const one = writer(1);
  edit(one, () => {
    const paragraph = $getRoot().getFirstChild();
    if ($isElementNode(paragraph)) paragraph.append($createTextNode('first'));
  });
  one.binding.undo();
  expect(text(one)).toBe('');
  expect(one.doc.getMap('meta').get('layout')).toBe('flat/1');
});
