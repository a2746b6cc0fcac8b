import { describe, expect, test } from 'vitest';
import { openDocument } from './open-document.ts';
import { textOf, World, write } from './testing/world.ts';

describe('a document client', () => {
  test('shows an empty document, then saves what is written, over a WebSocket', async () => {
    const world = new World();
    const { client } = world.open();
    expect(client.state.content).toEqual({ kind: 'loading' });
    await world.run(100);
    await client.loaded;
    expect(client.state).toMatchObject({
      content: { kind: 'ready', from: 'server' },
      connection: { kind: 'online', transport: 'websocket', reason: { kind: 'first-choice' } },
      saving: { kind: 'saved', at: null },
      role: 'editor',
      device: { kind: 'kept' },
    });
    write(client, 'hello');
    expect(client.state.saving).toMatchObject({ kind: 'saving', count: 1 });
    const saved = client.saved();
    await world.run(100);
    await saved;
    expect(client.state.saving).toEqual({ kind: 'saved', at: expect.any(Number) });
    expect(textOf(world.server.doc)).toBe('hello');
  });

  test('applies what others write in one transaction a frame', async () => {
    const world = new World();
    const [{ client: one }, { client: two }] = [world.open(), world.open()];
    await world.run(100);
    let transactions = 0;
    two.doc.on('afterTransaction', () => transactions++);
    for (const letter of 'abc') write(one, letter);
    await world.run(100);
    expect(textOf(two.doc)).toBe('abc');
    expect(transactions).toBe(1);
  });

  test('tells its state only when it changes, and equal parts keep their identity', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(100);
    const before = client.state;
    let calls = 0;
    const stop = client.subscribe(() => calls++);
    await world.run(60_000);
    expect(calls).toBe(0);
    write(client, 'a');
    expect(calls).toBe(1);
    expect(client.state.connection).toBe(before.connection);
    stop();
    await world.run(100);
    expect(calls).toBe(1);
  });

  test('refuses what can be no server and no document at once', () => {
    const world = new World();
    expect(() => world.open(undefined, { document: 'a//b' })).toThrow(
      expect.objectContaining({ code: 'malformed-name' }),
    );
    expect(() => world.open(undefined, { server: 'ftp://x' })).toThrow(
      expect.objectContaining({ code: 'malformed-server' }),
    );
  });

  test('says that a document cannot be loaded, and comes back by itself when it can', async () => {
    const world = new World();
    world.server.refusal = { type: 'refused', code: 'unavailable', reason: 'damaged', retryAfterMs: 1000 };
    const { client } = world.open();
    await world.run(100);
    expect(client.state.content).toEqual({ kind: 'unavailable', code: 'unavailable', reason: 'damaged' });
    world.server.refusal = null;
    await world.run(5000);
    expect(client.state).toMatchObject({ content: { kind: 'ready' }, connection: { kind: 'online' } });
  });

  test('rejects `loaded` when it is not wanted at all', async () => {
    const world = new World();
    world.server.refusal = { type: 'refused', code: 'forbidden', reason: 'not yours', retryAfterMs: 0 };
    const { client } = world.open();
    const loaded = client.loaded.catch((error: unknown) => error);
    await world.run(100);
    expect(await loaded).toMatchObject({ code: 'forbidden' });
    expect(client.state.connection).toEqual({ kind: 'closed', code: 'forbidden', reason: 'not yours' });
  });

  test('says of every wrong option what it may be', () => {
    const world = new World();
    const wrong: [object, string, string][] = [
      [{ document: 5 }, 'malformed-name', "document must be a document's name; it is number"],
      [{ server: undefined }, 'malformed-server', 'server must be an http(s) URL'],
      [{ server: 'http://u:p@x' }, 'malformed-server', 'server must hold no user'],
      [{ transport: 'pigeon' }, 'malformed-option', 'it is "pigeon"'],
      [{ token: 'abc' }, 'malformed-option', 'token must be a function'],
      [{ offline: 'no' }, 'malformed-option', 'offline must be true or false'],
      [{ user: null }, 'malformed-option', 'it is null'],
      [{ user: { name: 5, color: 1 } }, 'malformed-option', 'user must be'],
      [{ user: { name: 'Mei', color: 0 } }, 'malformed-option', 'a color from 1 to 8'],
      [{ user: { name: 'Mei', color: 9 } }, 'malformed-option', 'a color from 1 to 8'],
      [{ user: { name: 'Mei', color: 1.5 } }, 'malformed-option', 'a color from 1 to 8'],
    ];
    for (const [options, code, words] of wrong) {
      const open = (): unknown => world.open(undefined, options);
      expect(open).toThrow(expect.objectContaining({ name: 'ClientError', code }));
      expect(open).toThrow(words);
    }
    expect(() => Reflect.apply(openDocument, null, [undefined, world.browser().tab().environment])).toThrow(
      'options must be an object with server and document; it is undefined',
    );
  });

  test.each([undefined, 5, {}, 'a\nb'])('closes for good when the host gives %j for a token', async (value) => {
    for (const transport of ['websocket', 'polling', 'auto'] as const) {
      const world = new World();
      const token = (() => Promise.resolve(value)) as () => Promise<string>;
      const { client } = world.open(undefined, { token, transport });
      const loaded = client.loaded.catch((error: unknown) => error);
      await world.run(1000);
      expect(client.state.connection).toMatchObject({ kind: 'closed', code: 'malformed-token' });
      expect(await loaded).toMatchObject({ name: 'ClientError', code: 'malformed-token' });
    }
  });

  test('goes on when a listener throws, and so do the others', async () => {
    const world = new World();
    const { client, tab } = world.open();
    const fault = new Error('host fault');
    client.subscribe(() => {
      throw fault;
    });
    let calls = 0;
    client.subscribe(() => calls++);
    await world.run(100);
    write(client, 'hello');
    await world.run(100);
    expect(textOf(world.server.doc)).toBe('hello');
    expect(client.state.saving.kind).toBe('saved');
    expect(tab.reported).toContain(fault);
    expect(calls).toBe(tab.reported.length);
  });

  test.each(['auto', 'websocket', 'polling'] as const)(
    'destroyed before its first sync by %s sends what was written',
    async (transport) => {
      const world = new World();
      const { client } = world.open(undefined, { offline: false, transport });
      for (let i = 0; i < 200; i++) write(client, '.');
      const destroyed = client.destroy();
      await world.run(5000);
      await destroyed;
      expect(textOf(world.server.doc)).toHaveLength(200);
      expect(world.network.openSockets + world.network.openRequests).toBe(0);
      expect(world.clock.nextAt()).toBeNull();
    },
  );

  test('destroyed with edits that nobody has says how many', async () => {
    const world = new World();
    world.network.goOffline();
    const { client } = world.open(undefined, { offline: false });
    for (let i = 0; i < 3; i++) write(client, '.');
    const destroyed = client.destroy().catch((error: unknown) => error);
    await world.run(10_000);
    expect(await destroyed).toMatchObject({
      name: 'ClientError',
      code: 'not-saved',
      message: expect.stringContaining('3 edits have'),
    });
    expect(client.state.connection).toMatchObject({ kind: 'closed', code: 'destroyed' });
    expect(world.clock.nextAt()).toBeNull();
  });

  test('says goodbye and leaves nothing open', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(100);
    const destroyed = client.destroy();
    await world.run(3000);
    await destroyed;
    expect(world.server.heard.at(-1)?.message.type).toBe('bye');
    expect(client.state.connection).toMatchObject({ kind: 'closed', code: 'destroyed' });
    expect(world.network.openSockets).toBe(0);
    expect(world.network.openRequests).toBe(0);
    expect(world.clock.nextAt()).toBeNull();
  });
});
