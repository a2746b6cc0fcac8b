import type { HttpBindings } from '@hono/node-server';
import { createNodeWebSocket } from '@hono/node-ws';
import type { Hono } from 'hono';
import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { parseDocumentId } from '#shared/ids.ts';
import { CLOSE } from '#shared/protocol/close-code.ts';
import type { CloseName } from '#shared/protocol/close-code.ts';
import { MAX_FRAME_BYTES } from '#shared/protocol/limits.ts';
import type { Connection } from '#server/room/connection.ts';
import type { ServerAdvice } from '#server/room/greeting.ts';
import { refusedFrame } from '#server/room/refusal.ts';
import type { RoomRegistry } from '#server/room/registry.ts';
import { SocketSession } from '#server/room/socket-session.ts';
import type { Admission } from './admission.ts';
import type { Capacity } from './capacity.ts';
import { CLOSE_TIMEOUT_MS } from './limits.ts';
import { onlyMethods, problem } from './problem.ts';
import { nameInPath, openUpgradeGate } from './upgrade-gate.ts';
import type { UpgradeGate } from './upgrade-gate.ts';
import type { Visitors } from './visitors.ts';
import { writeMessages } from './websocket-frame.ts';

export interface SyncSocketNeeds {
  readonly registry: RoomRegistry;
  readonly advice: ServerAdvice;
  readonly pingIntervalMs: number;
  readonly admission: Admission;
  readonly visitors: Visitors;
  readonly capacity: Capacity;
  readonly draining: () => boolean;
  /** runs a callback after everything that has arrived by now was read */
  readonly nextTurn: (callback: () => void) => void;
  /** told of what a session did not expect: its own connection is closed, the others go on */
  readonly onFault: (error: unknown) => void;
}

export interface SyncSockets {
  /** to be called once the HTTP server is there */
  attach(server: Server): void;
  /** how many there are */
  readonly count: number;
  /** No more pings; those that are in no room are closed too. */
  stop(): void;
  /** Cuts off those that have not closed by themselves. */
  terminate(): void;
}

const NOTHING = new Uint8Array();
/** RFC 6455, section 5.5: a control frame has 125 bytes, 2 of them are the code */
const MAX_CLOSE_REASON_BYTES = 123;

/** ws closes with 1009 by itself, at the header of a frame above the limit; the protocol has a code for that which is final. */
class SyncWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code === 1009) super.close(CLOSE['too-large'], `a frame may have ${MAX_FRAME_BYTES} bytes`);
    else super.close(code, reason);
  }
}

/** `GET /sync/<document>`: WebSockets, behind the upgrade gate. */
export function addSyncSockets(app: Hono, needs: SyncSocketNeeds): SyncSockets {
  const { registry, advice, pingIntervalMs, admission, visitors, capacity, draining, nextTurn, onFault } = needs;
  const node = createNodeWebSocket({ app });
  const { wss, upgradeWebSocket } = node;
  Object.assign(wss.options, {
    WebSocket: SyncWebSocket,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  });
  let gate: UpgradeGate | null = null;
  let opened = 0;

  app.get(
    '/sync/*',
    (context, next) => {
      // only what the gate let through becomes a WebSocket: node-ws would wait for any other request's for ever
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the app runs on node-server alone
      const { incoming } = context.env as Partial<HttpBindings>;
      if (incoming instanceof EventEmitter && gate?.has(incoming) === true) return next();
      const detail = 'this is for WebSockets: ask with Connection: Upgrade, which a proxy must pass on';
      return Promise.resolve(problem(context, 'upgrade-required', detail, { Upgrade: 'websocket' }));
    },
    upgradeWebSocket((context) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the app runs on node-server alone
      const { incoming } = context.env as HttpBindings;
      const channel = incoming.socket;
      const document = parseDocumentId(nameInPath(incoming.url ?? '') ?? '');
      const address = visitors.addressOf(incoming);
      const begin = (socket: WebSocket): void => {
        // what is wrong with a frame ws answers with a close of its own; without a listener it would end the process
        socket.on('error', () => {});
        const connection = connectionOf(socket, channel);
        const turnAway = (code: CloseName, reason: string): void => {
          connection.send([refusedFrame(code, reason)]);
          connection.close(code, reason);
        };
        if (document === null) return turnAway('not-found', 'this is no document name');
        if (!registry.has(document) && visitors.admitRooms(address, 1) > 0) {
          return turnAway('too-many', 'too many documents from this address');
        }
        const release = visitors.admitConnection(address);
        if (release === null) return turnAway('too-many', 'too many connections from this address');
        opened += 1;
        const id = `stock-${opened}`;
        const needs = { registry, document, connection, advice, nextTurn, onFault };
        const session = new SocketSession({ ...needs, id, role: 'editor' });
        socket.on('message', (data: Buffer, isBinary: boolean) => {
          if (isBinary) session.receive(data);
          else session.refuse('bad-message', 'messages are binary');
        });
        socket.on('close', () => {
          release();
          session.closed();
        });
      };
      return {
        onOpen: (_event, { raw }) => {
          if (!(raw instanceof WebSocket)) return;
          begin(raw);
          forgetAdapter(raw);
        },
      };
    }),
  );

  app.all('/sync/:name{.+}', onlyMethods('GET'));

  const pings = setInterval(() => pingAll(wss.clients), pingIntervalMs);
  pings.unref();
  return {
    attach: (server) => {
      gate = openUpgradeGate({
        server,
        admission,
        draining,
        capacity,
        waitOf: (request) => visitors.admitRequest(visitors.addressOf(request)),
        // node-ws waits for a WebSocket for each request: one that is none ends the wait
        onGone: (request) => wss.emit('connection', new EventEmitter() as WebSocket, request),
      });
      wss.on('connection', (_socket, request) => gate?.settle(request));
      // node-ws only ever calls `on('upgrade')`; the gate hands it what may pass
      node.injectWebSocket(gate.emitter as unknown as Server);
    },
    get count() {
      return wss.clients.size;
    },
    stop: () => {
      clearInterval(pings);
      for (const socket of wss.clients) socket.close(CLOSE['service-restart']);
    },
    terminate: () => {
      for (const socket of wss.clients) socket.terminate();
    },
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
      socket.close(CLOSE[code], cutTo(MAX_CLOSE_REASON_BYTES, reason));
    },
  };
}

/** The beginning of a text that has at most so many bytes, no character cut in two. */
export function cutTo(mostBytes: number, text: string): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(mostBytes)).read);
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
