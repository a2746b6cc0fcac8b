import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { DEVICE_TIMEOUT_MS } from './limits.ts';
import { foreignUpdate, textOf, World, write } from './testing/world.ts';

/** What a newcomer on a device of its own sees. */
async function newcomer(world: World): Promise<string> {
  const { client } = world.open();
  await world.run(500);
  return textOf(client.doc);
}

describe('an edit', () => {
  test('is merged with others while it waits, so that a batch grows with the round trip', async () => {
    const world = new World();
    const { client } = world.open(undefined, { transport: 'polling' });
    await world.run(1000);
    world.network.delayMs = () => 500;
    for (let i = 0; i < 20; i++) {
      write(client, 'x');
      await world.run(50);
    }
    await world.run(5000);
    const pushes = world.server.heard.filter(({ message }) => message.type === 'push');
    expect(pushes.length).toBeLessThanOrEqual(3);
    expect(textOf(world.server.doc)).toBe('x'.repeat(20));
  });

  test('that was not acknowledged outlives its tab', async () => {
    const world = new World();
    const browser = world.browser();
    const first = world.open(browser);
    await world.run(1000);
    world.network.goOffline();
    write(first.client, 'kept');
    await world.run(100);
    expect(first.client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    first.tab.kill();
    const second = world.open(browser);
    await world.run(1000);
    expect(second.client.state).toMatchObject({
      content: { kind: 'ready', from: 'device' },
      saving: { kind: 'offline', count: 1, kept: 1 },
    });
    expect(textOf(second.client.doc)).toBe('kept');
    world.network.comeBack();
    second.client.retryNow();
    await world.run(1000);
    expect(second.client.state.saving.kind).toBe('saved');
    expect(textOf(world.server.doc)).toBe('kept');
    second.tab.kill();
    const third = world.open(browser);
    await world.run(0);
    expect(third.client.state.saving).toEqual({ kind: 'saved', at: null });
  });

  test('is called kept when its write has ended, not when it begins', async () => {
    const world = new World();
    const browser = world.browser();
    const { client, tab } = world.open(browser);
    await world.run(1000);
    world.network.goOffline();
    write(client, 'on disk, ');
    await world.run(100);
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    browser.device.holdBack = promise;
    write(client, 'on its way, ');
    await world.run(100);
    write(client, 'behind it');
    await world.run(100);
    expect(client.state).toMatchObject({ device: { kind: 'kept' }, saving: { kind: 'offline', count: 3, kept: 1 } });
    const early = world.open(browser);
    await world.run(100);
    expect(early.client.state.saving).toMatchObject({ kind: 'saved' });
    early.tab.kill();
    resolve();
    await world.run(1);
    expect(client.state.saving).toEqual({ kind: 'offline', count: 3, kept: 3 });
    tab.kill();
    const next = world.open(browser);
    await world.run(100);
    expect(textOf(next.client.doc)).toBe('on disk, on its way, behind it');
    expect(next.client.state.saving).toEqual({ kind: 'offline', count: 3, kept: 3 });
  });

  test('whose write takes too long is called kept in this tab only, until it ends', async () => {
    const world = new World();
    const browser = world.browser();
    const { client } = world.open(browser);
    await world.run(1000);
    world.network.goOffline();
    const { promise, resolve } = Promise.withResolvers<void>();
    browser.device.holdBack = promise;
    write(client, 'a');
    await world.run(DEVICE_TIMEOUT_MS - 1);
    expect(client.state).toMatchObject({ device: { kind: 'kept' }, saving: { kind: 'offline', count: 1, kept: 0 } });
    await world.run(1);
    expect(client.state).toMatchObject({
      device: { kind: 'not-kept' },
      saving: { kind: 'offline', count: 1, kept: 0 },
    });
    resolve();
    await world.run(1);
    expect(client.state).toMatchObject({ device: { kind: 'kept' }, saving: { kind: 'offline', count: 1, kept: 1 } });
  });

  test('survives a hundred sessions without a network, delivered once', async () => {
    const world = new World();
    const browser = world.browser();
    const first = world.open(browser);
    await world.run(1000);
    first.tab.kill();
    world.network.goOffline();
    for (let i = 0; i < 100; i++) {
      const { client, tab } = world.open(browser);
      await world.run(100);
      write(client, `${i},`);
      await world.run(10);
      tab.kill();
    }
    world.network.comeBack();
    const last = world.open(browser);
    await world.run(5000);
    expect(last.client.state.saving.kind).toBe('saved');
    const expected = Array.from({ length: 100 }, (_, i) => `${i},`).join('');
    expect(await newcomer(world)).toBe(expected);
  });

  test('is told from what is only in this tab when the device is full', async () => {
    const world = new World();
    const browser = world.browser();
    const { client, tab } = world.open(browser);
    await world.run(1000);
    browser.device.problem = 'full';
    tab.signal('offline');
    world.network.http = false;
    write(client, 'a');
    await world.run(10);
    expect(client.state.device).toEqual({ kind: 'not-kept', reason: 'full' });
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 0 });
    browser.device.problem = null;
    await world.run(60_000);
    expect(client.state.saving).toEqual({ kind: 'offline', count: 1, kept: 1 });
    tab.kill();
    const next = world.open(browser);
    await world.run(10);
    expect(textOf(next.client.doc)).toBe('a');
  });

  test('goes on being written and saved where storage is blocked', async () => {
    const world = new World();
    const browser = world.browser();
    browser.device.problem = 'blocked';
    const { client } = world.open(browser);
    await world.run(1000);
    write(client, 'a');
    await world.run(100);
    expect(client.state).toMatchObject({
      device: { kind: 'not-kept', reason: 'blocked' },
      saving: { kind: 'saved' },
    });
  });

  test('keeps nothing where the host wants nothing kept', async () => {
    const world = new World();
    const browser = world.browser();
    const first = world.open(browser, { offline: false });
    await world.run(100);
    write(first.client, 'a');
    await world.run(100);
    expect(first.client.state.device).toEqual({ kind: 'off' });
    first.tab.kill();
    world.network.goOffline();
    const second = world.open(browser);
    await world.run(100);
    expect(second.client.state.content).toEqual({ kind: 'loading' });
  });
});

describe('a refused edit', () => {
  test('is shown with its code; the rest goes on', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(1000);
    world.server.nack = 'malformed';
    write(client, 'a');
    await world.run(100);
    expect(client.state.saving).toMatchObject({ kind: 'refused', count: 1, kept: true, code: 'malformed' });
    await expect(client.saved()).rejects.toMatchObject({ code: 'malformed' });
    world.server.nack = null;
    client.dismissRefused();
    expect(client.state.saving.kind).toBe('saved');
    await world.run(1000);
    expect(client.state.saving.kind).toBe('saved');
  });

  test('that was taken out is gone with the next start', async () => {
    const world = new World();
    const browser = world.browser();
    world.server.write(foreignUpdate('theirs'));
    const { client, tab } = world.open(browser);
    await world.run(1000);
    world.server.nack = 'too-large';
    write(client, ' mine');
    await world.run(100);
    client.dismissRefused();
    await world.run(100);
    tab.kill();
    world.server.nack = null;
    const next = world.open(browser);
    await world.run(1000);
    expect(textOf(next.client.doc)).toBe('theirs');
    expect(next.client.state.saving.kind).toBe('saved');
  });

  test('for want of the right is pushed again when the right is given', async () => {
    const world = new World();
    world.server.role = 'viewer';
    world.server.nack = 'read-only';
    const { client } = world.open();
    await world.run(1000);
    write(client, 'a');
    await world.run(100);
    expect(client.state).toMatchObject({ role: 'viewer', saving: { kind: 'refused', code: 'read-only' } });
    world.server.role = 'editor';
    world.server.nack = null;
    world.network.cut();
    await world.run(2000);
    expect(client.state).toMatchObject({ role: 'editor', saving: { kind: 'saved' } });
    expect(textOf(world.server.doc)).toBe('a');
  });

  test('by a disk is tried again until it is taken', async () => {
    const world = new World();
    const { client } = world.open();
    await world.run(1000);
    world.server.nack = 'storage';
    write(client, 'a');
    await world.run(60_000);
    expect(client.state.saving).toMatchObject({ kind: 'saving', count: 1 });
    const tries = world.server.heard.filter(({ message }) => message.type === 'push').length;
    expect(tries).toBeLessThan(30);
    world.server.nack = null;
    await world.run(60_000);
    expect(client.state.saving.kind).toBe('saved');
  });
});

describe('a server that lost its tail', () => {
  test.each(['auto', 'polling'] as const)('gets it back from a client (%s)', async (transport) => {
    const world = new World();
    const { client } = world.open(undefined, { transport });
    await world.run(1000);
    for (const word of ['one ', 'two ', 'three ']) {
      write(client, word);
      await world.run(100);
    }
    client.doc.getText('t').delete(0, 4);
    await world.run(100);
    world.server.closeAll(1006, '');
    world.network.cut();
    world.server.restoreFromBackup(1);
    expect(textOf(world.server.doc)).toBe('one ');
    await world.run(30_000);
    expect(textOf(world.server.doc)).toBe('two three ');
    expect(await newcomer(world)).toBe('two three ');
  });
});

test('what is relayed to a client whose cursor was refused moves no cursor', async () => {
  const world = new World();
  const browser = world.browser();
  world.server.write(foreignUpdate('before,'));
  const first = world.open(browser);
  await world.run(1000);
  first.tab.kill();
  world.server.write(foreignUpdate('missed,'));
  world.server.restoreFromBackup(2);
  const second = world.open(browser, { transport: 'websocket' });
  // its hello is there, the answer that refuses its cursor on the way back
  await world.run(16);
  world.server.write(foreignUpdate('relayed,'));
  await world.run(8);
  second.tab.kill();
  const third = world.open(browser, { transport: 'websocket' });
  await world.run(1000);
  expect(textOf(third.client.doc).split(',').sort()).toEqual(['', 'before', 'missed', 'relayed']);
});

test('a large document comes over a WebSocket whose frames are smaller, an edit above the limit by HTTP', async () => {
  const world = new World();
  world.server.maxFrameBytes = 20_000;
  const { client } = world.open();
  await world.run(1000);
  write(client, 'x'.repeat(50_000));
  await world.run(1000);
  expect(client.state.saving.kind).toBe('saved');
  expect(world.server.heard.filter(({ message }) => message.type === 'push')).toMatchObject([{ by: 'poll' }]);
  expect(Y.encodeStateVector(world.server.doc)).toEqual(Y.encodeStateVector(client.doc));
});
