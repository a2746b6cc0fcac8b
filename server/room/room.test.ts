import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import { decodeServerFrame } from '#shared/protocol/frame.ts';
import type { ServerMessage } from '#shared/protocol/frame.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryStore } from '#server/store/memory.ts';
import { Backlog } from './backlog.ts';
import { BACKLOG_ENTRY_BYTES, ROOM_IDLE_MS } from './limits.ts';
import type { Payload } from './connection.ts';
import type { Member } from './member.ts';
import { RoomRegistry } from './registry.ts';
import { Room } from './room.ts';
import type { Outcome } from './room.ts';

const DOCUMENT = 'a' as DocumentId;
let store: MemoryStore;
let registry: RoomRegistry;
let room: Room;
let clock: ManualClock;
let refusals: string[];

beforeEach(async () => {
  store = new MemoryStore((count) => new Uint8Array(count).fill(7));
  clock = new ManualClock();
  refusals = [];
  registry = new RoomRegistry({
    store,
    clock,
    nextTurn: (callback) => void setImmediate(callback),
    onUnavailable: () => undefined,
    onNotCompacted: () => undefined,
    onRefused: (_document, why) => void refusals.push(why),
  });
  const opened = await registry.open(DOCUMENT);
  if (opened.kind !== 'open') throw new Error(opened.reason);
  ({ room } = opened);
});

function join(
  id: string,
  protocol: Member['protocol'] = 'full',
): { member: Member; heard: ServerMessage[]; frames: Uint8Array[]; closed: string[] } {
  const heard: ServerMessage[] = [];
  const frames: Uint8Array[] = [];
  const closed: string[] = [];
  const connection = {
    send: (payloads: readonly Payload[]): void => {
      for (const payload of payloads.map(wholeOf)) {
        frames.push(payload);
        const decoded = decodeServerFrame(payload);
        if (decoded.ok) heard.push(...decoded.value);
      }
    },
    waitingBytes: 0,
    whenSent: (callback: () => void): void => callback(),
    close: (code: string): void => void closed.push(code),
  };
  const member: Member = { id, protocol, connection, reading: false, ackN: null };
  room.join(member);
  return { member, heard, frames, closed };
}

const wholeOf = (payload: Payload): Uint8Array => (payload instanceof Uint8Array ? payload : Buffer.concat(payload));

function edits(count: number): Uint8Array[] {
  const doc = Object.assign(new Y.Doc(), { clientID: 9 });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < count; i++) doc.getText('t').insert(i, 'x');
  return updates;
}

function submit(update: Uint8Array, author = 'ada'): Promise<Outcome> {
  return new Promise((settle) => room.submit({ update, author, role: 'editor', settle }));
}

test('nobody sees an update, and nobody is told that it is kept, before it is on disk', async () => {
  const reader = join('bob');
  const letGo = store.hold();
  let settled = 0;
  const outcomes = edits(2).map((update, index) => submit(update, `ada-${index}`).finally(() => (settled += 1)));
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect([settled, reader.heard.length]).toEqual([0, 0]);
  letGo();
  expect(await Promise.all(outcomes)).toEqual([{ kind: 'kept' }, { kind: 'kept' }]);
  await room.settled();
  expect(reader.heard).toMatchObject([{ type: 'data', updates: [{}, {}] }]);
});

test('receivers share one buffer; the author hears the cursor alone', async () => {
  const [bob, eve, ada] = [join('bob'), join('eve'), join('ada')];
  await submit(edits(1)[0]!);
  await room.settled();
  expect(bob.frames[0]).toBe(eve.frames[0]);
  expect(ada.heard).toMatchObject([{ type: 'data', updates: [], flags: { caughtUp: true } }]);
});

test('what one author sends in a row is one entry of the log, and one update for readers of either kind', async () => {
  const [bob, stock] = [join('bob'), join('eve', 'stock')];
  const all = edits(10);
  const outcomes = all.map((update, index) => submit(update, index < 6 ? 'ada' : 'bob'));
  expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => ({ kind: 'kept' })));
  await room.settled();
  expect(room.log.head).toBe(2);
  expect(bob.heard).toMatchObject([{ type: 'data', updates: [{}] }]);
  expect(stock.heard).toMatchObject([{ step: 'update' }, { step: 'update' }]);
  const doc = new Y.Doc();
  for (const update of room.log.updates()) Y.applyUpdate(doc, update);
  expect(Y.encodeStateVector(doc)).toEqual(room.stateVector());
  expect(doc.getText('t').toJSON()).toBe('x'.repeat(10));
});

test('while the disk hangs, more than may wait is refused; once it works the same pushes succeed', async () => {
  const [one, two, three] = edits(3);
  const limit = 2 * (one!.length + BACKLOG_ENTRY_BYTES);
  const small = new Room(
    DOCUMENT,
    { kind: 'absent' },
    {
      store,
      clock: new ManualClock(),
      backlog: new Backlog(limit),
      nextTurn: (callback) => void setImmediate(callback),
      onLost: () => undefined,
      onRefused: () => undefined,
    },
  );
  const send = (update: Uint8Array): Promise<Outcome> =>
    new Promise((settle) => small.submit({ update, author: 'ada', role: 'editor', settle }));
  const letGo = store.hold();
  const waiting = [send(one!), send(two!)];
  expect(await send(three!)).toMatchObject({ kind: 'refused', code: 'storage' });
  letGo();
  expect(await Promise.all(waiting)).toEqual([{ kind: 'kept' }, { kind: 'kept' }]);
  expect(await send(three!)).toEqual({ kind: 'kept' });
  expect(small.log.updates().length).toBe(2);
});

test('what the disk refuses is nowhere, nor is what was built on it; the same pushes succeed later', async () => {
  const reader = join('bob');
  const [one, two, three] = edits(3);
  await submit(one!);
  store.refuseWith('full');
  const letGo = store.hold();
  const second = submit(two!);
  await new Promise((resolve) => setImmediate(resolve));
  const third = submit(three!);
  letGo();
  expect(await Promise.all([second, third])).toMatchObject([
    { kind: 'refused', code: 'storage' },
    { kind: 'refused', code: 'storage' },
  ]);
  expect(room.log.head).toBe(1);
  store.refuseWith(null);
  expect(await submit(three!)).toMatchObject({ kind: 'refused', code: 'gap' });
  expect(await submit(two!)).toEqual({ kind: 'kept' });
  expect(await submit(three!)).toEqual({ kind: 'kept' });
  await room.settled();
  expect(reader.heard.flatMap((message) => (message.type === 'data' ? message.updates : []))).toEqual([
    one,
    two,
    three,
  ]);
});

test('why the disk refuses is told to the log once, and to nobody who writes', async () => {
  const [one, two] = edits(2);
  const refused = { kind: 'refused', code: 'storage', reason: 'the store is failing' };
  store.refuseWith('failing', 'unable to open /srv/secret');
  expect([await submit(one!), await submit(one!)]).toEqual([refused, refused]);
  store.refuseWith(null);
  expect(await submit(one!)).toEqual({ kind: 'kept' });
  store.refuseWith('full', 'no room on /srv/secret');
  expect(await submit(two!)).toEqual({ ...refused, reason: 'the store is full' });
  expect(refusals).toEqual(['unable to open /srv/secret', 'no room on /srv/secret']);
});

test('what is known already is kept, and not stored again', async () => {
  const [one] = edits(1);
  await submit(one!);
  expect(await submit(one!, 'bob')).toEqual({ kind: 'kept' });
  expect(room.log.head).toBe(1);
});

test('a document that cannot be read is open to nobody', async () => {
  const [one] = edits(1);
  await submit(one!);
  store.damage(DOCUMENT, 1);
  const again = new RoomRegistry({
    store,
    clock: new ManualClock(),
    nextTurn: (callback) => void setImmediate(callback),
    onUnavailable: () => undefined,
    onNotCompacted: () => undefined,
    onRefused: () => undefined,
  });
  expect(await again.open(DOCUMENT)).toMatchObject({ kind: 'unavailable' });
  expect(await store.append(DOCUMENT, [one!])).toEqual({ kind: 'not-loaded' });
});

test('a store that does not know how a commit ended is read again, and the room goes on with what is there', async () => {
  const reader = join('bob');
  const all = edits(4);
  await submit(all[0]!);
  // the disk took the second one, and nobody heard of it
  await store.append(DOCUMENT, [all[1]!]);
  store.release(DOCUMENT);
  expect(await submit(all[1]!)).toMatchObject({ kind: 'refused', code: 'storage' });
  expect(await submit(all[1]!)).toEqual({ kind: 'kept' });
  expect(await submit(all[2]!)).toEqual({ kind: 'kept' });
  await room.settled();
  expect(room.log.head).toBe(3);
  expect(reader.heard.flatMap((message) => (message.type === 'data' ? message.updates : []))).toEqual(all.slice(0, 3));
  // while it cannot be read, edits are refused; afterwards the same ones succeed
  store.release(DOCUMENT);
  store.refuseReads(true);
  for (let i = 0; i < 2; i++) expect(await submit(all[3]!)).toMatchObject({ kind: 'refused', code: 'storage' });
  store.refuseReads(false);
  expect(await submit(all[3]!)).toMatchObject({ kind: 'refused', code: 'storage' });
  expect(await submit(all[3]!)).toEqual({ kind: 'kept' });
  expect(room.log.head).toBe(4);
});

test('a room whose document was replaced on disk sends everybody away, and the next who comes gets what is there', async () => {
  const reader = join('bob');
  const [one, two] = edits(2);
  await submit(one!);
  store.forgetDocument(DOCUMENT);
  await store.create(DOCUMENT, two!);
  expect(await submit(two!)).toMatchObject({ kind: 'refused', code: 'storage' });
  expect(reader.closed).toEqual(['unavailable']);
  const again = await registry.open(DOCUMENT);
  expect(again.kind === 'open' && again.room !== room && again.room.log.head).toBe(1);
  // who has not gone yet
  expect(await submit(two!)).toMatchObject({ kind: 'refused', code: 'storage' });
  expect(await store.read(DOCUMENT, 0, 1_000_000)).toMatchObject({ head: 1 });
});

test('what waits for the disk is no view into the frame that it came in', async () => {
  const letGo = store.hold();
  const [one] = edits(1);
  const frame = Buffer.concat([new Uint8Array(100), one!]);
  const kept = submit(frame.subarray(100));
  frame.fill(255);
  await new Promise((resolve) => setImmediate(resolve));
  letGo();
  expect(await kept).toEqual({ kind: 'kept' });
  await room.settled();
  expect(room.log.updates()).toEqual([one]);
});

test('of names that nobody writes to nothing is kept', async () => {
  expect(await store.append(DOCUMENT, edits(1))).toMatchObject({ kind: 'stored' });
  clock.advance(ROOM_IDLE_MS);
  expect(registry.has(DOCUMENT)).toBe(false);
  expect(await store.append(DOCUMENT, edits(1))).toEqual({ kind: 'not-loaded' });
});
