import { describe, expect, test } from 'vitest';
import { LEADER_PING_MS, LEADER_SILENCE_MS, SEEK_LEADER_MS } from '../limits.ts';
import { advanceLeadership, apart, isAbove, leadershipWakeAt } from './leadership.ts';
import type { Claim, LeadershipEffect, LeadershipEvent, LeadershipModel } from './leadership.ts';

class Bench {
  now = 1000;
  model: LeadershipModel;

  constructor(self: string, has = { others: true, locks: true }) {
    this.model = apart(self, has);
  }

  on(event: LeadershipEvent): string[] {
    const { model, effects } = advanceLeadership(this.model, event, this.now);
    this.model = model;
    return effects.map((effect) => nameOf(effect));
  }

  tickAt(ms: number): string[] {
    this.now += ms;
    return this.on({ kind: 'tick' });
  }

  get role(): string {
    return this.model.role.kind;
  }
}

function nameOf(effect: LeadershipEffect): string {
  if (effect.kind === 'say') return `say ${effect.what}`;
  return effect.kind === 'follow' ? `follow ${effect.leader.page}` : effect.kind;
}

const OTHER: Claim = { term: 5000, page: 'other' };

describe('who polls for all', () => {
  test('a page alone in its browser, as soon as the lock is its own', () => {
    const bench = new Bench('me');
    expect(bench.on({ kind: 'join' })).toEqual(['queue', 'say who']);
    expect(bench.on({ kind: 'lock-got' })).toEqual(['lead', 'say lead']);
    expect(leadershipWakeAt(bench.model)).toBeNull();
    expect(bench.on({ kind: 'heard-who' })).toEqual(['say lead']);
  });

  test('at once where pages cannot hear each other, and after a moment where there are no locks', () => {
    const deaf = new Bench('me', { others: false, locks: true });
    expect(deaf.on({ kind: 'join' })).toEqual(['lead', 'say lead']);
    const insecure = new Bench('me', { others: true, locks: false });
    expect(insecure.on({ kind: 'join' })).toEqual(['say who']);
    expect(insecure.tickAt(SEEK_LEADER_MS - 1)).toEqual([]);
    expect(insecure.tickAt(1)).toEqual(['lead', 'say lead']);
  });

  test('locks that are denied are done without', () => {
    const bench = new Bench('me');
    bench.on({ kind: 'join' });
    expect(bench.on({ kind: 'lock-denied' })).toEqual([]);
    expect(bench.tickAt(SEEK_LEADER_MS)).toEqual(['lead', 'say lead']);
    const late = new Bench('me');
    late.on({ kind: 'join' });
    late.tickAt(SEEK_LEADER_MS);
    expect(late.role).toBe('taking');
    expect(late.on({ kind: 'lock-denied' })).toEqual(['lead', 'say lead']);
  });

  test('a follower asks now and then whether its leader lives, and takes over from one that is silent', () => {
    const bench = new Bench('me');
    bench.on({ kind: 'join' });
    expect(bench.on({ kind: 'heard-lead', claim: OTHER })).toEqual(['follow other']);
    expect(bench.tickAt(LEADER_PING_MS)).toEqual(['ping']);
    expect(bench.on({ kind: 'heard-pong', page: 'other' })).toEqual([]);
    expect(bench.tickAt(LEADER_PING_MS)).toEqual(['ping']);
    expect(bench.tickAt(LEADER_SILENCE_MS)).toEqual(['release', 'steal']);
    expect(bench.on({ kind: 'lock-got' })).toEqual(['lead', 'say lead']);
    expect(bench.model.term).toBeGreaterThan(OTHER.term);
  });

  test('a follower that slept itself asks again before it takes over', () => {
    const bench = new Bench('me');
    bench.on({ kind: 'join' });
    bench.on({ kind: 'heard-lead', claim: OTHER });
    bench.tickAt(LEADER_PING_MS);
    expect(bench.tickAt(24 * 3_600_000)).toEqual(['ping']);
  });

  test('a leader that goes says so, and one that is gone gives the lock to the next', () => {
    const bench = new Bench('me');
    bench.on({ kind: 'join' });
    bench.on({ kind: 'heard-lead', claim: OTHER });
    expect(bench.on({ kind: 'heard-resign', page: 'somebody' })).toEqual([]);
    expect(bench.on({ kind: 'heard-resign', page: 'other' })).toEqual(['say who']);
    expect(bench.on({ kind: 'lock-got' })).toEqual(['lead', 'say lead']);
    expect(bench.on({ kind: 'leave' })).toEqual(['say resign', 'release', 'stand-down']);
  });

  test('a leader from which the lock was taken stands down, in whatever order it hears of it', () => {
    for (const order of ['lock first', 'claim first']) {
      const bench = new Bench('me');
      bench.on({ kind: 'join' });
      bench.on({ kind: 'lock-got' });
      const claim = { term: bench.model.term + 1, page: 'thief' };
      const said =
        order === 'lock first'
          ? [...bench.on({ kind: 'lock-lost' }), ...bench.on({ kind: 'heard-lead', claim })]
          : bench.on({ kind: 'heard-lead', claim });
      expect(said.filter((what) => what === 'stand-down')).toHaveLength(1);
      expect(said).toContain('queue');
      expect(said.at(-1)).toBe('follow thief');
    }
  });

  test('of two that lead one stands down, the same one for both', () => {
    const [one, two] = [
      new Bench('a', { others: true, locks: false }),
      new Bench('b', { others: true, locks: false }),
    ] as const;
    for (const bench of [one, two]) {
      bench.on({ kind: 'join' });
      bench.tickAt(SEEK_LEADER_MS);
      expect(bench.role).toBe('leading');
    }
    const claimOf = ({ model }: Bench): Claim => ({ term: model.term, page: model.self });
    const [first, second] = [claimOf(one), claimOf(two)];
    expect(isAbove(second, first)).toBe(true);
    expect(one.on({ kind: 'heard-lead', claim: second })).toEqual(['stand-down', 'follow b']);
    expect(two.on({ kind: 'heard-lead', claim: first })).toEqual(['say lead']);
    expect([one.role, two.role]).toEqual(['following', 'leading']);
  });

  test('nothing that is heard after it left brings a page back', () => {
    const bench = new Bench('me');
    bench.on({ kind: 'join' });
    bench.on({ kind: 'leave' });
    expect(bench.on({ kind: 'heard-lead', claim: OTHER })).toEqual([]);
    expect(bench.on({ kind: 'lock-got' })).toEqual([]);
    expect(bench.on({ kind: 'tick' })).toEqual([]);
    expect(bench.role).toBe('apart');
  });
});
