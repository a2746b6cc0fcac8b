import { describe, expect, test } from 'vitest';
import { foreignUpdate, textOf, World, write } from './testing/world.ts';
describe('tabs of one browser', () => {
  test('see each other at once, with no network', async () => {
    const world = new World();
    const browser = world.browser();
    const [one, two] = [world.open(browser), world.open(browser)];
    await world.run(1000);
    world.network.goOffline();
    write(one.client, 'a');
    await world.run(1);
    expect(textOf(two.client.doc)).toBe('a');
    const three = world.open(browser);
    await world.run(10);
    expect(textOf(three.client.doc)).toBe('a');
  });

  test('take over what one of them leaves, and push it once', async () => {
    const world = new World();
    const browser = world.browser();
    const [one, two] = [world.open(browser), world.open(browser)];
    await world.run(1000);
    world.network.goOffline();
    write(one.client, 'a');
    await world.run(100);
    expect(two.client.state.saving).toMatchObject({ kind: 'saved' });
    one.tab.kill();
    await world.run(100);
    expect(two.client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    world.network.comeBack();
    two.client.retryNow();
    await world.run(1000);
    expect(textOf(world.server.doc)).toBe('a');
    expect(two.client.state.saving.kind).toBe('saved');
  });

  test('converge when both write', async () => {
    const world = new World();
    const browser = world.browser();
    const [one, two] = [world.open(browser), world.open(browser, { transport: 'polling' })];
    await world.run(1000);
    for (let i = 0; i < 30; i++) {
      write(i % 2 === 0 ? one.client : two.client, `${i},`);
      await world.run(7);
    }
    await world.run(3000);
    expect(textOf(one.client.doc)).toBe(textOf(two.client.doc));
    expect(textOf(world.server.doc)).toBe(textOf(one.client.doc));
    expect(textOf(one.client.doc).split(',')).toHaveLength(31);
    expect([one.client.state.saving.kind, two.client.state.saving.kind]).toEqual(['saved', 'saved']);
  });
});

describe('the page', () => {
  test('that goes says goodbye and leaves its edits with the server where they fit', async () => {
    const world = new World();
    const { client, tab } = world.open(undefined, { transport: 'polling' });
    await world.run(1000);
    write(client, 'last words');
    tab.signal('away');
    tab.kill();
    await world.run(1000);
    expect(textOf(world.server.doc)).toBe('last words');
    expect(world.server.heard.at(-1)?.message.type).toBe('bye');
  });

  test('that comes back syncs at once', async () => {
    const world = new World();
    const { client, tab } = world.open();
    await world.run(1000);
    tab.signal('away');
    await world.run(60_000);
    world.server.write(foreignUpdate('meanwhile'));
    expect(textOf(client.doc)).toBe('');
    tab.signal('awake');
    await world.run(100);
    expect(textOf(client.doc)).toBe('meanwhile');
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
  });

  test('starts from the device with its cursor, and reads only what is new', async () => {
    const world = new World();
    const browser = world.browser();
    world.server.write(foreignUpdate('before'));
    const first = world.open(browser);
    await world.run(1000);
    first.tab.kill();
    world.server.heard.length = 0;
    const second = world.open(browser);
    await world.run(2);
    expect(second.client.state.content).toEqual({ kind: 'ready', from: 'device' });
    expect(textOf(second.client.doc)).toBe('before');
    await world.run(1000);
    const hello = world.server.heard.find(({ message }) => message.type === 'hello')?.message;
    expect(hello?.type === 'hello' && hello.cursor.length > 0).toBe(true);
    expect(second.client.state.content).toEqual({ kind: 'ready', from: 'server' });
  });
});

describe('presence', () => {
  test.each(['auto', 'polling'] as const)('of others comes, changes and goes (%s)', async (transport) => {
    const world = new World();
    const one = world.open(undefined, { transport, user: { name: 'Ada', color: 1 } });
    const two = world.open(undefined, { transport, user: { name: 'Bo', color: 2 } });
    await world.run(25_000);
    const seen = two.client.awareness.getStates().get(one.client.awareness.clientID);
    expect(seen).toEqual({ user: { name: 'Ada', color: 1 } });
    one.client.setUser({ name: 'Ada L.', color: 1 });
    await world.run(25_000);
    expect(two.client.awareness.getStates().get(one.client.awareness.clientID)).toMatchObject({
      user: { name: 'Ada L.' },
    });
    two.tab.signal('offline');
    world.network.http = false;
    await world.run(10);
    expect([...two.client.awareness.getStates().keys()]).toEqual([two.client.awareness.clientID]);
  });

  test('is sent at most every 100 ms, the newest state only', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(1000);
    world.server.heard.length = 0;
    for (let i = 0; i < 100; i++) {
      client.awareness.setLocalStateField('caret', i);
      await world.run(10);
    }
    await world.run(200);
    const sent = world.server.heard.filter(({ message }) => message.type === 'presence');
    expect(sent.length).toBeGreaterThanOrEqual(9);
    expect(sent.length).toBeLessThanOrEqual(11);
  });
});
