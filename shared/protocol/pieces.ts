import { encodeFrame } from './frame.ts';
import type { Message } from './frame.ts';
import { encode, writeUint } from './wire.ts';

/**
 * A message that ends with an update, without a copy of the update: `message` holds an empty one in its place. Joined, the pieces are the
 * frame. Many clients can so be sent one large update that is in memory once.
 */
export function encodeInPieces(message: Message, update: Uint8Array): readonly Uint8Array[] {
  // the last byte says that the update is empty
  const begin = encodeFrame(message).subarray(0, -1);
  const length = encode((encoder) => writeUint(encoder, update.length));
  const head = new Uint8Array(begin.length + length.length);
  head.set(begin);
  head.set(length, begin.length);
  return [head, update];
}
