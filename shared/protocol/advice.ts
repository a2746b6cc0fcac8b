import { MESSAGE } from './message-type.ts';
import { readUint, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** How to behave towards this server; a client keeps the last that it was given. */
export interface AdviceMessage {
  readonly type: 'advice';
  /** how long a poll is parked at most */
  readonly holdMs: number;
  /** between two polls that brought nothing */
  readonly minGapMs: number;
  readonly maxBodyBytes: number;
  /** how long to gather edits before a write by HTTP */
  readonly batchWindowMs: number;
  /** wait so long (with jitter) before reconnecting, when this server is about to stop */
  readonly reconnectDelayMs: number;
}

export function writeAdvice(encoder: Encoder, message: AdviceMessage): void {
  writeUint(encoder, MESSAGE.advice);
  writeUint(encoder, message.holdMs);
  writeUint(encoder, message.minGapMs);
  writeUint(encoder, message.maxBodyBytes);
  writeUint(encoder, message.batchWindowMs);
  writeUint(encoder, message.reconnectDelayMs);
}

export function readAdvice(decoder: Decoder): AdviceMessage {
  return {
    type: 'advice',
    holdMs: readUint(decoder),
    minGapMs: readUint(decoder),
    maxBodyBytes: readUint(decoder),
    batchWindowMs: readUint(decoder),
    reconnectDelayMs: readUint(decoder),
  };
}
