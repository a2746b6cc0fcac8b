import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { VisitorLimits } from '#server/config/config.ts';
import { isLoopback } from '#server/config/loopback.ts';
import { memberOf } from '#server/config/network.ts';
import type { Network } from '#server/config/network.ts';
import type { Clock } from '#shared/clock.ts';

/** What is looked at of a request. */
export interface Asker {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: IncomingHttpHeaders;
}

export interface VisitorsNeeds {
  readonly limits: VisitorLimits;
  /** whose `X-Forwarded-For` is believed */
  readonly trustedProxies: readonly Network[];
  readonly clock: Pick<Clock, 'now'>;
}

const MINUTE_MS = 60_000;
/** the part of an IPv6 address that one household has: the rest is theirs to choose */
const IPV6_NETWORK_GROUPS = 4;

/** What an address has left of a minute's allowance, which comes back evenly. */
interface Allowance {
  left: number;
  at: number;
}

interface Visitor {
  connections: number;
  requests: Allowance;
  rooms: Allowance;
}

/**
 * Counts by address. This machine's own addresses are not counted: there, behind a proxy that was not named, everybody would be one
 * visitor.
 */
export class Visitors {
  readonly #needs: VisitorsNeeds;
  readonly #isTrusted: (address: string) => boolean;
  readonly #known = new Map<string, Visitor>();
  #sweptAt = 0;

  constructor(needs: VisitorsNeeds) {
    this.#needs = needs;
    this.#isTrusted = memberOf(needs.trustedProxies);
  }

  /** Whose request it is; null for one that is not counted. */
  addressOf({ socket, headers }: Asker): string | null {
    let address = plain(socket.remoteAddress ?? '');
    const forwarded = headers['x-forwarded-for'];
    const chain = (typeof forwarded === 'string' ? forwarded : (forwarded?.join(',') ?? '')).split(',');
    // the last that no trusted proxy stands for: what is left of it the visitor may have made up
    while (this.#isTrusted(address)) {
      const before = plain(chain.pop()?.trim() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    if (isIP(address) === 0 || isLoopback(address)) return null;
    return isIP(address) === 6 ? networkOf(address) : address;
  }

  /** How many milliseconds to wait, 0 when the request may go on. */
  admitRequest(address: string | null): number {
    return this.#spend(address, 'requests', this.#needs.limits.requestsPerMinute, 1);
  }

  /** As `admitRequest`, for documents that have to be loaded. */
  admitRooms(address: string | null, count: number): number {
    return count === 0 ? 0 : this.#spend(address, 'rooms', this.#needs.limits.roomsPerMinute, count);
  }

  /** Null when there are too many already; else what is to be called when the connection is gone. */
  admitConnection(address: string | null): (() => void) | null {
    const { connections } = this.#needs.limits;
    if (address === null || connections === 0) return () => {};
    const visitor = this.#visitor(address);
    if (visitor.connections >= connections) return null;
    visitor.connections += 1;
    let gone = false;
    return () => {
      if (!gone) visitor.connections -= 1;
      gone = true;
    };
  }

  #spend(address: string | null, what: 'requests' | 'rooms', perMinute: number, count: number): number {
    if (address === null || perMinute === 0) return 0;
    const allowance = this.#visitor(address)[what];
    const now = this.#needs.clock.now();
    allowance.left = Math.min(perMinute, allowance.left + ((now - allowance.at) * perMinute) / MINUTE_MS);
    allowance.at = now;
    // more than there ever is would else never be let in
    const price = Math.min(count, perMinute);
    if (allowance.left < price) return Math.ceil(((price - allowance.left) * MINUTE_MS) / perMinute);
    allowance.left -= price;
    return 0;
  }

  #visitor(address: string): Visitor {
    const { limits, clock } = this.#needs;
    const now = clock.now();
    if (now - this.#sweptAt > MINUTE_MS) this.#sweep(now);
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const visitor = {
      connections: 0,
      requests: { left: limits.requestsPerMinute, at: now },
      rooms: { left: limits.roomsPerMinute, at: now },
    };
    this.#known.set(address, visitor);
    return visitor;
  }

  /** Forgets whoever has all of their allowance again. */
  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [address, { connections, requests, rooms }] of this.#known) {
      if (connections === 0 && now - Math.max(requests.at, rooms.at) > MINUTE_MS) this.#known.delete(address);
    }
  }
}

/** An IPv4 address as it is, also where the socket speaks IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/iu, '').replace(/%.*$/u, '');
}

function networkOf(address: string): string {
  const [before = '', behind] = address.toLowerCase().split('::');
  const head = before.split(':').filter((group) => group !== '');
  const tail = behind?.split(':').filter((group) => group !== '') ?? [];
  const groups =
    behind === undefined
      ? head
      : [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return groups
    .slice(0, IPV6_NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/u, ''))
    .join(':');
}
