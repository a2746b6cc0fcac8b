import { MAX_FRAME_BYTES } from './limits.ts';
import { MESSAGE } from './message-type.ts';
import { isNackCode } from './nack-code.ts';
import type { NackCode } from './nack-code.ts';
import { readBytes, readString, readUint, WireError, writeBytes, writeString, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** An edit. `n` rises by one for each push of an instance, from 1. */
export interface PushMessage {
  readonly type: 'push';
  readonly n: number;
  /** Yjs update, V1 */
  readonly update: Uint8Array;
}

/** Every push up to `n` that came on this connection and was not refused is on disk. */
export interface AckMessage {
  readonly type: 'ack';
  readonly n: number;
}

/** Push `n` was refused and is nowhere. */
export interface NackMessage {
  readonly type: 'nack';
  readonly n: number;
  readonly code: NackCode;
  readonly reason: string;
}

export function writePush(encoder: Encoder, message: PushMessage): void {
  writeUint(encoder, MESSAGE.push);
  writeUint(encoder, message.n);
  writeBytes(encoder, message.update);
}

/** An update above MAX_UPDATE_BYTES is read all the same, so that it can be refused by its number. */
export function readPush(decoder: Decoder): PushMessage {
  return { type: 'push', n: readUint(decoder), update: readBytes(decoder, 2 * MAX_FRAME_BYTES, 'push') };
}

export function writeAck(encoder: Encoder, message: AckMessage): void {
  writeUint(encoder, MESSAGE.ack);
  writeUint(encoder, message.n);
}

export function readAck(decoder: Decoder): AckMessage {
  return { type: 'ack', n: readUint(decoder) };
}

export function writeNack(encoder: Encoder, message: NackMessage): void {
  writeUint(encoder, MESSAGE.nack);
  writeUint(encoder, message.n);
  writeString(encoder, message.code);
  writeString(encoder, message.reason);
}

export function readNack(decoder: Decoder): NackMessage {
  const n = readUint(decoder);
  const code = readString(decoder, 64, 'nack code');
  if (!isNackCode(code)) throw new WireError('unknown nack code');
  return { type: 'nack', n, code, reason: readString(decoder, 4096, 'reason') };
}
