import { describe, expect, test } from 'vitest';
import { foreignUpdate, textOf, World, write } from './testing/world.ts';

/** A host whose tokens are given out in this order; the last again and again. */
function host(...tokens: string[]): { readonly token: () => Promise<string>; readonly given: string[] } {
  const given: string[] = [];
  const token = async (): Promise<string> => {
    const next = tokens[Math.min(given.length, tokens.length - 1)] ?? '';
    given.push(next);
    return next;
  };
  return { token, given };
}

/** How a server says that it does not want a token: in the document's words, or with the status 401 for the whole request. */
const WAYS = [
  ['websocket', 'refused'],
  ['polling', 'refused'],
  ['polling', 'status 401'],
  ['auto', 'refused'],
  ['auto', 'status 401'],
] as const;

describe.each(WAYS)('a token, by %s, a server that says %s,', (transport, how) => {
  function wants(world: World, token: string): void {
    world.server.token = token;
    if (how === 'status 401') world.server.header = token;
  }

  test('that was refused is replaced once', async () => {
    const world = new World();
    wants(world, 'fresh');
    const { token, given } = host('stale', 'fresh');
    const { client } = world.open(undefined, { token, transport });
    await world.run(1000);
    expect(client.state.connection.kind).toBe('online');
    expect(given).toEqual(['stale', 'fresh']);
    write(client, 'saved');
    await world.run(500);
    expect(client.state.saving.kind).toBe('saved');
  });

  test('that is refused again is final, with the reason; what was typed is kept', async () => {
    const world = new World();
    const { token, given } = host('good', 'bad');
    wants(world, 'good');
    const { client, tab } = world.open(undefined, { token, transport });
    await world.run(1000);
    expect(client.state.connection.kind).toBe('online');
    wants(world, 'another');
    world.network.cut();
    write(client, 'typed meanwhile');
    await world.run(60_000);
    expect(client.state.connection).toEqual({ kind: 'closed', code: 'unauthorized', reason: 'another token, please' });
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    expect(given).toEqual(['good', 'bad']);
    const before = world.server.requests.length;
    await world.run(600_000);
    expect(world.server.requests).toHaveLength(before);
    tab.kill();
  });

  test('that expires in the middle of writing is replaced, and nothing is lost or doubled', async () => {
    const world = new World();
    const { token, given } = host('first', 'second', 'third');
    wants(world, 'first');
    const { client } = world.open(undefined, { token, transport });
    await world.run(1000);
    for (const next of ['second', 'third']) {
      for (let i = 0; i < 10; i++) {
        write(client, `${next}${i},`);
        await world.run(7);
        if (i === 4) {
          wants(world, next);
          // a socket lives on until it is opened again
          world.network.cut();
          world.server.write(foreignUpdate('.'));
        }
      }
      await world.run(20_000);
      expect(client.state.connection.kind).toBe('online');
    }
    expect(given).toEqual(['first', 'second', 'third']);
    expect(client.state.saving.kind).toBe('saved');
    expect(textOf(world.server.doc).replaceAll('.', '').split(',')).toHaveLength(21);
    expect(textOf(client.doc)).toBe(textOf(world.server.doc));
  });

  test('that the host has not yet is asked for again', async () => {
    const world = new World();
    wants(world, 'late');
    let ready = false;
    const { client } = world.open(undefined, {
      transport,
      token: () => (ready ? Promise.resolve('late') : Promise.reject(new Error('signing in'))),
    });
    await world.run(5000);
    expect(client.state.connection.kind).toBe('reconnecting');
    ready = true;
    await world.run(60_000);
    expect(client.state.connection.kind).toBe('online');
  });
});

test('travels as a header by HTTP, in the hello on a WebSocket', async () => {
  const world = new World();
  world.server.header = 'secret';
  const { client } = world.open(undefined, { token: async () => 'secret' });
  await world.run(1000);
  expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
  const tokens = world.server.heard.flatMap(({ by, message }) =>
    message.type === 'hello' ? [[by, message.token]] : [],
  );
  expect(new Set(tokens.map((one) => one.join(' ')))).toEqual(new Set(['poll ', 'socket secret']));
});
