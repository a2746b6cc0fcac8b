import { describe, expect, test } from 'vitest';
import type { DocumentClient } from './document-client.ts';
import type { FetchRequest } from './environment.ts';
import { KEEPALIVE_BODY_BYTES } from './limits.ts';
import { KeepaliveBudget } from './sharing/keepalive-budget.ts';
import { textOf, World, write } from './testing/world.ts';
import type { VirtualTab } from './testing/virtual-browser.ts';

/** A browser's own rule, kept by the network of these tests: the bodies of a page's keepalive requests have 64 KiB together. */
class Leaving extends World {
  readonly carried: FetchRequest[] = [];
  refused = 0;
  /** bytes of others' requests on the page */
  elsewhere = 0;
  /** what has no keepalive ends with its page */
  ending = false;
  #underWay = 0;

  constructor() {
    super();
    const { fetch } = this.network;
    Object.assign(this.network, {
      fetch: (url: string, request: FetchRequest) => {
        if (!request.keepalive) return this.ending ? new Promise(() => {}) : fetch(url, request);
        const bytes = request.body.length;
        if (this.elsewhere + this.#underWay + bytes > KEEPALIVE_BODY_BYTES) {
          this.refused++;
          return Promise.reject(new TypeError('the keepalive quota is used up'));
        }
        this.#underWay += bytes;
        this.carried.push(request);
        return fetch(url, request).finally(() => {
          this.#underWay -= bytes;
        });
      },
    });
  }

  polled(tab: VirtualTab, document: string): DocumentClient {
    this.server.of(document);
    return this.openIn(tab, { document, transport: 'polling' });
  }
}

describe('a page that goes', () => {
  test('leaves behind what fits into one budget for all its editors; the rest is on the device and comes with the next start', async () => {
    const world = new Leaving();
    const browser = world.browser();
    const tab = browser.tab();
    const names = ['a', 'b', 'c', 'd'];
    const clients = names.map((name) => world.polled(tab, name));
    await world.run(2000);
    world.ending = true;
    for (const client of clients) write(client, 'z'.repeat(30_000));
    tab.signal('away');
    tab.kill();
    await world.run(2000);
    world.ending = false;
    expect(world.refused).toBe(0);
    const delivered = names.filter((name) => textOf(world.server.of(name).doc).length === 30_000);
    expect(delivered).toEqual(['a', 'b']);
    const again = browser.tab();
    const reopened = names.map((name) => world.polled(again, name));
    await world.run(5000);
    for (const name of names) expect(textOf(world.server.of(name).doc)).toBe('z'.repeat(30_000));
    for (const client of reopened) expect(client.state.saving.kind).toBe('saved');
  });

  test('leaves the first of its edits where there is no room for all', async () => {
    const world = new Leaving();
    const browser = world.browser();
    const tab = browser.tab();
    const client = world.polled(tab, 'a');
    await world.run(2000);
    world.ending = true;
    for (let i = 0; i < 10; i++) write(client, `<${i}${'.'.repeat(10_000)}>`);
    tab.signal('away');
    tab.kill();
    await world.run(2000);
    world.ending = false;
    expect(world.refused).toBe(0);
    const arrived = textOf(world.server.of('a').doc).match(/<\d/g) ?? [];
    expect(arrived.length).toBeGreaterThan(3);
    expect(arrived).toEqual(['<0', '<1', '<2', '<3', '<4', '<5', '<6', '<7', '<8', '<9'].slice(0, arrived.length));
    const next = world.polled(browser.tab(), 'a');
    await world.run(5000);
    expect(next.state.saving.kind).toBe('saved');
    expect(textOf(world.server.of('a').doc).match(/<\d/g)).toHaveLength(10);
  });

  test('that nobody sees writes so that it may end at any time', async () => {
    const world = new Leaving();
    const tab = world.browser().tab();
    const client = world.polled(tab, 'a');
    await world.run(2000);
    tab.hidden = true;
    write(client, 'typed by a script');
    await world.run(1);
    tab.kill();
    await world.run(1000);
    expect(world.carried).toHaveLength(1);
    expect(textOf(world.server.of('a').doc)).toBe('typed by a script');
  });

  test('and whose host has used up what browsers allow writes without it', async () => {
    const world = new Leaving();
    world.elsewhere = KEEPALIVE_BODY_BYTES;
    const tab = world.browser().tab();
    const client = world.polled(tab, 'a');
    await world.run(2000);
    tab.hidden = true;
    write(client, 'all the same');
    await world.run(2000);
    expect(world.refused).toBe(1);
    expect(client.state.saving.kind).toBe('saved');
  });
});

test('the budget is given back when a request is answered, once', () => {
  const budget = new KeepaliveBudget();
  const giveBack = budget.take(KEEPALIVE_BODY_BYTES - 10);
  expect(budget.take(11)).toBeNull();
  expect(budget.take(10)).not.toBeNull();
  giveBack?.();
  giveBack?.();
  expect(budget.left).toBe(KEEPALIVE_BODY_BYTES - 10);
});
