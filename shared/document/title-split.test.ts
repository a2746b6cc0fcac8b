import { $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { $isFoldNode } from './nodes/fold.ts';
import { readableText } from './runs.ts';
import * as act from './testing/acts.ts';
import { OURS } from './testing/ours.ts';
import { Network, Peer } from './testing/peers.ts';
import { leaf } from './tree/block.ts';
import type { Block } from './tree/block.ts';
import { readTree } from './tree/read-tree.ts';
import { writeTree } from './tree/write-tree.ts';

const line = (text: string): Block => leaf({}, [{ kind: 'text', text, attributes: {} }]);
const fold = (title: string, children: readonly Block[]): Block => ({
  kind: 'container',
  props: { t: 'fold' },
  runs: [{ kind: 'text', text: title, attributes: {} }],
  children,
});
const BASE = writeTree({ title: '', blocks: [line('above'), fold('abcd', [line('body')]), line('below')] }, 1);
const open = (clientId: number, document = BASE): Peer => new Peer(OURS, { clientId, document });

function shown(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) =>
    block.kind === 'container'
      ? { [readableText(block.runs)]: shown(block.children) }
      : block.kind === 'leaf'
        ? readableText(block.runs)
        : [],
  );
}
const pageOf = ({ doc }: Peer): unknown[] => shown(readTree(doc).blocks);

function $block(word: string): ElementNode {
  const found = act.$textBlocks().find((one) => act.$textOf(one).includes(word));
  if (found === undefined) throw new Error(`${word} is not on the page`);
  return found;
}
const $fold = () => $getRoot().getChildren().find($isFoldNode);
const $at = (word: string, at: number) => (): void => void act.$select({ block: $block(word), at });

/** The editor shows what one does that opens the document now, and nothing was wrong. */
function checkSound(peer: Peer): void {
  expect(peer.errors).toEqual([]);
  expect(peer.json()).toBe(open(900, Y.encodeStateAsUpdate(peer.doc)).json());
}

test('what stands behind the caret is the first block in the fold; undo takes that back', async () => {
  const peer = open(7);
  const before = OURS.identities(peer.doc);
  await peer.splitTitle($at('abcd', 2));
  expect(pageOf(peer)).toEqual(['above', { ab: ['cd', 'body'] }, 'below']);
  checkSound(peer);
  // no letter was typed anew
  expect(OURS.identities(peer.doc)).toEqual(before);
  await peer.undo();
  expect(pageOf(peer)).toEqual(['above', { abcd: ['body'] }, 'below']);
  await peer.redo();
  expect(pageOf(peer)).toEqual(['above', { ab: ['cd', 'body'] }, 'below']);
  checkSound(peer);
});

test('a title is parted again, written in, and its formats go on', async () => {
  const peer = open(7);
  await peer.edit(() => act.$format({ block: $block('abcd'), at: 1 }, { block: $block('abcd'), at: 4 }, 'bold', true));
  await peer.splitTitle($at('abcd', 3));
  await peer.edit(() => act.$typePlain({ block: $block('abc'), at: 0 }, 'X'));
  await peer.splitTitle($at('Xabc', 2));
  await peer.edit(() => act.$typePlain({ block: $block('Xa'), at: 2 }, 'Y'));
  expect(pageOf(peer)).toEqual(['above', { XaY: ['bc', 'd', 'body'] }, 'below']);
  checkSound(peer);
  const [, box] = readTree(peer.doc).blocks;
  const looks =
    box?.kind === 'container' ? box.children.map((one) => (one.kind === 'leaf' ? one.runs[0]?.attributes : null)) : [];
  expect(looks).toEqual([{ bold: true }, { bold: true }, {}]);
});

test('an empty body has what is parted off, and nothing else', async () => {
  const peer = open(7, writeTree({ title: '', blocks: [fold('abcd', [])] }, 1));
  await peer.splitTitle($at('abcd', 1));
  expect(pageOf(peer)).toEqual([{ a: ['bcd'] }]);
  checkSound(peer);
});

test('at the ends of a title, and in any other block, nothing is done', async () => {
  const peer = open(7);
  for (const [word, at] of [
    ['abcd', 0],
    ['abcd', 4],
    ['body', 2],
  ] as const) {
    await peer.splitTitle($at(word, at));
  }
  expect(pageOf(peer)).toEqual(['above', { abcd: ['body'] }, 'below']);
});

test('it is the first where the body was put together by moves', async () => {
  const peer = open(7);
  await peer.edit(() => $fold()?.getBody()?.getFirstChild()?.insertBefore($block('above')));
  await peer.splitTitle($at('abcd', 2));
  expect(pageOf(peer)).toEqual([{ ab: ['cd', 'above', 'body'] }, 'below']);
  checkSound(peer);
});

const SPLIT = ['above', { ab: ['cd', 'body'] }, 'below'];
const OTHERS: Readonly<Record<string, readonly [(peer: Peer) => Promise<void>, unknown]>> = {
  'typing at the start': [
    (peer) => peer.edit(() => act.$typePlain({ block: $block('abcd'), at: 0 }, '*')),
    { '*ab': ['cd', 'body'] },
  ],
  'typing in the first half': [
    (peer) => peer.edit(() => act.$typePlain({ block: $block('abcd'), at: 1 }, '*')),
    { 'a*b': ['cd', 'body'] },
  ],
  'typing in the second half': [
    (peer) => peer.edit(() => act.$typePlain({ block: $block('abcd'), at: 3 }, '*')),
    { ab: ['c*d', 'body'] },
  ],
  'typing in the body': [
    (peer) => peer.edit(() => act.$typePlain({ block: $block('body'), at: 0 }, '*')),
    { ab: ['cd', '*body'] },
  ],
  'deleting over the place': [
    (peer) => peer.edit(() => act.$deleteRange({ block: $block('abcd'), at: 1 }, { block: $block('abcd'), at: 3 })),
    { a: ['d', 'body'] },
  ],
  'the same split': [(peer) => peer.splitTitle($at('abcd', 2)), { ab: ['cd', '', 'body'] }],
  'a split farther on': [(peer) => peer.splitTitle($at('abcd', 3)), { abc: ['d', '', 'body'] }],
  'closing it': [(peer) => peer.edit(() => void $fold()?.setClosed(true)), { ab: ['cd', 'body'] }],
  'a format for all of it': [
    (peer) =>
      peer.edit(() => act.$format({ block: $block('abcd'), at: 0 }, { block: $block('abcd'), at: 4 }, 'bold', true)),
    { ab: ['cd', 'body'] },
  ],
};

for (const [name, [other, expected]] of Object.entries(OTHERS)) {
  test.each([
    [7, 8],
    [8, 7],
  ])(`split while somebody else does this: ${name} (%i, %i)`, async (one, two) => {
    const peers = [open(one), open(two)] as const;
    const network = new Network([...peers]);
    await peers[0].splitTitle($at('abcd', 2));
    await other(peers[1]);
    await network.deliverAll();
    expect(pageOf(peers[0])).toEqual([SPLIT[0], expected, SPLIT[2]]);
    expect(peers[0].json()).toBe(peers[1].json());
    for (const peer of peers) checkSound(peer);
  });
}

test('a fold that is moved meanwhile takes both halves along', async () => {
  const [one, two] = [open(7), open(8)];
  const network = new Network([one, two]);
  await one.splitTitle($at('abcd', 2));
  await two.edit(() => $getRoot().append($fold() ?? $block('below')));
  await network.deliverAll();
  expect(pageOf(one)).toEqual(['above', 'below', { ab: ['cd', 'body'] }]);
  expect(one.json()).toBe(two.json());
  checkSound(one);
});
