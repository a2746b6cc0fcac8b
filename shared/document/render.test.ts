import { $getRoot } from 'lexical';
import { expect, test } from 'vitest';
import * as act from './testing/acts.ts';
import { BASES, writeBase } from './testing/bases.ts';
import { disagreements } from './testing/checks.ts';
import { OURS } from './testing/ours.ts';
import { Network, Peer } from './testing/peers.ts';

test('when the last item of a list goes, the nested list that it was alone in goes with it', async () => {
  const document = await writeBase(OURS, BASES.item);
  const [a, b] = [100, 200].map((clientId) => new Peer(OURS, { clientId, document }));
  if (a === undefined || b === undefined) throw new Error('two peers');
  const network = new Network([a, b]);
  const before = b.json();
  const $last = (): act.Place => {
    const block = act.$textBlocks().at(-1);
    if (block === undefined) throw new Error(`no text in ${$getRoot().getTextContent()}`);
    return act.$endOf(block);
  };
  await a.edit(() => {
    act.$enter($last());
    act.$setIndent($last().block, 2);
  });
  await network.deliverAll();
  expect(b.page().at(-1)).toMatchObject({ type: 'check', level: 2, text: '' });
  await a.undo();
  await network.deliverAll();
  expect(disagreements([a, b])).toEqual([]);
  expect(b.json()).toBe(before);
});
