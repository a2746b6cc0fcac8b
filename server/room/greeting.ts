import { unreachable } from '#shared/assert.ts';
import { encodeFrame } from '#shared/protocol/frame.ts';
import {
  DATA_CHUNK_BYTES,
  MAX_FRAME_BYTES,
  MAX_POLL_BODY_BYTES,
  MAX_PRESENCE_BYTES,
  MAX_UPDATE_BYTES,
  POLL_MIN_WINDOW_MS,
} from '#shared/protocol/limits.ts';
import { encodeInPieces } from '#shared/protocol/pieces.ts';
import type { HelloMessage } from '#shared/protocol/session.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import type { Role } from '#shared/role.ts';
import { decodeStateVector } from '#shared/update/coverage.ts';
import type { Payload } from './connection.ts';
import { decodeCursor } from './cursor.ts';
import { SHARED_UPDATE_BYTES } from './limits.ts';
import { LogReader } from './log-reader.ts';
import type { Position } from './log-reader.ts';
import type { Room } from './room.ts';

const NOTHING = new Uint8Array();
/** no structs, no deletions */
const EMPTY_UPDATE = new Uint8Array([0, 0]);

/** The advice that this server gives. */
export interface ServerAdvice {
  readonly pollHoldMs: number;
}

export function welcomeFrame(room: Room, hello: HelloMessage, role: Role): Uint8Array {
  return encodeFrame({
    type: 'welcome',
    version: Math.min(hello.version, PROTOCOL_VERSION),
    role,
    maxUpdateBytes: MAX_UPDATE_BYTES,
    maxFrameBytes: MAX_FRAME_BYTES,
    maxPresenceBytes: MAX_PRESENCE_BYTES,
    cursor: room.log.cursor(),
    stateVector: room.stateVector(),
  });
}

/** `reconnectDelayMs` is for those whom a server that is about to stop sends away. */
export function adviceFrame({ pollHoldMs }: ServerAdvice, reconnectDelayMs = 0): Uint8Array {
  return encodeFrame({
    type: 'advice',
    holdMs: pollHoldMs,
    minGapMs: 0,
    maxBodyBytes: MAX_POLL_BODY_BYTES,
    batchWindowMs: POLL_MIN_WINDOW_MS,
    reconnectDelayMs,
  });
}

/** What a hello asks for. */
export type Asked =
  | { readonly kind: 'data'; readonly from: Position }
  /** its cursor is of another history */
  | { readonly kind: 'stale' }
  | { readonly kind: 'no-state-vector' };

export function askedBy(room: Room, { cursor, stateVector }: HelloMessage): Asked {
  if (cursor.length > 0) {
    const read = decodeCursor(cursor);
    if (read === null || !room.log.knows(read)) return { kind: 'stale' };
    return { kind: 'data', from: { kind: 'seq', seq: read.seq } };
  }
  const known = decodeStateVector(stateVector);
  if (known === null) return { kind: 'no-state-vector' };
  return { kind: 'data', from: known.size > 0 ? { kind: 'state-vector', known } : { kind: 'beginning' } };
}

export function staleFrame(): Uint8Array {
  const flags = { more: false, caughtUp: false, stale: true };
  return encodeFrame({ type: 'data', cursor: NOTHING, flags, updates: [] });
}

/** The answer to a hello on a WebSocket. `caughtUp` is called when what follows may come live. */
export function* helloAnswer(
  room: Room,
  reader: string,
  asked: Asked,
  { before, behind, caughtUp }: HelloParts,
): Generator<readonly Payload[], void> {
  let payloads: Payload[] = [...before()];
  switch (asked.kind) {
    case 'stale':
      payloads.push(staleFrame());
      break;
    case 'data': {
      const log = new LogReader({ log: room.log, reader, presence: null }, asked.from);
      payloads.push(log.next());
      while (!log.caughtUp) {
        yield payloads;
        payloads = [log.next()];
      }
      break;
    }
    case 'no-state-vector':
      return;
    default:
      unreachable(asked);
  }
  const presence = room.presence.everybody();
  if (presence !== null) payloads.push(encodeFrame({ type: 'presence', update: presence }));
  payloads.push(...behind());
  caughtUp();
  yield payloads;
}

interface HelloParts {
  readonly before: () => readonly Payload[];
  readonly behind: () => readonly Payload[];
  readonly caughtUp: () => void;
}

/**
 * The answer to a step 1, then everybody's presence. A stock client reads one message of each frame, so each gets a payload of its own;
 * step 2 comes last, it says "synced".
 */
export function* step1Answer(room: Room, known: ReadonlyMap<number, number>): Generator<readonly Payload[], void> {
  const updates = known.size > 0 ? room.log.difference(known) : room.log.merged();
  const last = updates.pop() ?? EMPTY_UPDATE;
  let payloads: Payload[] = [];
  let bytes = 0;
  for (const update of updates) {
    if (payloads.length > 0 && bytes + update.length > DATA_CHUNK_BYTES) {
      yield payloads;
      payloads = [];
      bytes = 0;
    }
    payloads.push(syncPayload('update', update));
    bytes += update.length;
  }
  payloads.push(syncPayload('step2', last));
  const presence = room.presence.everybody();
  if (presence !== null) payloads.push(encodeFrame({ type: 'awareness', update: presence }));
  yield payloads;
}

function syncPayload(step: 'step2' | 'update', update: Uint8Array): Payload {
  if (update.length < SHARED_UPDATE_BYTES) return encodeFrame({ type: 'sync', step, update });
  return encodeInPieces({ type: 'sync', step, update: NOTHING }, update);
}
