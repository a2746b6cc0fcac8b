import { unreachable } from '#shared/assert.ts';
import { MAX_DOCUMENTS_PER_POLL } from '#shared/protocol/limits.ts';
import type { HttpFailure } from '../connection/model.ts';
import { GATHER_MS, MOST_PARKED_POLLS, REST_MS, SPENT_ASK_MS, TURN_CYCLE_MS } from '../limits.ts';
import type { PollOutcome } from '../transport/poll-lane.ts';

/**
 * Which parked polls go together into which request, where one tab polls for all. Pure: the leader's hands do what is said here
 * (`shared-polls.ts`). An answer names documents only, so a request holds each document once; of tabs with the same document those that
 * find no place take turns. Whatever is dropped, doubled or answered late costs a re-read and no more: each frame carries its cursor.
 */
export interface Rounds {
  /** in no request now, in the order of their turn */
  readonly waiting: readonly Ask[];
  readonly open: readonly Round[];
  /** whose last ask was just answered: their next ones are waited for, so that all go together; not beyond `gatherUntil` */
  readonly expected: readonly string[];
  readonly gatherUntil: number;
  /** nothing is opened before: two pages that both poll for one client would send each other's requests home for ever */
  readonly restUntil: number;
  readonly nextId: number;
}

/** One document's parked poll. */
export interface Ask {
  readonly id: string;
  /** who asks: the page, and which of its clients */
  readonly asker: string;
  readonly document: string;
  readonly frame: Uint8Array;
  /** "" where access is open */
  readonly token: string;
  /** when it is to be answered, be it with nothing; ms since 1970 */
  readonly until: number;
}

export interface Round {
  readonly id: number;
  readonly asks: readonly Ask[];
  readonly openedAt: number;
  readonly waitMs: number;
  /** asked by itself after a refusal that may have been meant for another: not parked, and in nobody's way */
  readonly alone: boolean;
}

export type RoundsEvent =
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'done'; readonly round: number; readonly outcome: PollOutcome }
  /** `gatherUntil` may be over */
  | { readonly kind: 'tick' };

export type RoundsEffect =
  | { readonly kind: 'open'; readonly round: Round }
  | { readonly kind: 'abort'; readonly round: number }
  | { readonly kind: 'tell'; readonly ask: Ask; readonly outcome: PollOutcome };

export const NO_ROUNDS: Rounds = { waiting: [], open: [], expected: [], gatherUntil: 0, restUntil: 0, nextId: 1 };

export function advanceRounds(
  before: Rounds,
  event: RoundsEvent,
  now: number,
): { readonly rounds: Rounds; readonly effects: readonly RoundsEffect[] } {
  const effects: RoundsEffect[] = [];
  const changed = apply(before, event, now, effects);
  return { rounds: fill(changed, event.kind === 'ask', now, effects), effects };
}

/** When the next `tick` is due; null while only news can change anything. */
export function roundsWakeAt({ expected, gatherUntil, restUntil, waiting, open }: Rounds, now: number): number | null {
  if (waiting.length === 0 || open.filter(({ alone }) => !alone).length >= MOST_PARKED_POLLS) return null;
  const at = Math.max(expected.length > 0 ? gatherUntil : 0, restUntil);
  return at > now ? at : null;
}

function apply(rounds: Rounds, event: RoundsEvent, now: number, effects: RoundsEffect[]): Rounds {
  switch (event.kind) {
    case 'ask': {
      const { ask } = event;
      const expected = rounds.expected.filter((asker) => asker !== ask.asker);
      // an asker has one poll parked: the newer replaces the older
      const others = drop(rounds, (other) => other.asker === ask.asker, effects);
      return { ...others, expected, waiting: [...others.waiting, ask] };
    }
    case 'cancel': {
      const asker = askerOf(rounds, event.id);
      const expected = rounds.expected.filter((one) => one !== asker);
      return { ...drop(rounds, (ask) => ask.id === event.id, effects), expected };
    }
    case 'done':
      return done(rounds, event.round, event.outcome, now, effects);
    case 'tick':
      return rounds;
    default:
      return unreachable(event);
  }
}

function askerOf({ waiting, open }: Rounds, id: string): string | undefined {
  return [...waiting, ...open.flatMap(({ asks }) => asks)].find((ask) => ask.id === id)?.asker;
}

/** Without these asks; a request that nobody waits for any more is ended, any other goes on as it is. */
function drop(rounds: Rounds, which: (ask: Ask) => boolean, effects: RoundsEffect[]): Rounds {
  const open: Round[] = [];
  for (const round of rounds.open) {
    const asks = round.asks.filter((ask) => !which(ask));
    if (asks.length > 0) open.push(asks.length === round.asks.length ? round : { ...round, asks });
    else effects.push({ kind: 'abort', round: round.id });
  }
  return { ...rounds, open, waiting: rounds.waiting.filter((ask) => !which(ask)) };
}

function done(rounds: Rounds, id: number, outcome: PollOutcome, now: number, effects: RoundsEffect[]): Rounds {
  const round = rounds.open.find((one) => one.id === id);
  if (round === undefined) return rounds;
  const open = rounds.open.filter((one) => one !== round);
  if (outcome.kind === 'failed') {
    if (round.asks.length > 1 && isRefusal(outcome.failure)) return apart({ ...rounds, open }, round, now, effects);
    for (const ask of round.asks) effects.push({ kind: 'tell', ask, outcome });
    // each backs off by itself: nobody is waited for
    return { ...rounds, open };
  }
  const back: Ask[] = [];
  const told: string[] = [];
  for (const ask of round.asks) {
    const blocks = outcome.blocks.filter(({ document }) => document === ask.document);
    if (blocks.length === 0 && !round.alone && ask.until - now > SPENT_ASK_MS) {
      back.push(ask);
      continue;
    }
    effects.push({ kind: 'tell', ask, outcome: { kind: 'answered', blocks } });
    told.push(ask.asker);
  }
  const expected = [...new Set([...rounds.expected, ...told])];
  const early = outcome.blocks.length === 0 && now - round.openedAt < round.waitMs / 2;
  const restUntil = early ? now + REST_MS : rounds.restUntil;
  // who waited for a place goes before who had one
  const waiting = [...rounds.waiting, ...back];
  return { ...rounds, open, expected, gatherUntil: now + GATHER_MS, restUntil, waiting };
}

/** Whether the server refused the request for what one of those in it said. */
function isRefusal(failure: HttpFailure): boolean {
  return failure.kind === 'status' && failure.own && failure.status >= 400 && failure.status < 429;
}

/** Nobody knows whom a refusal was meant for: each asks once by itself, and gets the answer whatever it is. */
function apart(rounds: Rounds, { asks }: Round, now: number, effects: RoundsEffect[]): Rounds {
  let { nextId } = rounds;
  const alone = asks.map((ask) => ({ id: nextId++, asks: [ask], openedAt: now, waitMs: 0, alone: true }));
  for (const round of alone) effects.push({ kind: 'open', round });
  return { ...rounds, nextId, open: [...rounds.open, ...alone] };
}

/** Gives those that wait a request. One that is new makes room by having the smallest request asked again with it. */
function fill(rounds: Rounds, isNew: boolean, now: number, effects: RoundsEffect[]): Rounds {
  if (rounds.waiting.length === 0) return rounds;
  if (now < rounds.restUntil || (rounds.expected.length > 0 && now < rounds.gatherUntil)) return rounds;
  const parked = rounds.open.filter((round) => !round.alone);
  if (parked.length < MOST_PARKED_POLLS) return open(rounds, rounds.waiting, now, effects);
  if (!isNew) return rounds;
  const smallest = parked.reduce((least, round) => (round.asks.length <= least.asks.length ? round : least));
  effects.push({ kind: 'abort', round: smallest.id });
  const others = rounds.open.filter((round) => round !== smallest);
  return open({ ...rounds, open: others }, [...rounds.waiting, ...smallest.asks], now, effects);
}

function open(rounds: Rounds, from: readonly Ask[], now: number, effects: RoundsEffect[]): Rounds {
  const documents = new Set<string>();
  const asks: Ask[] = [];
  const waiting: Ask[] = [];
  for (const ask of from) {
    const fits = !documents.has(ask.document) && asks.length < MAX_DOCUMENTS_PER_POLL;
    (fits ? asks : waiting).push(ask);
    documents.add(ask.document);
  }
  const holdMs = Math.max(SPENT_ASK_MS, Math.min(...asks.map((ask) => ask.until - now)));
  const turnMs = Math.floor((TURN_CYCLE_MS * MOST_PARKED_POLLS) / (MOST_PARKED_POLLS + waiting.length));
  const waitMs = waiting.length > 0 ? Math.min(holdMs, Math.max(SPENT_ASK_MS, turnMs)) : holdMs;
  const round: Round = { id: rounds.nextId, asks, openedAt: now, waitMs, alone: false };
  effects.push({ kind: 'open', round });
  const next = { ...rounds, waiting, expected: [], nextId: round.id + 1, open: [...rounds.open, round] };
  // those that found no place in it may find one in another
  const parked = next.open.filter((one) => !one.alone);
  return waiting.length > 0 && parked.length < MOST_PARKED_POLLS ? open(next, waiting, now, effects) : next;
}
