import { POLL_GIVE_UP_MS, POLL_MIN_HOLD_MS } from '#shared/protocol/limits.ts';
import type { ConnectionEvent, HttpFailure } from './model.ts';
import { finalFailure } from './refusals.ts';
import { addStrikes, lost } from './socket-rules.ts';
import type { Step } from './step.ts';

/** Polling's half: one poll after the other with no timer between, and what its failures mean. */

type PollEvent = Extract<ConnectionEvent, { kind: 'poll-answered' | 'poll-failed' }>;

export function pollEvent(step: Step, event: PollEvent): void {
  const { poll } = step.model;
  if (poll.kind !== 'asking' || poll.id !== event.id) return;
  if (event.kind === 'poll-answered') answered(step, poll.since, event.brought || poll.waitMs === 0);
  else failed(step, event.afterMs, poll.waitMs, event.failure);
}

function answered(step: Step, since: number, brought: boolean): void {
  step.set({ poll: { kind: 'off' }, http: { kind: 'answers' }, tokenRenewed: false });
  if (step.model.network === 'down') {
    step.set({ network: 'up' });
    if (step.model.choice === 'auto' && step.model.socket.kind === 'off') step.openSocket();
  }
  if (step.model.doubts > 0) addStrikes(step, step.model.doubts);
  const { socket, choice } = step.model;
  if (choice === 'polling') step.closeSocket();
  else if (socket.kind === 'suspect') lost(step, 'no answer to a ping', 'way');
  else if (socket.kind === 'live') {
    step.stopPolling();
    return;
  }
  again(step, since, brought);
}

/** An answer that brought nothing and came at once would make a loop of requests: only then is there a gap. */
function again(step: Step, since: number, brought: boolean): void {
  const at = since + step.model.advice.minGapMs;
  if (brought || at <= step.now) step.ask();
  else step.set({ poll: { kind: 'waiting', at } });
}

function failed(step: Step, afterMs: number, waitMs: number, failure: HttpFailure): void {
  step.set({ poll: { kind: 'off' } });
  if (finalFailure(step, failure)) {
    if (step.model.life.kind === 'running' && step.model.poll.kind === 'off') step.ask();
    return;
  }
  const { socket, http } = step.model;
  if (failure.kind === 'timeout' && waitMs > POLL_MIN_HOLD_MS && http.kind === 'answers') {
    // something on the way keeps answers that take long to itself: HTTP may work all the same
    step.set({ cutHoldMs: Math.max(POLL_MIN_HOLD_MS, Math.floor(waitMs / 2)) });
    step.ask('at-once');
    return;
  }
  const cut = wasCut(failure) && afterMs >= POLL_MIN_HOLD_MS && afterMs < waitMs + POLL_GIVE_UP_MS;
  if (cut && http.kind === 'answers') {
    step.set({ cutHoldMs: Math.max(POLL_MIN_HOLD_MS, Math.floor(afterMs * 0.8)) });
    step.ask();
    return;
  }
  if (step.model.choice === 'websocket') {
    step.stopPolling();
    return;
  }
  const failures = http.kind === 'fails' ? http.failures + 1 : 1;
  const leastMs = failure.kind === 'status' ? failure.retryAfterMs : 0;
  step.set({
    http: { kind: 'fails', failures },
    // nothing is said of WebSockets while HTTP does not work either
    doubts: 0,
    poll: { kind: 'waiting', at: step.retryAt(failures, leastMs) },
  });
  if (socket.kind === 'suspect') lost(step, 'no answer to a ping', 'way');
}

/** Something on the way ended a poll that the server still held. */
function wasCut(failure: HttpFailure): boolean {
  return (
    failure.kind === 'network' || (failure.kind === 'status' && (failure.status === 502 || failure.status === 504))
  );
}

export function pollTick(step: Step): void {
  const { poll, pollBy, choice } = step.model;
  if (poll.kind === 'waiting' && poll.at <= step.now) step.ask();
  if (pollBy !== null && pollBy <= step.now) {
    step.set({ pollBy: null });
    if (choice === 'auto') step.ask();
  }
}

/** After sleep, or when somebody asks for it: a poll that waits goes now. One that is parked may be dead, so it is asked afresh. */
export function wakePoll(step: Step): void {
  const { socket, choice, poll } = step.model;
  if (choice === 'websocket') return;
  if (choice === 'auto' && socket.kind === 'live') return;
  if (poll.kind === 'asking') step.effect({ kind: 'abort-poll', id: poll.id });
  step.set({ poll: { kind: 'off' } });
  step.ask('at-once');
}
