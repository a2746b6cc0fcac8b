import { describe, expect, test } from 'vitest';
import { MOST_PARKED_POLLS } from '../limits.ts';
import { foreignUpdate, textOf, World, write } from '../testing/world.ts';
import type { Opened } from '../testing/world.ts';
import type { VirtualBrowser } from '../testing/virtual-browser.ts';

/** Ten documents and more tabs in one browser that has nothing but polls. */
class Polling extends World {
  constructor() {
    super();
    for (let i = 0; i < 10; i++) this.server.of(`doc ${i}`);
  }

  poll(browser: VirtualBrowser, document: string): Opened {
    return this.open(browser, { transport: 'polling', document });
  }

  /** Somebody who is not here writes; gives how long it takes until `opened` has it. */
  async delayOf(opened: Opened, document: string, word: string): Promise<number> {
    this.server.of(document).write(foreignUpdate(word));
    const begun = this.clock.now();
    while (!textOf(opened.client.doc).includes(word)) {
      if (this.clock.now() - begun > 60_000) throw new Error(`${word} never comes`);
      await this.run(5);
    }
    return this.clock.now() - begun;
  }
}

const names = Array.from({ length: 10 }, (_, i) => `doc ${i}`);
const SOON_MS = 150;

describe.each([
  ['with locks', true],
  ['where there are none', false],
])('tabs that poll, %s,', (_name, hasLocks) => {
  test('share requests: ten tabs hold no more than two, and hear everything at once', async () => {
    const world = new Polling();
    const browser = world.browser();
    browser.hasLocks = hasLocks;
    const tabs = names.map((name) => world.poll(browser, name));
    await world.run(5000);
    expect(world.network.openRequests).toBeLessThanOrEqual(MOST_PARKED_POLLS);
    for (const [i, tab] of tabs.entries()) {
      expect(await world.delayOf(tab, `doc ${i}`, 'news')).toBeLessThan(SOON_MS);
      expect(tab.client.state.connection).toMatchObject({ kind: 'online', transport: 'polling' });
    }
    await world.run(60_000);
    expect(world.network.openRequests).toBeLessThanOrEqual(MOST_PARKED_POLLS);
    for (const tab of tabs) expect(tab.client.state.connection).toMatchObject({ kind: 'online', transport: 'polling' });
  });

  test('get another leader when theirs crashes, and nothing is lost or doubled', async () => {
    const world = new Polling();
    const browser = world.browser();
    browser.hasLocks = hasLocks;
    const tabs = names.slice(0, 4).map((name) => world.poll(browser, name));
    await world.run(3000);
    const [leader, ...others] = tabs;
    write(leader?.client ?? expect.fail(), 'typed by the leader');
    for (const { client } of others) write(client, 'typed;');
    await world.run(12);
    leader?.tab.kill();
    await world.run(20_000);
    for (const { client } of others) expect(client.state.saving.kind).toBe('saved');
    for (const [i, tab] of others.entries()) {
      const name = `doc ${i + 1}`;
      expect(await world.delayOf(tab, name, 'after')).toBeLessThan(SOON_MS);
      expect(textOf(world.server.of(name).doc).match(/typed;/g)).toHaveLength(1);
    }
    // the same person opens it again
    const again = world.poll(browser, 'doc 0');
    await world.run(5000);
    expect(textOf(again.client.doc)).toBe('typed by the leader');
    expect(textOf(world.server.of('doc 0').doc)).toBe('typed by the leader');
  });

  test('take over from a leader that is frozen, and it follows when it thaws', async () => {
    const world = new Polling();
    const browser = world.browser();
    browser.hasLocks = hasLocks;
    const tabs = names.slice(0, 3).map((name) => world.poll(browser, name));
    await world.run(3000);
    tabs[0]?.tab.freeze();
    await world.run(20_000);
    for (const i of [1, 2]) {
      expect(await world.delayOf(tabs[i] ?? expect.fail(), `doc ${i}`, 'meanwhile')).toBeLessThan(SOON_MS);
    }
    world.server.of('doc 0').write(foreignUpdate('slept through'));
    await world.run(3_600_000);
    tabs[0]?.tab.thaw();
    tabs[0]?.tab.signal('awake');
    await world.run(1000);
    expect(textOf(tabs[0]?.client.doc ?? expect.fail())).toBe('slept through');
    await world.run(5000);
    expect(world.network.openRequests).toBeLessThanOrEqual(MOST_PARKED_POLLS);
    const before = world.server.requests.length;
    await world.run(60_000);
    expect(world.server.requests.length - before).toBeLessThan(20);
  });

  test('that show one document all hear of it, though only two of them are asked for at a time', async () => {
    const world = new Polling();
    const browser = world.browser();
    browser.hasLocks = hasLocks;
    const tabs = Array.from({ length: 5 }, () => world.poll(browser, 'doc 0'));
    const elsewhere = world.open(undefined, {
      document: 'doc 0',
      transport: 'polling',
      user: { name: 'Ada', color: 1 },
    });
    await world.run(5000);
    expect(world.network.openRequests).toBeLessThanOrEqual(MOST_PARKED_POLLS + 1);
    write(elsewhere.client, 'from elsewhere,');
    await world.run(1000);
    for (const { client } of tabs) expect(textOf(client.doc)).toBe('from elsewhere,');
    for (const [i, { client }] of tabs.entries()) write(client, `${i},`);
    await world.run(12_000);
    for (const { client } of [...tabs, elsewhere]) {
      expect(textOf(client.doc)).toBe(textOf(world.server.of('doc 0').doc));
      expect(client.state).toMatchObject({ saving: { kind: 'saved' }, connection: { kind: 'online' } });
    }
    expect(textOf(elsewhere.client.doc).split(',').sort()).toEqual(['', '0', '1', '2', '3', '4', 'from elsewhere']);
  });
});

describe('a tab that is polled for by another', () => {
  test('saves by itself: what it typed is acknowledged to it, though the leader is gone', async () => {
    const world = new Polling();
    const browser = world.browser();
    const [leader, follower] = [world.poll(browser, 'doc 0'), world.poll(browser, 'doc 1')];
    await world.run(2000);
    leader.tab.freeze();
    write(follower.client, 'mine');
    const saved = follower.client.saved();
    await world.run(100);
    await saved;
    expect(textOf(world.server.of('doc 1').doc)).toBe('mine');
  });

  test('may go offline and come back', async () => {
    const world = new Polling();
    const browser = world.browser();
    const [, follower] = [world.poll(browser, 'doc 0'), world.poll(browser, 'doc 1')];
    await world.run(2000);
    follower.tab.signal('offline');
    await world.run(100);
    expect(follower.client.state.connection.kind).toBe('offline');
    expect(world.network.openRequests).toBe(1);
    world.server.of('doc 1').write(foreignUpdate('missed'));
    follower.tab.signal('online');
    await world.run(200);
    expect(textOf(follower.client.doc)).toBe('missed');
  });

  test('goes on at once when the leader closes', async () => {
    const world = new Polling();
    const browser = world.browser();
    const [leader, follower] = [world.poll(browser, 'doc 0'), world.poll(browser, 'doc 1')];
    await world.run(2000);
    const closed = leader.client.destroy();
    await world.run(100);
    await closed;
    expect(await world.delayOf(follower, 'doc 1', 'news')).toBeLessThan(SOON_MS);
  });

  test('is not disturbed by what an old tab, or a stranger, says on its channels', async () => {
    const world = new Polling();
    const browser = world.browser();
    const [leader, follower] = [world.poll(browser, 'doc 0'), world.poll(browser, 'doc 1')];
    await world.run(2000);
    const stranger = browser.openChannel('manyhands polls 1 http://server.example', () => false);
    for (const noise of [
      null,
      7,
      {},
      { kind: 'lead' },
      { kind: 'lead', claim: { term: 'x' } },
      { kind: 'new', x: 1 },
    ]) {
      stranger.post(noise);
    }
    await world.run(100);
    expect(await world.delayOf(follower, 'doc 1', 'news')).toBeLessThan(SOON_MS);
    // one that says it leads and never does
    stranger.post({ kind: 'lead', claim: { term: world.clock.now() + 1, page: 'nobody' } });
    await world.run(60_000);
    expect(await world.delayOf(follower, 'doc 1', 'still')).toBeLessThan(SOON_MS);
    expect(await world.delayOf(leader, 'doc 0', 'here')).toBeLessThan(SOON_MS);
  });
});

describe('editors on one page', () => {
  test('share their polls, and one that the server does not want leaves the others alone', async () => {
    const world = new Polling();
    const tab = world.browser().tab();
    const open = (document: string, token: string) =>
      world.openIn(tab, { document, transport: 'polling', token: async () => token });
    const clients = names.map((name) => open(name, `ticket for ${name}`));
    for (const name of names) world.server.of(name).token = `ticket for ${name}`;
    await world.run(5000);
    expect(world.network.openRequests).toBeLessThanOrEqual(MOST_PARKED_POLLS);
    for (const client of clients) expect(client.state.connection).toMatchObject({ kind: 'online' });
    // its ticket is taken away
    world.server.of('doc 3').token = 'another';
    await world.run(60_000);
    for (const [i, client] of clients.entries()) {
      expect(client.state.connection).toMatchObject(
        i === 3 ? { kind: 'closed', code: 'unauthorized' } : { kind: 'online' },
      );
    }
    // a server that looks at the header alone
    world.server.of('doc 4').header = 'another';
    await world.run(60_000);
    const kinds = clients.map((client) => client.state.connection.kind);
    expect(kinds.filter((kind) => kind === 'closed')).toHaveLength(2);
    expect(world.network.openRequests).toBeLessThanOrEqual(MOST_PARKED_POLLS);
  });
});
