import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { TITLE_ROOT } from '../layout.ts';
import * as act from '../testing/acts.ts';
import { writeBase } from '../testing/bases.ts';
import { OURS } from '../testing/ours.ts';
import { Peer } from '../testing/peers.ts';
import { author } from '../testing/random-history.ts';
import { changesOf } from './changes.ts';
import type { Change } from './changes.ts';
import type { LogRow } from './log-row.ts';
import { viewOf } from './view.ts';

const WRITTEN = ['amber birch', 'cedar delta', 'eagle finch', 'grape hazel'];
const HOUR_MS = 3_600_000;

interface Scene {
  readonly peer: Peer;
  readonly block: (word: string) => ReturnType<typeof act.$textBlocks>[number];
  /** the rest is written by the next person, an hour later */
  readonly next: () => void;
  readonly changes: () => Change[];
}

async function open(): Promise<Scene> {
  const base = await writeBase(OURS, {
    $write: () => {
      for (const text of WRITTEN) $getRoot().append($createParagraphNode().append($createTextNode(text)));
    },
  });
  const peer = new Peer(OURS, { clientId: 7, document: base });
  const rows: LogRow[] = [{ seq: 1, update: base, by: null, at: null }];
  let person = 0;
  peer.doc.on('update', (update: Uint8Array) => {
    rows.push({ seq: rows.length + 1, update, by: author(person), at: person * HOUR_MS });
  });
  return {
    peer,
    block: (word) => {
      const found = act.$textBlocks().find((one) => act.$textOf(one).includes(word));
      if (found === undefined) throw new Error(`${word} is not on the page`);
      return found;
    },
    next: () => {
      person += 1;
    },
    changes: () => {
      expect([...peer.errors, ...peer.refusals]).toEqual([]);
      return changesOf(viewOf(rows, 1));
    },
  };
}

const first = { by: author(0), at: 0 };
const second = { by: author(1), at: HOUR_MS };

test('text that was typed and deleted, by whom and when', async () => {
  const { peer, block, next, changes } = await open();
  await peer.edit(() => act.$typePlain({ block: block('cedar'), at: 5 }, ' wood'));
  next();
  await peer.edit(() => act.$deleteRange({ block: block('cedar'), at: 10 }, { block: block('cedar'), at: 16 }));
  expect(changes()).toEqual([
    { kind: 'text-inserted', block: expect.any(String), offset: 5, text: ' wood', ...first },
    { kind: 'text-deleted', block: expect.any(String), offset: 10, text: ' delta', ...second },
  ]);
});

test('what one person typed and another deleted in between leaves no trace', async () => {
  const { peer, block, next, changes } = await open();
  await peer.edit(() => act.$typePlain({ block: block('cedar'), at: 5 }, ' wood'));
  next();
  await peer.edit(() => act.$deleteRange({ block: block('cedar'), at: 5 }, { block: block('cedar'), at: 10 }));
  expect(changes()).toEqual([]);
});

test('a format that came and one that goes on', async () => {
  const { peer, block, next, changes } = await open();
  await peer.edit(() => act.$format({ block: block('cedar'), at: 0 }, { block: block('cedar'), at: 5 }, 'bold', true));
  next();
  await peer.edit(() =>
    act.$format({ block: block('cedar'), at: 6 }, { block: block('cedar'), at: 11 }, 'italic', true),
  );
  expect(changes()).toEqual([
    { kind: 'text-formatted', block: expect.any(String), offset: 0, length: 5, from: {}, to: { bold: true }, ...first },
    {
      kind: 'text-formatted',
      block: expect.any(String),
      offset: 6,
      length: 5,
      from: {},
      to: { italic: true },
      ...second,
    },
  ]);
});

test('a type, a level and a check mark', async () => {
  const { peer, block, next, changes } = await open();
  await peer.edit(() => act.$setType(block('cedar'), 'check'));
  next();
  await peer.edit(() => act.$setChecked(block('cedar'), true));
  expect(changes()).toEqual([
    { kind: 'block-changed', block: expect.any(String), key: 'checked', from: null, to: true, ...second },
    { kind: 'block-changed', block: expect.any(String), key: 't', from: 'p', to: 'check', ...first },
  ]);
});

test('a block that was moved, and no text of it', async () => {
  const { peer, block, changes } = await open();
  await peer.move(() => block('grape'), 'up');
  await peer.move(() => block('grape'), 'up');
  const all = changes();
  expect(all).toEqual([
    { kind: 'block-moved', block: expect.any(String), from: expect.any(String), to: expect.any(String), ...first },
  ]);
  const [move] = all;
  expect(move?.kind === 'block-moved' && move.from !== move.to).toBe(true);
});

test('what was moved to the start of the page stands behind nothing', async () => {
  const { peer, block, changes } = await open();
  await peer.move(() => block('cedar'), 'up');
  expect(changes()).toEqual([
    { kind: 'block-moved', block: expect.any(String), from: expect.any(String), to: null, ...first },
  ]);
});

test('a move that was taken back is none', async () => {
  const { peer, block, changes } = await open();
  await peer.move(() => block('grape'), 'up');
  await peer.undo();
  expect(changes()).toEqual([]);
});

test('blocks that were split, joined, written and deleted', async () => {
  const { peer, block, next, changes } = await open();
  await peer.edit(() => act.$enter({ block: block('amber'), at: 5 }));
  next();
  await peer.edit(() => act.$join(block('cedar'), block('eagle')));
  await peer.edit(() => act.$removeBlock(block('grape')));
  await peer.edit(() => act.$enter(act.$endOf(block('eagle')), 'new'));
  expect(changes()).toEqual([
    { kind: 'block-split', block: expect.any(String), ...first },
    { kind: 'block-joined', block: expect.any(String), offset: 11, ...second },
    { kind: 'block-deleted', block: expect.any(String), text: 'grape hazel', ...second },
    { kind: 'block-inserted', block: expect.any(String), text: 'new', ...second },
  ]);
});

test('the title', async () => {
  const { peer, next, changes } = await open();
  const title: Y.Text = peer.doc.getText(TITLE_ROOT);
  title.insert(0, 'A plan');
  next();
  title.delete(0, 2);
  title.insert(4, 's');
  expect(changes()).toEqual([
    { kind: 'title-inserted', offset: 0, text: 'plan', ...first },
    { kind: 'title-inserted', offset: 4, text: 's', ...second },
  ]);
});
