import type { Server } from 'node:net';
import { MAX_SURPLUS_CONNECTIONS } from './limits.ts';

/** Anything that ends. */
interface Ending {
  once(event: 'close', listener: () => void): unknown;
}

/**
 * How many connections the process has, of all addresses together. Who is there stays; who comes when it has as many as it may is surplus:
 * answered with 503, but for the health checks, and sent away.
 */
export class Capacity {
  readonly #most: number;
  #count = 0;
  readonly #surplus = new WeakSet<Ending>();

  /** `most`: 0 is no limit */
  constructor(most: number) {
    this.#most = most === 0 ? Number.POSITIVE_INFINITY : most;
  }

  /** To be called before the server listens. */
  watch(server: Server): void {
    // beyond these nobody is answered at all: each costs memory until it is
    if (Number.isFinite(this.#most)) server.maxConnections = this.#most + MAX_SURPLUS_CONNECTIONS;
    server.on('connection', (socket) => this.take(socket));
  }

  take(connection: Ending): void {
    if (this.#count >= this.#most) {
      this.#surplus.add(connection);
      return;
    }
    this.#count++;
    connection.once('close', () => this.#count--);
  }

  isSurplus(connection: Ending): boolean {
    return this.#surplus.has(connection);
  }
}
