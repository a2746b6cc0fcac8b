import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_MEDIA_TYPE } from '#shared/api/problem.ts';
import type { Clock } from '#shared/clock.ts';
import {
  DATA_CHUNK_BYTES,
  MAX_POLL_BODY_BYTES,
  POLL_HOLD_JITTER_RATIO,
  POLL_MAX_WINDOW_MS,
  POLL_MIN_WINDOW_MS,
  POLL_QUIET_MS,
} from '#shared/protocol/limits.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { decodePollRequest, pollResponsePieces } from '#shared/protocol/poll.ts';
import { OLDEST_PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import type { Random } from '#shared/random.ts';
import type { ServerAdvice } from '#server/room/greeting.ts';
import { parseBlock, PollTurn } from '#server/room/poll-turn.ts';
import type { PollPart } from '#server/room/poll-turn.ts';
import type { RoomRegistry } from '#server/room/registry.ts';
import { crossOriginHeaders } from './admission.ts';
import { ANSWER_TIMEOUT_MS, DRAINING_RETRY_AFTER_S, JOINED_ANSWER_BYTES } from './limits.ts';
import { onlyMethods, problemOf } from './problem.ts';
import type { ProblemCode } from './problem.ts';
import { readAtMost } from './request-body.ts';
import type { Visitors } from './visitors.ts';

export interface SyncPollNeeds {
  readonly registry: RoomRegistry;
  readonly advice: ServerAdvice;
  readonly clock: Clock;
  readonly random: Random;
  readonly visitors: Visitors;
  readonly draining: () => boolean;
}

export interface SyncPolls {
  /** answers everything that is parked */
  release(): void;
}

const MEDIA_TYPE = 'application/octet-stream';

/**
 * `POST /sync`: long polling without sessions. Reads and writes Node's own request and response: through Request and Response a
 * delivery costs half as much again.
 */
export function addSyncPolls(app: Hono, needs: SyncPollNeeds): SyncPolls {
  const parked = new Parked();
  app.post('/sync', async (context) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the app runs on node-server alone
    const { incoming, outgoing } = context.env as HttpBindings;
    const response: ServerResponse = outgoing;
    const headers = crossOriginHeaders(incoming.headers.origin);
    const reply = await answer(incoming, response, needs, parked);
    if (!response.destroyed) {
      response.writeHead(reply.status, {
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        'Content-Type': reply.type,
        'Content-Length': reply.pieces.reduce((bytes, { length }) => bytes + length, 0),
        // kept open, the connection would hold up the stop
        ...(needs.draining() ? { Connection: 'close' } : {}),
        ...headers,
        ...reply.headers,
      });
      write(response, reply.pieces, needs.clock);
    }
    return RESPONSE_ALREADY_SENT;
  });
  app.all('/sync', onlyMethods('POST'));
  return { release: () => parked.release() };
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly pieces: readonly Uint8Array[];
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  needs: SyncPollNeeds,
  parked: Parked,
): Promise<Reply> {
  const { visitors } = needs;
  if (needs.draining())
    return trouble('unavailable', 'the server is about to stop', {
      'Retry-After': String(DRAINING_RETRY_AFTER_S),
    });
  const address = visitors.addressOf(incoming);
  const waitMs = visitors.admitRequest(address);
  if (waitMs > 0) return comeBackAfter(waitMs, 'too many requests from this address');
  const type = incoming.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== MEDIA_TYPE) return trouble('unsupported-media-type', `send ${MEDIA_TYPE}`);
  const body = await readAtMost(
    incoming as AsyncIterable<Buffer>,
    Number(incoming.headers['content-length'] ?? 0),
    MAX_POLL_BODY_BYTES,
  );
  if (body === null)
    return trouble('too-large', `a body may have ${MAX_POLL_BODY_BYTES} bytes`, { Connection: 'close' });
  const request = decodePollRequest(body);
  if (!request.ok) return trouble('bad-request', request.reason);
  const parts: PollPart[] = [];
  for (const block of request.value.blocks) {
    const parsed = parseBlock(block);
    if (!parsed.ok) return trouble('bad-request', parsed.reason);
    if (parsed.part.hello.version < OLDEST_PROTOCOL_VERSION)
      return trouble('version-too-old', 'this protocol version is too old');
    parts.push(parsed.part);
  }
  const { registry, advice } = needs;
  const documents = new Set(parts.map(({ document }) => document));
  if (documents.size < parts.length) return trouble('bad-request', 'a document stands in a request once');
  const roomsWaitMs = visitors.admitRooms(address, toBeLoaded(documents, registry));
  if (roomsWaitMs > 0) return comeBackAfter(roomsWaitMs, 'too many documents from this address');
  const turns = await Promise.all(parts.map((part) => PollTurn.open(part, { registry, role: 'editor', advice })));
  try {
    await Promise.all(turns.map((turn) => turn.take()));
    // one that came in while the server began to stop: nobody would wake it
    const mayPark = request.value.waitMs > 0 && !needs.draining();
    if (mayPark) await park(turns, request.value.waitMs, outgoing, needs, parked);
    const budget = { leftBytes: DATA_CHUNK_BYTES };
    const blocks = turns.flatMap((turn) => turn.answer(budget) ?? []);
    return { status: 200, type: MEDIA_TYPE, pieces: joinSmall(pollResponsePieces(blocks)) };
  } finally {
    for (const turn of turns) turn.leave();
  }
}

/** Large pieces stay as they are in memory for everybody; a client that does not read them is cut off. */
function write(response: ServerResponse, pieces: readonly Uint8Array[], clock: Clock): void {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) response.end(only);
  else {
    response.cork();
    for (const piece of pieces) response.write(piece);
    response.end();
    response.uncork();
  }
  if (response.writableFinished || (response.socket?.writableLength ?? 0) === 0) return;
  const cancel = clock.after(ANSWER_TIMEOUT_MS, () => response.destroy());
  response.once('close', cancel);
}

function joinSmall(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  return bytes <= JOINED_ANSWER_BYTES ? [Buffer.concat(pieces)] : pieces;
}

function toBeLoaded(documents: ReadonlySet<string>, registry: RoomRegistry): number {
  let count = 0;
  for (const name of documents) {
    const id = parseDocumentId(name);
    if (id !== null && !registry.has(id)) count += 1;
  }
  return count;
}

/** Waits until something is due, the hold ends, a newer poll of the same instance comes, the client goes or the server stops. */
function park(
  turns: readonly PollTurn[],
  waitMs: number,
  outgoing: ServerResponse,
  { advice, clock, random }: SyncPollNeeds,
  parked: Parked,
): Promise<void> {
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    let gathering = false;
    let done = false;
    const end = (): void => {
      if (done) return;
      done = true;
      for (const stop of stops) stop();
      resolve();
    };
    // registered before the log is read, or a wake-up in between is lost
    for (const turn of turns) {
      const { room } = turn;
      if (room === null) continue;
      // a newer poll, or one of the rooms, may have ended this one already: what begins now would never be stopped
      if (done) return;
      const changed = (): void => {
        if (gathering || !turn.isDue) return;
        if (room.quietMs >= POLL_QUIET_MS) return end();
        gathering = true;
        const windowMs = POLL_MIN_WINDOW_MS + random() * (POLL_MAX_WINDOW_MS - POLL_MIN_WINDOW_MS);
        stops.push(clock.after(windowMs, end));
      };
      stops.push(room.onChange(changed));
      stops.push(parked.add(`${turn.instance} ${turn.document}`, end));
    }
    if (turns.some((turn) => turn.isDue)) return end();
    const jitter = 1 - POLL_HOLD_JITTER_RATIO + 2 * POLL_HOLD_JITTER_RATIO * random();
    stops.push(clock.after(Math.min(waitMs, advice.pollHoldMs * jitter), end));
    outgoing.on('close', end);
    stops.push(() => outgoing.off('close', end));
    if (outgoing.destroyed) end();
  });
}

/** The polls that wait, one for each instance and document: a newer one sends the older home. */
class Parked {
  readonly #ends = new Map<string, () => void>();

  add(key: string, end: () => void): () => void {
    this.#ends.get(key)?.();
    this.#ends.set(key, end);
    return () => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    };
  }

  release(): void {
    for (const end of this.#ends.values()) end();
  }
}

function trouble(code: ProblemCode, detail: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const said = problemOf(code, detail);
  return {
    status: said.status,
    type: PROBLEM_MEDIA_TYPE,
    pieces: [new TextEncoder().encode(JSON.stringify(said))],
    headers,
  };
}

function comeBackAfter(waitMs: number, detail: string): Reply {
  return trouble('too-many', detail, { 'Retry-After': String(Math.ceil(waitMs / 1000)) });
}
