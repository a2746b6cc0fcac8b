import { CLOSE, mayReconnect } from '#shared/protocol/close-code.ts';
import { PING_INTERVAL_MS, PONG_TIMEOUT_MS } from '#shared/protocol/limits.ts';
import {
  FIRST_SYNC_TIMEOUT_MS,
  HELLO_TIMEOUT_MS,
  LOST_SOCKET_GRACE_MS,
  MOST_STRIKES,
  PROBE_DELAYS_MS,
  SOCKET_PROVEN_MS,
  WAKE_PONG_TIMEOUT_MS,
} from '../limits.ts';
import type { ConnectionEvent } from './model.ts';
import { unauthorized } from './refusals.ts';
import type { Step } from './step.ts';
import { pollWorks } from './view.ts';

/** The WebSocket's half of "Which transport" (docs/client.md): when it counts, when it is a strike, when it is tried again. */

type SocketEvent = Extract<ConnectionEvent, { id: number; kind: `socket-${string}` }>;

export function socketEvent(step: Step, event: SocketEvent): void {
  const { socket } = step.model;
  if (socket.kind === 'off' || socket.kind === 'waiting' || socket.id !== event.id) return;
  switch (event.kind) {
    case 'socket-opened':
      greetUntil(step, event.id, step.now + HELLO_TIMEOUT_MS);
      return;
    case 'socket-heard':
      if (socket.kind === 'greeting')
        greetUntil(step, event.id, Math.max(socket.deadline, step.now + HELLO_TIMEOUT_MS));
      return;
    case 'socket-welcomed':
      if (socket.kind === 'greeting') greetUntil(step, event.id, step.now + FIRST_SYNC_TIMEOUT_MS);
      return;
    case 'socket-caught-up':
      if (socket.kind === 'greeting') counts(step, event.id);
      return;
    case 'socket-pong':
      pong(step);
      return;
    case 'socket-closed':
      closed(step, event.code, event.reason);
      return;
  }
}

function greetUntil(step: Step, id: number, deadline: number): void {
  step.set({ socket: { kind: 'greeting', id, deadline } });
}

function counts(step: Step, id: number): void {
  step.set({
    socket: { kind: 'live', id, since: step.now, proven: false, pingAt: step.now + PING_INTERVAL_MS, pongBy: null },
    tokenRenewed: false,
    network: 'up',
  });
  if (step.model.choice !== 'polling') step.stopPolling();
}

function pong(step: Step): void {
  const { socket } = step.model;
  if (socket.kind === 'live') {
    step.set({ socket: { ...socket, pongBy: null, pingAt: step.now + PING_INTERVAL_MS } });
  } else if (socket.kind === 'suspect') {
    const { id, since, proven } = socket;
    step.set({ socket: { kind: 'live', id, since, proven, pingAt: step.now + PING_INTERVAL_MS, pongBy: null } });
    if (step.model.choice === 'auto') step.stopPolling();
  }
}

function closed(step: Step, code: number, reason: string): void {
  const closedAs = reason === '' ? `closed with ${code}` : `closed with ${code} (${reason})`;
  if (code === CLOSE.unauthorized) {
    unauthorized(step, reason);
    return;
  }
  if (!mayReconnect(code)) {
    step.close(nameOf(code), reason === '' ? closedAs : reason);
    return;
  }
  const serverSaid = code === 1001 || code === 1012 || code === 1013 || code >= 4000;
  lost(step, closedAs, serverSaid ? 'server' : 'way');
}

function nameOf(code: number): string {
  const found = Object.entries(CLOSE).find(([, value]) => value === code);
  return found === undefined ? `close-${code}` : found[0];
}

/** `by`: the server that ends a connection in its own words shows that WebSockets work; anything else may be the way there. */
export function lost(step: Step, closedAs: string, by: 'server' | 'way'): void {
  const { socket, choice } = step.model;
  const proven = (socket.kind === 'live' || socket.kind === 'suspect') && socket.proven;
  step.closeSocket();
  step.set({ lastClosed: closedAs, socketFailures: proven ? 0 : step.model.socketFailures + 1 });
  if (choice === 'polling') return;
  if (choice === 'auto' && by === 'way' && !proven) strike(step);
  if (step.model.fallback !== null) {
    probeLater(step, closedAs);
    return;
  }
  const leastMs = by === 'server' ? step.spread(step.model.advice.reconnectDelayMs) : 0;
  if (proven && by === 'way') {
    // most are back at once; a poll is parked only if that fails or takes long
    step.openSocket();
    if (choice === 'auto' && step.model.poll.kind === 'off') step.set({ pollBy: step.now + LOST_SOCKET_GRACE_MS });
    return;
  }
  step.set({ socket: { kind: 'waiting', at: step.retryAt(step.model.socketFailures, leastMs) } });
  if (choice === 'auto' && step.model.poll.kind === 'off') {
    if (leastMs === 0) step.ask();
    else step.set({ poll: { kind: 'waiting', at: step.now + leastMs } });
  }
}

/** Counts at once where HTTP is known to work, else when a poll has been answered. */
function strike(step: Step): void {
  if (pollWorks(step.model)) addStrikes(step, 1);
  else step.set({ doubts: step.model.doubts + 1 });
}

export function addStrikes(step: Step, count: number): void {
  const strikes = step.model.strikes + count;
  step.set({ strikes, doubts: 0 });
  if (strikes < MOST_STRIKES || step.model.fallback !== null || step.model.choice !== 'auto') return;
  const fallback = { at: step.now, closed: step.model.lastClosed, probes: -1 };
  step.set({ fallback });
  const { socket } = step.model;
  if (socket.kind === 'waiting') probeLater(step, step.model.lastClosed);
}

/** The next probe; a failed one makes the next wait longer. */
export function probeLater(step: Step, closedAs: string): void {
  const { fallback } = step.model;
  if (fallback === null) return;
  const probes = fallback.probes + 1;
  const delayMs = PROBE_DELAYS_MS[Math.min(probes, PROBE_DELAYS_MS.length - 1)] ?? 0;
  const next = { at: fallback.at, closed: closedAs, probes };
  step.set({ fallback: next, socket: { kind: 'waiting', at: step.now + delayMs } });
  step.effect({ kind: 'remember', fallback: next });
  if (step.model.poll.kind === 'off') step.ask();
}

export function socketTick(step: Step): void {
  const { socket } = step.model;
  switch (socket.kind) {
    case 'off':
    case 'suspect':
      return;
    case 'waiting':
      if (socket.at <= step.now) step.openSocket();
      return;
    case 'opening':
      if (socket.deadline <= step.now) lost(step, 'no answer to the upgrade', 'way');
      return;
    case 'greeting':
      if (socket.deadline <= step.now) lost(step, 'no answer to the hello', 'way');
      return;
    case 'live':
      liveTick(step);
      return;
  }
}

function liveTick(step: Step): void {
  const { socket } = step.model;
  if (socket.kind !== 'live') return;
  const { now } = step;
  if (!socket.proven && socket.since + SOCKET_PROVEN_MS <= now) {
    step.set({ socket: { ...socket, proven: true }, strikes: 0, doubts: 0, socketFailures: 0 });
    if (step.model.fallback !== null) {
      step.set({ fallback: null });
      step.effect({ kind: 'remember', fallback: null });
    }
    liveTick(step);
    return;
  }
  if (socket.pongBy === null) {
    if (socket.pingAt <= now) ping(step, PONG_TIMEOUT_MS);
    return;
  }
  if (socket.pongBy > now) return;
  // a timer that is this late means that the page or the machine slept: the answer may be waiting to be read
  if (now - socket.pongBy > PONG_TIMEOUT_MS) ping(step, PONG_TIMEOUT_MS);
  else if (step.model.choice === 'websocket') lost(step, 'no answer to a ping', 'way');
  else {
    step.set({ socket: { kind: 'suspect', id: socket.id, since: socket.since, proven: socket.proven } });
    step.ask();
  }
}

export function ping(step: Step, answerWithinMs: number): void {
  const { socket } = step.model;
  if (socket.kind !== 'live') return;
  step.set({ socket: { ...socket, pongBy: step.now + answerWithinMs } });
  step.effect({ kind: 'ping', id: socket.id });
}

/** After sleep: a socket that still lives answers a ping, one that only waits goes now. */
export function wakeSocket(step: Step): void {
  const { socket, choice } = step.model;
  if (socket.kind === 'live') ping(step, WAKE_PONG_TIMEOUT_MS);
  else if ((socket.kind === 'waiting' || socket.kind === 'off') && choice !== 'polling') step.openSocket();
}
