import type { HttpBindings } from '@hono/node-server';
import { createNodeWebSocket } from '@hono/node-ws';
import type { Hono } from 'hono';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { parseDocumentId } from '#shared/ids.ts';
import { CLOSE } from '#shared/protocol/close-code.ts';
import { MAX_FRAME_BYTES } from '#shared/protocol/limits.ts';
import type { Connection } from '#server/room/connection.ts';
import type { ServerAdvice } from '#server/room/greeting.ts';
import type { RoomRegistry } from '#server/room/registry.ts';
import { SocketSession } from '#server/room/socket-session.ts';
import type { Admission } from './admission.ts';
import { openUpgradeGate } from './upgrade-gate.ts';
import { writeMessages } from './websocket-frame.ts';

export interface SyncSocketNeeds {
  readonly registry: RoomRegistry;
  readonly advice: ServerAdvice;
  readonly pingIntervalMs: number;
  readonly admission: Admission;
  readonly draining: () => boolean;
  /** told of what a session did not expect: its own connection is closed, the others go on */
  readonly onFault: (error: unknown) => void;
}

export interface SyncSockets {
  /** to be called once the HTTP server is there */
  attach(server: Server): void;
  stop(): void;
}

const NOTHING = new Uint8Array();

/** `GET /sync/<document>`: WebSockets, behind the upgrade gate. */
export function addSyncSockets(app: Hono, needs: SyncSocketNeeds): SyncSockets {
  const { registry, advice, pingIntervalMs, admission, draining, onFault } = needs;
  const node = createNodeWebSocket({ app });
  const { wss, upgradeWebSocket } = node;
  wss.options.maxPayload = MAX_FRAME_BYTES;
  wss.options.perMessageDeflate = false;
  let count = 0;

  app.get(
    '/sync/*',
    upgradeWebSocket((context) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the app runs on node-server alone
      const channel = (context.env as HttpBindings).incoming.socket;
      const document = parseDocumentId(decodeURIComponent(new URL(context.req.url).pathname.slice('/sync/'.length)));
      return {
        onOpen: (_event, { raw }) => {
          if (!(raw instanceof WebSocket)) return;
          raw.on('error', () => raw.terminate());
          const connection = connectionOf(raw, channel);
          if (document === null) {
            connection.close('not-found', 'this is no document name');
            return;
          }
          count += 1;
          const session = new SocketSession({
            registry,
            document,
            connection,
            id: `stock-${count}`,
            role: 'editor',
            advice,
            onFault,
          });
          raw.on('message', (data: Buffer, isBinary: boolean) => {
            if (isBinary) session.receive(data);
            else session.refuse('bad-message', 'messages are binary');
          });
          raw.on('close', () => session.closed());
          forgetAdapter(raw);
        },
      };
    }),
  );

  const pings = setInterval(() => pingAll(wss.clients), pingIntervalMs);
  pings.unref();
  return {
    attach: (server) => {
      // node-ws only ever calls `on('upgrade')`; the gate hands it what may pass
      node.injectWebSocket(openUpgradeGate({ server, admission, draining }) as unknown as Server);
    },
    stop: () => clearInterval(pings),
  };
}

/**
 * `channel` is the TCP socket under `socket`. Messages go to it straight, framed once for all who get them: that is right only because
 * nothing is ever compressed or queued in ws itself, so what ws writes (pings, closes) keeps its place among them.
 */
function connectionOf(socket: WebSocket, channel: Socket): Connection {
  return {
    send: (payloads) => {
      if (socket.readyState === WebSocket.OPEN) writeMessages(channel, payloads);
    },
    get waitingBytes() {
      return channel.writableLength;
    },
    whenSent: (callback) => {
      // `drain` comes only where a write was told to wait for it
      if (channel.writableNeedDrain) channel.once('drain', callback);
      else if (!channel.destroyed) channel.write(NOTHING, () => callback());
    },
    close: (code, reason) => {
      // a reason has room for 123 bytes
      socket.close(CLOSE[code], reason.slice(0, 120));
    },
  };
}

/**
 * Takes node-ws's own listeners off again, those that it adds behind `onOpen`: nobody hears them, each message would pass through them,
 * and through them each socket would keep its request, its headers and its URL for as long as it lives.
 */
function forgetAdapter(socket: WebSocket): void {
  const events = ['message', 'close', 'error'] as const;
  const kept = new Set(events.flatMap((event) => socket.listeners(event)));
  queueMicrotask(() => {
    for (const event of events) {
      for (const listener of socket.listeners(event)) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `listeners` gives what `on` was given
        if (!kept.has(listener)) socket.off(event, listener as (...heard: unknown[]) => void);
      }
    }
  });
}

const answered = new WeakMap<WebSocket, boolean>();

/** Whoever did not answer the last ping is gone. */
function pingAll(sockets: ReadonlySet<WebSocket>): void {
  for (const socket of sockets) {
    if (answered.get(socket) === false) {
      socket.terminate();
      continue;
    }
    if (!answered.has(socket)) socket.on('pong', () => answered.set(socket, true));
    answered.set(socket, false);
    socket.ping();
  }
}
