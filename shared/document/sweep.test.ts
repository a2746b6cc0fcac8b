import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { BODY_ROOT } from './layout.ts';
import { sweep, sweepOfLog } from './sweep.ts';
import * as act from './testing/acts.ts';
import { runFuzz } from './testing/fuzz-run.ts';
import { OURS } from './testing/ours.ts';
import { Peer } from './testing/peers.ts';
import { randomHistory } from './testing/random-history.ts';
import { leaf } from './tree/block.ts';
import type { Block } from './tree/block.ts';
import { readTree } from './tree/read-tree.ts';
import { writeTree } from './tree/write-tree.ts';

const $block = (word: string) => {
  const found = act.$textBlocks().find((one) => act.$textOf(one).includes(word));
  if (found === undefined) throw new Error(`${word} is not on the page`);
  return found;
};

/** Three paragraphs; Ada deletes the one in the middle, and Ben does not hear of it. */
async function start(): Promise<{ readonly ada: Peer; readonly ben: Peer; readonly swept: Uint8Array }> {
  const writer = new Peer(OURS, { clientId: 1 });
  await writer.edit(() => {
    const paragraphs = ['first', 'middle', 'last'].map((word) => $createParagraphNode().append($createTextNode(word)));
    $getRoot()
      .clear()
      .append(...paragraphs);
  });
  const document = Y.encodeStateAsUpdate(writer.doc);
  writer.bound.stop();
  const ada = new Peer(OURS, { clientId: 2, document });
  const ben = new Peer(OURS, { clientId: 3, document });
  await ada.edit(() => act.$removeBlock($block('middle')));
  const { update: swept } = sweep(ada.doc, () => true);
  if (swept === null) throw new Error('nothing was swept');
  return { ada, ben, swept };
}

const textsOf = (peer: Peer): string[] => peer.page().map(({ text }) => text);
const markersOf = (doc: Y.Doc): number =>
  doc
    .getText(BODY_ROOT)
    .toDelta()
    .filter(({ insert }: { readonly insert: unknown }) => typeof insert === 'object').length;

const lettersOf = (doc: Y.Doc): string[] =>
  Array.from((OURS.readDocument(doc) ?? []).join('').replaceAll('\n', '')).toSorted();

/** Everybody hears of everything, the sweep before or after what the other one did. */
async function meet(ada: Peer, ben: Peer, swept: Uint8Array, sweepFirst: boolean): Promise<string[]> {
  const [fromAda, fromBen] = [ada.takeSent(), ben.takeSent()];
  if (sweepFirst) await ada.receive(swept);
  for (const update of fromBen) await ada.receive(update);
  if (!sweepFirst) await ada.receive(swept);
  for (const update of fromAda) await ben.receive(update);
  await ben.receive(swept);
  const page = textsOf(ada);
  expect(textsOf(ben)).toEqual(page);
  expect(ben.json()).toBe(ada.json());
  expect([...ada.errors, ...ben.errors]).toEqual([]);
  const newcomer = new Peer(OURS, { clientId: 9, document: Y.encodeStateAsUpdate(ben.doc) });
  expect(newcomer.json()).toBe(ada.json());
  for (const { bound } of [ada, ben, newcomer]) bound.stop();
  return page;
}

test('the marker of a deleted block goes, and nothing else', async () => {
  const { ada, ben, swept } = await start();
  expect(markersOf(ada.doc)).toBe(3);
  expect(await meet(ada, ben, swept, true)).toEqual(['first', 'last']);
  expect(markersOf(ada.doc)).toBe(2);
  expect(sweep(ada.doc, () => true)).toEqual({ update: null, left: 0 });
});

test('what is younger than the horizon stays', async () => {
  const { ada, ben } = await start();
  expect(sweep(ada.doc, ({ client }) => client !== 2)).toEqual({ update: null, left: 0 });
  for (const { bound } of [ada, ben]) bound.stop();
});

describe.each([true, false])('the sweep comes first: %s', (sweepFirst) => {
  test('what somebody types offline in a block that was swept is in the block behind it, once', async () => {
    const { ada, ben, swept } = await start();
    await ben.edit(() => act.$type({ block: $block('middle'), at: 3 }, 'NEW'));
    expect(await meet(ada, ben, swept, sweepFirst)).toEqual(['first', 'NEWlast']);
  });

  test('who takes the deletion back has the text in the block behind it, once', async () => {
    const { ada, ben, swept } = await start();
    if (sweepFirst) await ada.receive(swept);
    await ada.undo();
    expect(await meet(ada, ben, swept, sweepFirst)).toEqual(['first', 'middlelast']);
  });

  test('a move of the block that was swept does nothing', async () => {
    const { ada, ben, swept } = await start();
    await ben.move(() => $block('middle'), 'end');
    expect(await meet(ada, ben, swept, sweepFirst)).toEqual(['first', 'last']);
  });

  test('a block that is moved past it is where it was taken', async () => {
    const { ada, ben, swept } = await start();
    await ben.move(() => $block('first'), 'end');
    expect(await meet(ada, ben, swept, sweepFirst)).toEqual(['last', 'first']);
  });

  test('Enter in the block that was swept loses nothing of what is typed behind it', async () => {
    const { ada, ben, swept } = await start();
    await ben.edit(() => act.$enter({ block: $block('middle'), at: 3 }, 'NEW'));
    const page = await meet(ada, ben, swept, sweepFirst);
    expect(page.join(' ').match(/NEW/gu)).toHaveLength(1);
  });
});

test('a deleted table goes with its rows and columns; what somebody types offline in a cell of it stays, once', async () => {
  const line = (text: string) => leaf({}, [{ kind: 'text', text, attributes: {} }]);
  const row = (...words: string[]) => ({
    props: { t: 'row' },
    cells: words.map((word) => ({ children: [line(word)] })),
  });
  const blocks: readonly Block[] = [
    line('before'),
    {
      kind: 'table',
      props: { t: 'table' },
      columns: [{ props: { t: 'col' } }, { props: { t: 'col' } }],
      rows: [row('amber', 'birch'), row('cedar', 'delta')],
    },
    line('behind'),
  ];
  const document = writeTree({ title: '', blocks }, 1);
  const [ada, ben] = [2, 3].map((clientId) => new Peer(OURS, { clientId, document })) as [Peer, Peer];
  await ada.edit(() => $getRoot().getChildAtIndex(1)?.remove());
  expect(textsOf(ada)).toEqual(['before', 'behind']);
  expect(markersOf(ada.doc)).toBe(11);
  const { update } = sweep(ada.doc, () => true);
  if (update === null) throw new Error('nothing was swept');
  await ben.edit(() => act.$enter(act.$endOf($block('delta')), 'NEW'));
  const page = await meet(ada, ben, update, true);
  // two paragraphs, and the half that was split off
  expect(markersOf(ada.doc)).toBeLessThanOrEqual(3);
  expect(page.join(' ').match(/NEW/gu)).toHaveLength(1);
});

test.each([false, true])(
  'random histories: the page of the swept document is the same: boxes %s',
  async (boxes) => {
    let count = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      const { rows, peers } = await randomHistory(seed, 60, boxes);
      const updates = rows.map(({ update }) => update);
      const { update } = sweepOfLog(updates, updates.length >> 1);
      if (update !== null) {
        count += 1;
        const doc = new Y.Doc();
        for (const one of updates) Y.applyUpdate(doc, one);
        const before = readTree(doc);
        const markers = markersOf(doc);
        Y.applyUpdate(doc, update);
        expect(readTree(doc)).toEqual(before);
        expect(markersOf(doc)).toBeLessThan(markers);
      }
      for (const { bound } of peers) bound.stop();
    }
    expect(count).toBeGreaterThan(0);
  },
  120_000,
);

test.each([false, true])(
  'random histories that go on without the sweep: every letter stays, once: boxes %s',
  async (boxes) => {
    let count = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      const { rows, peers } = await randomHistory(seed, 60, boxes);
      const updates = rows.map(({ update }) => update);
      const known = Math.floor(updates.length * 0.7);
      const { update } = sweepOfLog(updates.slice(0, known), known);
      if (update !== null) {
        count += 1;
        const doc = new Y.Doc();
        for (const one of updates) Y.applyUpdate(doc, one);
        const letters = lettersOf(doc);
        Y.applyUpdate(doc, update);
        expect(lettersOf(doc)).toEqual(letters);
      }
      for (const { bound } of peers) bound.stop();
    }
    expect(count).toBeGreaterThan(0);
  },
  120_000,
);

test.each([false, true])(
  'editors whose document is swept now and then: nothing lost, nothing doubled: boxes %s',
  async (boxes) => {
    const failed: unknown[] = [];
    let count = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const { damages, swept } = await runFuzz(OURS, seed, { steps: 60, boxes, sweeps: true });
      count += swept;
      if (damages.length > 0) failed.push([seed, ...damages.slice(0, 3)]);
    }
    expect(failed).toEqual([]);
    expect(count).toBeGreaterThan(0);
  },
  120_000,
);
