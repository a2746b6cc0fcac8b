import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Admission } from './admission.ts';
import type { Capacity } from './capacity.ts';
import { DRAINING_RETRY_AFTER_S, RETRY_AFTER_S } from './limits.ts';

/**
 * The one file that meets raw upgrade requests. `@hono/node-ws` 1.3 throws in an async listener for a path that does not parse and has
 * no `error` listener on the socket while the app decides: either ends the process. So it listens to an emitter of ours, and hears only
 * of requests that have passed here.
 */
export interface UpgradeGateNeeds {
  readonly server: Server;
  readonly admission: Admission;
  readonly draining: () => boolean;
  readonly capacity: Capacity;
  /** how many milliseconds this visitor is to wait, 0 when they may come in */
  readonly waitOf: (request: IncomingMessage) => number;
  /** the socket of a request that passed is gone, and nobody has called `settle` for it */
  readonly onGone: (request: IncomingMessage) => void;
}

export interface UpgradeGate {
  /** for `injectWebSocket` */
  readonly emitter: EventEmitter;
  /** Whether the request came through the gate and is still open. */
  has(request: IncomingMessage): boolean;
  /** It has become a WebSocket: the gate forgets it. */
  settle(request: IncomingMessage): void;
}

const SYNC = '/sync/';
const KEY = /^[A-Za-z0-9+/]{22}==$/u;

export function openUpgradeGate(needs: UpgradeGateNeeds): UpgradeGate {
  const { server, admission, draining, capacity, waitOf, onGone } = needs;
  const emitter = new EventEmitter();
  const passed = new WeakMap<IncomingMessage, () => void>();
  const settle = (request: IncomingMessage): void => {
    passed.get(request)?.();
    passed.delete(request);
  };
  const watch = (request: IncomingMessage, socket: Duplex): void => {
    const gone = (): void => {
      passed.delete(request);
      onGone(request);
    };
    socket.once('close', gone);
    passed.set(request, () => socket.off('close', gone));
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // first of all: a reset that comes at any later moment must find a listener
    destroyOnError(socket);
    const status = refusalOf(request, admission, draining());
    if (status !== null) return refuse(socket, status);
    if (capacity.isSurplus(socket)) return refuse(socket, 503, RETRY_AFTER_S);
    const waitMs = waitOf(request);
    if (waitMs > 0) return refuse(socket, 429, Math.ceil(waitMs / 1000));
    watch(request, socket);
    emitter.emit('upgrade', request, socket, head);
  });
  return { emitter, has: (request) => passed.has(request) && !request.socket.destroyed, settle };
}

/** The document's name as it stands in the path of a request, null where the path is not one of ours. Not yet parsed as a DocumentId. */
export function nameInPath(url: string): string | null {
  // as it was sent: `new URL` would take `a/%2e%2e/b` and `a\b` for other names
  const path = /^[^?#]*/u.exec(url)?.[0] ?? '';
  if (!path.startsWith(SYNC) || path.length === SYNC.length) return null;
  return decode(path.slice(SYNC.length));
}

function refusalOf(request: IncomingMessage, admission: Admission, draining: boolean): number | null {
  const { headers, url = '' } = request;
  if (draining) return 503;
  if (request.method !== 'GET' || !url.startsWith('/') || !URL.canParse(url, 'http://localhost')) return 400;
  if (url.startsWith('//') || decode(url) === null) return 400;
  if (nameInPath(url) === null) return 404;
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 400;
  if (headers['sec-websocket-version'] !== '13') return 426;
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) return 400;
  if (!admission.knowsHost(headers.host)) return 421;
  return admission.allowsOrigin({ host: headers.host, origin: headers.origin }) ? null : 403;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** A function of its own: the listener stays as long as the socket, and so would the request if they shared a scope. */
function destroyOnError(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
}

function refuse(socket: Duplex, status: number, retryAfterS = DRAINING_RETRY_AFTER_S): void {
  const version = status === 426 ? 'Sec-WebSocket-Version: 13\r\n' : '';
  const retry = status === 503 || status === 429 ? `Retry-After: ${retryAfterS}\r\n` : '';
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`;
  socket.end(`${line}\r\nConnection: close\r\n${version}${retry}Content-Length: 0\r\n\r\n`);
}
