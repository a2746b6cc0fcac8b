import { expect, test } from 'vitest';
import { memberOf, parseNetworks } from './network.ts';

test.each(['192.0.2.1', '10.0.0.0/8', '::1', 'fc00::/7', 'loopback', 'private'])('%s is a network', (text) => {
  expect(parseNetworks(text)).not.toBeNull();
});

test.each(['', 'proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', '::1/129', '1.2.3.4/-1'])(
  '"%s" is none',
  (text) => expect(parseNetworks(text)).toBeNull(),
);

test('an address is in one of them or in none', () => {
  const within = memberOf(['loopback', 'private', '192.0.2.7'].flatMap((text) => parseNetworks(text) ?? []));
  for (const address of ['127.0.0.1', '127.8.8.8', '::1', '172.31.0.1', '192.0.2.7', 'fd12::1']) {
    expect(within(address)).toBe(true);
  }
  for (const address of ['192.0.2.8', '172.32.0.1', '2001:db8::1', 'localhost', ''])
    expect(within(address)).toBe(false);
});
