import { unreachable } from '#shared/assert.ts';
import type { Random } from '#shared/random.ts';
import type { TransportChoice } from '../state.ts';
import type { ConnectionEffect, ConnectionEvent, ConnectionModel } from './model.ts';
import { pollEvent, pollTick, wakePoll } from './poll-rules.ts';
import { finalFailure, refused } from './refusals.ts';
import { probeLater, socketEvent, socketTick, wakeSocket } from './socket-rules.ts';
import { Step } from './step.ts';
import { view } from './view.ts';

export interface Transition {
  readonly model: ConnectionModel;
  /** to be done in this order */
  readonly effects: readonly ConnectionEffect[];
}

/** The whole of "Which transport": what a connection becomes when something happens, and what is then to be done. Pure. */
export function transition(model: ConnectionModel, event: ConnectionEvent, now: number, random: Random): Transition {
  if (model.life.kind === 'closed') return { model, effects: [] };
  const step = new Step(model, now, random);
  apply(step, event);
  step.set({ shown: view(step.model, now) });
  return { model: step.model, effects: step.effects };
}

/** When the next `tick` is due; null while only news can change anything. */
export function wakeAt({ socket, poll, pollBy }: ConnectionModel, provenMs: number): number | null {
  const times: number[] = [];
  if (socket.kind === 'waiting') times.push(socket.at);
  if (socket.kind === 'opening' || socket.kind === 'greeting') times.push(socket.deadline);
  if (socket.kind === 'live') {
    times.push(socket.pongBy ?? socket.pingAt);
    if (!socket.proven) times.push(socket.since + provenMs);
  }
  if (poll.kind === 'waiting') times.push(poll.at);
  if (pollBy !== null) times.push(pollBy);
  return times.length === 0 ? null : Math.min(...times);
}

function apply(step: Step, event: ConnectionEvent): void {
  if (step.model.life.kind === 'away' && event.kind !== 'awake' && event.kind !== 'destroy') return;
  switch (event.kind) {
    case 'start':
      start(step);
      return;
    case 'tick':
      socketTick(step);
      pollTick(step);
      return;
    case 'socket-opened':
    case 'socket-heard':
    case 'socket-welcomed':
    case 'socket-caught-up':
    case 'socket-pong':
    case 'socket-closed':
      socketEvent(step, event);
      return;
    case 'poll-answered':
    case 'poll-failed':
      pollEvent(step, event);
      return;
    case 'write-failed':
      finalFailure(step, event.failure);
      return;
    case 'refused':
      refused(step, event.code, event.reason, event.retryAfterMs);
      return;
    case 'advice': {
      const { holdMs, minGapMs, reconnectDelayMs } = event;
      step.set({ advice: { holdMs, minGapMs, reconnectDelayMs } });
      return;
    }
    case 'online':
      step.set({ network: 'up' });
      wake(step);
      return;
    case 'offline':
      goOffline(step);
      return;
    case 'away':
      step.closeSocket();
      step.stopPolling();
      step.set({ life: { kind: 'away' } });
      return;
    case 'awake':
      if (step.model.life.kind === 'away') {
        step.set({ life: { kind: 'running' } });
        start(step);
      } else wake(step);
      return;
    case 'retry-now':
      wake(step);
      return;
    case 'choose':
      choose(step, event.choice);
      return;
    case 'destroy':
      step.close('destroyed', 'this client was closed');
      return;
    default:
      unreachable(event);
  }
}

/** Both at once: content is there after one round trip even where WebSockets are blocked. */
function start(step: Step): void {
  const { choice, fallback, network } = step.model;
  if (choice !== 'websocket') step.ask();
  if (choice === 'polling') return;
  if (choice === 'auto' && network === 'down') return;
  if (choice === 'auto' && fallback !== null) {
    // learnt at an earlier start: the probes begin anew, for the network may be another
    step.set({ fallback: { ...fallback, probes: -1 } });
    probeLater(step, fallback.closed);
  } else step.openSocket();
}

function wake(step: Step): void {
  if (step.model.network === 'up' || step.model.choice === 'websocket') wakeSocket(step);
  wakePoll(step);
}

/**
 * The runtime says that there is no network. What is open is closed, for it would only hang; polls go on being tried with back-off,
 * because runtimes are wrong about servers on the same machine.
 */
function goOffline(step: Step): void {
  step.closeSocket();
  step.stopPolling();
  step.set({ network: 'down', doubts: 0, strikes: 0 });
  const at = step.retryAt(1, 0);
  if (step.model.choice === 'websocket') step.set({ socket: { kind: 'waiting', at } });
  else step.set({ poll: { kind: 'waiting', at } });
}

function choose(step: Step, choice: TransportChoice): void {
  if (choice === step.model.choice) return;
  step.set({ choice, strikes: 0, doubts: 0 });
  if (step.model.fallback !== null) {
    step.set({ fallback: null });
    step.effect({ kind: 'remember', fallback: null });
  }
  switch (choice) {
    case 'polling':
      // a socket that counts goes when the poll has been answered; any other now
      if (step.model.socket.kind !== 'live') step.closeSocket();
      step.ask();
      return;
    case 'websocket':
      // a poll that works stays until the socket counts
      if (step.model.socket.kind === 'live') step.stopPolling();
      else step.openSocket();
      return;
    case 'auto':
      if (step.model.socket.kind === 'live') step.stopPolling();
      else {
        step.openSocket();
        step.ask();
      }
      return;
    default:
      unreachable(choice);
  }
}
