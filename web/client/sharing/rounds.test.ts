import { describe, expect, test } from 'vitest';
import { POLL_GIVE_UP_MS } from '#shared/protocol/limits.ts';
import type { HttpFailure } from '../connection/model.ts';
import { GATHER_MS, MOST_PARKED_POLLS, REST_MS } from '../limits.ts';
import { advanceRounds, NO_ROUNDS, roundsWakeAt } from './rounds.ts';
import type { Ask, Round, Rounds, RoundsEffect, RoundsEvent } from './rounds.ts';

const HOLD_MS = 20_000;

/** The rounds in a test's hands: time moves only by `at`. */
class Bench {
  now = 1000;
  rounds: Rounds = NO_ROUNDS;
  #ids = 0;

  on(event: RoundsEvent): readonly RoundsEffect[] {
    const { rounds, effects } = advanceRounds(this.rounds, event, this.now);
    this.rounds = rounds;
    return effects;
  }

  ask(asker: string, document = asker): readonly RoundsEffect[] {
    return this.on({ kind: 'ask', ask: this.newAsk(asker, document) });
  }

  newAsk(asker: string, document: string): Ask {
    const id = `${asker}:${++this.#ids}`;
    return { id, asker, document, frame: new Uint8Array(), token: '', until: this.now + HOLD_MS };
  }

  /** The server answers the request with something for these documents. */
  answer(round: Round | undefined, ...documents: string[]): readonly RoundsEffect[] {
    const blocks = documents.map((document) => ({ document, frame: new Uint8Array([1]) }));
    return this.on({ kind: 'done', round: round?.id ?? -1, outcome: { kind: 'answered', blocks } });
  }

  fail(round: Round | undefined, failure: HttpFailure): readonly RoundsEffect[] {
    return this.on({ kind: 'done', round: round?.id ?? -1, outcome: { kind: 'failed', failure, afterMs: 5 } });
  }

  /** the documents of each request that is open */
  get asked(): string[][] {
    return this.rounds.open.map(({ asks }) => asks.map(({ document }) => document));
  }
}

const told = (effects: readonly RoundsEffect[]): string[] =>
  effects.flatMap((effect) =>
    effect.kind === 'tell' && effect.outcome.kind === 'answered'
      ? [`${effect.ask.asker} ${effect.outcome.blocks.length}`]
      : [],
  );

describe('polls that are asked together', () => {
  test('never take more requests than are allowed, however many ask', () => {
    const bench = new Bench();
    for (let i = 0; i < 40; i++) {
      bench.ask(`tab ${i}`);
      expect(bench.rounds.open.length).toBeLessThanOrEqual(MOST_PARKED_POLLS);
    }
    expect(bench.asked.flat()).toHaveLength(40);
    expect(bench.rounds.waiting).toEqual([]);
  });

  test('go on together: who has news is answered, waited for, and the others are asked again with the same frame', () => {
    const bench = new Bench();
    bench.ask('a');
    bench.ask('b');
    bench.ask('c');
    const round = bench.rounds.open.find(({ asks }) => asks.length === 2);
    expect(told(bench.answer(round, 'b'))).toEqual(['b 1']);
    expect(bench.asked).toEqual([['a']]);
    const effects = bench.ask('b');
    expect(effects.map(({ kind }) => kind)).toEqual(['open']);
    expect(bench.asked).toEqual([['a'], ['c', 'b']]);
  });

  test('are not held up by one that does not come back', () => {
    const bench = new Bench();
    bench.ask('a');
    bench.ask('b');
    bench.ask('c');
    bench.answer(bench.rounds.open.at(-1), 'b');
    expect(roundsWakeAt(bench.rounds, bench.now)).toBe(bench.now + GATHER_MS);
    bench.now += GATHER_MS;
    bench.on({ kind: 'tick' });
    expect(bench.asked).toEqual([['a'], ['c']]);
  });

  test('are answered with nothing when their wait is over', () => {
    const bench = new Bench();
    bench.ask('a');
    bench.now += HOLD_MS;
    expect(told(bench.answer(bench.rounds.open[0]))).toEqual(['a 0']);
  });

  test('rest when they are sent home at once, as they are while two tabs poll for one client', () => {
    const bench = new Bench();
    bench.ask('a');
    bench.now += 5;
    expect(told(bench.answer(bench.rounds.open[0]))).toEqual([]);
    expect(bench.asked).toEqual([]);
    expect(roundsWakeAt(bench.rounds, bench.now)).toBe(bench.now + REST_MS);
    bench.now += REST_MS;
    bench.on({ kind: 'tick' });
    expect(bench.asked).toEqual([['a']]);
  });

  test.each([3, 5, 12, 20])('of one document in %i tabs take turns, none waits longer than its client does', (tabs) => {
    const bench = new Bench();
    for (let tab = 0; tab < tabs; tab++) bench.ask(String(tab), 'same');
    expect(bench.asked).toEqual([['same'], ['same']]);
    const lastTurn = new Map<string, number>();
    const begun = bench.now;
    while (bench.now < begun + 120_000) {
      const [next] = bench.rounds.open.toSorted((a, b) => a.openedAt + a.waitMs - (b.openedAt + b.waitMs));
      if (next === undefined) break;
      bench.now = Math.max(bench.now, next.openedAt + next.waitMs);
      for (const ask of next.asks) lastTurn.set(ask.asker, bench.now);
      for (const effect of bench.answer(next)) if (effect.kind === 'tell') bench.ask(effect.ask.asker, 'same');
      for (const asked of lastTurn.values()) expect(bench.now - asked).toBeLessThan(HOLD_MS + POLL_GIVE_UP_MS);
    }
    expect(lastTurn.size).toBe(tabs);
  });

  test('of one document all hear of an edit one after the other', () => {
    const bench = new Bench();
    for (const tab of ['1', '2', '3', '4']) bench.ask(tab, 'same');
    const heard: string[] = [];
    while (heard.length < 4) {
      const effects = bench.answer(bench.rounds.open[0], 'same');
      for (const effect of effects) if (effect.kind === 'tell') heard.push(effect.ask.asker);
      bench.now += GATHER_MS;
      bench.on({ kind: 'tick' });
    }
    expect(heard.sort()).toEqual(['1', '2', '3', '4']);
  });

  test('end with the last who wants them, and not before', () => {
    const bench = new Bench();
    bench.ask('a');
    bench.ask('b');
    bench.ask('c');
    const pair = bench.rounds.open.find(({ asks }) => asks.length === 2);
    const [first, second] = pair?.asks ?? [];
    expect(bench.on({ kind: 'cancel', id: first?.id ?? '' })).toEqual([]);
    expect(bench.on({ kind: 'cancel', id: second?.id ?? '' })).toEqual([{ kind: 'abort', round: pair?.id }]);
  });

  test('fail together when the network does, and each backs off by itself', () => {
    const bench = new Bench();
    bench.ask('a');
    bench.ask('b');
    bench.ask('c');
    const pair = bench.rounds.open.find(({ asks }) => asks.length === 2);
    const effects = bench.fail(pair, { kind: 'network', reason: 'gone' });
    expect(effects.map(({ kind }) => kind)).toEqual(['tell', 'tell']);
  });

  test('are asked one by one when the server refuses them together: the refusal was meant for one', () => {
    const bench = new Bench();
    bench.ask('a');
    bench.ask('good');
    bench.ask('bad');
    const pair = bench.rounds.open.find(({ asks }) => asks.length === 2);
    const refusal: HttpFailure = {
      kind: 'status',
      status: 401,
      own: true,
      code: '',
      reason: 'expired',
      retryAfterMs: 0,
    };
    const effects = bench.fail(pair, refusal);
    expect(effects.map((effect) => effect.kind === 'open' && effect.round.waitMs)).toEqual([0, 0]);
    const [bad, good] = bench.rounds.open.filter(({ alone }) => alone);
    expect(bench.fail(bad, refusal)).toMatchObject([{ kind: 'tell', outcome: { failure: { status: 401 } } }]);
    expect(told(bench.answer(good))).toEqual(['good 0']);
  });
});
