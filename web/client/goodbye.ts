import { encodeFrame } from '#shared/protocol/frame.ts';
import type { Connector } from './connection/connector.ts';
import { FAREWELL_TIMEOUT_MS, FRAME_OVERHEAD_BYTES } from './limits.ts';
import type { KeepaliveBudget } from './sharing/keepalive-budget.ts';
import type { Outbox } from './sync/outbox.ts';
import type { Pusher } from './sync/pusher.ts';

interface GoodbyeParts {
  readonly connector: Connector;
  readonly pusher: Pusher;
  readonly outbox: Outbox;
  /** what all clients of a page may leave behind when it goes */
  readonly keepalive: KeepaliveBudget;
}

/** The last thing that a client says, with as much of what is not acknowledged as fits; the rest is on the device for the next start. */
export class Goodbye {
  readonly #parts: GoodbyeParts;

  constructor(parts: GoodbyeParts) {
    this.#parts = parts;
  }

  /** The client ends, the page stays. */
  say(): Promise<void> {
    return this.#say(Number.POSITIVE_INFINITY);
  }

  /** The page goes: where nothing is left of what it may leave behind, nothing is said. */
  async leave(): Promise<void> {
    await this.#say(this.#parts.keepalive.left, (bytes) => this.#parts.keepalive.take(bytes));
  }

  async #say(mostBytes: number, take?: (bytes: number) => (() => void) | null): Promise<void> {
    const { connector, pusher, outbox } = this.#parts;
    const { way } = connector;
    if (way === null) return;
    if (way.kind === 'socket' && outbox.count === 0) {
      connector.send(encodeFrame({ type: 'bye' }));
      return;
    }
    const frame = pusher.farewell(mostBytes);
    const giveBack = take === undefined ? () => {} : take(frame.length + FRAME_OVERHEAD_BYTES);
    if (giveBack === null) return;
    await connector.write({ lane: 'farewell', frame, giveUpMs: FAREWELL_TIMEOUT_MS, keepalive: take !== undefined });
    giveBack();
  }
}
