import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { decodeServerFrame } from '#shared/protocol/frame.ts';
import type { DataMessage } from '#shared/protocol/data.ts';
import { DATA_CHUNK_BYTES } from '#shared/protocol/limits.ts';
import { decodeStateVector } from '#shared/update/coverage.ts';
import { decodeCursor } from './cursor.ts';
import { mergeLog } from '#server/store/merge-log.ts';
import type { Snapshot } from '#server/store/store.ts';
import { crc32 } from 'node:zlib';
import { DocumentLog, PartsRead } from './document-log.ts';
import { LogReader } from './log-reader.ts';
import type { Position } from './log-reader.ts';

/** A log of single keystrokes and deletions, with the document it makes. */
function typed(keys: readonly number[]): { log: DocumentLog; doc: Y.Doc; updates: Uint8Array[] } {
  const doc = Object.assign(new Y.Doc(), { clientID: 7 });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText('t');
  for (const key of keys) {
    if (key % 4 === 0 && text.length > 0) text.delete(key % text.length, 1);
    else text.insert(key % (text.length + 1), String.fromCharCode(97 + (key % 26)));
  }
  const log = new DocumentLog({
    kind: 'found',
    epoch: new Uint8Array(8),
    snapshot: null,
    tail: updates.map((update, index) => ({ seq: index + 1, update })),
  });
  return { log, doc, updates };
}

// oxlint-disable-next-line typescript/no-base-to-string -- Yjs's types hide its own toString
const text = (doc: Y.Doc): string => doc.getText('t').toString();

const apply = (doc: Y.Doc, updates: readonly Uint8Array[]): string => {
  for (const update of updates) Y.applyUpdate(doc, update);
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
  return text(doc);
};

const keys = fc.array(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 400 });

test('a difference brings whoever was there at any point up to date, deletions included', () => {
  fc.assert(
    fc.property(keys, fc.nat(), (path, at) => {
      const { log, doc, updates } = typed(path);
      const reader = new Y.Doc();
      apply(reader, updates.slice(0, at % updates.length));
      const lacking = log.difference(decodeStateVector(Y.encodeStateVector(reader))!);
      expect(apply(reader, lacking)).toBe(text(doc));
    }),
    { numRuns: 60 },
  );
});

test('merged runs hold the whole document, however the log grows between two newcomers', () => {
  fc.assert(
    fc.property(keys, (path) => {
      const { doc, updates } = typed(path);
      const log = new DocumentLog({ kind: 'absent' });
      for (const [index, update] of updates.entries()) {
        log.append(new Uint8Array(8), [{ seq: index + 1, update, author: '' }]);
        if (index % 150 === 0) log.merged();
      }
      expect(apply(new Y.Doc(), log.merged())).toBe(text(doc));
      expect(log.merged().length).toBeLessThan(128 + Math.ceil(updates.length / 128));
      expect(log.coverage().encodeStateVector()).toEqual(Y.encodeStateVector(doc));
    }),
    { numRuns: 40 },
  );
});

function dataOf(frame: Uint8Array): DataMessage {
  const decoded = decodeServerFrame(frame);
  const message = decoded.ok ? decoded.value[0] : undefined;
  if (message?.type !== 'data') throw new Error('no data message');
  return message;
}

function* read(log: DocumentLog, from: Position, reader = 'bob'): Generator<Uint8Array, void> {
  const messages = new LogReader({ log, reader, presence: null }, from);
  do {
    const payload = messages.next();
    yield payload instanceof Uint8Array ? payload : Buffer.concat(payload);
  } while (!messages.caughtUp);
}

/** A log of large pastes, and what a reader has of it who saw the first of them. */
function pasted(): { log: DocumentLog; doc: Y.Doc; reader: Y.Doc } {
  const doc = Object.assign(new Y.Doc(), { clientID: 7 });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < 12; i++) doc.getText('t').insert(0, String(i % 10).repeat(DATA_CHUNK_BYTES / 4));
  doc.getText('t').delete(5, 100);
  const tail = updates.map((update, index) => ({ seq: index + 1, update }));
  const log = new DocumentLog({ kind: 'found', epoch: new Uint8Array(8).fill(1), snapshot: null, tail });
  const reader = new Y.Doc();
  Y.applyUpdate(reader, updates[0]!);
  return { log, doc, reader };
}

test('a long difference is cut into messages; a cursor comes with the last', () => {
  const { log, doc, reader } = pasted();
  const frames = [...read(log, { kind: 'state-vector', known: decodeStateVector(Y.encodeStateVector(reader))! })];
  const messages = frames.map(dataOf);
  expect(messages.length).toBeGreaterThan(2);
  for (const frame of frames) expect(frame.length).toBeLessThan(DATA_CHUNK_BYTES + 100);
  expect(messages.map(({ flags }) => flags.more)).toEqual(messages.map((_, index) => index < messages.length - 1));
  expect(messages.slice(0, -1).map(({ cursor }) => cursor.length)).toEqual(messages.slice(0, -1).map(() => 0));
  expect(decodeCursor(messages.at(-1)!.cursor)).toMatchObject({ seq: log.head });
  expect(
    apply(
      reader,
      messages.flatMap((message) => [...message.updates]),
    ),
  ).toBe(text(doc));
});

test('who gets one message of it at a time, and asks again with what it has, gets all of it', () => {
  const { log, doc, reader } = pasted();
  let rounds = 0;
  for (let more = true; more; rounds++) {
    expect(rounds).toBeLessThan(20);
    const known = decodeStateVector(Y.encodeStateVector(reader))!;
    const message = dataOf(read(log, { kind: 'state-vector', known }).next().value!);
    apply(reader, [...message.updates]);
    more = message.flags.more;
  }
  expect(rounds).toBeGreaterThan(2);
  expect(text(reader)).toBe(text(doc));
});

test('a cursor from before the first edit is still good after it, where the room saw it; a restart makes it stale', () => {
  const { updates } = typed([1]);
  const log = new DocumentLog({ kind: 'absent' });
  const cursor = decodeCursor(log.cursor())!;
  expect(log.knows(cursor)).toBe(true);
  const epoch = new Uint8Array(8).fill(3);
  log.append(epoch, [{ seq: 1, update: updates[0]!, author: 'ada' }]);
  expect(log.knows(cursor)).toBe(true);
  expect(log.since(cursor.seq, 'bob').map(({ seq }) => seq)).toEqual([1]);
  expect(log.knows({ ...cursor, seq: 1 })).toBe(false);
  const tail = [{ seq: 1, update: updates[0]! }];
  expect(new DocumentLog({ kind: 'found', epoch, snapshot: null, tail }).knows(cursor)).toBe(false);
});

test.each([[DATA_CHUNK_BYTES / 4], [3 * DATA_CHUNK_BYTES], [10]])(
  'readers from the beginning are sent the same bytes, each the whole log, also where it grows: pastes of %d bytes',
  (size) => {
    const { updates } = typed([]);
    const doc = Object.assign(new Y.Doc(), { clientID: 7 });
    doc.on('update', (update: Uint8Array) => updates.push(update));
    const log = new DocumentLog({ kind: 'absent' });
    const grow = (): void => {
      doc.getText('t').insert(0, 'x'.repeat(size));
      log.append(new Uint8Array(8).fill(1), [{ seq: log.head + 1, update: updates.at(-1)!, author: '' }]);
    };
    for (let i = 0; i < 6; i++) grow();
    const first = [...read(log, { kind: 'beginning' })];
    const second = [...read(log, { kind: 'beginning' })];
    expect(second.map((frame, index) => Buffer.compare(frame, first[index]!))).toEqual(first.map(() => 0));
    if (size < DATA_CHUNK_BYTES) expect(second.every((frame, index) => frame === first[index])).toBe(true);
    const heard: DataMessage[] = [];
    for (const frame of read(log, { kind: 'beginning' })) {
      if (heard.length < 3) grow();
      heard.push(dataOf(frame));
    }
    grow();
    for (const frame of read(log, { kind: 'seq', seq: decodeCursor(heard.at(-1)!.cursor)!.seq }))
      heard.push(dataOf(frame));
    const reader = new Y.Doc();
    let seen = 0;
    for (const { cursor, updates: part, flags } of heard) {
      apply(reader, [...part]);
      seen += part.length;
      expect(decodeCursor(cursor)?.seq).toBe(seen);
      expect(flags).toMatchObject({ more: !flags.caughtUp, stale: false });
    }
    expect(text(reader)).toBe(text(doc));
    expect(seen).toBe(log.head);
  },
);

test('a cursor from before a restore is stale once the log goes another way, and good as far as it went the same', () => {
  const { updates } = typed([1, 2, 3, 5, 6, 7]);
  const epoch = new Uint8Array(8).fill(1);
  const logOf = (all: readonly Uint8Array[]): DocumentLog =>
    new DocumentLog({ kind: 'found', epoch, snapshot: null, tail: all.map((update, i) => ({ seq: i + 1, update })) });
  const cursors = [0, 1, 2, 3, 4, 5, 6].map((seq) => decodeCursor(logOf(updates).cursor(seq))!);
  const known = (log: DocumentLog): number[] => cursors.filter((cursor) => log.knows(cursor)).map(({ seq }) => seq);
  expect(known(logOf(updates))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const restored = logOf(updates.slice(0, 3));
  expect(known(restored)).toEqual([0, 1, 2, 3]);
  // the lost edits come back in another order, and the last in its old place
  for (const [i, update] of [updates[4]!, updates[3]!, updates[5]!].entries()) {
    restored.append(epoch, [{ seq: 4 + i, update, author: '' }]);
  }
  expect(restored.head).toBe(6);
  expect(known(restored)).toEqual([0, 1, 2, 3]);
});

/** A snapshot of the first updates, as the store makes it. */
function snapshotOf(updates: readonly Uint8Array[], seq: number): Snapshot {
  const merged = mergeLog(() => updates.slice(0, seq));
  if (merged.kind === 'left') throw new TypeError(merged.reason);
  const history = updates.slice(0, seq).reduce((value, update) => crc32(update, value), 0);
  return { seq, history, updates: merged.pieces };
}

function readOf({ updates }: Snapshot): PartsRead {
  const read = new PartsRead();
  for (const update of updates) read.add(update);
  return read;
}

const many = Array.from({ length: 60 }, (_, index) => index * 7 + 1);

test('a log that is loaded from a snapshot brings everybody up to date, and knows the cursors from there on', () => {
  const { log: whole, doc, updates } = typed(many);
  const snapshot = snapshotOf(updates, 40);
  const tail = updates.slice(40).map((update, index) => ({ seq: 41 + index, update }));
  const log = new DocumentLog({ kind: 'found', epoch: new Uint8Array(8), snapshot, tail }, readOf(snapshot));
  expect(log.head).toBe(60);
  expect(log.size).toMatchObject({ tailEntries: 20 });
  expect(log.coverage().encodeStateVector()).toEqual(Y.encodeStateVector(doc));
  expect(log.cursor()).toEqual(whole.cursor());
  for (const seq of [0, 39, 40, 41, 60]) expect(log.knows(decodeCursor(whole.cursor(seq))!)).toBe(seq >= 40);
  expect(apply(new Y.Doc(), log.merged())).toBe(text(doc));
  const reader = new Y.Doc();
  apply(reader, updates.slice(0, 13));
  expect(apply(reader, log.difference(decodeStateVector(Y.encodeStateVector(reader))!))).toBe(text(doc));
  const messages = [...read(log, { kind: 'beginning' })].map(dataOf);
  const newcomer = new Y.Doc();
  for (const message of messages) apply(newcomer, [...message.updates]);
  expect(text(newcomer)).toBe(text(doc));
  expect(decodeCursor(messages.at(-1)!.cursor)?.seq).toBe(60);
});

test('a snapshot takes the place of what is in it, whoever reads just then', () => {
  const { log, doc, updates } = typed(many);
  const readers = (['beginning', 'seq'] as const).map((kind) => {
    const from: Position = kind === 'seq' ? { kind, seq: 3 } : { kind };
    const reader = new Y.Doc();
    if (kind === 'seq') apply(reader, updates.slice(0, 3));
    const messages = new LogReader({ log, reader: 'bob', presence: null }, from);
    const take = (mostBytes?: number): void => {
      const payload = messages.next(mostBytes);
      apply(reader, [...dataOf(payload instanceof Uint8Array ? payload : Buffer.concat(payload)).updates]);
    };
    take(40);
    return { reader, messages, take };
  });
  const cursor = decodeCursor(log.cursor(55))!;
  log.adopt(snapshotOf(updates, 50), readOf(snapshotOf(updates, 50)));
  doc.on('update', (update: Uint8Array) =>
    log.append(new Uint8Array(8), [{ seq: log.head + 1, update, author: 'ada' }]),
  );
  doc.getText('t').insert(0, 'more');
  for (const { reader, messages, take } of readers) {
    while (!messages.caughtUp) take();
    expect(text(reader)).toBe(text(doc));
  }
  expect(log.knows(cursor)).toBe(true);
  expect(log.size.tailEntries).toBe(11);
  expect(log.updates().length).toBeLessThan(20);
  expect(apply(new Y.Doc(), log.updates())).toBe(text(doc));
  expect(apply(new Y.Doc(), log.merged())).toBe(text(doc));
  expect(log.coverage().encodeStateVector()).toEqual(Y.encodeStateVector(doc));
  // an older one comes too late
  log.adopt(snapshotOf(updates, 20), readOf(snapshotOf(updates, 20)));
  expect(log.size.tailEntries).toBe(11);
});

test('who reads on from before the snapshot is given everything', () => {
  const { log, doc, updates } = typed(many);
  log.adopt(snapshotOf(updates, 50), readOf(snapshotOf(updates, 50)));
  const reader = new Y.Doc();
  apply(reader, updates.slice(0, 3));
  expect(
    apply(
      reader,
      log.since(3, 'bob').map(({ update }) => update),
    ),
  ).toBe(text(doc));
});
