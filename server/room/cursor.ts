import type { Epoch } from '#server/store/store.ts';
import { decoderOf, encode, hasMore, readByte, readUint, writeByte, writeUint } from '#shared/protocol/wire.ts';

/** What a client has read: opaque to it. 8 bytes epoch, seq, 4 bytes history, and for polls the revision of presence that it saw. */
export interface Cursor {
  readonly epoch: Epoch;
  readonly seq: number;
  /** of all updates up to `seq`: a log that was restored from a backup and went on has other ones there */
  readonly history: number;
  /** null: it has not been told of anybody yet */
  readonly presence: number | null;
}

export const EPOCH_BYTES = 8;
const HISTORY_BYTES = 4;

export function encodeCursor({ epoch, seq, history, presence }: Cursor): Uint8Array {
  const rest = encode((encoder) => {
    writeUint(encoder, seq);
    for (let i = 0; i < HISTORY_BYTES; i++) writeByte(encoder, (history >>> (8 * i)) & 0xff);
    if (presence !== null) writeUint(encoder, presence);
  });
  const bytes = new Uint8Array(EPOCH_BYTES + rest.length);
  bytes.set(epoch.subarray(0, EPOCH_BYTES));
  bytes.set(rest, EPOCH_BYTES);
  return bytes;
}

/** Null for what is no cursor of ours. */
export function decodeCursor(bytes: Uint8Array): Cursor | null {
  if (bytes.length <= EPOCH_BYTES) return null;
  try {
    const decoder = decoderOf(bytes.subarray(EPOCH_BYTES));
    const seq = readUint(decoder);
    let history = 0;
    for (let i = 0; i < HISTORY_BYTES; i++) history = (history | (readByte(decoder) << (8 * i))) >>> 0;
    const presence = hasMore(decoder) ? readUint(decoder) : null;
    return hasMore(decoder) ? null : { epoch: bytes.slice(0, EPOCH_BYTES), seq, history, presence };
  } catch {
    return null;
  }
}
