import { $getRoot, $getSelection, $isElementNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { OURS } from '../testing/ours.ts';
import { Peer } from '../testing/peers.ts';

let now = 0;

const text = (peer: Peer): string =>
  peer
    .page()
    .map((block) => block.text)
    .join('\n');

const edit = async (peer: Peer, $change: () => void): Promise<void> => {
  now += 10_000;
  await peer.edit($change);
};

/** Characters of a block. */
const $select = (from: number, to: number, block = 0): void => {
  const top = $getRoot().getChildAtIndex(block);
  const selection = $isElementNode(top) ? (top.getFirstDescendant() ?? top).selectStart() : null;
  selection?.anchor.set(selection.anchor.key, from, selection.anchor.type);
  selection?.focus.set(selection.focus.key, to, selection.focus.type);
};
const write =
  (words: string, at: number, block = 0) =>
  (): void => {
    $select(at, at, block);
    $getSelection()?.insertText(words);
  };
const remove =
  (from: number, to: number, block = 0) =>
  (): void => {
    $select(from, to, block);
    $getSelection()?.insertText('');
  };

/** Everything that anybody has. */
async function meet(...peers: Peer[]): Promise<void> {
  const updates = peers.map(({ doc }) => Y.encodeStateAsUpdate(doc));
  for (const peer of peers) for (const update of updates) await peer.receive(update);
}

async function two(words: string): Promise<[Peer, Peer]> {
  const first = new Peer(OURS, { clientId: 1, clock: () => now });
  await edit(first, () => $getRoot().selectEnd().insertText(words));
  const document = Y.encodeStateAsUpdate(first.doc);
  return [
    new Peer(OURS, { clientId: 10, document, clock: () => now }),
    new Peer(OURS, { clientId: 20, document, clock: () => now }),
  ];
}

test.each([
  ['the same', [4, 9], [4, 9]],
  ['more', [2, 11], [4, 9]],
  ['less', [5, 8], [2, 11]],
  ['another part', [2, 7], [5, 10]],
])('who brings text back second finds it there: the first deleted %s', async (_, first, second) => {
  for (const order of ['one first', 'other first']) {
    const [one, other] = await two('abcdefghijkl');
    await edit(one, remove(first[0] ?? 0, first[1] ?? 0));
    await edit(other, remove(second[0] ?? 0, second[1] ?? 0));
    await meet(one, other);
    for (const peer of order === 'one first' ? [one, other] : [other, one]) {
      await peer.undo();
      await meet(one, other);
    }
    expect([order, text(one), text(other)]).toEqual([order, 'abcdefghijkl', 'abcdefghijkl']);
  }
});

test('what the first wrote into it, or took out of it, since stays so', async () => {
  const [one, other] = await two('one two three');
  await edit(one, remove(3, 13));
  await edit(other, remove(3, 13));
  await meet(one, other);
  await one.undo();
  await edit(one, write('XX', 6));
  await edit(one, remove(10, 12));
  expect(text(one)).toBe('one twXXo ree');
  await meet(one, other);
  await other.undo();
  await meet(one, other);
  expect(text(one)).toBe('one twXXo ree');
});

test('an undo that finds everything there takes back the step before', async () => {
  const [one, other] = await two('one two');
  await edit(other, write('>', 0));
  await edit(other, remove(4, 8));
  await meet(one, other);
  await other.undo();
  await edit(other, remove(4, 8));
  await meet(one, other);
  expect(text(one)).toBe('>one');
  await other.undo();
  expect(text(other)).toBe('>one two');
  await other.undo();
  expect(text(other)).toBe('one two');
});

test('once it was taken away again, an undo brings it back', async () => {
  const [one, other] = await two('one two');
  await edit(one, remove(3, 7));
  await edit(other, remove(3, 7));
  await meet(one, other);
  await one.undo();
  await one.redo();
  await meet(one, other);
  await other.undo();
  await meet(one, other);
  expect(text(one)).toBe('one two');
  await one.undo();
  await meet(one, other);
  expect(text(one)).toBe('one two');
});

test('the same letters in front of it, which were there before, are no copy of it', async () => {
  const [one, other] = await two('abc');
  await edit(one, write('abc', 0));
  await meet(one, other);
  await edit(other, remove(3, 6));
  expect(text(other)).toBe('abc');
  await other.undo();
  expect(text(other)).toBe('abcabc');
});

test('nor is one letter that somebody happens to type there, nor a block that is split there', async () => {
  const [one, other] = await two('hello');
  await edit(other, remove(2, 3));
  await edit(one, write('l', 2));
  await meet(one, other);
  expect(text(other)).toBe('hello');
  await other.undo();
  expect(text(other)).toBe('helllo');
});

test('what one typed over what one deleted is taken back with it, be it the same', async () => {
  const [one] = await two('one two');
  await edit(one, () => {
    $select(4, 7);
    $getSelection()?.insertText('two');
  });
  await one.undo();
  expect(text(one)).toBe('one two');
  await edit(one, remove(4, 7));
  await edit(one, write('two', 4));
  await one.undo();
  await one.undo();
  expect(text(one)).toBe('one two');
});
