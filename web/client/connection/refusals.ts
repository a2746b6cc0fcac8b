import { unreachable } from '#shared/assert.ts';
import type { HttpFailure } from './model.ts';
import type { Step } from './step.ts';

/** A token was refused: a new one is asked for once, then it is final. Both transports start again with it. */
export function unauthorized(step: Step, reason: string): void {
  if (step.model.tokenRenewed) {
    step.close('unauthorized', reason === '' ? 'the server does not accept the token' : reason);
    return;
  }
  step.set({ tokenRenewed: true });
  step.effect({ kind: 'forget-token' });
  const { socket, poll } = step.model;
  const hadSocket = socket.kind !== 'off';
  const hadPoll = poll.kind !== 'off';
  step.stopPolling();
  if (hadSocket) step.openSocket();
  if (hadPoll) step.ask();
}

/** The protocol's `refused`, said of this document on either transport. */
export function refused(step: Step, code: string, reason: string, retryAfterMs: number): void {
  if (code === 'unauthorized') {
    unauthorized(step, reason);
    return;
  }
  if (retryAfterMs === 0) {
    step.close(code, reason);
    return;
  }
  const at = step.now + retryAfterMs;
  const { socket, poll } = step.model;
  if (socket.kind !== 'off') {
    step.closeSocket();
    step.set({ socket: { kind: 'waiting', at } });
  }
  if (poll.kind !== 'off') {
    step.stopPolling();
    step.set({ poll: { kind: 'waiting', at }, http: { kind: 'fails', failures: 1 } });
  }
}

/** What a failed request says for good, if anything. Gives false where it says nothing but "not now". */
export function finalFailure(step: Step, failure: HttpFailure): boolean {
  switch (failure.kind) {
    case 'network':
    case 'timeout':
      return false;
    case 'status':
      // a gateway's own 403 or 400 says nothing of the server behind it
      if (!failure.own) return false;
      if (failure.status === 401) unauthorized(step, failure.reason);
      else if (failure.status === 403)
        step.close(failure.code === 'foreign-origin' ? failure.code : 'forbidden', failure.reason);
      else if (failure.status === 426) step.close('version', failure.reason);
      else if (failure.status === 400 || failure.status === 415) step.close('bad-message', failure.reason);
      else return false;
      return true;
    default:
      return unreachable(failure);
  }
}
