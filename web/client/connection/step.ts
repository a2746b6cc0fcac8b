import { backoffMs } from '#shared/backoff.ts';
import { POLL_GIVE_UP_MS } from '#shared/protocol/limits.ts';
import type { Random } from '#shared/random.ts';
import { SOCKET_OPEN_TIMEOUT_MS } from '../limits.ts';
import type { ConnectionEffect, ConnectionModel } from './model.ts';

/**
 * One transition in the making: the model so far, and what is to be done. It lives only inside `transition`, which is pure from
 * outside; the model itself is replaced, never changed.
 */
export class Step {
  model: ConnectionModel;
  readonly effects: ConnectionEffect[] = [];
  readonly now: number;
  readonly #random: Random;

  constructor(model: ConnectionModel, now: number, random: Random) {
    this.model = model;
    this.now = now;
    this.#random = random;
  }

  set(change: Partial<ConnectionModel>): void {
    this.model = { ...this.model, ...change };
  }

  effect(effect: ConnectionEffect): void {
    this.effects.push(effect);
  }

  /** the time of the try after `failures` in a row */
  retryAt(failures: number, leastMs: number): number {
    return this.now + Math.max(leastMs, backoffMs(Math.max(failures, 1), this.#random));
  }

  /** a part of a delay that the server gave to everybody, so that not all come back at once */
  spread(delayMs: number): number {
    return Math.round(delayMs * (0.5 + this.#random() / 2));
  }

  #newId(): number {
    const id = this.model.nextId;
    this.set({ nextId: id + 1 });
    return id;
  }

  openSocket(): void {
    this.closeSocket();
    const id = this.#newId();
    this.set({ socket: { kind: 'opening', id, deadline: this.now + SOCKET_OPEN_TIMEOUT_MS } });
    this.effect({ kind: 'open-socket', id });
  }

  closeSocket(): void {
    const { socket } = this.model;
    if (socket.kind !== 'off' && socket.kind !== 'waiting') this.effect({ kind: 'close-socket', id: socket.id });
    this.set({ socket: { kind: 'off' } });
  }

  /**
   * Asks now, unless it is being asked already. Where nobody knows how HTTP is, the answer is wanted at once; afterwards a poll may be
   * parked.
   */
  ask(how: 'park' | 'at-once' = this.model.http.kind === 'answers' ? 'park' : 'at-once'): void {
    const { poll, advice, cutHoldMs } = this.model;
    if (poll.kind === 'asking') return;
    const id = this.#newId();
    const waitMs = how === 'park' ? Math.min(advice.holdMs, cutHoldMs) : 0;
    this.set({ poll: { kind: 'asking', id, since: this.now, waitMs }, pollBy: null });
    this.effect({ kind: 'ask', id, waitMs, giveUpMs: waitMs + POLL_GIVE_UP_MS });
  }

  stopPolling(): void {
    const { poll } = this.model;
    if (poll.kind === 'asking') this.effect({ kind: 'abort-poll', id: poll.id });
    // what was known of HTTP grows old while nobody asks
    this.set({ poll: { kind: 'off' }, pollBy: null, http: { kind: 'unknown' } });
  }

  close(code: string, reason: string): void {
    this.closeSocket();
    this.stopPolling();
    this.set({ life: { kind: 'closed', code, reason } });
  }
}
