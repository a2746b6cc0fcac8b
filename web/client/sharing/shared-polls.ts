import { unreachable } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import { POLL_GIVE_UP_MS } from '#shared/protocol/limits.ts';
import type { ChannelLike, LocksLike } from '../environment.ts';
import type { PollLane, PollLaneRequest, PollOutcome } from '../transport/poll-lane.ts';
import { advanceLeadership, apart, leadershipWakeAt } from './leadership.ts';
import type { Claim, LeadershipEffect, LeadershipEvent, LeadershipModel } from './leadership.ts';
import { parsePrivate, parsePublic, privateChannel, publicChannel } from './messages.ts';
import type { PrivateMessage, PublicMessage } from './messages.ts';
import { advanceRounds, NO_ROUNDS, roundsWakeAt } from './rounds.ts';
import type { Ask, Round, Rounds, RoundsEffect, RoundsEvent } from './rounds.ts';
import { tokensOf } from './tokens-of.ts';

interface SharedPollsParts {
  readonly base: string;
  /** this page, among all of the browser */
  readonly self: string;
  readonly lane: PollLane;
  readonly clock: Clock;
  readonly openChannel: ((name: string) => ChannelLike) | null;
  readonly locks: LocksLike | null;
}

/** A parked poll of this page that is not answered yet, whoever asks it. */
interface OwnAsk extends Ask {
  readonly settle: (outcome: PollOutcome) => void;
}

/**
 * Parked polls of one server, of all clients of a page and of all pages of a browser: one page asks for all of them. What is shared is
 * the waiting alone. Writes, first syncs and goodbyes go straight from the page that has them, and every answer goes to the client whose
 * question it answers: so nothing of a document lives in the page that leads, and nothing is lost with it.
 */
export class SharedPolls {
  readonly #parts: SharedPollsParts;
  #model: LeadershipModel;
  #rounds: Rounds = NO_ROUNDS;
  readonly #asks = new Map<string, OwnAsk>();
  readonly #requests = new Map<number, AbortController>();
  #channels: readonly ChannelLike[] = [];
  #stopLock: (() => void) | null = null;
  #stopTimer: (() => void) | null = null;
  #nextAsk = 1;

  constructor(parts: SharedPollsParts) {
    this.#parts = parts;
    this.#model = apart(parts.self, { others: parts.openChannel !== null, locks: parts.locks !== null });
  }

  /** As a {@link PollLane}; what waits is shared. */
  ask(asker: string, request: PollLaneRequest, signal: AbortSignal): Promise<PollOutcome> {
    const { clock, lane, self } = this.#parts;
    const [block, ...more] = request.blocks;
    if (request.waitMs === 0 || block === undefined || more.length > 0) return lane.ask(request, signal);
    const begun = clock.now();
    return new Promise((resolve) => {
      const id = `${self} ${this.#nextAsk++}`;
      const settle = (outcome: PollOutcome): void => {
        if (!this.#asks.delete(id)) return;
        stopTimer();
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      const giveUp = (failure: { kind: 'timeout' } | { kind: 'network'; reason: string }): void => {
        settle({ kind: 'failed', failure, afterMs: clock.now() - begun });
        this.#cancel(id);
      };
      const onAbort = (): void => giveUp({ kind: 'network', reason: 'aborted' });
      const stopTimer = clock.after(request.giveUpMs, () => giveUp({ kind: 'timeout' }));
      signal.addEventListener('abort', onAbort);
      const { document, frame } = block;
      const ask = { id, asker, document, frame, token: request.token, until: begun + request.waitMs, settle };
      this.#asks.set(id, ask);
      if (signal.aborted) onAbort();
      else this.#route(ask);
    });
  }

  /** The page goes, or polls no more: others are told. A later `ask` joins them again. */
  leave(): void {
    this.#lead({ kind: 'leave' });
    for (const channel of this.#channels) channel.close();
    this.#channels = [];
  }

  // -- a poll of this page's

  #route(ask: OwnAsk): void {
    const { role } = this.#model;
    switch (role.kind) {
      case 'apart':
        this.#listen();
        this.#lead({ kind: 'join' });
        return;
      case 'leading':
        this.#advance({ kind: 'ask', ask });
        return;
      case 'following':
        this.#send(role.leader, ask);
        return;
      case 'seeking':
      case 'taking':
        // with the others, once somebody leads
        return;
      default:
        unreachable(role);
    }
  }

  #send(leader: Claim, { id, asker, document, frame, token, until }: OwnAsk): void {
    const { self, clock } = this.#parts;
    const waitMs = Math.max(0, until - clock.now());
    this.#tell(leader.page, { kind: 'ask', page: self, id, asker, document, frame, token, waitMs });
  }

  #cancel(id: string): void {
    const { role } = this.#model;
    if (role.kind === 'leading') this.#advance({ kind: 'cancel', id });
    if (role.kind === 'following') this.#tell(role.leader.page, { kind: 'cancel', id });
  }

  // -- who leads

  #lead(event: LeadershipEvent): void {
    const { model, effects } = advanceLeadership(this.#model, event, this.#parts.clock.now());
    this.#model = model;
    for (const effect of effects) this.#runLeadership(effect);
    this.#arm();
  }

  #runLeadership(effect: LeadershipEffect): void {
    const { self } = this.#parts;
    switch (effect.kind) {
      case 'queue':
        this.#hold('wait');
        return;
      case 'steal':
        this.#hold('steal');
        return;
      case 'release':
        this.#stopLock?.();
        this.#stopLock = null;
        return;
      case 'say':
        this.#say(effect.what);
        return;
      case 'ping':
        this.#tell(effect.leader.page, { kind: 'ping', page: self });
        return;
      case 'follow':
        for (const ask of this.#asks.values()) this.#send(effect.leader, ask);
        return;
      case 'lead':
        for (const ask of this.#asks.values()) this.#advance({ kind: 'ask', ask });
        return;
      case 'stand-down':
        this.#standDown();
        return;
      default:
        unreachable(effect);
    }
  }

  #hold(how: 'wait' | 'steal'): void {
    this.#stopLock?.();
    const { locks, base } = this.#parts;
    this.#stopLock =
      locks?.hold(publicChannel(base), how, {
        got: () => this.#lead({ kind: 'lock-got' }),
        lost: () => this.#lead({ kind: 'lock-lost' }),
        denied: () => this.#lead({ kind: 'lock-denied' }),
      }) ?? null;
  }

  #say(what: 'who' | 'lead' | 'resign'): void {
    const { role } = this.#model;
    const [channel] = this.#channels;
    if (channel === undefined) return;
    const say = (message: PublicMessage): void => channel.post(message);
    if (what === 'who') say({ kind: 'who' });
    else if (what === 'resign') say({ kind: 'resign', page: this.#parts.self });
    else if (role.kind === 'leading') say({ kind: 'lead', claim: role.claim });
  }

  /** What was asked for other pages they ask of the next leader. */
  #standDown(): void {
    for (const abort of this.#requests.values()) abort.abort();
    this.#requests.clear();
    this.#rounds = NO_ROUNDS;
  }

  // -- other pages

  #listen(): void {
    const { openChannel, base, self } = this.#parts;
    if (openChannel === null || this.#channels.length > 0) return;
    const [toAll, toThis] = [openChannel(publicChannel(base)), openChannel(privateChannel(base, self))];
    this.#channels = [toAll, toThis];
    toAll.listen((raw) => {
      const message = parsePublic(raw);
      if (message !== null) this.#heard(message);
    });
    toThis.listen((raw) => {
      const message = parsePrivate(raw);
      if (message !== null) this.#told(message);
    });
  }

  #heard(message: PublicMessage): void {
    switch (message.kind) {
      case 'who':
        return this.#lead({ kind: 'heard-who' });
      case 'lead':
        return this.#lead({ kind: 'heard-lead', claim: message.claim });
      case 'resign':
        return this.#lead({ kind: 'heard-resign', page: message.page });
      default:
        return unreachable(message);
    }
  }

  #told(message: PrivateMessage): void {
    const { role } = this.#model;
    switch (message.kind) {
      case 'ask': {
        // who does not lead any more has told everybody, or is about to
        if (role.kind !== 'leading') return;
        const { id, asker, document, frame, token } = message;
        const until = this.#parts.clock.now() + message.waitMs;
        this.#advance({ kind: 'ask', ask: { id, asker, document, frame, token, until } });
        return;
      }
      case 'cancel':
        if (role.kind === 'leading') this.#advance({ kind: 'cancel', id: message.id });
        return;
      case 'outcome':
        // of a leader that was, too: it answers the same question
        this.#asks.get(message.id)?.settle(message.outcome);
        return;
      case 'ping': {
        if (role.kind !== 'leading') return;
        const { waiting, open } = this.#rounds;
        const known = [...waiting, ...open.flatMap(({ asks }) => asks)].map(({ id }) => id);
        this.#tell(message.page, { kind: 'pong', page: this.#parts.self, known });
        return;
      }
      case 'pong':
        this.#lead({ kind: 'heard-pong', page: message.page });
        if (role.kind !== 'following' || role.leader.page !== message.page) return;
        // whatever got lost between two leaders is asked again
        for (const ask of this.#asks.values()) if (!message.known.includes(ask.id)) this.#send(role.leader, ask);
        return;
      default:
        unreachable(message);
    }
  }

  /** A channel for one message: a page that leads need not know when others are gone. */
  #tell(page: string, message: PrivateMessage): void {
    const { openChannel, base } = this.#parts;
    const channel = openChannel?.(privateChannel(base, page));
    channel?.post(message);
    channel?.close();
  }

  // -- asking for all

  #advance(event: RoundsEvent): void {
    const { rounds, effects } = advanceRounds(this.#rounds, event, this.#parts.clock.now());
    this.#rounds = rounds;
    for (const effect of effects) this.#runRounds(effect);
    this.#arm();
  }

  #runRounds(effect: RoundsEffect): void {
    switch (effect.kind) {
      case 'open':
        void this.#open(effect.round);
        return;
      case 'abort':
        this.#requests.get(effect.round)?.abort();
        this.#requests.delete(effect.round);
        return;
      case 'tell': {
        const own = this.#asks.get(effect.ask.id);
        if (own !== undefined) own.settle(effect.outcome);
        else this.#tell(pageOf(effect.ask), { kind: 'outcome', id: effect.ask.id, outcome: effect.outcome });
        return;
      }
      default:
        unreachable(effect);
    }
  }

  async #open({ id, asks, waitMs }: Round): Promise<void> {
    const abort = new AbortController();
    this.#requests.set(id, abort);
    const giveUpMs = waitMs + POLL_GIVE_UP_MS;
    const request = { ...tokensOf(asks), waitMs, giveUpMs, keepalive: false };
    const outcome = await this.#parts.lane.ask(request, abort.signal);
    if (this.#requests.get(id) !== abort) return;
    this.#requests.delete(id);
    this.#advance({ kind: 'done', round: id, outcome });
  }

  // -- one timer

  #arm(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    const { clock } = this.#parts;
    const times = [leadershipWakeAt(this.#model), roundsWakeAt(this.#rounds, clock.now())].filter((at) => at !== null);
    if (times.length === 0) return;
    this.#stopTimer = clock.after(Math.max(0, Math.min(...times) - clock.now()), () => {
      this.#stopTimer = null;
      // who polls nothing here any more (a WebSocket counts) need not know whether the leader lives
      if (this.#model.role.kind === 'following' && this.#asks.size === 0) return this.leave();
      this.#advance({ kind: 'tick' });
      this.#lead({ kind: 'tick' });
    });
  }
}

/** An asker is a page and a number. */
function pageOf({ asker }: Ask): string {
  return asker.split(' ')[0] ?? asker;
}
