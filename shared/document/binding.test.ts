import { $createParagraphNode, $getRoot } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import { createDocumentEditor } from './headless.ts';
import * as act from './testing/acts.ts';
import { BASES, writeBase } from './testing/bases.ts';
import { disagreements } from './testing/checks.ts';
import { tokenOf } from './testing/operation.ts';
import { OPERATIONS } from './testing/operations.ts';
import { OURS } from './testing/ours.ts';
import { Network, Peer } from './testing/peers.ts';

const textOf = (peer: Peer): string =>
  peer
    .page()
    .map(({ text }) => text)
    .join('\n');

async function open(): Promise<{ a: Peer; b: Peer; network: Network }> {
  const document = await writeBase(OURS, BASES.paragraph);
  const a = new Peer(OURS, { clientId: 100, document });
  const b = new Peer(OURS, { clientId: 200, document });
  return { a, b, network: new Network([a, b]) };
}

test('shows an empty document as one empty paragraph and writes nothing until somebody does', async () => {
  const a = new Peer(OURS, { clientId: 100 });
  const b = new Peer(OURS, { clientId: 200 });
  await a.edit(() => {});
  expect(a.page()).toEqual([{ type: 'p', level: 0, checked: false, within: [], runs: [], text: '' }]);
  expect(Y.encodeStateAsUpdate(a.doc)).toEqual(new Uint8Array([0, 0]));
  const $write = (text: string): void => {
    const [block] = act.$textBlocks();
    if (block !== undefined) act.$type(act.$startOf(block), text);
  };
  await a.edit(() => $write('one'));
  await b.edit(() => $write('two'));
  await new Network([a, b]).deliverAll();
  expect(disagreements([a, b])).toEqual([]);
  expect(textOf(a).replaceAll('\n', '')).toMatch(/^(onetwo|twoone)$/u);
  expect(a.doc.getMap('meta').get('layout')).toBe('flat/1');
});

test('takes back its own edits only, and does them again', async () => {
  const { a, b, network } = await open();
  const heading = OPERATIONS['to heading'];
  const typing = OPERATIONS['type in the middle'];
  await a.edit(() => heading.does.$run(''));
  await network.deliverAll();
  await b.edit(() => typing.does.$run(tokenOf('B2')));
  await network.deliverAll();
  await a.undo();
  await network.deliverAll();
  expect(disagreements([a, b])).toEqual([]);
  expect(typing.holds(b.page(), tokenOf('B2'))).toBe(true);
  expect(heading.holds(b.page(), '')).toBe(false);
  await a.redo();
  expect(heading.holds(a.page(), '')).toBe(true);
});

test('shows and keeps what it does not know, and writes nothing', async () => {
  const doc = new Y.Doc();
  doc.getText('body').insert(0, 'from the future');
  doc.getText('body').insertEmbed(15, new Y.Map([['t', 'hologram']]));
  const editor = createDocumentEditor();
  const binding = bindDocument(editor, doc, { clock: () => 0 });
  expect(binding.state).toEqual({ kind: 'read-only', reason: 'unknown-content', detail: 'block hologram' });
  const before = Y.encodeStateAsUpdate(doc);
  editor.update(() => void $getRoot().append($createParagraphNode()), { discrete: true });
  await Promise.resolve();
  expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
});
