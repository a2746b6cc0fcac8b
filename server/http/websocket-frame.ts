import type { Writable } from 'node:stream';
import type { Payload } from '#server/room/connection.ts';

/** RFC 6455, section 5.2: a whole binary message in one frame. What a server sends is not masked. */
const FINAL_BINARY = 0x82;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** larger payloads are not copied behind their header but written after it */
const COPY_MOST_BYTES = 16 * 1024;

/** Payloads that go to many are framed once: those who get them are written to one after the other. */
let last: { readonly payloads: readonly Payload[]; readonly pieces: readonly Uint8Array[] } | null = null;

/** Each payload is one message. They leave in one write, and neither they nor their list MUST be changed afterwards. */
export function writeMessages(
  channel: Pick<Writable, 'cork' | 'uncork' | 'write'>,
  payloads: readonly Payload[],
): void {
  if (last?.payloads !== payloads) last = { payloads, pieces: frame(payloads) };
  const { pieces } = last;
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) {
    channel.write(only);
    return;
  }
  channel.cork();
  for (const piece of pieces) channel.write(piece);
  channel.uncork();
}

/** Small payloads that follow one another become one piece: a write costs by the piece. */
function frame(payloads: readonly Payload[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < payloads.length;) {
    const first = payloads[from];
    if (first === undefined) break;
    if (!isSmall(first)) {
      const parts = first instanceof Uint8Array ? [first] : first;
      pieces.push(headerOf(parts.reduce((sum, { length }) => sum + length, 0)), ...parts);
      from += 1;
      continue;
    }
    const small: Uint8Array[] = [];
    let bytes = 0;
    for (let next = payloads[from]; next !== undefined && isSmall(next); next = payloads[++from]) {
      bytes += headerBytes(next.length) + next.length;
      small.push(next);
    }
    pieces.push(joined(small, bytes));
  }
  return pieces;
}

function isSmall(payload: Payload): payload is Uint8Array {
  return payload instanceof Uint8Array && payload.length <= COPY_MOST_BYTES;
}

function joined(payloads: readonly Uint8Array[], bytes: number): Uint8Array {
  const piece = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const payload of payloads) {
    at = writeHeader(piece, at, payload.length);
    piece.set(payload, at);
    at += payload.length;
  }
  return piece;
}

function headerOf(length: number): Uint8Array {
  const header = Buffer.allocUnsafe(headerBytes(length));
  writeHeader(header, 0, length);
  return header;
}

function headerBytes(length: number): number {
  if (length < LENGTH_16) return 2;
  return length < 0x1_0000 ? 4 : 10;
}

/** Gives where the payload begins. */
function writeHeader(into: Buffer, at: number, length: number): number {
  into[at] = FINAL_BINARY;
  if (length < LENGTH_16) {
    into[at + 1] = length;
    return at + 2;
  }
  if (length < 0x1_0000) {
    into[at + 1] = LENGTH_16;
    return into.writeUInt16BE(length, at + 2);
  }
  into[at + 1] = LENGTH_64;
  return into.writeBigUInt64BE(BigInt(length), at + 2);
}
