import { POLL_HOLD_MS } from '#shared/protocol/limits.ts';
import type { Connection, TransportChoice } from '../state.ts';

/** What the connection is, as one value; `machine.ts` says how it changes. Times are ms since 1970. */
export interface ConnectionModel {
  readonly choice: TransportChoice;
  readonly life: Life;
  /** what the runtime believes; a poll that is answered knows better */
  readonly network: 'up' | 'down';
  readonly socket: SocketPhase;
  readonly poll: PollPhase;
  /** how HTTP did, the last time that it was asked */
  readonly http: HttpHealth;
  /** set once WebSockets have failed here while HTTP worked: polling stays, WebSockets are probed */
  readonly fallback: Fallback | null;
  /** WebSockets that failed while HTTP worked, since the last that proved itself */
  readonly strikes: number;
  /** WebSockets that failed while nobody knew how HTTP was: strikes, once a poll is answered */
  readonly doubts: number;
  /** failures in a row, for the back-off */
  readonly socketFailures: number;
  /** how the last WebSocket ended, for people to read */
  readonly lastClosed: string;
  /** a poll is parked at this time unless a WebSocket counts by then */
  readonly pollBy: number | null;
  /** a fresh token was already asked for; another refusal is final */
  readonly tokenRenewed: boolean;
  readonly advice: Advice;
  /** the longest hold that the way to the server lets live, learnt from polls that were cut */
  readonly cutHoldMs: number;
  readonly nextId: number;
  readonly shown: Connection;
}

export type Life =
  | { readonly kind: 'running' }
  /** the page is gone, perhaps for good */
  | { readonly kind: 'away' }
  | { readonly kind: 'closed'; readonly code: string; readonly reason: string };

/** Ids are given to the sockets and polls that the machine asks for, so that late news of an old one is told from the new one's. */
export type SocketPhase =
  | { readonly kind: 'off' }
  | { readonly kind: 'waiting'; readonly at: number }
  | { readonly kind: 'opening'; readonly id: number; readonly deadline: number }
  /** open; the hello is under way, its answer not complete */
  | { readonly kind: 'greeting'; readonly id: number; readonly deadline: number }
  /** counts: the hello was answered up to date */
  | {
      readonly kind: 'live';
      readonly id: number;
      readonly since: number;
      readonly proven: boolean;
      readonly pingAt: number;
      /** the answer to a ping is awaited until then */
      readonly pongBy: number | null;
    }
  /** a ping was not answered: a poll is asked first, then this goes */
  | { readonly kind: 'suspect'; readonly id: number; readonly since: number; readonly proven: boolean };

export type PollPhase =
  | { readonly kind: 'off' }
  | { readonly kind: 'waiting'; readonly at: number }
  | { readonly kind: 'asking'; readonly id: number; readonly since: number; readonly waitMs: number };

export type HttpHealth =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'answers' }
  | { readonly kind: 'fails'; readonly failures: number };

export interface Fallback {
  readonly at: number;
  readonly closed: string;
  /** how many probes failed since */
  readonly probes: number;
}

export interface Advice {
  readonly holdMs: number;
  readonly minGapMs: number;
  readonly reconnectDelayMs: number;
}

export type ConnectionEvent =
  | { readonly kind: 'start' }
  /** some deadline of {@link wakeAt} is due */
  | { readonly kind: 'tick' }
  | { readonly kind: 'socket-opened'; readonly id: number }
  /** a frame came */
  | { readonly kind: 'socket-heard'; readonly id: number }
  /** the hello was heard: what follows may be large */
  | { readonly kind: 'socket-welcomed'; readonly id: number }
  | { readonly kind: 'socket-caught-up'; readonly id: number }
  | { readonly kind: 'socket-pong'; readonly id: number }
  | { readonly kind: 'socket-closed'; readonly id: number; readonly code: number; readonly reason: string }
  /** `brought`: it had something to say */
  | { readonly kind: 'poll-answered'; readonly id: number; readonly brought: boolean }
  /** `afterMs`: how long the request itself had been under way; a poll may wait for its turn before */
  | { readonly kind: 'poll-failed'; readonly id: number; readonly failure: HttpFailure; readonly afterMs: number }
  /** a request with pushes failed; a poll's failures say the same of the network, so only refusals matter here */
  | { readonly kind: 'write-failed'; readonly failure: HttpFailure }
  /** `refused` of the protocol, on either transport */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string; readonly retryAfterMs: number }
  | ({ readonly kind: 'advice' } & Advice)
  | { readonly kind: 'online' | 'offline' | 'away' | 'awake' | 'retry-now' | 'destroy' }
  | { readonly kind: 'choose'; readonly choice: TransportChoice };

export type HttpFailure =
  | { readonly kind: 'network'; readonly reason: string }
  | { readonly kind: 'timeout' }
  | {
      readonly kind: 'status';
      readonly status: number;
      /** it came from the server itself (a problem document), not from something in between */
      readonly own: boolean;
      /** the problem document's; "" where there is none */
      readonly code: string;
      readonly reason: string;
      readonly retryAfterMs: number;
    };

export type ConnectionEffect =
  | { readonly kind: 'open-socket'; readonly id: number }
  | { readonly kind: 'close-socket'; readonly id: number }
  | { readonly kind: 'ping'; readonly id: number }
  /** `giveUpMs` after it began the poll has failed */
  | { readonly kind: 'ask'; readonly id: number; readonly waitMs: number; readonly giveUpMs: number }
  | { readonly kind: 'abort-poll'; readonly id: number }
  | { readonly kind: 'forget-token' }
  /** what was learnt of this server's WebSockets, for the next start */
  | { readonly kind: 'remember'; readonly fallback: Fallback | null };

export function initialModel(
  options: { choice: TransportChoice; online: boolean; fallback: Fallback | null },
  now: number,
): ConnectionModel {
  return {
    choice: options.choice,
    life: { kind: 'running' },
    network: options.online ? 'up' : 'down',
    socket: { kind: 'off' },
    poll: { kind: 'off' },
    http: { kind: 'unknown' },
    fallback: options.choice === 'auto' ? options.fallback : null,
    strikes: 0,
    doubts: 0,
    socketFailures: 0,
    lastClosed: '',
    pollBy: null,
    tokenRenewed: false,
    advice: { holdMs: POLL_HOLD_MS, minGapMs: 0, reconnectDelayMs: 0 },
    cutHoldMs: Number.POSITIVE_INFINITY,
    nextId: 1,
    shown: { kind: 'connecting', since: now },
  };
}
