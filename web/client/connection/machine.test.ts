import { describe, expect, test } from 'vitest';
import { PING_INTERVAL_MS, PONG_TIMEOUT_MS } from '#shared/protocol/limits.ts';
import { PROBE_DELAYS_MS, SOCKET_PROVEN_MS } from '../limits.ts';
import type { TransportChoice } from '../state.ts';
import { transition, wakeAt } from './machine.ts';
import { initialModel } from './model.ts';
import type { ConnectionEffect, ConnectionEvent, ConnectionModel, HttpFailure } from './model.ts';

/** A machine in a test's hands: time moves only by `at`. */
class Bench {
  now = 1000;
  model: ConnectionModel;

  constructor(choice: TransportChoice = 'auto') {
    this.model = initialModel({ choice, online: true, fallback: null }, this.now);
  }

  on(event: ConnectionEvent): readonly ConnectionEffect[] {
    const { model, effects } = transition(this.model, event, this.now, () => 0);
    this.model = model;
    return effects;
  }

  later(ms: number): readonly ConnectionEffect[] {
    this.now += ms;
    return this.on({ kind: 'tick' });
  }

  get socketId(): number {
    const { socket } = this.model;
    return 'id' in socket ? socket.id : -1;
  }

  get pollId(): number {
    const { poll } = this.model;
    return poll.kind === 'asking' ? poll.id : -1;
  }

  /** A WebSocket that counts. */
  live(): void {
    this.on({ kind: 'socket-opened', id: this.socketId });
    this.on({ kind: 'socket-caught-up', id: this.socketId });
  }

  fail(): readonly ConnectionEffect[] {
    return this.on({ kind: 'socket-closed', id: this.socketId, code: 1006, reason: '' });
  }
}

const kinds = (effects: readonly ConnectionEffect[]): string[] => effects.map(({ kind }) => kind);
const NETWORK: HttpFailure = { kind: 'network', reason: 'refused' };

describe('the connection', () => {
  test('begins with both at once', () => {
    expect(kinds(new Bench().on({ kind: 'start' })).sort()).toEqual(['ask', 'open-socket']);
    expect(kinds(new Bench('polling').on({ kind: 'start' }))).toEqual(['ask']);
    expect(kinds(new Bench('websocket').on({ kind: 'start' }))).toEqual(['open-socket']);
  });

  test('counts a WebSocket only when its hello is answered up to date, and aborts the poll then', () => {
    const bench = new Bench();
    bench.on({ kind: 'start' });
    const poll = bench.pollId;
    expect(bench.on({ kind: 'socket-opened', id: bench.socketId })).toEqual([]);
    expect(bench.model.shown.kind).toBe('connecting');
    expect(bench.on({ kind: 'socket-caught-up', id: bench.socketId })).toEqual([{ kind: 'abort-poll', id: poll }]);
    expect(bench.model.shown).toMatchObject({ kind: 'online', transport: 'websocket' });
  });

  test('three strikes while HTTP answers, and polling stays; a probe that proves itself ends that', () => {
    const bench = new Bench();
    bench.on({ kind: 'start' });
    bench.on({ kind: 'poll-answered', id: bench.pollId, brought: true });
    bench.fail();
    bench.later(10_000);
    bench.fail();
    bench.later(10_000);
    expect(bench.model.fallback).toBeNull();
    expect(kinds(bench.fail())).toContain('remember');
    expect(bench.model.shown).toMatchObject({ transport: 'polling', reason: { kind: 'websocket-failed' } });
    expect(wakeAt(bench.model, SOCKET_PROVEN_MS)).toBe(bench.now + PROBE_DELAYS_MS[0]);
    expect(kinds(bench.later(PROBE_DELAYS_MS[0]))).toEqual(['open-socket']);
    bench.live();
    expect(bench.model.fallback).not.toBeNull();
    expect(bench.later(SOCKET_PROVEN_MS)).toContainEqual({ kind: 'remember', fallback: null });
    expect(bench.model.fallback).toBeNull();
  });

  test('takes failures for no strikes while HTTP fails too', () => {
    const bench = new Bench();
    bench.on({ kind: 'start' });
    for (let i = 0; i < 5; i++) {
      bench.fail();
      bench.on({ kind: 'poll-failed', id: bench.pollId, failure: NETWORK, afterMs: 10 });
      bench.later(60_000);
    }
    expect(bench.model).toMatchObject({ strikes: 0, fallback: null });
    expect(bench.model.shown.kind).toBe('reconnecting');
  });

  test('asks a poll before it lets a silent WebSocket go', () => {
    const bench = new Bench();
    bench.on({ kind: 'start' });
    bench.live();
    bench.later(SOCKET_PROVEN_MS);
    const socket = bench.socketId;
    expect(kinds(bench.later(PING_INTERVAL_MS))).toEqual(['ping']);
    expect(kinds(bench.later(PONG_TIMEOUT_MS))).toEqual(['ask']);
    const effects = bench.on({ kind: 'poll-answered', id: bench.pollId, brought: false });
    expect(effects).toContainEqual({ kind: 'close-socket', id: socket });
  });

  test('asks again, rather than give up, when its own timer slept', () => {
    const bench = new Bench();
    bench.on({ kind: 'start' });
    bench.live();
    bench.later(PING_INTERVAL_MS);
    bench.later(0);
    expect(kinds(bench.later(10 * PONG_TIMEOUT_MS))).toEqual(['ping']);
  });

  test('hears nothing more of sockets and polls that are gone', () => {
    const bench = new Bench();
    bench.on({ kind: 'start' });
    const { socketId, pollId } = bench;
    bench.on({ kind: 'offline' });
    const before = bench.model;
    bench.on({ kind: 'socket-caught-up', id: socketId });
    bench.on({ kind: 'poll-answered', id: pollId, brought: true });
    expect(bench.model).toEqual(before);
  });

  test('is closed for good once it is', () => {
    const bench = new Bench();
    bench.on({ kind: 'start' });
    bench.on({ kind: 'destroy' });
    expect(bench.on({ kind: 'retry-now' })).toEqual([]);
    expect(bench.model.shown).toMatchObject({ kind: 'closed', code: 'destroyed' });
  });
});
