import { parseRole } from '../role.ts';
import type { Role } from '../role.ts';
import { instanceIdFromBytes, instanceIdToBytes } from '../ids.ts';
import type { InstanceId } from '../ids.ts';
import { INSTANCE_ID_BYTES, MAX_FRAME_BYTES, MAX_TOKEN_BYTES } from './limits.ts';
import { MESSAGE } from './message-type.ts';
import { readBytes, readString, readUint, WireError, writeBytes, writeString, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** Opens a session of the full protocol, or opens it again (after `gap` or `stale`). */
export interface HelloMessage {
  readonly type: 'hello';
  readonly version: number;
  readonly instance: InstanceId;
  /** "" where access is open or the token travels in a header */
  readonly token: string;
  /** opaque to the client; empty when it has none */
  readonly cursor: Uint8Array;
  /** encoded Yjs state vector; read only when the cursor is empty */
  readonly stateVector: Uint8Array;
}

export interface WelcomeMessage {
  readonly type: 'welcome';
  readonly version: number;
  readonly role: Role;
  readonly maxUpdateBytes: number;
  readonly maxFrameBytes: number;
  readonly maxPresenceBytes: number;
  /** where the server stood when it answered; what is before it follows in `data` */
  readonly cursor: Uint8Array;
  /** the server's, encoded: the client pushes what is missing there */
  readonly stateVector: Uint8Array;
}

/** No session for this document. `retryAfterMs` 0: do not come back by yourself. */
export interface RefusedMessage {
  readonly type: 'refused';
  /** a close name of close-code.ts */
  readonly code: string;
  readonly reason: string;
  readonly retryAfterMs: number;
}

/** y-protocols: permission denied; all that a stock client understands of a refusal. */
export interface AuthMessage {
  readonly type: 'auth';
  readonly reason: string;
}

/** This instance leaves now: no hand-over grace. */
export interface ByeMessage {
  readonly type: 'bye';
}

const MAX_CURSOR_BYTES = 64;
const MAX_WORD_BYTES = 64;
const MAX_REASON_BYTES = 4096;

export function writeHello(encoder: Encoder, message: HelloMessage): void {
  writeUint(encoder, MESSAGE.hello);
  writeUint(encoder, message.version);
  writeBytes(encoder, instanceIdToBytes(message.instance));
  writeString(encoder, message.token);
  writeBytes(encoder, message.cursor);
  writeBytes(encoder, message.stateVector);
}

export function readHello(decoder: Decoder): HelloMessage {
  const version = readUint(decoder);
  const instance = instanceIdFromBytes(readBytes(decoder, INSTANCE_ID_BYTES, 'instance'));
  if (instance === null) throw new WireError(`instance is not ${INSTANCE_ID_BYTES} bytes`);
  return {
    type: 'hello',
    version,
    instance,
    token: readString(decoder, MAX_TOKEN_BYTES, 'token'),
    cursor: readBytes(decoder, MAX_CURSOR_BYTES, 'cursor'),
    stateVector: readBytes(decoder, MAX_FRAME_BYTES, 'state vector'),
  };
}

export function writeWelcome(encoder: Encoder, message: WelcomeMessage): void {
  writeUint(encoder, MESSAGE.welcome);
  writeUint(encoder, message.version);
  writeString(encoder, message.role);
  writeUint(encoder, message.maxUpdateBytes);
  writeUint(encoder, message.maxFrameBytes);
  writeUint(encoder, message.maxPresenceBytes);
  writeBytes(encoder, message.cursor);
  writeBytes(encoder, message.stateVector);
}

export function readWelcome(decoder: Decoder): WelcomeMessage {
  const version = readUint(decoder);
  const role = parseRole(readString(decoder, MAX_WORD_BYTES, 'role'));
  if (role === null) throw new WireError('unknown role');
  return {
    type: 'welcome',
    version,
    role,
    maxUpdateBytes: readUint(decoder),
    maxFrameBytes: readUint(decoder),
    maxPresenceBytes: readUint(decoder),
    cursor: readBytes(decoder, MAX_CURSOR_BYTES, 'cursor'),
    stateVector: readBytes(decoder, MAX_FRAME_BYTES, 'state vector'),
  };
}

export function writeRefused(encoder: Encoder, message: RefusedMessage): void {
  writeUint(encoder, MESSAGE.refused);
  writeString(encoder, message.code);
  writeString(encoder, message.reason);
  writeUint(encoder, message.retryAfterMs);
}

export function readRefused(decoder: Decoder): RefusedMessage {
  return {
    type: 'refused',
    code: readString(decoder, MAX_WORD_BYTES, 'code'),
    reason: readString(decoder, MAX_REASON_BYTES, 'reason'),
    retryAfterMs: readUint(decoder),
  };
}

export function writeAuth(encoder: Encoder, message: AuthMessage): void {
  writeUint(encoder, MESSAGE.auth);
  writeUint(encoder, 0);
  writeString(encoder, message.reason);
}

export function readAuth(decoder: Decoder): AuthMessage {
  if (readUint(decoder) !== 0) throw new WireError('unknown auth message');
  return { type: 'auth', reason: readString(decoder, MAX_REASON_BYTES, 'reason') };
}
