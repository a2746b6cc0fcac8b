import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Content } from '#server/content/content.ts';
import { openContentWorkers } from '#server/content/worker-content.ts';
import { writingSessions } from '#server/http/writing-sessions.ts';
import type { SignedEntry, Store } from '#server/store/store.ts';
import { useStoreFolder } from '#server/store/testing/store-folder.ts';
import { systemClock } from '#server/system.ts';
import { changesOf } from '#shared/document/history-view/changes.ts';
import { viewOf } from '#shared/document/history-view/view.ts';
import * as act from '#shared/document/testing/acts.ts';
import { OURS } from '#shared/document/testing/ours.ts';
import { Peer } from '#shared/document/testing/peers.ts';
import { author } from '#shared/document/testing/random-history.ts';
import { readTree } from '#shared/document/tree/read-tree.ts';
import type { DocumentId } from '#shared/ids.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { ROOM_IDLE_MS, SWEEP_AFTER_DAYS, SWEEP_PAUSE_MS } from './limits.ts';
import { RoomRegistry } from './registry.ts';
import type { Room } from './room.ts';
import { Sweeps } from './sweeps.ts';
import type { SweepsNeeds } from './sweeps.ts';

const folder = useStoreFolder();
const DOCUMENT = 'plan' as DocumentId;
const DAY_MS = 24 * 60 * 60_000;

/** Nobody writes three paragraphs, Ada deletes the one in the middle, Ben goes on in the last. */
async function write(store: Store): Promise<void> {
  const peer = new Peer(OURS, { clientId: 1 });
  const $block = (word: string) => act.$textBlocks().find((one) => act.$textOf(one).includes(word));
  await peer.edit(() => {
    const paragraphs = ['first', 'middle', 'last'].map((word) => $createParagraphNode().append($createTextNode(word)));
    $getRoot()
      .clear()
      .append(...paragraphs);
  });
  const base = Y.mergeUpdates(peer.takeSent());
  await peer.edit(() => {
    const middle = $block('middle');
    if (middle !== undefined) act.$removeBlock(middle);
  });
  const deletion = Y.mergeUpdates(peer.takeSent());
  await peer.edit(() => {
    const last = $block('last');
    if (last !== undefined) act.$type(act.$endOf(last), ' words');
  });
  const typing = Y.mergeUpdates(peer.takeSent());
  peer.bound.stop();
  await store.load(DOCUMENT);
  await store.append(DOCUMENT, [base, deletion, typing], [null, author(0), author(1)]);
  store.release(DOCUMENT);
}

async function entriesOf(store: Store): Promise<readonly SignedEntry[]> {
  const read = await store.read(DOCUMENT, 0, 1e6);
  return read.kind === 'entries' ? read.entries : [];
}

function treeOf(entries: readonly SignedEntry[]): unknown {
  const doc = new Y.Doc();
  for (const { update } of entries) Y.applyUpdate(doc, update);
  return readTree(doc);
}

test('a document is swept when it was compacted; its history says who deleted what, and nobody for the sweep', async () => {
  const store = await folder.open();
  await write(store);
  const before = await entriesOf(store);
  const content = openContentWorkers({ clock: systemClock });
  const clock = new ManualClock(Date.now() + (SWEEP_AFTER_DAYS + 1) * DAY_MS);
  const left: string[] = [];
  const registry = new RoomRegistry({
    store,
    clock,
    nextTurn: (callback) => void setImmediate(callback),
    onUnavailable: (_document, reason) => left.push(reason),
    onNotCompacted: (_document, reason) => left.push(reason),
    onNotSwept: (_document, reason) => left.push(reason),
    onRefused: (_document, reason) => left.push(reason),
    sweep: (updates, old) => content.sweep(updates, old),
    compaction: { isDue: () => true, keptEntries: 1 },
  });
  const opened = await registry.open(DOCUMENT);
  if (opened.kind !== 'open') throw new Error(opened.reason);
  const swept = new Promise<void>((resolve) => void opened.room.onChange(resolve));
  clock.advance(ROOM_IDLE_MS);
  await swept;
  await registry.drain(() => {});
  await content.close();
  expect(left).toEqual([]);

  const after = await entriesOf(store);
  expect(after.slice(0, -1)).toEqual(before);
  expect(after).toHaveLength(before.length + 1);
  expect(treeOf(after)).toEqual(treeOf(before));
  expect(after.at(-1)?.by).toBeNull();
  for (const rows of [before, after]) {
    const deleted = changesOf(viewOf(rows, 1)).filter(({ kind }) => kind === 'block-deleted');
    expect(deleted).toMatchObject([{ text: 'middle', by: author(0) }]);
  }
  expect(changesOf(viewOf(after, before.length))).toEqual([]);
  const [newest] = writingSessions(after.toReversed());
  expect(newest).toMatchObject({ to: after.length, people: [] });
});

/** A store with the document, a room that keeps what it is given, and a sweep that tells what it was asked. */
async function prepared(days: number, more: Partial<SweepsNeeds> = {}) {
  const store = await folder.open();
  await write(store);
  const clock = new ManualClock(Date.now() + days * DAY_MS);
  const registry = new RoomRegistry({
    store,
    clock,
    nextTurn: (callback) => void setImmediate(callback),
    onUnavailable: () => undefined,
    onNotCompacted: () => undefined,
    onRefused: () => undefined,
  });
  const asked: number[] = [];
  const left: string[] = [];
  const open = async (): Promise<Room | null> => {
    const opened = await registry.open(DOCUMENT);
    return opened.kind === 'open' ? opened.room : null;
  };
  const sweep: Content['sweep'] = async (_updates, old) => {
    asked.push(old);
    return { kind: 'converted', value: { update: null, left: 0 } };
  };
  const onLeft = (_document: DocumentId, reason: string): void => void left.push(reason);
  return { clock, asked, left, registry, sweeps: new Sweeps({ store, clock, open, sweep, onLeft, ...more }) };
}

test('what was deleted lately stays', async () => {
  const { sweeps, asked, registry } = await prepared(SWEEP_AFTER_DAYS - 1);
  await sweeps.add(DOCUMENT);
  expect(asked).toEqual([]);
  await registry.drain(() => {});
});

test('a document is swept once a day', async () => {
  const { sweeps, asked, clock, registry } = await prepared(SWEEP_AFTER_DAYS + 1);
  await sweeps.add(DOCUMENT);
  await sweeps.add(DOCUMENT);
  expect(asked).toEqual([3]);
  clock.advance(SWEEP_PAUSE_MS);
  await sweeps.add(DOCUMENT);
  expect(asked).toEqual([3, 3]);
  await registry.drain(() => {});
});

test('markers without which the page would be another one are told', async () => {
  const { sweeps, left, registry } = await prepared(SWEEP_AFTER_DAYS + 1, {
    sweep: async () => ({ kind: 'converted', value: { update: null, left: 2 } }),
  });
  await sweeps.add(DOCUMENT);
  expect(left).toEqual(['without 2 of its markers the page would be another one']);
  await registry.drain(() => {});
});

test('a sweep that fails is told, and changes nothing', async () => {
  const { sweeps, left, registry } = await prepared(SWEEP_AFTER_DAYS + 1, {
    sweep: async () => ({ kind: 'failed', reason: 'too much' }),
  });
  await sweeps.add(DOCUMENT);
  expect(left).toEqual(['too much']);
  await registry.drain(() => {});
});
