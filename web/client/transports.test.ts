import { describe, expect, test } from 'vitest';
import { foreignUpdate, textOf, World, write } from './testing/world.ts';

const polls = (world: World) =>
  world.server.heard.filter(({ by, message }) => by === 'poll' && message.type === 'hello');
const hellos = (world: World) =>
  world.server.heard.filter(({ by, message }) => by === 'socket' && message.type === 'hello');

describe('which transport', () => {
  test('content comes by polling at once, and the WebSocket takes over when its hello is answered', async () => {
    const world = new World();
    world.server.write(foreignUpdate('there'));
    const { client } = world.open();
    await world.run(11);
    expect(client.state.content.kind).toBe('ready');
    expect(client.state.connection).toMatchObject({ transport: 'polling', reason: { kind: 'while-connecting' } });
    await world.run(100);
    expect(client.state.connection).toMatchObject({ transport: 'websocket' });
    // the parked poll was aborted, not waited for
    expect(world.network.openRequests).toBe(0);
  });

  test.each([
    ['answers upgrades with 403', { kind: 'blocked' }],
    ['kills them 200 ms later', { kind: 'killed', afterMs: 200 }],
    ['kills them before the hello is answered', { kind: 'killed', afterMs: 8 }],
    ['swallows their frames', { kind: 'swallowed' }],
  ] as const)('polling takes over where a proxy %s', async (_what, weather) => {
    const world = new World();
    world.network.sockets = weather;
    const { client } = world.open();
    const { client: other } = world.open();
    await world.run(40_000);
    expect(client.state.connection).toMatchObject({
      kind: 'online',
      transport: 'polling',
      reason: { kind: 'websocket-failed' },
    });
    write(client, 'a');
    await world.run(1000);
    expect(textOf(other.doc)).toBe('a');
    expect(client.state.saving.kind).toBe('saved');
  });

  test('an edit made while a proxy kills WebSockets is kept and delivered once', async () => {
    const world = new World();
    world.network.sockets = { kind: 'killed', afterMs: 200 };
    const { client } = world.open();
    for (let i = 0; i < 40; i++) {
      write(client, `${i},`);
      await world.run(100);
    }
    await world.run(5000);
    expect(client.state.saving.kind).toBe('saved');
    expect(textOf(world.server.doc)).toBe(textOf(client.doc));
    expect(textOf(client.doc)).toBe(Array.from({ length: 40 }, (_, i) => `${i},`).join(''));
  });

  test('what was learnt outlives the page, and a WebSocket that works again is found by a probe', async () => {
    const world = new World();
    world.network.sockets = { kind: 'blocked' };
    const browser = world.browser();
    const first = world.open(browser);
    await world.run(10_000);
    first.tab.kill();
    world.network.sockets = { kind: 'clear' };
    world.server.heard.length = 0;
    const { client } = world.open(browser);
    await world.run(1000);
    expect(client.state.connection).toMatchObject({ transport: 'polling', reason: { kind: 'websocket-failed' } });
    expect(hellos(world)).toHaveLength(0);
    await world.run(6000);
    expect(client.state.connection).toMatchObject({ transport: 'websocket', reason: { kind: 'first-choice' } });
    await world.run(15_000);
    expect(browser.notes.size).toBe(0);
  });

  test('probes come after 5 s, 30 s, 2 min and then every 10 min, and at once when the network is back', async () => {
    const world = new World();
    world.network.sockets = { kind: 'blocked' };
    const attempts: number[] = [];
    const { connect } = world.network;
    Object.assign(world.network, {
      connect: (...args: Parameters<typeof connect>) => {
        attempts.push(world.clock.now());
        return connect(...args);
      },
    });
    const { tab } = world.open();
    await world.run(1000 * 60 * 30);
    const gaps = attempts.map((at, i) => Math.round((at - (attempts[i - 1] ?? at)) / 1000));
    expect(gaps.slice(3)).toEqual([5, 30, 120, 600, 600]);
    const before = attempts.length;
    tab.signal('online');
    expect(attempts).toHaveLength(before);
    await world.run(10);
    expect(attempts).toHaveLength(before + 1);
  });

  test('a WebSocket that is lost comes back at once, without a poll', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(20_000);
    world.server.heard.length = 0;
    world.network.cut();
    await world.run(500);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
    expect(polls(world)).toHaveLength(0);
  });

  test('a poll is parked as well when that fails', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(20_000);
    world.network.sockets = { kind: 'blocked' };
    world.network.cut();
    await world.run(500);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'polling' });
  });

  test('or when it takes long', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(20_000);
    world.network.sockets = { kind: 'swallowed' };
    world.network.cut();
    await world.run(1900);
    expect(client.state.connection.kind).toBe('connecting');
    await world.run(500);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'polling' });
  });

  test('a WebSocket that falls silent is replaced, a poll first', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(11_000);
    world.network.swallow();
    write(client, 'said into the void');
    await world.run(15_000 + 8_000 + 1000);
    expect(client.state.connection.kind).toBe('online');
    expect(client.state.saving.kind).toBe('saved');
    expect(textOf(world.server.doc)).toBe('said into the void');
  });

  test('after sleep that is noticed within seconds', async () => {
    const world = new World();
    const { client, tab } = world.open();
    await world.run(11_000);
    world.network.swallow();
    write(client, 'a');
    tab.signal('awake');
    await world.run(3000);
    expect(client.state.saving.kind).toBe('saved');
  });

  test('reconnecting, with the time of the next try, while neither works; then back', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(20_000);
    world.network.goOffline();
    await world.run(1000);
    const { connection } = client.state;
    expect(connection).toMatchObject({ kind: 'reconnecting', retryAt: expect.any(Number) });
    write(client, 'a');
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 0 });
    await world.run(120_000);
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    world.network.comeBack();
    client.retryNow();
    await world.run(200);
    expect(client.state).toMatchObject({ connection: { kind: 'online' }, saving: { kind: 'saved' } });
  });

  test('offline when the browser says so, and back at once when it says otherwise', async () => {
    const world = new World();
    const { client, tab } = world.open();
    await world.run(1000);
    world.network.http = false;
    tab.signal('offline');
    expect(client.state.connection.kind).toBe('offline');
    await world.run(10_000);
    expect(client.state.connection.kind).toBe('offline');
    world.network.http = true;
    tab.signal('online');
    await world.run(200);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
  });

  test('online when a poll is answered, whatever the browser says', async () => {
    const world = new World();
    const { client, tab } = world.open();
    tab.signal('offline');
    await world.run(3000);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
  });

  test('a server that restarts is waited for as it asks, and is no strike', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(1000);
    world.server.closeAll(1012, 'restart');
    await world.run(3000);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
  });

  test('a close code from 4400 to 4499 is final', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(1000);
    world.server.closeAll(4404, 'deleted');
    await world.run(1000);
    expect(client.state.connection).toEqual({ kind: 'closed', code: 'not-found', reason: 'deleted' });
    expect(world.clock.nextAt()).not.toBe(world.clock.now());
  });

  test('a poll that a proxy cuts is asked for 0.8 of that time from then on', async () => {
    const world = new World();
    world.network.cutRequestsAfterMs = 10_000;
    const { client } = world.open(undefined, { transport: 'polling' });
    await world.run(60_000);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'polling', reason: { kind: 'chosen' } });
    // ten seconds once, eight from then on, and a request for the presence that the cut one carried
    expect(polls(world).length).toBeGreaterThanOrEqual(7);
    expect(polls(world).length).toBeLessThanOrEqual(10);
  });

  test('parked polls follow one another with nothing between', async () => {
    const world = new World();
    world.open(undefined, { transport: 'polling' });
    await world.run(1000);
    world.server.heard.length = 0;
    await world.run(60_000);
    expect(polls(world)).toHaveLength(3);
  });

  test('a gateway that answers 403 for the server is not the server', async () => {
    const world = new World();
    world.network.answer = { status: 403, headers: {}, body: new Uint8Array(0) };
    const { client } = world.open();
    await world.run(1000);
    expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
  });

  test('the host may choose, and change its mind', async () => {
    const world = new World();
    const { client } = world.open(undefined, { transport: 'polling' });
    await world.run(1000);
    expect(client.state.connection).toMatchObject({ transport: 'polling', reason: { kind: 'chosen' } });
    client.setTransport('websocket');
    await world.run(1000);
    expect(client.state.connection).toMatchObject({ transport: 'websocket', reason: { kind: 'chosen' } });
    client.setTransport('polling');
    await world.run(1000);
    expect(client.state.connection).toMatchObject({ transport: 'polling', reason: { kind: 'chosen' } });
    expect(world.network.openSockets).toBe(0);
    client.setTransport('auto');
    await world.run(1000);
    expect(client.state.connection).toMatchObject({ transport: 'websocket', reason: { kind: 'first-choice' } });
    write(client, 'a');
    await world.run(100);
    expect(client.state.saving.kind).toBe('saved');
  });
});
