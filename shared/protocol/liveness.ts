import { MESSAGE } from './message-type.ts';
import { readUint, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** A ping of the protocol itself: browsers cannot send WebSocket pings. A pong carries the ping's nonce back, at once. */
export interface LivenessMessage {
  readonly type: 'ping' | 'pong';
  readonly nonce: number;
}

export function writeLiveness(encoder: Encoder, message: LivenessMessage): void {
  writeUint(encoder, MESSAGE[message.type]);
  writeUint(encoder, message.nonce);
}

export function readLiveness(decoder: Decoder, type: LivenessMessage['type']): LivenessMessage {
  return { type, nonce: readUint(decoder) };
}
