import type { Connection, TransportReason } from '../state.ts';
import type { ConnectionModel } from './model.ts';

/** Where pushes go: over the WebSocket that counts, by HTTP while polls are answered, or nowhere. */
export type PushWay = { readonly kind: 'socket'; readonly id: number } | { readonly kind: 'http' } | null;

export function pushWay(model: ConnectionModel): PushWay {
  if (model.socket.kind === 'live') return { kind: 'socket', id: model.socket.id };
  return pollWorks(model) ? { kind: 'http' } : null;
}

export function pollWorks(model: ConnectionModel): boolean {
  return model.poll.kind !== 'off' && model.http.kind === 'answers';
}

/** What the host is told; `since` stays while the kind and the transport do. */
export function view(model: ConnectionModel, now: number): Connection {
  const next = describe(model, now);
  const before = model.shown;
  if (next.kind === 'closed' || before.kind === 'closed') return next;
  if (next.kind === 'online' && before.kind === 'online' && next.transport !== before.transport) return next;
  return next.kind === before.kind ? { ...next, since: before.since } : next;
}

function describe(model: ConnectionModel, now: number): Connection {
  const { life, socket, poll, http } = model;
  if (life.kind === 'closed') return life;
  if (socket.kind === 'live' || (socket.kind === 'suspect' && !pollWorks(model))) {
    const reason: TransportReason = { kind: model.choice === 'websocket' ? 'chosen' : 'first-choice' };
    return { kind: 'online', transport: 'websocket', reason, since: now };
  }
  if (pollWorks(model)) return { kind: 'online', transport: 'polling', reason: pollingReason(model), since: now };
  if (model.network === 'down') return { kind: 'offline', since: now };
  const failed = model.choice === 'websocket' ? model.socketFailures > 0 : http.kind === 'fails';
  if (!failed) return { kind: 'connecting', since: now };
  const times = [socket, poll].map((phase) => (phase.kind === 'waiting' ? phase.at : Number.POSITIVE_INFINITY));
  const earliest = Math.min(...times);
  return { kind: 'reconnecting', retryAt: Number.isFinite(earliest) ? Math.max(earliest, now) : now, since: now };
}

function pollingReason(model: ConnectionModel): TransportReason {
  if (model.choice === 'polling') return { kind: 'chosen' };
  if (model.fallback !== null) {
    return { kind: 'websocket-failed', at: model.fallback.at, closed: model.fallback.closed };
  }
  return { kind: 'while-connecting' };
}
