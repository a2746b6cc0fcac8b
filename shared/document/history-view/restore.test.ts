import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { namesOf } from '../container-names.ts';
import { readBody, readFragments, readTitle } from '../markdown/read-document.ts';
import { runsText } from '../runs.ts';
import * as act from '../testing/acts.ts';
import { OURS } from '../testing/ours.ts';
import { Network, Peer } from '../testing/peers.ts';
import { walk } from '../tree/block.ts';
import { readTree } from '../tree/read-tree.ts';
import { randomHistory } from '../testing/random-history.ts';
import { seededDice } from '../testing/random.ts';
import { TITLE_ROOT } from '../layout.ts';
import { bringBack } from './bring-back.ts';
import { keysOf } from './keys.ts';
import { documentOf } from './page-at.ts';
import { readParts } from './read-parts.ts';
import { isEarlierState, restoreState } from './restore.ts';
import { viewOf } from './view.ts';

/** `HISTORY_SEEDS=17` runs one seed, `HISTORY_SEEDS=1-5000` many. */
const [FIRST = 1, LAST = FIRST] = (process.env['HISTORY_SEEDS'] ?? '1-60').split('-').map(Number);
const STEPS = 50;

const pageOf = (doc: Y.Doc): unknown => readBody(doc).map(({ props, runs }) => ({ props, runs }));
const textOf = (doc: Y.Doc): string =>
  readBody(doc)
    .map(({ runs }) => runsText(runs))
    .join('\n');

function join(document: Uint8Array, clientId: number): Peer {
  return new Peer(OURS, { clientId, document });
}

test.each([false, true])(
  `random histories, seeds ${FIRST} to ${LAST}: a restored page is the old one, and undo brings the new text back; boxes: %s`,
  async (boxes) => {
    for (let seed = FIRST; seed <= LAST; seed += 1) {
      const { rows, peers } = await randomHistory(seed, STEPS, boxes);
      const dice = seededDice(seed);
      const old = documentOf(rows.slice(0, 1 + dice.below(rows.length)));
      const peer = join(Y.encodeStateAsUpdate(peers[0]?.doc ?? new Y.Doc()), 900);
      const before = peer.json();
      await peer.change((transaction) => restoreState(peer.doc, old, null, transaction));
      expect({ seed, page: pageOf(peer.doc) }).toEqual({ seed, page: pageOf(old) });
      expect({ seed, tree: readTree(peer.doc).blocks }).toEqual({ seed, tree: readTree(old).blocks });
      // the editor shows what one does that is opened anew
      expect({ seed, json: peer.json() }).toEqual({ seed, json: join(Y.encodeStateAsUpdate(peer.doc), 901).json() });
      await peer.undo();
      expect({ seed, json: peer.json(), errors: peer.errors }).toEqual({ seed, json: before, errors: [] });
      expect({ seed, json: peer.json() }).toEqual({ seed, json: join(Y.encodeStateAsUpdate(peer.doc), 901).json() });
    }
  },
);

test.each([false, true])(
  `seeds ${FIRST} to ${LAST}: what others type while somebody restores is there afterwards, once; boxes: %s`,
  async (boxes) => {
    for (let seed = FIRST; seed <= LAST; seed += 1) {
      const { rows, peers: writers } = await randomHistory(seed, STEPS, boxes);
      const dice = seededDice(seed);
      const old = documentOf(rows.slice(0, 1 + dice.below(rows.length)));
      const document = Y.encodeStateAsUpdate(writers[0]?.doc ?? new Y.Doc());
      const peers = [join(document, 900), join(document, 800)];
      const [one, other] = peers as [Peer, Peer];
      const network = new Network(peers);
      const typed: string[] = [];
      for (const letter of 'ABCDEFGH') {
        await other.edit(() => {
          const blocks = act.$textBlocks();
          const block = blocks[dice.below(blocks.length)];
          if (block === undefined) return;
          act.$typePlain({ block, at: dice.below(act.$textOf(block).length + 1) }, letter);
          typed.push(letter);
        });
        if (letter === 'D') await one.change((transaction) => restoreState(one.doc, old, null, transaction));
      }
      await network.deliverAll();
      const text = textOf(one.doc);
      expect({ seed, typed: typed.filter((letter) => text.split(letter).length !== 2) }).toEqual({ seed, typed: [] });
      expect({ seed, json: one.json(), errors: one.errors }).toEqual({
        seed,
        json: other.json(),
        errors: other.errors,
      });
    }
  },
);

test(`seeds ${FIRST} to ${LAST}: some blocks of an earlier state come back with all that was in them, and go again by undo`, async () => {
  for (let seed = FIRST; seed <= LAST; seed += 1) {
    const { rows, peers } = await randomHistory(seed, STEPS, true);
    const dice = seededDice(seed);
    const old = documentOf(rows.slice(0, 1 + dice.below(rows.length)));
    const peer = join(Y.encodeStateAsUpdate(peers[0]?.doc ?? new Y.Doc()), 900);
    const { fragments, page } = readFragments(old);
    const names = keysOf(fragments);
    const keys = new Set(page.filter(() => dice.oneIn(4)).map((fragment) => names.get(fragment) ?? ''));
    const wanted = [...(readParts(old, { kind: 'blocks', keys }) ?? [])].flatMap(([, blocks]) => [...walk(blocks)]);
    const before = readTree(peer.doc).blocks;
    await peer.change((transaction) => bringBack(peer.doc, [{ old, keys }], transaction, namesOf(peer.doc)));
    const there = new Set(textOf(peer.doc));
    const missing = wanted.flatMap((block) =>
      block.kind === 'table' ? [] : Array.from(runsText(block.runs)).filter((one) => one !== '\n' && !there.has(one)),
    );
    expect({ seed, missing }).toEqual({ seed, missing: [] });
    expect({ seed, json: peer.json() }).toEqual({ seed, json: join(Y.encodeStateAsUpdate(peer.doc), 901).json() });
    await peer.undo();
    expect({ seed, tree: readTree(peer.doc).blocks, errors: peer.errors }).toEqual({ seed, tree: before, errors: [] });
  }
});

test('only the blocks that are wanted come back', async () => {
  const { rows, peers } = await randomHistory(1, 0);
  const [peer] = peers;
  if (peer === undefined) throw new Error('nobody is there');
  const old = documentOf(rows);
  const lines = textOf(peer.doc).split('\n');
  await peer.edit(() => {
    for (const block of act.$textBlocks()) act.$typePlain({ block, at: 1 }, 'X');
  });
  const second = viewOf(rows, 0).blocks[1]?.key ?? '';
  await peer.change((transaction) => restoreState(peer.doc, old, new Set([second]), transaction));
  const now = textOf(peer.doc).split('\n');
  expect(now[1]).toBe(lines[1]);
  expect(now.filter((line) => line.includes('X'))).toHaveLength(lines.length - 1);
});

test('text that is the same keeps its identity, and the title comes back', async () => {
  const { rows, peers } = await randomHistory(1, 0);
  const [peer] = peers;
  if (peer === undefined) throw new Error('nobody is there');
  const title = peer.doc.getText(TITLE_ROOT);
  title.insert(0, 'A title');
  const old = documentOf([...rows]);
  title.delete(2, 5);
  title.insert(2, 'name');
  const before = OURS.identities(peer.doc);
  await peer.edit(() => {
    for (const block of act.$textBlocks()) act.$typePlain({ block, at: 1 }, 'X');
  });
  await peer.change((transaction) => restoreState(peer.doc, old, null, transaction));
  expect(readTitle(peer.doc)).toBe('A title');
  expect(OURS.identities(peer.doc)).toEqual(before);
});

test('one undo brings back what stood there before', async () => {
  const { rows, peers } = await randomHistory(1, 0);
  const [peer] = peers;
  if (peer === undefined) throw new Error('nobody is there');
  const old = documentOf(rows);
  await peer.edit(() => {
    const [first, second] = act.$textBlocks();
    if (first === undefined || second === undefined) return;
    act.$typePlain({ block: first, at: 1 }, 'X');
    act.$join(first, second);
  });
  await peer.move(() => act.$textBlocks()[2] ?? act.$textBlocks()[0]!, 'up');
  await peer.edit(() => act.$removeBlock(act.$textBlocks()[0]!));
  const [shown, before] = [peer.json(), pageOf(peer.doc)];
  await peer.change((transaction) => restoreState(peer.doc, old, null, transaction));
  expect(pageOf(peer.doc)).toEqual(pageOf(old));
  await peer.undo();
  expect(pageOf(peer.doc)).toEqual(before);
  expect(peer.json()).toBe(shown);
});

test('a document that is no earlier state is not taken for one', async () => {
  const [one, other] = [await randomHistory(1, 40), await randomHistory(2, 40)];
  expect(isEarlierState(documentOf(one.rows.slice(0, 2)), documentOf(one.rows))).toBe(true);
  expect(isEarlierState(documentOf(one.rows), documentOf(one.rows.slice(0, 2)))).toBe(false);
  expect(isEarlierState(documentOf(other.rows), documentOf(one.rows))).toBe(false);
});
