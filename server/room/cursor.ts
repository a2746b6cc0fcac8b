import type { Epoch } from '#server/store/store.ts';
import { decoderOf, encode, hasMore, readUint, writeUint } from '#shared/protocol/wire.ts';

/** What a client has read: opaque to it. 8 bytes epoch, seq, and for polls the revision of presence that it saw. */
export interface Cursor {
  readonly epoch: Epoch;
  readonly seq: number;
  /** null: it has not been told of anybody yet */
  readonly presence: number | null;
}

export const EPOCH_BYTES = 8;

export function encodeCursor({ epoch, seq, presence }: Cursor): Uint8Array {
  const rest = encode((encoder) => {
    writeUint(encoder, seq);
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
    const presence = hasMore(decoder) ? readUint(decoder) : null;
    return hasMore(decoder) ? null : { epoch: bytes.slice(0, EPOCH_BYTES), seq, presence };
  } catch {
    return null;
  }
}
