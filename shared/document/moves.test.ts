import { $createListItemNode, $createListNode } from '@lexical/list';
import { $createParagraphNode, $createTextNode, $getRoot, $getSelection, $isRangeSelection } from 'lexical';
import type { ElementNode, LexicalEditor, TextNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import type { DocumentBinding, MoveTarget } from './binding.ts';
import { createDocumentEditor } from './headless.ts';
import { BODY_ROOT } from './layout.ts';
import { readBody } from './markdown/read-document.ts';
import { runsText } from './runs.ts';
import { $textBlocks, $textOf } from './testing/acts.ts';

interface Page {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
}

function open(clientId: number, from?: Page): Page {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  if (from !== undefined) receive(doc, from);
  const editor = createDocumentEditor();
  return { doc, editor, binding: bindDocument(editor, doc, { clock: () => 0 }) };
}

const edit = ({ editor }: Page, $change: () => void): void => editor.update($change, { discrete: true });
const receive = (doc: Y.Doc, from: Page): void => Y.applyUpdate(doc, Y.encodeStateAsUpdate(from.doc), 'net');
const exchange = (a: Page, b: Page): void => {
  receive(a.doc, b);
  receive(b.doc, a);
};
const shown = ({ editor }: Page): string => editor.read(() => $textBlocks().map($textOf).join(' '));
const stored = ({ doc }: Page): string =>
  readBody(doc)
    .map(({ runs }) => runsText(runs))
    .join(' ');
const $block = (text: string): ElementNode => {
  const block = $textBlocks().find((one) => $textOf(one).includes(text));
  if (block === undefined) throw new Error(`${text} is not on the page`);
  return block;
};
const move = (page: Page, text: string, target: MoveTarget): boolean =>
  page.binding.moveBlocks([page.editor.read(() => $block(text).getKey())], target);

function seeded(...texts: readonly string[]): Page {
  const page = open(1);
  edit(page, () => {
    const paragraphs = texts.map((text) => $createParagraphNode().append($createTextNode(text)));
    $getRoot()
      .clear()
      .append(...paragraphs);
  });
  page.binding.stopCapturing();
  return page;
}

test('a block goes past its neighbour, in front of another, or to the end', () => {
  const page = seeded('a', 'b', 'c', 'd');
  expect(move(page, 'b', 'up')).toBe(true);
  expect(shown(page)).toBe('b a c d');
  expect(move(page, 'b', 'down')).toBe(true);
  expect(shown(page)).toBe('a b c d');
  expect(move(page, 'a', { before: null })).toBe(true);
  expect(shown(page)).toBe('b c d a');
  expect(move(page, 'd', { before: page.editor.read(() => $block('b').getKey()) })).toBe(true);
  expect(shown(page)).toBe('d b c a');
  expect(stored(page)).toBe(shown(page));
  expect(shown(open(2, page))).toBe(shown(page));
});

test('where there is nowhere to go, nothing is written', () => {
  const page = seeded('a', 'b');
  const before = Y.encodeStateVector(page.doc);
  expect(move(page, 'a', 'up')).toBe(false);
  expect(move(page, 'b', 'down')).toBe(false);
  expect(move(page, 'b', { before: null })).toBe(false);
  expect(page.binding.moveBlocks([], 'up')).toBe(false);
  expect(page.binding.moveBlocks(['no key'], 'up')).toBe(false);
  expect(Y.encodeStateVector(page.doc)).toEqual(before);
});

test('undo takes a move back, and redo does it again', () => {
  const page = seeded('a', 'b', 'c');
  move(page, 'c', 'up');
  page.binding.undo();
  expect(shown(page)).toBe('a b c');
  page.binding.redo();
  expect(shown(page)).toBe('a c b');
});

test('a move within an update of the editor takes along what that update wrote', () => {
  const page = seeded('a', 'b', 'c');
  edit(page, () => {
    $block('a').append($createTextNode('!'));
    $block('b').append($createTextNode('?'));
    page.binding.moveBlocks([$block('b').getKey()], 'up');
  });
  expect(shown(page)).toBe('b? a! c');
  expect(stored(page)).toBe('b? a! c');
  page.binding.undo();
  expect(shown(page)).toBe('a! b? c');
});

test('moves all over a list come to others as one change', () => {
  const a = open(1);
  edit(a, () => {
    const list = $createListNode('number');
    for (const text of 'abcdefgh') list.append($createListItemNode().append($createTextNode(text)));
    $getRoot().clear().append(list);
  });
  const b = open(2, a);
  move(b, 'b', 'up');
  move(b, 'e', { before: b.editor.read(() => $block('h').getKey()) });
  move(b, 'h', 'up');
  exchange(a, b);
  expect(shown(a)).toBe(shown(b));
  expect(shown(a)).toBe(stored(a));
  expect(a.editor.read(() => $getRoot().getChildrenSize())).toBe(1);
});

test('the caret goes with its block, and what others write into that as well', () => {
  const a = seeded('one', 'two', 'three');
  const b = open(2, a);
  edit(a, () => $block('two').select(1, 1));
  move(a, 'two', { before: null });
  edit(b, () => $block('two').append($createTextNode(' and more')));
  exchange(a, b);
  expect(shown(a)).toBe('one three two and more');
  expect(shown(b)).toBe(shown(a));
  const caret = a.editor.read(() => {
    const selection = $getSelection();
    return $isRangeSelection(selection) ? $textOf(selection.anchor.getNode().getTopLevelElementOrThrow()) : null;
  });
  expect(caret).toBe('two and more');
});

test('two people who move the same block: it is in one place, the same for both', () => {
  const a = seeded('one', 'two', 'three', 'four');
  const b = open(2, a);
  move(a, 'two', 'up');
  move(b, 'two', { before: null });
  exchange(a, b);
  expect(shown(a)).toBe(shown(b));
  expect(shown(a).split(' ').sort()).toEqual(['four', 'one', 'three', 'two']);
});

test('an item takes along what is nested in it, and parts nothing from another one', () => {
  const page = open(1);
  edit(page, () => {
    const item = (text: string): ElementNode => $createListItemNode().append($createTextNode(text));
    const nested = (text: string): ElementNode =>
      $createListItemNode().append($createListNode('bullet').append(item(text)));
    $getRoot()
      .clear()
      .append($createListNode('bullet').append(item('a'), nested('a1'), item('b'), nested('b1'), item('c')));
  });
  move(page, 'a', 'down');
  expect(shown(page)).toBe('b b1 a a1 c');
  move(page, 'c', 'up');
  expect(shown(page)).toBe('b b1 c a a1');
});

test('a block that was joined to one that lies elsewhere can be split from it again', () => {
  const page = seeded('one', 'two', 'three');
  move(page, 'three', 'up');
  edit(page, () => {
    const [first, second] = [$block('one'), $block('three')];
    first.append(...second.getChildren());
    second.remove();
  });
  expect(shown(page)).toBe('onethree two');
  expect(stored(page)).toBe('onethree two');
  edit(page, () => {
    $block('onethree').select(1, 1);
    const selection = $getSelection();
    if ($isRangeSelection(selection)) selection.insertParagraph();
  });
  expect(stored(page)).toBe(shown(page));
});

test('halves of a moved block that lie apart in the text keep their order, whichever was split off first', () => {
  const page = seeded('aa', 'bb', 'cc');
  const split = (text: string, offset: number): void =>
    edit(page, () => {
      $block(text).getFirstChild<TextNode>()?.select(offset, offset);
      const selection = $getSelection();
      if ($isRangeSelection(selection)) selection.insertParagraph();
    });
  move(page, 'aa', { before: null });
  edit(page, () => {
    const [first, second] = [$block('cc'), $block('aa')];
    first.append(...second.getChildren());
    second.remove();
  });
  split('ccaa', 2);
  split('aa', 1);
  expect(shown(page)).toBe('bb cc a a');
  expect(stored(page)).toBe('bb cc a a');
});

test('who moves a block leaves the half where it is that was split off from text shown in it', () => {
  const page = seeded('aa', 'd', 'e', 'cc');
  const body = page.doc.getText(BODY_ROOT);
  const [first, half, head] = body
    .toDelta()
    .map(({ insert }: { insert: unknown }) => insert)
    .filter((insert: unknown) => insert instanceof Y.Map);
  const start = [body._start?.id.client, body._start?.id.clock];
  page.doc.transact(() => {
    first.set('at', start);
    half.set('f', [head._item?.id.client, head._item?.id.clock]);
    head.set('at', start);
    head.set('into', start);
  }, 'somebody');
  expect(shown(page)).toBe('d eaa cc');
  move(page, 'eaa', { before: null });
  expect(shown(page)).toBe('d cc eaa');
  expect(stored(page)).toBe('d cc eaa');
});

/** What no editor writes: each of them is a client's own business, and must hurt nobody. */
test.each([
  ['an anchor that is nowhere', { at: [7, 7] }],
  ['an anchor that is no id', { at: 'top' }],
  ['a number that is none', { at: [-1, 0.5] }],
  ['what is joined to itself', { into: 'self' }],
  ['what follows itself', { f: 'self' }],
  ['what is joined to nothing', { into: [7, 7], f: [7, 7] }],
])('%s leaves its block at home', (_name, keys) => {
  const page = seeded('a', 'b', 'c');
  const marker = [...page.doc.getText(BODY_ROOT).toDelta()].filter(({ insert }) => insert instanceof Y.Map)[1]
    ?.insert as Y.Map<unknown>;
  const own = marker._item?.id;
  page.doc.transact(() => {
    for (const [key, value] of Object.entries(keys)) {
      marker.set(key, value === 'self' ? [own?.client, own?.clock] : value);
    }
  }, 'somebody');
  expect(shown(page)).toBe('a b c');
  expect(stored(page)).toBe('a b c');
  move(page, 'b', 'down');
  expect(shown(page)).toBe('a c b');
});

test('two blocks that are each joined to the other stay two, also when one of them is written in', () => {
  const page = seeded('aa', 'bb', 'cc');
  const markers = [...page.doc.getText(BODY_ROOT).toDelta()]
    .map(({ insert }) => insert as unknown)
    .filter((insert) => insert instanceof Y.Map);
  const [first, second] = markers;
  const idOf = (marker: Y.Map<unknown> | undefined): unknown => [marker?._item?.id.client, marker?._item?.id.clock];
  page.doc.transact(() => {
    first?.set('into', idOf(second));
    second?.set('into', idOf(first));
  }, 'somebody');
  expect(shown(page)).toBe('aa bb cc');
  edit(page, () => $block('aa').append($createTextNode('!')));
  expect(shown(page)).toBe('aa! bb cc');
  expect(stored(page)).toBe('aa! bb cc');
});

test('a move past a chain of followers that is as long as the document settles all of them', () => {
  const count = 20_000;
  const doc = new Y.Doc();
  doc.clientID = 5;
  const markers = Array.from({ length: count }, () => new Y.Map<unknown>());
  const delta = markers.flatMap((marker, at) => [{ insert: `${at}.` }, { insert: marker }]);
  doc.transact(() => doc.getText(BODY_ROOT).applyDelta(delta, { sanitize: false }));
  doc.transact(() => {
    for (const [at, marker] of markers.slice(0, -1).entries()) {
      marker.set('f', [5, markers[at + 1]?._item?.id.clock]);
    }
    markers.at(-1)?.set('at', [5, 0]);
  });
  const editor = createDocumentEditor();
  const page = { doc, editor, binding: bindDocument(editor, doc, { clock: () => 0 }) };
  const keys = editor.read(() => $textBlocks().map((block) => block.getKey()));
  expect(page.binding.moveBlocks(keys.slice(-1), { before: keys[0] ?? null })).toBe(true);
  expect(shown(page)).toBe(stored(page));
  expect(shown(page).startsWith(`${count - 1}. 0. 1. 2.`)).toBe(true);
});
