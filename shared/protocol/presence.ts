import { MAX_FRAME_BYTES, MAX_PRESENCE_BYTES } from './limits.ts';
import { MESSAGE } from './message-type.ts';
import { readBytes, writeBytes, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** Both carry an awareness update of y-protocols; `awareness` is for stock clients, `presence` for sessions of the full protocol. */
export interface PresenceMessage {
  readonly type: 'awareness' | 'presence';
  readonly update: Uint8Array;
}

/** "send me everybody's presence" */
export interface QueryAwarenessMessage {
  readonly type: 'queryAwareness';
}

export function writePresence(encoder: Encoder, message: PresenceMessage): void {
  writeUint(encoder, MESSAGE[message.type]);
  writeBytes(encoder, message.update);
}

/**
 * The server's presence of a whole room may be larger than one client's; so may a stock client's, which says again what it heard of
 * others (the server passes over it).
 */
export function readPresence(
  decoder: Decoder,
  type: PresenceMessage['type'],
  from: 'client' | 'server',
): PresenceMessage {
  const mostBytes = from === 'client' && type === 'presence' ? MAX_PRESENCE_BYTES : MAX_FRAME_BYTES;
  return { type, update: readBytes(decoder, mostBytes, type) };
}
