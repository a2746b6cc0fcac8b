import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { textOf, World, write } from './testing/world.ts';
import type { DocumentClient } from './document-client.ts';

const TRANSPORTS = ['websocket', 'polling'] as const;

/** One thing that cannot be cut. */
function embed(client: DocumentClient, bytes: number): void {
  const text = client.doc.getText('t');
  text.insertEmbed(text.length, { picture: 'p'.repeat(bytes) });
}

function pushes(world: World): number {
  return world.server.heard.filter(({ message }) => message.type === 'push').length;
}

describe.each(TRANSPORTS)('an edit that is too large for one message (%s)', (transport) => {
  test('is sent in pieces, and counts as one edit until the last of them is saved', async () => {
    const world = new World();
    world.server.maxUpdateBytes = 10_000;
    const { client } = world.open(undefined, { transport });
    await world.run(1000);
    write(client, 'x'.repeat(100_000));
    write(client, ' and more');
    expect(client.state.saving).toMatchObject({ kind: 'saving', count: 2 });
    const saved = client.saved();
    await world.run(5000);
    await saved;
    expect(client.state.saving.kind).toBe('saved');
    expect(textOf(world.server.doc)).toBe(`${'x'.repeat(100_000)} and more`);
    expect(Y.encodeStateVector(world.server.doc)).toEqual(Y.encodeStateVector(client.doc));
  });

  test('is halved until a server that said nothing of its limit takes it', async () => {
    const world = new World();
    world.server.takesBytes = 3000;
    const { client } = world.open(undefined, { transport });
    await world.run(1000);
    for (let i = 0; i < 200; i++) write(client, `${i} `.repeat(20));
    await world.run(60_000);
    expect(client.state.saving.kind).toBe('saved');
    expect(textOf(world.server.doc)).toBe(textOf(client.doc));
  });

  test('and cannot be cut is refused with the reason; what does not build on it is saved', async () => {
    const world = new World();
    world.server.maxUpdateBytes = 10_000;
    const browser = world.browser();
    const { client, tab } = world.open(browser, { transport });
    await world.run(1000);
    write(client, 'before ');
    embed(client, 50_000);
    write(client, 'builds on it');
    await world.run(3000);
    expect(client.state.saving).toMatchObject({ kind: 'refused', code: 'too-large', count: 2 });
    expect(client.state.saving).toHaveProperty('reason', expect.stringContaining('10000'));
    client.doc.getText('elsewhere').insert(0, 'this goes on');
    await world.run(3000);
    expect(world.server.doc.getText('elsewhere').toJSON()).toBe('this goes on');
    expect(textOf(world.server.doc)).toBe('before ');
    const settled = pushes(world);
    await world.run(120_000);
    expect(pushes(world)).toBe(settled);
    // it is kept on the device, and said again
    tab.kill();
    const next = world.open(browser, { transport });
    await world.run(5000);
    expect(next.client.state.saving).toMatchObject({ kind: 'refused', code: 'too-large' });
    expect(textOf(next.client.doc)).toBe('before builds on it');
    // given up, it is not sent again, and the rest still goes
    next.client.dismissRefused();
    next.client.doc.getText('elsewhere').insert(0, 'after it was given up: ');
    world.network.cut();
    await world.run(20_000);
    expect(next.client.state.saving.kind).toBe('saved');
    expect(world.server.doc.getText('elsewhere').toJSON()).toBe('after it was given up: this goes on');
    next.tab.kill();
    const last = world.open(browser, { transport });
    await world.run(5000);
    expect(textOf(last.client.doc)).toBe('before ');
    expect(last.client.state.saving.kind).toBe('saved');
  });
});

test('ten megabytes that earlier starts left on the device are delivered, once', async () => {
  const world = new World();
  const browser = world.browser();
  const first = world.open(browser);
  await world.run(1000);
  world.network.goOffline();
  for (let i = 0; i < 40; i++) {
    first.client.doc.getText('t').insert(0, `<${i}${'.'.repeat(260_000)}>`);
    await world.run(20);
  }
  first.tab.kill();
  world.network.comeBack();
  const { client } = world.open(browser);
  await world.run(30_000);
  expect(client.state.saving.kind).toBe('saved');
  expect(textOf(world.server.doc)).toBe(textOf(first.client.doc));
});

test('a proxy that takes only small bodies gets small ones, and what it never takes is said', async () => {
  const world = new World();
  world.network.mostBodyBytes = 100_000;
  const { client } = world.open(undefined, { transport: 'polling' });
  await world.run(1000);
  write(client, 'y'.repeat(500_000));
  await world.run(60_000);
  expect(client.state.saving.kind).toBe('saved');
  expect(textOf(world.server.doc)).toHaveLength(500_000);
  embed(client, 200_000);
  await world.run(60_000);
  expect(client.state.saving).toMatchObject({ kind: 'refused', code: 'too-large' });
});
