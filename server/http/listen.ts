import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { Server } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { DOCX_TYPE } from '#shared/api/media-types.ts';
import { assert } from '#shared/assert.ts';
import type { Capacity } from './capacity.ts';
import {
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  REQUEST_TIMEOUT_MS,
  UPLOAD_TIMEOUT_MS,
} from './limits.ts';

/** An HTTP server for the app, with our time limits; it does not listen yet. */
export function createHttpServer(app: Hono, capacity: Capacity): Server {
  const server = createAdaptorServer({
    fetch: app.fetch,
    // HTTP/1.0 needs no Host, and probes leave it out
    hostname: 'localhost',
    serverOptions: {
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: UPLOAD_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // an offer of HTTP/2 is no more than that: who makes it is answered as if it had not
      shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
        headers.upgrade?.toLowerCase() === 'websocket' && server.listenerCount('upgrade') > 0,
    },
  });
  assert(server instanceof Server, 'node-server makes a plain HTTP server unless told otherwise');
  server.maxHeadersCount = MAX_HEADERS;
  server.on('request', cutOffSlowRequest);
  capacity.watch(server);
  const sockets = new Set<Socket>();
  socketsOf.set(server, sockets);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return server;
}

const IMPORT_PATH = /^\/api\/v1\/documents(?:\?|$)/u;
const UPLOAD_PATH = /^\/api\/v1\/documents\/[^/?]+\/files(?:\?|$)/u;

function isUpload({ method, url = '', headers }: IncomingMessage): boolean {
  if (method !== 'POST') return false;
  return UPLOAD_PATH.test(url) || (IMPORT_PATH.test(url) && headers['content-type'] === DOCX_TYPE);
}

/** Node has one time limit for all requests, that of uploads; whatever else is sent has less. */
function cutOffSlowRequest(incoming: IncomingMessage): void {
  if (incoming.complete || isUpload(incoming)) return;
  const timer = setTimeout(() => {
    if (!incoming.complete) incoming.destroy();
  }, REQUEST_TIMEOUT_MS);
  timer.unref();
  incoming.once('close', () => clearTimeout(timer));
}

export type Listening =
  | { readonly kind: 'listening'; readonly port: number }
  /** a sentence for whoever starts the server */
  | { readonly kind: 'refused'; readonly message: string };

export function listen(server: Server, host: string, port: number): Promise<Listening> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      resolve({ kind: 'refused', message: explain(error, host, port) });
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      const address = server.address();
      assert(typeof address === 'object' && address !== null, 'a TCP server has an address and a port');
      resolve({ kind: 'listening', port: address.port });
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} of ${host} is in use by another program: stop it or set PORT`,
    EACCES: `port ${port} may not be used by this user: set PORT to one above 1023`,
    EADDRNOTAVAIL: `${host} is no address of this machine: set HOST`,
    ENOTFOUND: `${host} is no address of this machine: set HOST`,
  };
  return known[error.code ?? ''] ?? `cannot listen on ${host}, port ${port}: ${error.message}`;
}

const socketsOf = new WeakMap<Server, Set<Socket>>();

/** Takes no new connections, ends idle ones, and waits until those that are busy have been answered and closed. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // who has sent nothing yet is not idle to Node
    for (const socket of socketsOf.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
  });
}
