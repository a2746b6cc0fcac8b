import type { Clock } from '#shared/clock.ts';
import type { RandomBytes } from '#shared/random.ts';
import type { ChannelLike, FetchLike, LocksLike, PageSignals } from '../environment.ts';
import { newInstance } from '../identity.ts';
import type { ServerAddress } from '../server-address.ts';
import type { PollLane } from '../transport/poll-lane.ts';
import { createPollLane } from '../transport/poll-lane.ts';
import { KeepaliveBudget } from './keepalive-budget.ts';
import { SharedPolls } from './shared-polls.ts';

interface PageParts {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly fetch: FetchLike;
  readonly openChannel: ((name: string) => ChannelLike) | null;
  readonly locks: LocksLike | null;
  readonly page: PageSignals;
}

export interface SharedLane {
  readonly lane: PollLane;
  leave(): void;
}

/** What all document clients of one page share. */
export class PageSharing {
  readonly keepalive = new KeepaliveBudget();
  readonly #parts: PageParts;
  readonly #self: string;
  readonly #servers = new Map<string, { readonly polls: SharedPolls; clients: number; readonly stop: () => void }>();
  #clients = 0;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#self = newInstance(parts.randomBytes);
  }

  /** The way by which a client of this page polls that server. */
  join({ base, poll }: ServerAddress): SharedLane {
    const server = this.#servers.get(base) ?? this.#open(base, poll);
    server.clients++;
    const asker = `${this.#self} ${++this.#clients}`;
    let left = false;
    return {
      lane: { ask: (request, signal) => server.polls.ask(asker, request, signal) },
      leave: () => {
        if (left) return;
        left = true;
        if (--server.clients > 0) return;
        this.#servers.delete(base);
        server.stop();
      },
    };
  }

  #open(base: string, url: string): { readonly polls: SharedPolls; clients: number; readonly stop: () => void } {
    const { clock, fetch, openChannel, locks, page } = this.#parts;
    const lane = createPollLane(url, fetch, clock);
    const polls = new SharedPolls({ base, self: this.#self, lane, clock, openChannel, locks });
    const stopSignals = page.subscribe((signal) => {
      // other pages need not find out by themselves
      if (signal === 'away') polls.leave();
    });
    const stop = (): void => {
      stopSignals();
      polls.leave();
    };
    const server = { polls, clients: 0, stop };
    this.#servers.set(base, server);
    return server;
  }
}
