import { expect, test } from 'vitest';
import type { ElementNode } from 'lexical';
import * as act from './testing/acts.ts';
import { BASES, writeBase } from './testing/bases.ts';
import { disagreements } from './testing/checks.ts';
import { OURS } from './testing/ours.ts';
import { Network, Peer } from './testing/peers.ts';

function $block(at: number): ElementNode {
  const block = act.$textBlocks().at(at);
  if (block === undefined) throw new Error('no such block');
  return block;
}

test('when the last item of a list goes, the nested list that it was alone in goes with it', async () => {
  const document = await writeBase(OURS, BASES.item);
  const a = new Peer(OURS, { clientId: 100, document });
  const b = new Peer(OURS, { clientId: 200, document });
  const network = new Network([a, b]);
  const before = b.json();
  await a.edit(() => {
    act.$enter(act.$endOf($block(-1)));
    act.$setIndent($block(-1), 2);
  });
  await network.deliverAll();
  expect(b.page().at(-1)).toMatchObject({ type: 'check', level: 2, text: '' });
  await a.undo();
  await network.deliverAll();
  expect(disagreements([a, b])).toEqual([]);
  expect(b.json()).toBe(before);
});

test('a link without text that is given a format is spelled as a newcomer spells it', async () => {
  const a = new Peer(OURS, { clientId: 100, document: await writeBase(OURS, BASES.paragraph) });
  const places = (from: number, to: number): [act.Place, act.Place] => [
    { block: $block(0), at: from },
    { block: $block(0), at: to },
  ];
  await a.edit(() => act.$breakLine({ block: $block(0), at: 5 }));
  await a.edit(() => act.$link(...places(5, 6), 'https://break.example/'));
  await a.edit(() => act.$format(...places(3, 8), 'bold', true));
  expect(disagreements([a])).toEqual([]);
});
