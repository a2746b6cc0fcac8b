import { beforeEach, describe, expect, test } from 'vitest';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { encode, writeString, writeUint } from '#shared/protocol/wire.ts';
import type { DocumentId } from '#shared/ids.ts';
import { HANDOVER_GRACE_MS, PRESENCE_LAPSE_MS, PRESENCE_MIN_GAP_MS } from '#shared/protocol/limits.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryStore } from '#server/store/memory.ts';
import { Backlog } from './backlog.ts';
import { CLIENT_ID_GRACE_MS } from './limits.ts';
import type { Member } from './member.ts';
import { Room } from './room.ts';
import type { Outcome } from './room.ts';

const DOCUMENT = 'a' as DocumentId;
let clock: ManualClock;
let room: Room;

beforeEach(async () => {
  clock = new ManualClock();
  const store = new MemoryStore((count) => new Uint8Array(count).fill(7));
  await store.load(DOCUMENT);
  const nextTurn = (callback: () => void): void => void setImmediate(callback);
  room = new Room(
    DOCUMENT,
    { kind: 'absent' },
    { store, clock, backlog: new Backlog(1_000_000), nextTurn, onLost: () => undefined, onRefused: () => undefined },
  );
});

function join(id: string, protocol: Member['protocol'] = 'full'): Member {
  const connection = { send: () => undefined, whenSent: () => undefined, waitingBytes: 0, close: () => undefined };
  const member: Member = { id, protocol, connection, ackN: null, reading: false };
  room.join(member);
  return member;
}

const push = (author: string, update: Uint8Array): Promise<Outcome> =>
  new Promise((settle) => room.submit({ update, author, role: 'editor', settle }));

const announce = (author: string, client: number): boolean =>
  room.applyPresence(
    author,
    encode((encoder) => {
      writeUint(encoder, 1);
      writeUint(encoder, client);
      writeUint(encoder, 1);
      writeString(encoder, '{}');
    }),
  );

/** A person with a document and an id of their own. */
class Writer {
  readonly doc: Y.Doc;
  #last: Uint8Array = new Uint8Array();

  constructor(client: number) {
    this.doc = Object.assign(new Y.Doc(), { clientID: client });
    this.doc.on('update', (update: Uint8Array) => (this.#last = update));
  }

  write(text: string): Uint8Array {
    const root = this.doc.getText('t');
    root.insert(root.length, text);
    return this.#last;
  }
}

/** Garbage under a client id, from a clock on. */
function garbage(client: number, clock: number, length: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of [1, 1, client, clock, 0, length, 0]) encoding.writeVarUint(encoder, number);
  return encoding.toUint8Array(encoder);
}

function text(): string {
  const doc = new Y.Doc();
  for (const update of room.log.updates()) Y.applyUpdate(doc, update);
  return doc.getText('t').toJSON();
}

const KEPT = { kind: 'kept' };
const REFUSED_GAP = { kind: 'refused', code: 'gap' };
const REFUSED_FOREIGN = { kind: 'refused', code: 'foreign-client' };

describe('while somebody is here', () => {
  test('nobody else writes under the id that they announced, or began', async () => {
    for (const isAnnounced of [true, false]) {
      const id = isAnnounced ? 5 : 6;
      const [ada, name] = [new Writer(id), `ada ${id}`];
      join(name);
      join('eve');
      if (isAnnounced) announce(name, id);
      expect(await push(name, ada.write('one '))).toEqual(KEPT);
      expect(await push('eve', garbage(id, 4, 1000))).toMatchObject(REFUSED_GAP);
      expect(await push(name, ada.write('two '))).toEqual(KEPT);
    }
  });

  test('two tabs that know of each other what the server does not get all of it there', async () => {
    const [ada, bob] = [new Writer(5), new Writer(6)];
    for (const [name, id] of [
      ['ada', 5],
      ['bob', 6],
    ] as const) {
      join(name);
      announce(name, id);
    }
    const exchange = (): void => {
      Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ada.doc));
      Y.applyUpdate(ada.doc, Y.encodeStateAsUpdate(bob.doc));
    };
    for (let i = 0; i < 3; i++) {
      ada.write(`a${i} `);
      exchange();
      bob.write(`b${i} `);
      exchange();
    }
    const rounds: string[][] = [];
    for (let round = 0; round < 6; round++) {
      const outcomes: string[] = [];
      for (const [name, { doc }] of [
        ['ada', ada],
        ['bob', bob],
      ] as const) {
        const outcome = await push(name, Y.encodeStateAsUpdate(doc, room.stateVector()));
        outcomes.push(outcome.kind === 'kept' ? 'kept' : outcome.code);
      }
      rounds.push(outcomes);
    }
    expect(rounds.slice(0, 3)).toEqual([
      ['gap', 'gap'],
      ['gap', 'gap'],
      ['gap', 'kept'],
    ]);
    expect(rounds.at(-1)).toEqual(['kept', 'kept']);
    expect(text()).toBe('a0 b0 a1 b1 a2 b2 ');
  });

  test('who says that the same id is theirs is told to take another', async () => {
    const ada = new Writer(5);
    join('ada');
    announce('ada', 5);
    await push('ada', ada.write('one '));
    join('eve');
    announce('eve', 5);
    expect(await push('eve', garbage(5, 4, 1000))).toMatchObject(REFUSED_FOREIGN);
    expect(await push('ada', ada.write('two '))).toEqual(KEPT);
  });

  test('what they wrote may be brought by anybody, as far as the document has it', async () => {
    const ada = new Writer(5);
    join('ada');
    announce('ada', 5);
    await push('ada', ada.write('one '));
    const bob = new Writer(6);
    Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ada.doc));
    bob.write('two');
    join('bob', 'stock');
    expect(await push('bob', Y.encodeStateAsUpdate(bob.doc))).toEqual(KEPT);
    expect(text()).toBe('one two');
  });

  test('a stock client that only brought their first edit is not taken for them', async () => {
    const ada = new Writer(5);
    join('stock', 'stock');
    expect(await push('stock', ada.write('one '))).toEqual(KEPT);
    join('ada');
    expect(await push('ada', ada.write('two '))).toEqual(KEPT);
    announce('ada', 5);
    expect(await push('ada', ada.write('three'))).toEqual(KEPT);
    expect(text()).toBe('one two three');
  });

  test('an instance that brought their first edit gives the id back when they say that it is theirs', async () => {
    const ada = new Writer(5);
    join('bob');
    expect(await push('bob', ada.write('one '))).toEqual(KEPT);
    join('ada');
    announce('ada', 5);
    expect(await push('ada', ada.write('two'))).toEqual(KEPT);
  });

  test('a stock client keeps the id that it began, whoever announces it', async () => {
    const ada = new Writer(5);
    join('stock', 'stock');
    await push('stock', ada.write('one '));
    join('eve');
    announce('eve', 5);
    expect(await push('stock', ada.write('two'))).toEqual(KEPT);
  });
});

describe('when they are gone', () => {
  test('another tab brings what they left, soon', async () => {
    const ada = new Writer(5);
    const member = join('ada');
    announce('ada', 5);
    await push('ada', ada.write('one '));
    const left = ada.write('two');
    join('tab');
    room.leave(member, HANDOVER_GRACE_MS);
    expect(await push('tab', left)).toMatchObject(REFUSED_GAP);
    clock.advance(CLIENT_ID_GRACE_MS);
    expect(await push('tab', left)).toEqual(KEPT);
  });

  test('a connection that is dead and does not know it keeps their id no longer than their presence', async () => {
    const ada = new Writer(5);
    join('ada');
    announce('ada', 5);
    await push('ada', ada.write('one '));
    const left = ada.write('two');
    join('tab');
    clock.advance(PRESENCE_LAPSE_MS - 1);
    expect(await push('tab', left)).toMatchObject(REFUSED_GAP);
    clock.advance(1);
    expect(await push('tab', left)).toEqual(KEPT);
  });

  test('a goodbye frees their id at once, a hand-over keeps it', async () => {
    const ada = new Writer(5);
    const member = join('ada');
    announce('ada', 5);
    await push('ada', ada.write('one '));
    room.leave(member, HANDOVER_GRACE_MS);
    room.arrive('ada');
    clock.advance(CLIENT_ID_GRACE_MS);
    const left = ada.write('two');
    join('tab');
    expect(await push('tab', left)).toMatchObject(REFUSED_GAP);
    room.bye('ada');
    expect(await push('tab', left)).toEqual(KEPT);
  });

  test('what others wrote under their id meanwhile is not taken for theirs', async () => {
    const ada = new Writer(5);
    const member = join('ada');
    announce('ada', 5);
    await push('ada', ada.write('one '));
    room.leave(member, 0);
    join('eve');
    expect(await push('eve', garbage(5, 4, 100))).toEqual(KEPT);
    join('ada');
    announce('ada', 5);
    // nor what she sent before she heard of it, known or new
    for (const word of ['two ', 'x'.repeat(200)]) {
      expect(await push('ada', ada.write(word))).toMatchObject(REFUSED_FOREIGN);
    }
    // under the id that she takes then she goes on
    announce('ada', 6);
    expect(await push('ada', new Writer(6).write('three'))).toEqual(KEPT);
  });

  test('what another tab brought for them is, also when it was deleted and joined since', async () => {
    const ada = new Writer(5);
    const member = join('ada');
    announce('ada', 5);
    await push('ada', ada.write('one '));
    room.leave(member, 0);
    const left = [ada.write('two '), ada.write('three')];
    ada.doc.getText('t').delete(5, 2);
    ada.doc.getMap('m').set('k', { a: 1 });
    ada.doc.getText('t').insertEmbed(0, new Y.Map([['t', 'h1']]));
    const after = Y.encodeStateAsUpdate(ada.doc, Y.encodeStateVector(new Map([[5, 4]])));
    join('tab');
    expect(await push('tab', after)).toEqual(KEPT);
    join('ada');
    announce('ada', 5);
    for (const update of [...left, after]) expect(await push('ada', update)).toEqual(KEPT);
  });
});

test('who speaks without pause is told of at most every so often, with the newest; who leaves, at once', async () => {
  const heard: number[] = [];
  const connection = {
    send: (payloads: readonly unknown[]) => void heard.push(payloads.length),
    whenSent: () => undefined,
    waitingBytes: 0,
    close: () => undefined,
  };
  room.join({ id: 'bob', protocol: 'full', connection, ackN: null, reading: false });
  join('ada');
  const say = (clock: number): boolean =>
    room.applyPresence(
      'ada',
      encode((encoder) => {
        for (const number of [1, 5, clock]) writeUint(encoder, number);
        writeString(encoder, String(clock));
      }),
    );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  for (let i = 1; i <= 50; i++) {
    say(i);
    await turn();
  }
  expect(heard).toEqual([1]);
  clock.advance(PRESENCE_MIN_GAP_MS);
  await turn();
  expect(heard).toEqual([1, 1]);
  say(51);
  room.bye('ada');
  await turn();
  expect(heard).toEqual([1, 1, 1]);
  expect(room.presence.everybody()).toBeNull();
});
