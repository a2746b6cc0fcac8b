import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { ClientMessage, ServerMessage } from '#shared/protocol/frame.ts';
import { DATA_CHUNK_BYTES, MAX_MESSAGES_PER_FRAME } from '#shared/protocol/limits.ts';
import { MAX_WAITING_BYTES } from './limits.ts';
import { edits, hello, kinds, push, turn, Sessions } from './testing/sessions.ts';

let sessions: Sessions;
beforeEach(() => {
  sessions = new Sessions();
});

describe('a client that asks and does not read', () => {
  /** Pastes that make a document of `count` messages. */
  async function paste(count: number): Promise<void> {
    const doc = Object.assign(new Y.Doc(), { clientID: 9 });
    const ada = await sessions.connect();
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
    const deaf = await sessions.connect();
    deaf.line.stopReading();
    for (let i = 0; i < 100; i++) deaf.say(step1, step1, step1);
    expect(deaf.line.waitingBytes).toBeLessThan(2.1 * DATA_CHUNK_BYTES);
    const full = await sessions.connect();
    full.line.stopReading();
    for (let i = 0; i < 100; i++) full.say(hello(1));
    expect(full.line.waitingBytes).toBeLessThan(2.1 * DATA_CHUNK_BYTES);
    expect([...deaf.closed, ...full.closed]).toEqual([]);
  });

  test('is answered once a turn, however often it asks: with what it said last', async () => {
    await paste(1);
    const eager = await sessions.connect();
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
      const late = await sessions.connect();
      late.news();
      late.line.stopReading();
      late.say(question);
      const bob = await sessions.connect();
      bob.say(hello(2));
      const written = Object.assign(new Y.Doc(), { clientID: 50 + sessions.count });
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
    const ada = await sessions.connect();
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
    const deaf = await sessions.connect();
    if (message.type === 'push') deaf.say(hello(1));
    deaf.line.stopReading();
    deaf.line.waitingBytes = MAX_WAITING_BYTES + 1;
    deaf.say(message);
    expect(deaf.closed).toEqual(['too-slow']);
  });

  test('may put so many messages into a frame', async () => {
    const ada = await sessions.connect();
    ada.news();
    ada.say(...Array.from({ length: MAX_MESSAGES_PER_FRAME }, () => ({ type: 'ping', nonce: 1 }) as const));
    expect(ada.news()).toHaveLength(MAX_MESSAGES_PER_FRAME);
    ada.say(...Array.from({ length: MAX_MESSAGES_PER_FRAME + 1 }, () => ({ type: 'ping', nonce: 1 }) as const));
    expect(ada.closed).toEqual(['bad-message']);
  });
});
