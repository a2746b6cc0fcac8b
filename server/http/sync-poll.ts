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
import { decodePollRequest, encodePollResponse } from '#shared/protocol/poll.ts';
import { OLDEST_PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import type { Random } from '#shared/random.ts';
import type { ServerAdvice } from '#server/room/greeting.ts';
import { parseBlock, PollTurn } from '#server/room/poll-turn.ts';
import type { PollPart } from '#server/room/poll-turn.ts';
import type { RoomRegistry } from '#server/room/registry.ts';
import { crossOriginHeaders } from './admission.ts';
import { MAX_DISCARDED_BODY_BYTES } from './limits.ts';

export interface SyncPollNeeds {
  readonly registry: RoomRegistry;
  readonly advice: ServerAdvice;
  readonly clock: Clock;
  readonly random: Random;
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
        'Content-Length': reply.body.length,
        ...headers,
        ...reply.headers,
      });
      response.end(reply.body);
    }
    return RESPONSE_ALREADY_SENT;
  });
  return { release: () => parked.release() };
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  needs: SyncPollNeeds,
  parked: Parked,
): Promise<Reply> {
  if (needs.draining()) return trouble(503, 'the server is about to stop', { 'Retry-After': '1' });
  const type = incoming.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== MEDIA_TYPE) return trouble(415, `send ${MEDIA_TYPE}`);
  const body = await readBody(incoming);
  if (body === null) return trouble(413, `a body may have ${MAX_POLL_BODY_BYTES} bytes`, { Connection: 'close' });
  const request = decodePollRequest(body);
  if (!request.ok) return trouble(400, request.reason);
  const parts: PollPart[] = [];
  for (const block of request.value.blocks) {
    const parsed = parseBlock(block);
    if (!parsed.ok) return trouble(400, parsed.reason);
    if (parsed.part.hello.version < OLDEST_PROTOCOL_VERSION) return trouble(426, 'this protocol version is too old');
    parts.push(parsed.part);
  }
  const { registry, advice } = needs;
  const turns = await Promise.all(parts.map((part) => PollTurn.open(part, { registry, role: 'editor', advice })));
  try {
    await Promise.all(turns.map((turn) => turn.take()));
    if (request.value.waitMs > 0) await park(turns, request.value.waitMs, outgoing, needs, parked);
    const budget = { leftBytes: DATA_CHUNK_BYTES };
    const blocks = turns.flatMap((turn) => turn.answer(budget) ?? []);
    return { status: 200, type: MEDIA_TYPE, body: encodePollResponse(blocks) };
  } finally {
    for (const turn of turns) turn.leave();
  }
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

/**
 * Null when it is above the limit. What is too much is read to its end all the same (and dropped), up to a bound: who is answered in
 * mid-sentence loses the answer with the connection, and would come back with the same body for ever.
 */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array | null> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_POLL_BODY_BYTES) chunks.push(chunk);
    else chunks = [];
    if (bytes > MAX_DISCARDED_BODY_BYTES) return null;
  }
  if (bytes > MAX_POLL_BODY_BYTES) return null;
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function trouble(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = new TextEncoder().encode(
    JSON.stringify({ type: 'about:blank', title: 'The poll is not answered', status, detail }),
  );
  return { status, type: PROBLEM_MEDIA_TYPE, body, headers };
}
