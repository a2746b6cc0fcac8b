import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Admission } from './admission.ts';

/**
 * The one file that meets raw upgrade requests. `@hono/node-ws` 1.3 throws in an async listener for a path that does not parse and has
 * no `error` listener on the socket while the app decides: either ends the process. So it listens to an emitter of ours, and hears only
 * of requests that have passed here.
 */
export interface UpgradeGateNeeds {
  readonly server: Server;
  readonly admission: Admission;
  readonly draining: () => boolean;
}

const SYNC = '/sync/';
const KEY = /^[A-Za-z0-9+/]{22}==$/u;

/** Gives the emitter for `injectWebSocket`. */
export function openUpgradeGate({ server, admission, draining }: UpgradeGateNeeds): EventEmitter {
  const gate = new EventEmitter();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // first of all: a reset that comes at any later moment must find a listener
    socket.on('error', () => socket.destroy());
    const status = refusalOf(request, admission, draining());
    if (status === null) gate.emit('upgrade', request, socket, head);
    else refuse(socket, status);
  });
  return gate;
}

function refusalOf(request: IncomingMessage, admission: Admission, draining: boolean): number | null {
  const { headers, url = '' } = request;
  if (draining) return 503;
  if (request.method !== 'GET' || !url.startsWith('/') || !URL.canParse(url, 'http://localhost')) return 400;
  const { pathname } = new URL(url, 'http://localhost');
  if (url.startsWith('//') || !isDecodable(pathname)) return 400;
  if (!pathname.startsWith(SYNC) || pathname.length === SYNC.length) return 404;
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 400;
  if (headers['sec-websocket-version'] !== '13') return 426;
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) return 400;
  if (!admission.knowsHost(headers.host)) return 421;
  return admission.allowsOrigin({ host: headers.host, origin: headers.origin }) ? null : 403;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function refuse(socket: Duplex, status: number): void {
  const version = status === 426 ? 'Sec-WebSocket-Version: 13\r\n' : '';
  const retry = status === 503 ? 'Retry-After: 1\r\n' : '';
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`;
  socket.end(`${line}\r\nConnection: close\r\n${version}${retry}Content-Length: 0\r\n\r\n`);
}
