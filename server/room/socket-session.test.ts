import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientMessage } from '#shared/protocol/frame.ts';
import { HANDOVER_GRACE_MS } from '#shared/protocol/limits.ts';
import { MAX_GAPS, MAX_OPENING_BYTES, OPENING_FRAME_BYTES } from './limits.ts';
import { DOCUMENT, edits, hello, kinds, presence, push, turn, Sessions } from './testing/sessions.ts';

let sessions: Sessions;
beforeEach(() => {
  sessions = new Sessions();
});

describe('a stock client', () => {
  test('is asked for what it has, gets what it asks for, and hears what others write, not what it wrote itself', async () => {
    const [one, two] = edits(2);
    const [ada, bob] = [await sessions.connect(), await sessions.connect()];
    expect(ada.news()).toMatchObject([{ type: 'sync', step: 'step1' }]);
    ada.say({ type: 'sync', step: 'step1', stateVector: new Uint8Array([0]) });
    expect(ada.news()).toMatchObject([{ type: 'sync', step: 'step2', update: new Uint8Array([0, 0]) }]);
    bob.news();
    ada.say({ type: 'sync', step: 'step2', update: one! });
    await turn();
    ada.say({ type: 'sync', step: 'update', update: two! });
    await turn();
    expect(ada.news()).toEqual([]);
    expect(bob.news()).toEqual([
      { type: 'sync', step: 'update', update: one },
      { type: 'sync', step: 'update', update: two },
    ]);
  });

  test('who leaves a gap is asked again, until that looks like a loop', async () => {
    const [, two] = edits(2);
    const ada = await sessions.connect();
    ada.news();
    for (let i = 0; i < MAX_GAPS; i++) {
      ada.say({ type: 'sync', step: 'update', update: two! });
      expect(ada.news()).toMatchObject([{ type: 'sync', step: 'step1' }]);
    }
    ada.say({ type: 'sync', step: 'update', update: two! });
    expect(kinds(ada.news())).toEqual(['auth']);
    expect(ada.closed).toEqual(['bad-message']);
  });

  test.each([
    ['malformed bytes', new Uint8Array([1, 2, 3]), 'bad-message'],
    ['a large update', new Uint8Array(8 * 1024 * 1024 + 1), 'too-large'],
  ])('who sends %s is told and cut off', async (_, update, code) => {
    const ada = await sessions.connect();
    ada.say({ type: 'sync', step: 'update', update });
    expect(ada.closed).toEqual([code]);
    expect(ada.heard.at(-1)).toMatchObject({ type: 'auth' });
  });

  test('is cut off to come back when the disk refuses, and told where it may only read', async () => {
    const [one] = edits(1);
    const [ada, viewer] = [await sessions.connect(), await sessions.connect('viewer')];
    viewer.say({ type: 'sync', step: 'update', update: one! });
    expect(viewer.heard.at(-1)).toMatchObject({ type: 'auth' });
    expect(viewer.closed).toEqual([]);
    sessions.store.refuseWith('full');
    ada.say({ type: 'sync', step: 'update', update: one! });
    await turn();
    expect(ada.closed).toEqual(['storage']);
  });

  test('leaves at once, and others hear of it', async () => {
    const [ada, bob] = [await sessions.connect(), await sessions.connect()];
    ada.say({ type: 'awareness', update: presence(5, 1, { name: 'Ada' }) });
    await turn();
    expect(kinds(bob.news())).toContain('awareness');
    bob.say({ type: 'queryAwareness' });
    expect(kinds(bob.news())).toEqual(['awareness']);
    ada.session.closed();
    await turn();
    expect(bob.news()).toEqual([{ type: 'awareness', update: presence(5, 1, null) }]);
  });
});

describe('a client that says hello', () => {
  test('is welcomed, gets the document, and its pushes are acknowledged with one number', async () => {
    const [one, two, three] = edits(3);
    const [ada, bob] = [await sessions.connect(), await sessions.connect()];
    for (const [n, client] of [ada, bob].entries()) {
      client.news();
      client.say(hello(n + 1));
      expect(kinds(client.news())).toEqual(['welcome', 'data', 'advice']);
    }
    ada.say(push(1, one!), push(2, two!));
    await turn();
    expect(ada.news()).toMatchObject([
      { type: 'ack', n: 2 },
      { type: 'data', updates: [] },
    ]);
    expect(bob.news()).toMatchObject([{ type: 'data', flags: { caughtUp: true } }]);
    // what is known is acknowledged at once
    ada.say(push(3, one!));
    expect(ada.news()).toEqual([{ type: 'ack', n: 3 }]);
    ada.say(push(4, three!));
    await turn();
    expect(ada.news()).toMatchObject([{ type: 'ack', n: 4 }, { type: 'data' }]);
  });

  test('is told of each push that is refused, and stays', async () => {
    const [one, two] = edits(2);
    const ada = await sessions.connect();
    ada.say(hello(1));
    ada.news();
    ada.say(push(1, two!), push(2, new Uint8Array([9])), push(3, one!));
    await turn();
    expect(ada.news()).toMatchObject([
      { type: 'nack', n: 1, code: 'gap' },
      { type: 'nack', n: 2, code: 'malformed' },
      { type: 'ack', n: 3 },
      { type: 'data' },
    ]);
    expect(ada.closed).toEqual([]);
  });

  test('with a cursor gets what came since, and a cursor of another history is stale', async () => {
    const [one, two] = edits(2);
    const [ada, bob] = [await sessions.connect(), await sessions.connect()];
    ada.say(hello(1));
    bob.say(hello(2));
    ada.say(push(1, one!));
    await turn();
    const cursor = bob.news().findLast((message) => message.type === 'data')?.cursor ?? new Uint8Array();
    bob.session.closed();
    ada.say(push(2, two!));
    await turn();
    const again = await sessions.connect();
    again.news();
    again.say(hello(2, { cursor }));
    const heard = again.news();
    expect(kinds(heard)).toEqual(['welcome', 'data', 'advice']);
    expect(heard[1]).toMatchObject({ updates: [two] });
    const foreign = cursor.slice();
    foreign[0] = (foreign[0] ?? 0) ^ 1;
    await turn();
    again.say(hello(2, { cursor: foreign }));
    expect(again.news()).toMatchObject([{ type: 'data', flags: { stale: true }, updates: [] }]);
  });

  test('that breaks off stays for the grace of a hand-over; one that says goodbye does not', async () => {
    const [ada, bob] = [await sessions.connect(), await sessions.connect()];
    ada.say(hello(1), { type: 'presence', update: presence(5, 1, { name: 'Ada' }) });
    bob.say(hello(2));
    await turn();
    bob.news();
    ada.session.closed();
    await sessions.clock.run(HANDOVER_GRACE_MS - 1);
    await turn();
    expect(bob.news()).toEqual([]);
    await sessions.clock.run(1);
    await turn();
    expect(bob.news()).toEqual([{ type: 'presence', update: presence(5, 1, null) }]);

    const back = await sessions.connect();
    back.say(hello(3), { type: 'presence', update: presence(6, 1, { name: 'Eve' }) });
    await turn();
    bob.news();
    back.say({ type: 'bye' });
    await turn();
    expect(bob.news()).toEqual([{ type: 'presence', update: presence(6, 1, null) }]);
  });

  test('answers and is answered a ping', async () => {
    const ada = await sessions.connect();
    ada.say(hello(1));
    ada.news();
    ada.say({ type: 'ping', nonce: 42 }, { type: 'pong', nonce: 1 });
    expect(ada.news()).toEqual([{ type: 'pong', nonce: 42 }]);
  });
});

describe('what a client may not do ends its session with the reason', () => {
  test.each<[string, ClientMessage[], string]>([
    ['push before hello', [push(1, new Uint8Array([0, 0]))], 'bad-message'],
    ['sync after hello', [hello(1), { type: 'sync', step: 'update', update: new Uint8Array([0, 0]) }], 'bad-message'],
    ['speak too old a version', [hello(1, { version: 0 })], 'version'],
    ['send no state vector', [hello(1, { stateVector: new Uint8Array([9]) })], 'bad-message'],
    ['send no presence', [{ type: 'awareness', update: new Uint8Array([9]) }], 'bad-message'],
  ])('%s', async (_, messages, code) => {
    const ada = await sessions.connect();
    ada.say(...messages);
    expect(ada.closed).toEqual([code]);
    ada.news();
    ada.say(hello(1));
    expect(ada.news()).toEqual([]);
  });

  test('a hello that is refused is answered as the full protocol says it', async () => {
    const ada = await sessions.connect();
    ada.news();
    ada.say(hello(1, { version: 0 }));
    expect(ada.news()).toMatchObject([{ type: 'refused', code: 'version', retryAfterMs: 0 }]);
  });

  test('a frame that does not parse', async () => {
    const ada = await sessions.connect();
    ada.session.receive(new Uint8Array([200, 200]));
    expect(ada.closed).toEqual(['bad-message']);
  });
});

test('what comes while the document is loaded waits, up to a bound', async () => {
  const early = sessions.begin();
  early.say(hello(1));
  expect(early.heard).toEqual([]);
  await turn();
  expect(kinds(early.heard)).toEqual(['sync', 'welcome', 'data', 'advice']);

  const greedy = sessions.begin();
  const frame = new Uint8Array(MAX_OPENING_BYTES / 2);
  greedy.session.receive(frame);
  expect(greedy.closed).toEqual([]);
  greedy.session.receive(frame);
  expect(greedy.closed).toEqual(['unavailable']);
  await turn();
  expect(kinds(greedy.heard)).toEqual(['refused']);
});

test('frames that hold nothing count as well while the document is loaded', () => {
  const greedy = sessions.begin();
  const nothing = new Uint8Array();
  for (let i = 0; i < MAX_OPENING_BYTES / OPENING_FRAME_BYTES; i++) greedy.session.receive(nothing);
  expect(greedy.closed).toEqual([]);
  greedy.session.receive(nothing);
  expect(greedy.closed).toEqual(['unavailable']);
});

test('a document that cannot be read refuses its clients, who may come back', async () => {
  const [one] = edits(1);
  const ada = await sessions.connect();
  ada.say({ type: 'sync', step: 'update', update: one! });
  await turn();
  sessions.store.damage(DOCUMENT, 1);
  sessions.restart();
  const late = await sessions.connect();
  expect(late.closed).toEqual(['unavailable']);
  expect(late.heard).toMatchObject([{ type: 'refused', code: 'unavailable' }]);
  expect(late.heard[0]).not.toMatchObject({ retryAfterMs: 0 });
});
