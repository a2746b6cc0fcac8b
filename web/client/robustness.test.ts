import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { deviceName } from './device/device-store.ts';
import type { FetchLike } from './environment.ts';
import { foreignUpdate, textOf, World, write } from './testing/world.ts';

/** What docs/client.md says of bad days, each shown. */

const TRANSPORTS = ['websocket', 'polling', 'auto'] as const;
const NAME = deviceName('http://server.example', 'notes');
const HTML = new TextEncoder().encode('<!DOCTYPE html><title>Please sign in</title>');

describe.each(TRANSPORTS)('a server (%s)', (transport) => {
  test('that ends after the commit and before the ack has the edit once', async () => {
    const world = new World();
    const { client } = world.open(undefined, { transport });
    await world.run(1000);
    for (let i = 0; i < 5; i++) {
      write(client, `${i},`);
      while (!textOf(world.server.doc).includes(`${i},`)) await world.run(1);
      world.server.crash();
      world.network.cut();
      await world.run(40_000);
    }
    expect(textOf(world.server.doc)).toBe('0,1,2,3,4,');
    expect(client.state.saving.kind).toBe('saved');
    // what was pushed again was known already: not even the log has it twice
    expect(world.server.log).toHaveLength(5);
  });

  test('that sends what is no update is asked less and less often, until it sends one', async () => {
    const world = new World();
    world.server.write(foreignUpdate('whole'));
    world.server.sends = new Uint8Array([9, 9, 9]);
    const { client } = world.open(undefined, { transport });
    await world.run(120_000);
    expect(world.server.heard.filter(({ message }) => message.type === 'hello').length).toBeLessThan(40);
    expect(client.state.content.kind).not.toBe('unavailable');
    world.server.sends = null;
    await world.run(60_000);
    expect(textOf(client.doc)).toBe('whole');
    expect(client.state.connection.kind).toBe('online');
  });

  test('that forgot the cursor while the page was frozen for a day gets the edits and gives what is new', async () => {
    const world = new World();
    const { client, tab } = world.open(undefined, { transport });
    await world.run(1000);
    write(client, 'before the night,');
    await world.run(1000);
    write(client, 'last words,');
    tab.freeze();
    await world.run(3_600_000);
    world.network.cut();
    world.server.restoreFromBackup(world.server.log.length);
    world.server.write(foreignUpdate('at night,'));
    await world.run(20 * 3_600_000);
    tab.thaw();
    tab.signal('awake');
    await world.run(5000);
    expect(client.state).toMatchObject({ connection: { kind: 'online' }, saving: { kind: 'saved' } });
    expect(textOf(client.doc).split(',').sort()).toEqual(['', 'at night', 'before the night', 'last words']);
    expect(textOf(world.server.doc)).toBe(textOf(client.doc));
  });
});

describe('something on the way', () => {
  test.each([
    ['its own page', 'text/html', HTML],
    ['nothing', 'text/html', new Uint8Array([0])],
    ['its own page as bytes', 'application/octet-stream', HTML],
  ])('that answers 200 with %s is not the server', async (_what, type, body) => {
    const world = new World();
    const browser = world.browser();
    const { client } = world.open(browser);
    await world.run(1000);
    world.network.sockets = { kind: 'blocked' };
    world.network.answer = { status: 200, headers: { 'content-type': type }, body };
    world.network.cut();
    write(client, 'in the hotel');
    await world.run(60_000);
    expect(client.state.connection.kind).toBe('reconnecting');
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    world.network.answer = null;
    await world.run(40_000);
    expect(client.state).toMatchObject({ connection: { kind: 'online' }, saving: { kind: 'saved' } });
    expect(textOf(world.server.doc)).toBe('in the hotel');
  });

  test('that answers 502 for a while is asked less and less often', async () => {
    const world = new World();
    const { client } = world.open(undefined, { transport: 'polling' });
    await world.run(1000);
    let requests = 0;
    const { fetch } = world.network;
    Object.assign(world.network, {
      fetch: (...args: Parameters<FetchLike>) => {
        requests++;
        return fetch(...args);
      },
    });
    world.network.answer = { status: 502, headers: {}, body: HTML };
    world.network.cut();
    write(client, 'a');
    await world.run(300_000);
    expect(requests).toBeLessThan(60);
    expect(client.state.saving).toMatchObject({ kind: 'offline', count: 1 });
    world.network.answer = null;
    await world.run(31_000);
    expect(client.state).toMatchObject({ connection: { kind: 'online' }, saving: { kind: 'saved' } });
  });

  test('that keeps long answers to itself is asked for shorter ones', async () => {
    const world = new World();
    const { client } = world.open(undefined, { transport: 'polling' });
    await world.run(1000);
    world.network.keepsAnswersAfterMs = 12_000;
    await world.run(60_000);
    for (let i = 0; i < 20; i++) {
      world.server.write(foreignUpdate(`${i},`));
      await world.run(200);
      expect(textOf(client.doc)).toContain(`${i},`);
      expect(client.state.connection.kind).toBe('online');
      await world.run(7000);
    }
  });

  test('that neither answers nor lets go of a request is given up', async () => {
    const world = new World();
    const { fetch } = world.network;
    Object.assign(world.network, { fetch: () => new Promise(() => {}) });
    const { client } = world.open(undefined, { transport: 'polling' });
    await world.run(12_000);
    expect(client.state.connection.kind).toBe('reconnecting');
    Object.assign(world.network, { fetch });
    await world.run(40_000);
    expect(client.state.connection.kind).toBe('online');
  });

  test('that asks for time is given it, by writes too', async () => {
    const world = new World();
    const { client } = world.open(undefined, { transport: 'polling' });
    await world.run(1000);
    const at: number[] = [];
    const { fetch } = world.network;
    Object.assign(world.network, {
      fetch: (...args: Parameters<FetchLike>) => {
        at.push(world.clock.now());
        return fetch(...args);
      },
    });
    world.network.answer = { status: 503, headers: { 'retry-after': '20' }, body: HTML };
    write(client, 'a');
    await world.run(15_000);
    expect(at).toHaveLength(1);
    world.network.answer = null;
    await world.run(40_000);
    expect(client.state.saving.kind).toBe('saved');
  });
});

test('a page that is hidden and shown again and again asks for no more than it has', async () => {
  const world = new World();
  const { client, tab } = world.open(undefined, { transport: 'polling' });
  await world.run(2000);
  for (let i = 0; i < 50; i++) {
    tab.hidden = i % 2 === 0;
    tab.signal('awake');
    write(client, `${i},`);
    await world.run(3);
    expect(world.network.openRequests).toBeLessThan(6);
  }
  await world.run(5000);
  expect(client.state.saving.kind).toBe('saved');
  expect(textOf(world.server.doc).split(',')).toHaveLength(51);
});

describe('a device', () => {
  test('that never answers keeps nobody from the document, and is used once it does', async () => {
    const world = new World();
    const browser = world.browser();
    browser.device.hangs = true;
    world.server.write(foreignUpdate('there '));
    const { client, tab } = world.open(browser);
    await world.run(4000);
    expect(client.state).toMatchObject({
      content: { kind: 'ready', from: 'server' },
      device: { kind: 'not-kept', reason: 'blocked' },
    });
    world.network.goOffline();
    tab.signal('offline');
    write(client, 'mine');
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 0 });
    browser.device.hangs = false;
    await world.run(60_000);
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    tab.kill();
    const next = world.open(browser);
    await world.run(100);
    expect(textOf(next.client.doc)).toBe('there mine');
    expect(next.client.state.saving).toMatchObject({ count: 1 });
  });

  test('that never opens is no place to leave edits at: a client that ends early leaves them with the server', async () => {
    const world = new World();
    const browser = world.browser();
    browser.device.hangs = true;
    const { client } = world.open(browser);
    write(client, 'early');
    const destroyed = client.destroy();
    await world.run(10_000);
    await destroyed;
    expect(textOf(world.server.doc)).toBe('early');
    expect(world.clock.nextAt()).toBeNull();
  });

  test('that stops answering is not said to keep anything, and holds up no goodbye', async () => {
    const world = new World();
    const browser = world.browser();
    const { client } = world.open(browser);
    await world.run(1000);
    browser.device.hangs = true;
    write(client, 'a');
    await world.run(5000);
    expect(client.state).toMatchObject({ device: { kind: 'not-kept' }, saving: { kind: 'saved' } });
    const destroyed = client.destroy();
    await world.run(10_000);
    await destroyed;
    expect(world.clock.nextAt()).toBeNull();
  });

  test('that is cleared in the middle gets everything again: never a cursor without what is before it', async () => {
    const world = new World();
    const browser = world.browser();
    world.server.write(foreignUpdate('old '));
    const { client, tab } = world.open(browser);
    await world.run(1000);
    write(client, 'saved ');
    await world.run(1000);
    browser.device.clear();
    world.network.goOffline();
    write(client, 'unsaved');
    await world.run(20_000);
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    tab.kill();
    const next = world.open(browser);
    await world.run(100);
    expect(textOf(next.client.doc)).toBe('old saved unsaved');
    expect(next.client.state.saving).toMatchObject({ kind: 'offline', count: 1 });
    world.network.comeBack();
    await world.run(60_000);
    expect(textOf(world.server.doc)).toBe('old saved unsaved');
    expect(next.client.state.saving.kind).toBe('saved');
  });

  test('whose copy cannot be read gives way to the server, and is whole afterwards', async () => {
    const world = new World();
    const browser = world.browser();
    world.server.write(foreignUpdate('first '));
    const first = world.open(browser);
    await world.run(1000);
    write(first.client, 'second');
    await world.run(1000);
    first.tab.kill();
    const store = await browser.device.open(NAME);
    const { cursor, updates } = await store.read();
    const damaged = updates.map((update, i) => (i === 0 ? update.slice(0, -3) : update));
    const row = { instance: 'gone', order: 1, edits: 1, update: new Uint8Array([9, 9, 9]) };
    await store.write({ forget: true, updates: damaged, cursor, added: [row], removed: [], undo: null });
    const { client, tab } = world.open(browser);
    await world.run(2000);
    expect(textOf(client.doc)).toBe('first second');
    expect(client.state).toMatchObject({ connection: { kind: 'online' }, saving: { kind: 'saved' } });
    tab.kill();
    const copy = new Y.Doc();
    for (const update of (await store.read()).updates) Y.applyUpdate(copy, update);
    expect(textOf(copy)).toBe('first second');
  });
});

describe.each(TRANSPORTS)('somebody whose network sends 20 KB a second (%s)', (transport) => {
  test('saves a megabyte, and the connection lives through it', async () => {
    const world = new World();
    const { client } = world.open(undefined, { transport });
    await world.run(15_000);
    world.network.uplinkBytesPerMs = 20;
    write(client, 'x'.repeat(1_000_000));
    await world.run(1000);
    const closed: string[] = [];
    client.subscribe(() => closed.push(client.state.connection.kind));
    await world.run(120_000);
    expect(client.state.saving.kind).toBe('saved');
    expect(textOf(world.server.doc)).toHaveLength(1_000_000);
    expect(new Set(closed)).toEqual(new Set(['online']));
  });
});

describe.each(TRANSPORTS)('somebody whose network receives 20 KB a second (%s)', (transport) => {
  test('opens a document of a megabyte, and gets a large edit later', async () => {
    const world = new World();
    world.server.write(foreignUpdate('x'.repeat(1_000_000)));
    world.network.downlinkBytesPerMs = 20;
    const { client } = world.open(undefined, { transport });
    await world.run(120_000);
    expect(textOf(client.doc)).toHaveLength(1_000_000);
    expect(client.state.connection).toMatchObject({
      kind: 'online',
      transport: transport === 'polling' ? 'polling' : 'websocket',
    });
    world.server.write(foreignUpdate('y'.repeat(1_000_000)));
    await world.run(180_000);
    expect(textOf(client.doc)).toHaveLength(2_000_000);
    expect(client.state.connection.kind).toBe('online');
  });
});

test.each([
  ['foreign-origin', 'foreign-origin'],
  ['some-other-code', 'forbidden'],
])('a page that the server refuses with 403 %s is told so, and asks no more', async (code, closed) => {
  const world = new World();
  world.network.sockets = { kind: 'blocked' };
  const problem = { type: 'about:blank', title: 'No', status: 403, detail: 'not from there', code };
  const body = new TextEncoder().encode(JSON.stringify(problem));
  world.network.answer = { status: 403, headers: { 'content-type': 'application/problem+json' }, body };
  const { client } = world.open();
  const loaded = client.loaded.catch((error: unknown) => error);
  await world.run(1000);
  expect(await loaded).toMatchObject({ code: closed, message: 'not from there' });
  expect(client.state.connection).toEqual({ kind: 'closed', code: closed, reason: 'not from there' });
  world.network.sockets = { kind: 'clear' };
  world.network.answer = null;
  await world.run(600_000);
  expect([world.server.requests, world.server.heard]).toEqual([[], []]);
});

test('what is large goes by the WebSocket where the server answers nothing else', async () => {
  const world = new World();
  const { client } = world.open(undefined, { transport: 'websocket' });
  world.network.answer = { status: 404, headers: { 'content-type': 'application/problem+json' }, body: HTML };
  await world.run(1000);
  write(client, 'x'.repeat(1_000_000));
  await world.run(5000);
  expect(client.state).toMatchObject({ connection: { transport: 'websocket' }, saving: { kind: 'saved' } });
  expect(textOf(world.server.doc)).toHaveLength(1_000_000);
});
