import { beforeEach, expect, test } from 'vitest';
import type { DocumentId } from '#shared/ids.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryStore } from '#server/store/memory.ts';
import type { LoadResult } from '#server/store/store.ts';
import type { Member } from './member.ts';
import { RoomRegistry } from './registry.ts';

/** A store whose loads of some documents do what the test says. */
class OddStore extends MemoryStore {
  readonly odd = new Map<string, () => Promise<LoadResult>>();
  override async load(document: DocumentId): Promise<LoadResult> {
    return this.odd.get(document)?.() ?? super.load(document);
  }
}

const GOOD = 'good' as DocumentId;
const ODD = 'odd' as DocumentId;

let store: OddStore;
let unavailable: string[];
let registry: RoomRegistry;

beforeEach(() => {
  store = new OddStore((count) => new Uint8Array(count).fill(7));
  unavailable = [];
  registry = new RoomRegistry({
    store,
    clock: new ManualClock(),
    nextTurn: (callback) => void setImmediate(callback),
    onUnavailable: (document, reason, seq) => unavailable.push(`${document}: ${reason} (${seq})`),
    onNotCompacted: () => undefined,
    onRefused: () => undefined,
  });
});

/** Somebody in a room, who is told nothing. */
function member(id: string): Member {
  const connection = { send: () => {}, waitingBytes: 0, whenSent: () => {}, close: () => {} };
  return { id, protocol: 'full', connection, reading: false, ackN: null };
}

test('a document that no room can be made of is set aside, and asked for again', async () => {
  // what a list that does not fit into memory does
  const tail = Object.assign([], {
    map: () => {
      throw new RangeError('Invalid array length');
    },
  });
  store.odd.set(ODD, async () => ({ kind: 'found', epoch: new Uint8Array(8), snapshot: null, tail }));
  expect(await registry.open(ODD)).toEqual({ kind: 'unavailable', reason: 'Invalid array length' });
  expect(unavailable).toEqual(['odd: Invalid array length (null)']);
  store.odd.clear();
  expect((await registry.open(ODD)).kind).toBe('open');
});

test('how far the log of a damaged document could be read is told', async () => {
  store.odd.set(ODD, async () => ({ kind: 'damaged', reason: 'the row of seq 8 is missing', lastGoodSeq: 7 }));
  expect((await registry.open(ODD)).kind).toBe('unavailable');
  expect(unavailable).toEqual(['odd: the row of seq 8 is missing (7)']);
});

test('a document that takes long to load holds up nobody else when the server stops', async () => {
  const { promise, resolve } = Promise.withResolvers<LoadResult>();
  store.odd.set(ODD, () => promise);
  void registry.open(ODD);
  const opened = await registry.open(GOOD);
  if (opened.kind === 'open') opened.room.join(member('early'));
  const closed: string[] = [];
  const drained = registry.drain(({ id }) => closed.push(id));
  await new Promise((done) => setImmediate(done));
  expect(closed).toEqual(['early']);
  resolve({ kind: 'absent' });
  await drained;
});
