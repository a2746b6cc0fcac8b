import { MESSAGE } from './message-type.ts';
import { readBytes, readUint, WireError, writeBytes, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** The log since the receiver's last cursor. */
export interface DataMessage {
  readonly type: 'data';
  /** to be kept once the updates are applied, and sent with the next hello */
  readonly cursor: Uint8Array;
  readonly flags: DataFlags;
  /** Yjs updates, V1, in the log's order */
  readonly updates: readonly Uint8Array[];
}

export interface DataFlags {
  /** more follows at once, or a poll should come back at once */
  readonly more: boolean;
  /** this is the head of the log */
  readonly caughtUp: boolean;
  /** the receiver's cursor is unknown here: sync by state vector */
  readonly stale: boolean;
}

const MORE = 1;
const CAUGHT_UP = 2;
const STALE = 4;

export function writeData(encoder: Encoder, message: DataMessage): void {
  const { flags } = message;
  writeUint(encoder, MESSAGE.data);
  writeBytes(encoder, message.cursor);
  writeUint(encoder, (flags.more ? MORE : 0) | (flags.caughtUp ? CAUGHT_UP : 0) | (flags.stale ? STALE : 0));
  writeUint(encoder, message.updates.length);
  for (const update of message.updates) writeBytes(encoder, update);
}

export function readData(decoder: Decoder): DataMessage {
  const cursor = readBytes(decoder, 64, 'cursor');
  const bits = readUint(decoder);
  const count = readUint(decoder);
  if (count > decoder.arr.length - decoder.pos) throw new WireError('data is cut off');
  const updates: Uint8Array[] = [];
  for (let i = 0; i < count; i++) updates.push(readBytes(decoder, Number.MAX_SAFE_INTEGER, 'update'));
  return {
    type: 'data',
    cursor,
    flags: { more: (bits & MORE) !== 0, caughtUp: (bits & CAUGHT_UP) !== 0, stale: (bits & STALE) !== 0 },
    updates,
  };
}
