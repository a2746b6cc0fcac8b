import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  TextNode,
} from 'lexical';
import type { LexicalEditor } from 'lexical';
import { afterEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import type { DocumentBinding } from './binding.ts';
import { createDocumentEditor } from './headless.ts';

interface Page {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
}

function open(clientId: number, from?: Page, onError?: (error: Error) => void): Page {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from.doc), 'net');
  const editor = createDocumentEditor(onError);
  return { doc, editor, binding: bindDocument(editor, doc, { clock: () => 0 }) };
}

function seeded(onError?: (error: Error) => void): Page {
  const page = open(1, undefined, onError);
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

/** What others wrote is shown in place, which sets a text: let that fail so many times. */
function breakRendering(times: number): void {
  const broken = vi.spyOn(TextNode.prototype, 'setTextContent');
  for (let count = 0; count < times; count += 1) {
    broken.mockImplementationOnce(() => {
      throw new Error('cannot be shown');
    });
  }
}
afterEach(() => vi.restoreAllMocks());

test('an update that cannot be shown in place is shown anew, and the next edit takes nothing away', () => {
  const faults: string[] = [];
  const page = seeded((error) => faults.push(error.message));
  const other = open(2, page);
  edit(other, () => $write('first', (old) => `${old} remote`));
  breakRendering(1);
  receive(page, other);
  expect(faults).toEqual(['cannot be shown']);
  expect(text(page)).toBe('one remote\n\ntwo');
  edit(page, () => $write('first', (old) => `${old} mine`));
  expect(text(open(3, page))).toBe('one remote mine\n\ntwo');
  expect(page.binding.state.kind).toBe('writable');
});

test('an edit that cannot be written closes the editor: it stays on the page, and nothing of the others is lost', () => {
  const faults: string[] = [];
  const page = seeded((error) => faults.push(error.message));
  const other = open(2, page);
  vi.spyOn(page.doc, 'transact').mockImplementationOnce(() => {
    throw new Error('cannot be written');
  });
  edit(page, () => $write('first', (old) => `${old} mine`));
  expect(page.binding.state).toEqual({ kind: 'read-only', reason: 'fault', detail: 'cannot be written' });
  expect(faults).toEqual(['cannot be written']);
  expect(text(page)).toBe('one mine\n\ntwo');
  edit(other, () => $write('last', (old) => `${old} remote`));
  receive(page, other);
  expect(text(page)).toBe('one mine\n\ntwo remote');
  edit(page, () => $write('last', (old) => `${old} more`));
  expect(text(open(3, page))).toBe('one\n\ntwo remote');
});

test('a letter typed over a word that begins with it is a new letter: somebody who deletes the word does not take it', async () => {
  const page = open(1);
  edit(page, () => {
    $getRoot()
      .clear()
      .append($createParagraphNode().append($createTextNode('amber birch cedar')));
  });
  const other = open(2, page);
  const select = (): void => {
    const node = $getRoot().getFirstDescendant();
    if ($isTextNode(node)) node.select(6, 11);
  };
  const replace = (words: string) => (): void => {
    const selection = $getSelection();
    if ($isRangeSelection(selection)) selection.insertText(words);
  };
  edit(page, select);
  edit(page, replace('b'));
  edit(other, select);
  edit(other, replace(''));
  receive(page, other);
  receive(other, page);
  await settle();
  expect(text(page)).toBe('amber b cedar');
  expect(json(other)).toBe(json(page));
});

test.each([
  ['bullet', ['list', 'paragraph']],
  ['fold', ['fold']],
  ['callout', ['paragraph', 'callout']],
])('what nobody knows in the text of a block of type %s leaves it what it is', (type, types) => {
  const doc = new Y.Doc();
  const body = doc.getText('body');
  body.insert(0, 'one');
  body.insertEmbed(3, { chip: 'of tomorrow' });
  for (const [at, marker] of [
    [4, { t: type, id: 'box' }],
    [11, { in: 'box' }],
  ] as const) {
    body.insertEmbed(at, new Y.Map(Object.entries(marker)));
    if (at === 4) body.insert(5, 'inside');
  }
  const faults: Error[] = [];
  const editor = createDocumentEditor((error) => faults.push(error));
  const binding = bindDocument(editor, doc, { clock: () => 0 });
  const shown = editor.read(() =>
    $getRoot()
      .getChildren()
      .map((node) => node.getType()),
  );
  expect({ faults, shown, state: binding.state.kind }).toEqual({ faults: [], shown: types, state: 'read-only' });
  expect(editor.read(() => $getRoot().getTextContent())).toContain('inside');
});

test.each([
  ['column', 1],
  ['row', 4],
])('a %s that goes is no part of its table any more, also where the text beside it is not', (_, at) => {
  const doc = new Y.Doc();
  const body = doc.getText('body');
  const markers = [
    { t: 'table', id: 't' },
    { t: 'col', id: 'c1', in: 't' },
    {},
    { t: 'col', id: 'c2', in: 't' },
    { t: 'row', id: 'r1', in: 't' },
    {},
    { t: 'row', id: 'r2', in: 't' },
  ];
  for (const [place, marker] of markers.entries()) body.insertEmbed(place, new Y.Map(Object.entries(marker)));
  const show = (): LexicalEditor => {
    const editor = createDocumentEditor();
    bindDocument(editor, doc, { clock: () => 0 });
    return editor;
  };
  const editor = show();
  body.delete(at, 1);
  expect(editor.toJSON()).toEqual(show().toJSON());
});
