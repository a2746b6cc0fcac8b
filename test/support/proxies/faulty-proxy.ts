import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { unreachable } from '#shared/assert.ts';

/** What networks between people and a server do to them. */
export type Fault =
  /** WebSocket upgrades are answered with 403; HTTP passes */
  | { readonly kind: 'refuses-upgrades' }
  /** the upgrade passes, and is cut off after so long */
  | { readonly kind: 'cuts-upgrades'; readonly afterMs: number }
  /** the upgrade passes, no frame does, in either direction, and nothing is closed */
  | { readonly kind: 'swallows-frames' }
  /** the server gets and answers the POST, the client is cut off instead: the first of every so many */
  | { readonly kind: 'loses-answers'; readonly oneOf: number };

export interface FaultyProxy {
  /** such as http://localhost:41234 */
  readonly url: string;
  /** upgrades that were asked for */
  readonly upgrades: number;
  /** requests that were passed on */
  readonly requests: number;
  /** how often the fault has struck */
  readonly struck: number;
  stop(): Promise<void>;
}

/** A proxy on loopback in front of `target` (`http://localhost:…`), with one fault. */
export async function startFaultyProxy(target: string, fault: Fault): Promise<FaultyProxy> {
  const { port } = new URL(target);
  const upstream = { host: '127.0.0.1', port: Number(port) };
  const sockets = new Set<Duplex>();
  let posts = 0;
  const counts = { upgrades: 0, requests: 0, struck: 0 };

  const keep = (socket: Duplex): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };

  const pass = (asked: IncomingMessage, answer: ServerResponse): void => {
    counts.requests++;
    const onward = httpRequest(
      { ...upstream, method: asked.method, path: asked.url, headers: asked.headers },
      (got) => {
        if (fault.kind === 'loses-answers' && asked.method === 'POST' && posts++ % fault.oneOf === 0) {
          counts.struck++;
          // read to its end: what the server did is done, only nobody hears of it
          got.resume();
          got.on('end', () => answer.destroy());
          return;
        }
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      },
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  };

  const upgrade = (asked: IncomingMessage, socket: Duplex, head: Buffer): void => {
    counts.upgrades++;
    keep(socket);
    if (fault.kind === 'refuses-upgrades') {
      counts.struck++;
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const onward = connect(upstream, () => {
      const headers: string[] = [];
      for (let i = 0; i + 1 < asked.rawHeaders.length; i += 2) {
        headers.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
      }
      onward.write(`GET ${asked.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      if (head.length > 0) onward.write(head);
      join(socket, onward);
    });
    keep(onward);
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  };

  const join = (socket: Duplex, onward: Socket): void => {
    switch (fault.kind) {
      case 'swallows-frames':
        onward.once('data', (answer: Buffer) => {
          counts.struck++;
          const end = answer.indexOf('\r\n\r\n');
          socket.write(answer.subarray(0, end + 4));
          onward.resume();
          socket.resume();
        });
        return;
      case 'cuts-upgrades':
        setTimeout(() => {
          counts.struck++;
          socket.destroy();
        }, fault.afterMs);
        break;
      case 'loses-answers':
      case 'refuses-upgrades':
        break;
      default:
        unreachable(fault);
    }
    socket.pipe(onward);
    onward.pipe(socket);
  };

  const server = createServer(pass);
  server.on('upgrade', upgrade);
  server.on('connection', keep);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    get upgrades() {
      return counts.upgrades;
    },
    get requests() {
      return counts.requests;
    },
    get struck() {
      return counts.struck;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
