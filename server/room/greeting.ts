import { encodeFrame } from '#shared/protocol/frame.ts';
import {
  MAX_FRAME_BYTES,
  MAX_POLL_BODY_BYTES,
  MAX_PRESENCE_BYTES,
  MAX_UPDATE_BYTES,
  POLL_MIN_WINDOW_MS,
} from '#shared/protocol/limits.ts';
import type { HelloMessage } from '#shared/protocol/session.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import type { Role } from '#shared/role.ts';
import { decodeStateVector } from '#shared/update/coverage.ts';
import { decodeCursor } from './cursor.ts';
import type { Room } from './room.ts';

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

export function adviceFrame({ pollHoldMs }: ServerAdvice): Uint8Array {
  return encodeFrame({
    type: 'advice',
    holdMs: pollHoldMs,
    minGapMs: 0,
    maxBodyBytes: MAX_POLL_BODY_BYTES,
    batchWindowMs: POLL_MIN_WINDOW_MS,
    reconnectDelayMs: 0,
  });
}

/**
 * The `data` that answers a hello, null when its state vector is none. `presence` goes into the cursor: the revision that a poll will
 * have seen with this answer.
 */
export function dataFor(room: Room, hello: HelloMessage, presence: number | null): readonly Uint8Array[] | null {
  const { log } = room;
  if (hello.cursor.length > 0) {
    const cursor = decodeCursor(hello.cursor);
    if (cursor === null || !log.knows(cursor)) {
      const flags = { more: false, caughtUp: false, stale: true };
      return [encodeFrame({ type: 'data', cursor: new Uint8Array(), flags, updates: [] })];
    }
    return log.dataFrames(log.since(cursor.seq, hello.instance), presence);
  }
  const known = decodeStateVector(hello.stateVector);
  if (known === null) return null;
  if (known.size > 0) return log.differenceFrames(known, presence);
  return presence === null ? log.wholeFrames() : log.dataFrames(log.entries(), presence);
}
