import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentId, InstanceId } from '#shared/ids.ts';
import { instanceIdFromBytes } from '#shared/ids.ts';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ClientMessage, ServerMessage } from '#shared/protocol/frame.ts';
import { DATA_CHUNK_BYTES, HANDOVER_GRACE_MS, MAX_MESSAGES_PER_FRAME } from '#shared/protocol/limits.ts';
import type { HelloMessage } from '#shared/protocol/session.ts';
import type { Role } from '#shared/role.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryStore } from '#server/store/memory.ts';
import type { Connection } from './connection.ts';
import { MAX_GAPS, MAX_OPENING_BYTES, MAX_WAITING_BYTES } from './limits.ts';
import { RoomRegistry } from './registry.ts';
import { SocketSession } from './socket-session.ts';

const DOCUMENT = 'a' as DocumentId;
let store: MemoryStore;
let clock: ManualClock;
let registry: RoomRegistry;
let sessions: number;

beforeEach(() => {
  store = new MemoryStore((count) => new Uint8Array(count).fill(7));
  clock = new ManualClock();
  sessions = 0;
  registry = registryOver(store);
});

function registryOver(from: MemoryStore): RoomRegistry {
  return new RoomRegistry({
    store: from,
    clock,
    nextTurn: (callback) => void setImmediate(callback),
    onUnavailable: () => undefined,
  });
}

interface Client {
  readonly session: SocketSession;
  readonly line: Line;
  readonly heard: ServerMessage[];
  readonly closed: string[];
  readonly faults: unknown[];
  say(...messages: ClientMessage[]): void;
  /** what came since the last call */
  news(): ServerMessage[];
}

/** A connection whose reader may stop reading: what is sent then waits. */
class Line implements Connection {
  waitingBytes = 0;
  readonly #hear: (frame: Uint8Array) => void;
  readonly #closed: string[];
  #waiting: Uint8Array[] | null = null;
  #whenSent: (() => void)[] = [];

  constructor(hear: (frame: Uint8Array) => void, closed: string[]) {
    this.#hear = hear;
    this.#closed = closed;
  }

  send(payloads: Parameters<Connection['send']>[0]): void {
    for (const payload of payloads) {
      const frame = payload instanceof Uint8Array ? payload : Buffer.concat(payload);
      if (this.#waiting === null) this.#hear(frame);
      else {
        this.waitingBytes += frame.length;
        this.#waiting.push(frame);
      }
    }
  }

  whenSent(callback: () => void): void {
    this.#whenSent.push(callback);
  }

  close(code: string): void {
    this.#closed.push(code);
  }

  stopReading(): void {
    this.#waiting = [];
  }

  /** Reads what waits; what is sent because of that waits again. */
  read(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = [];
    this.waitingBytes = 0;
    for (const frame of waiting) this.#hear(frame);
    for (const callback of this.#whenSent.splice(0)) callback();
  }
}

/** A session whose room is open, with what it hears. */
async function connect(role: Role = 'editor'): Promise<Client> {
  const client = begin(role);
  await turn();
  return client;
}

function begin(role: Role = 'editor'): Client {
  const heard: ServerMessage[] = [];
  const closed: string[] = [];
  const faults: unknown[] = [];
  let told = 0;
  const line = new Line((frame) => {
    const decoded = decodeServerFrame(frame);
    if (!decoded.ok) throw new Error(decoded.reason);
    heard.push(...decoded.value);
  }, closed);
  const session = new SocketSession({
    registry,
    document: DOCUMENT,
    connection: line,
    id: `stock-${++sessions}`,
    role,
    advice: { pollHoldMs: 20_000 },
    nextTurn: (callback) => void setImmediate(callback),
    onFault: (error) => void faults.push(error),
  });
  return {
    session,
    line,
    heard,
    closed,
    faults,
    say: (...messages) => session.receive(encodeFrame(...messages)),
    news: () => heard.slice(told, (told = heard.length)),
  };
}

/** Everything that has been set off by now is done: the memory store and the rooms take a turn of the event loop each. */
async function turn(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}

function instance(n: number): InstanceId {
  const id = instanceIdFromBytes(new Uint8Array(16).fill(n));
  if (id === null) throw new Error('an instance has 16 bytes');
  return id;
}

const hello = (n: number, more: Partial<HelloMessage> = {}): HelloMessage => ({
  type: 'hello',
  version: 1,
  instance: instance(n),
  token: '',
  cursor: new Uint8Array(),
  stateVector: new Uint8Array([0]),
  ...more,
});

function edits(count: number): Uint8Array[] {
  const doc = Object.assign(new Y.Doc(), { clientID: 9 });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < count; i++) doc.getText('t').insert(i, 'x');
  return updates;
}

/** Awareness of one client id. */
function presence(client: number, clock: number, state: object | null): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(state));
  return new Uint8Array([1, client, clock, json.length, ...json]);
}

const kinds = (messages: readonly ServerMessage[]): string[] => messages.map(({ type }) => type);
const push = (n: number, update: Uint8Array): ClientMessage => ({ type: 'push', n, update });

describe('a stock client', () => {
  test('is asked for what it has, gets what it asks for, and hears what others write, not what it wrote itself', async () => {
    const [one, two] = edits(2);
    const [ada, bob] = [await connect(), await connect()];
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
    const ada = await connect();
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
    const ada = await connect();
    ada.say({ type: 'sync', step: 'update', update });
    expect(ada.closed).toEqual([code]);
    expect(ada.heard.at(-1)).toMatchObject({ type: 'auth' });
  });

  test('is cut off to come back when the disk refuses, and told where it may only read', async () => {
    const [one] = edits(1);
    const [ada, viewer] = [await connect(), await connect('viewer')];
    viewer.say({ type: 'sync', step: 'update', update: one! });
    expect(viewer.heard.at(-1)).toMatchObject({ type: 'auth' });
    expect(viewer.closed).toEqual([]);
    store.refuseWith('full');
    ada.say({ type: 'sync', step: 'update', update: one! });
    await turn();
    expect(ada.closed).toEqual(['storage']);
  });

  test('leaves at once, and others hear of it', async () => {
    const [ada, bob] = [await connect(), await connect()];
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
    const [ada, bob] = [await connect(), await connect()];
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
    const ada = await connect();
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
    const [ada, bob] = [await connect(), await connect()];
    ada.say(hello(1));
    bob.say(hello(2));
    ada.say(push(1, one!));
    await turn();
    const cursor = bob.news().findLast((message) => message.type === 'data')?.cursor ?? new Uint8Array();
    bob.session.closed();
    ada.say(push(2, two!));
    await turn();
    const again = await connect();
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
    const [ada, bob] = [await connect(), await connect()];
    ada.say(hello(1), { type: 'presence', update: presence(5, 1, { name: 'Ada' }) });
    bob.say(hello(2));
    await turn();
    bob.news();
    ada.session.closed();
    await clock.run(HANDOVER_GRACE_MS - 1);
    await turn();
    expect(bob.news()).toEqual([]);
    await clock.run(1);
    await turn();
    expect(bob.news()).toEqual([{ type: 'presence', update: presence(5, 1, null) }]);

    const back = await connect();
    back.say(hello(3), { type: 'presence', update: presence(6, 1, { name: 'Eve' }) });
    await turn();
    bob.news();
    back.say({ type: 'bye' });
    await turn();
    expect(bob.news()).toEqual([{ type: 'presence', update: presence(6, 1, null) }]);
  });

  test('answers and is answered a ping', async () => {
    const ada = await connect();
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
    const ada = await connect();
    ada.say(...messages);
    expect(ada.closed).toEqual([code]);
    ada.news();
    ada.say(hello(1));
    expect(ada.news()).toEqual([]);
  });

  test('a hello that is refused is answered as the full protocol says it', async () => {
    const ada = await connect();
    ada.news();
    ada.say(hello(1, { version: 0 }));
    expect(ada.news()).toMatchObject([{ type: 'refused', code: 'version', retryAfterMs: 0 }]);
  });

  test('a frame that does not parse', async () => {
    const ada = await connect();
    ada.session.receive(new Uint8Array([200, 200]));
    expect(ada.closed).toEqual(['bad-message']);
  });
});

test('what comes while the document is loaded waits, up to a bound', async () => {
  const early = begin();
  early.say(hello(1));
  expect(early.heard).toEqual([]);
  await turn();
  expect(kinds(early.heard)).toEqual(['sync', 'welcome', 'data', 'advice']);

  const greedy = begin();
  const frame = new Uint8Array(MAX_OPENING_BYTES / 2 + 1);
  greedy.session.receive(frame);
  expect(greedy.closed).toEqual([]);
  greedy.session.receive(frame);
  expect(greedy.closed).toEqual(['unavailable']);
  await turn();
  expect(kinds(greedy.heard)).toEqual(['refused']);
});

test('a document that cannot be read refuses its clients, who may come back', async () => {
  const [one] = edits(1);
  const ada = await connect();
  ada.say({ type: 'sync', step: 'update', update: one! });
  await turn();
  store.damage(DOCUMENT, 1);
  registry = registryOver(store);
  const late = await connect();
  expect(late.closed).toEqual(['unavailable']);
  expect(late.heard).toMatchObject([{ type: 'refused', code: 'unavailable' }]);
  expect(late.heard[0]).not.toMatchObject({ retryAfterMs: 0 });
});

describe('a client that asks and does not read', () => {
  /** Pastes that make a document of `count` messages. */
  async function paste(count: number): Promise<void> {
    const doc = Object.assign(new Y.Doc(), { clientID: 9 });
    const ada = await connect();
    doc.on('update', (update: Uint8Array) => ada.say({ type: 'sync', step: 'update', update }));
    for (let i = 0; i < count; i++) doc.getText('t').insert(0, String(i % 10).repeat(DATA_CHUNK_BYTES - 100));
    await turn();
    ada.session.closed();
  }
  const step1: ClientMessage = { type: 'sync', step: 'step1', stateVector: new Uint8Array([0]) };
  const updatesOf = (messages: readonly ServerMessage[]): Uint8Array[] =>
    messages.flatMap((message) =>
      message.type === 'data'
        ? message.updates
        : message.type === 'sync' && message.step !== 'step1'
          ? [message.update]
          : [],
    );

  test('costs two messages, however often it asks and however long the document is', async () => {
    await paste(12);
    const deaf = await connect();
    deaf.line.stopReading();
    for (let i = 0; i < 100; i++) deaf.say(step1, step1, step1);
    expect(deaf.line.waitingBytes).toBeLessThan(2.1 * DATA_CHUNK_BYTES);
    const full = await connect();
    full.line.stopReading();
    for (let i = 0; i < 100; i++) full.say(hello(1));
    expect(full.line.waitingBytes).toBeLessThan(2.1 * DATA_CHUNK_BYTES);
    expect([...deaf.closed, ...full.closed]).toEqual([]);
  });

  test('is answered once a turn, however often it asks: with what it said last', async () => {
    await paste(1);
    const eager = await connect();
    eager.news();
    eager.say(...Array.from({ length: 10 }, () => step1));
    for (let i = 0; i < 10; i++) eager.say(step1);
    expect(eager.news()).toMatchObject([{ type: 'sync', step: 'step2' }]);
    await turn();
    expect(eager.news()).toMatchObject([{ type: 'sync', step: 'step2' }]);
    await turn();
    expect(eager.news()).toEqual([]);
  });

  test('gets all of it once it reads, also what was written meanwhile, each edit with a cursor that is not ahead of it', async () => {
    await paste(4);
    for (const question of [step1, hello(1)]) {
      const late = await connect();
      late.news();
      late.line.stopReading();
      late.say(question);
      const bob = await connect();
      bob.say(hello(2));
      const written = Object.assign(new Y.Doc(), { clientID: 50 + sessions });
      written.on('update', (update: Uint8Array) => bob.say(push(1, update)));
      written.getText('new').insert(0, 'meanwhile');
      await turn();
      const doc = new Y.Doc();
      for (let left = 20; left > 0; left--) {
        const before = late.heard.length;
        late.line.read();
        for (const update of updatesOf(late.heard.slice(before))) Y.applyUpdate(doc, update);
      }
      expect(doc.getText('t').length).toBe(4 * (DATA_CHUNK_BYTES - 100));
      // oxlint-disable-next-line typescript/no-base-to-string -- Yjs's types hide its own toString
      expect(doc.getText('new').toString()).toContain('meanwhile');
      expect(doc.store.pendingStructs).toBeNull();
      const data = late.heard.filter((message) => message.type === 'data');
      if (question.type === 'hello') expect(data.at(-1)).toMatchObject({ flags: { caughtUp: true } });
    }
  });

  test('is acknowledged while it is still being sent the document', async () => {
    await paste(4);
    const ada = await connect();
    ada.news();
    ada.line.stopReading();
    const [one] = edits(1);
    const own = Object.assign(new Y.Doc(), { clientID: 77 });
    Y.applyUpdate(own, one!);
    const before = Y.encodeStateVector(own);
    own.getText('own').insert(0, 'x');
    ada.say(hello(1), push(1, Y.encodeStateAsUpdate(own, before)));
    await turn();
    for (let left = 20; left > 0; left--) ada.line.read();
    expect(kinds(ada.news()).filter((kind) => kind === 'ack')).toEqual(['ack']);
  });

  test.each<[string, ClientMessage]>([
    ['pings', { type: 'ping', nonce: 1 }],
    ['asks', step1],
    ['says hello', hello(1)],
    ['pushes', push(1, new Uint8Array([9]))],
  ])('is cut off where too much waits for it already: %s', async (_, message) => {
    const deaf = await connect();
    if (message.type === 'push') deaf.say(hello(1));
    deaf.line.stopReading();
    deaf.line.waitingBytes = MAX_WAITING_BYTES + 1;
    deaf.say(message);
    expect(deaf.closed).toEqual(['too-slow']);
  });

  test('may put so many messages into a frame', async () => {
    const ada = await connect();
    ada.news();
    ada.say(...Array.from({ length: MAX_MESSAGES_PER_FRAME }, () => ({ type: 'ping', nonce: 1 }) as const));
    expect(ada.news()).toHaveLength(MAX_MESSAGES_PER_FRAME);
    ada.say(...Array.from({ length: MAX_MESSAGES_PER_FRAME + 1 }, () => ({ type: 'ping', nonce: 1 }) as const));
    expect(ada.closed).toEqual(['bad-message']);
  });
});
