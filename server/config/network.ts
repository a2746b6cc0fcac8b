import { BlockList, isIP } from 'node:net';

/** Addresses that share their first bits, such as 10.0.0.0/8; a single address has all of them. */
export interface Network {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** What a word stands for in a list of networks. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** An address, a network, `loopback` or `private`; null for anything else. */
export function parseNetworks(text: string): readonly Network[] | null {
  const networks = (NAMED[text] ?? [text]).map(parseNetwork);
  return networks.includes(null) ? null : networks.filter((network) => network !== null);
}

function parseNetwork(text: string): Network | null {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return null;
  const most = version === 6 ? 128 : 32;
  if (bits !== undefined && (!/^\d{1,3}$/u.test(bits) || Number(bits) > most)) return null;
  return { address, bits: Number(bits ?? most), family: version === 6 ? 'ipv6' : 'ipv4' };
}

/** Whether an address is in any of the networks. */
export function memberOf(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, bits, family } of networks) list.addSubnet(address, bits, family);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}
