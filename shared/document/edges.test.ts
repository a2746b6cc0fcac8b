import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
} from 'lexical';
import type { LexicalEditor } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import { createDocumentEditor } from './headless.ts';

interface Page {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
}

function open(clientId: number, from?: Page): Page {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from.doc), 'net');
  const editor = createDocumentEditor();
  bindDocument(editor, doc, { clock: () => 0 });
  return { doc, editor };
}

function seeded(): Page {
  const page = open(1);
  edit(page, () => {
    $getRoot()
      .clear()
      .append(...['one', 'two'].map((text) => $createParagraphNode().append($createTextNode(text))));
  });
  return page;
}

const edit = ({ editor }: Page, change: () => void): void => editor.update(change, { discrete: true });
const receive = (page: Page, from: Page): void => Y.applyUpdate(page.doc, Y.encodeStateAsUpdate(from.doc), 'net');
const json = ({ editor }: Page): string => JSON.stringify(editor.getEditorState().toJSON().root);
const text = ({ editor }: Page): string => editor.getEditorState().read(() => $getRoot().getTextContent());
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

function $write(at: 'first' | 'last', change: (old: string) => string): void {
  const root = $getRoot();
  const node = at === 'first' ? root.getFirstDescendant() : root.getLastDescendant();
  if (!$isTextNode(node)) throw new TypeError('no text there');
  node.setTextContent(change(node.getTextContent()));
}

test('a page from which everything was taken shows what a newcomer sees', async () => {
  const page = seeded();
  edit(page, () => {
    $getRoot().clear();
  });
  await settle();
  expect(json(page)).toBe(json(open(2, page)));
});

test('while a word is composed, what others type is neither lost nor doubled', async () => {
  const page = seeded();
  const other = open(2, page);
  page.editor._compositionKey = page.editor
    .getEditorState()
    .read(() => $getRoot().getFirstDescendant()?.getKey() ?? null);
  edit(other, () => $write('first', (old) => `${old} remote`));
  edit(other, () => $getRoot().append($createParagraphNode().append($createTextNode('three'))));
  receive(page, other);
  edit(page, () => $write('first', (old) => `x${old}`));
  page.editor._compositionKey = null;
  await settle();
  expect(text(page)).toBe('xone remote\n\ntwo\n\nthree');
  expect(json(page)).toBe(json(open(3, page)));
});

test('an edit that is not committed yet is not swallowed by a remote one', async () => {
  const page = seeded();
  const other = open(2, page);
  edit(other, () => $write('last', (old) => `${old} remote`));
  page.editor.update(() => $write('first', (old) => `${old} mine`));
  receive(page, other);
  await settle();
  expect(text(page)).toBe('one mine\n\ntwo remote');
  expect(json(page)).toBe(json(open(3, page)));
});

test('joining several blocks takes a hidden one between them out once', async () => {
  const page = open(1);
  edit(page, () => {
    $getRoot()
      .clear()
      .append(
        ...['head', 'a', 'b', 'gone', 'tail'].map((text) => $createParagraphNode().append($createTextNode(text))),
      );
  });
  edit(page, () => $getRoot().getChildAtIndex(3)?.remove());
  edit(page, () => {
    const [head, tail] = [$getRoot().getFirstDescendant(), $getRoot().getLastDescendant()];
    if (!$isTextNode(head) || !$isTextNode(tail)) throw new TypeError('no text there');
    head.select(4, 4).focus.set(tail.getKey(), 0, 'text');
    const selection = $getSelection();
    if ($isRangeSelection(selection)) selection.removeText();
  });
  await settle();
  expect(text(page)).toBe('headtail');
  expect(text(open(2, page))).toBe('headtail');
});
