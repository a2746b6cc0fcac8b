import { beforeEach, describe, expect, test } from 'vitest';
import { parseNetworks } from '#server/config/network.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { Visitors } from './visitors.ts';

const LIMITS = { connections: 2, requestsPerMinute: 60, roomsPerMinute: 10 };
let clock: ManualClock;
let visitors: Visitors;

beforeEach(() => {
  clock = new ManualClock();
  visitors = behind();
});

function behind(...proxies: string[]): Visitors {
  const trustedProxies = proxies.flatMap((text) => parseNetworks(text) ?? []);
  return new Visitors({ limits: LIMITS, trustedProxies, clock });
}

const from = (remoteAddress: string | undefined, forwarded?: string) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

describe('whose request it is', () => {
  test.each<[string, string | undefined, string | null]>([
    ['an address', '192.0.2.1', '192.0.2.1'],
    ['one that came over IPv6', '::ffff:192.0.2.1', '192.0.2.1'],
    ['IPv6: the network of a household', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['the same, shorter', '2001:db8:1:2::9', '2001:db8:1:2'],
    ['with zeros in it', '2001:0db8::1', '2001:db8:0:0'],
    ['this machine', '127.0.0.1', null],
    ['this machine over IPv6', '::1', null],
    ['a socket that is gone', undefined, null],
  ])('%s', (_, address, expected) => {
    expect(visitors.addressOf(from(address))).toBe(expected);
  });

  test('a header is believed of a proxy that was named, and of nobody else', () => {
    expect(visitors.addressOf(from('192.0.2.1', '198.51.100.7'))).toBe('192.0.2.1');
    expect(visitors.addressOf(from('127.0.0.1', '198.51.100.7'))).toBe(null);
    expect(behind('loopback').addressOf(from('127.0.0.1', '198.51.100.7'))).toBe('198.51.100.7');
    expect(behind('192.0.2.0/24').addressOf(from('192.0.2.1', '198.51.100.7'))).toBe('198.51.100.7');
  });

  test('of a chain the last counts that no trusted proxy stands for; what stands before it may be made up', () => {
    const trusting = behind('loopback', '10.0.0.0/8');
    expect(trusting.addressOf(from('127.0.0.1', '203.0.113.9, 198.51.100.7, 10.1.2.3'))).toBe('198.51.100.7');
    expect(trusting.addressOf(from('127.0.0.1', 'nonsense'))).toBe(null);
    expect(trusting.addressOf(from('10.0.0.1'))).toBe('10.0.0.1');
  });
});

describe('what an address may do', () => {
  test('so many requests a minute, which come back evenly', async () => {
    for (let i = 0; i < 60; i++) expect(visitors.admitRequest('a')).toBe(0);
    expect(visitors.admitRequest('a')).toBe(1000);
    expect(visitors.admitRequest('b')).toBe(0);
    await clock.run(1000);
    expect(visitors.admitRequest('a')).toBe(0);
    expect(visitors.admitRequest('a')).toBeGreaterThan(0);
    await clock.run(600_000);
    for (let i = 0; i < 60; i++) expect(visitors.admitRequest('a')).toBe(0);
    expect(visitors.admitRequest('a')).toBeGreaterThan(0);
  });

  test('so many documents that have to be loaded; what is more than that at once takes all of it', () => {
    expect(visitors.admitRooms('a', 0)).toBe(0);
    expect(visitors.admitRooms('a', 8)).toBe(0);
    expect(visitors.admitRooms('a', 3)).toBe(6000);
    expect(visitors.admitRooms('b', 64)).toBe(0);
    expect(visitors.admitRooms('b', 1)).toBe(6000);
  });

  test('so many connections at a time, however long they last', async () => {
    const [one, two] = [visitors.admitConnection('a'), visitors.admitConnection('a')];
    expect(visitors.admitConnection('a')).toBeNull();
    expect(visitors.admitConnection('b')).not.toBeNull();
    await clock.run(600_000);
    expect(visitors.admitConnection('a')).toBeNull();
    one?.();
    one?.();
    expect(visitors.admitConnection('a')).not.toBeNull();
    expect(visitors.admitConnection('a')).toBeNull();
    expect(two).not.toBeNull();
  });

  test('this machine, and where the limit is 0, anything', () => {
    const open = new Visitors({
      limits: { connections: 0, requestsPerMinute: 0, roomsPerMinute: 0 },
      trustedProxies: [],
      clock,
    });
    for (let i = 0; i < 1000; i++) {
      expect(visitors.admitRequest(null) + visitors.admitRooms(null, 64)).toBe(0);
      expect(open.admitRequest('a') + open.admitRooms('a', 64)).toBe(0);
      expect(visitors.admitConnection(null)).not.toBeNull();
      expect(open.admitConnection('a')).not.toBeNull();
    }
  });
});
