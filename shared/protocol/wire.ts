import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** The productions of PROTOCOL.md's notation, over lib0. Readers throw {@link WireError}; only `decodeFrame` and its like catch it. */

export type Encoder = encoding.Encoder;
export type Decoder = decoding.Decoder;

/** The bytes do not follow PROTOCOL.md. Never leaves `shared/protocol`. */
export class WireError extends Error {
  readonly code = 'wire';
  override readonly name = 'WireError';
}

export const writeByte = encoding.writeUint8;
export const writeUint = encoding.writeVarUint;
export const writeBytes = encoding.writeVarUint8Array;
export const writeString = encoding.writeVarString;

export function readByte(decoder: Decoder): number {
  if (!decoding.hasContent(decoder)) throw new WireError('it is cut off');
  return decoding.readUint8(decoder);
}

/** 0 to 2^53 - 1; lib0 lets larger ones pass, which no reader of what is made of them would. */
export function readUint(decoder: Decoder): number {
  let value: number;
  try {
    value = decoding.readVarUint(decoder);
  } catch {
    throw new WireError(decoding.hasContent(decoder) ? 'a number is too large' : 'it is cut off');
  }
  if (value > Number.MAX_SAFE_INTEGER) throw new WireError('a number is too large');
  return value;
}

/** A view into the frame, not a copy. */
export function readBytes(decoder: Decoder, mostBytes: number, what: string): Uint8Array {
  const length = readUint(decoder);
  if (length > mostBytes) throw new WireError(`${what} of ${length} bytes is above ${mostBytes}`);
  if (decoder.pos + length > decoder.arr.length) throw new WireError(`${what} is cut off`);
  return decoding.readUint8Array(decoder, length);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function readString(decoder: Decoder, mostBytes: number, what: string): string {
  const bytes = readBytes(decoder, mostBytes, what);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new WireError(`${what} is not UTF-8`);
  }
}

const KEPT_BUFFER_BYTES = 64 * 1024;
/** the last encoder, for the next message: a new one costs more than a small message does. Null while it is in use */
let idle: Encoder | null = null;

export function encode(write: (encoder: Encoder) => void): Uint8Array<ArrayBuffer> {
  const encoder = idle ?? encoding.createEncoder();
  idle = null;
  write(encoder);
  const bytes = encoding.toUint8Array(encoder);
  if (encoder.cbuf.length <= KEPT_BUFFER_BYTES) {
    encoder.cpos = 0;
    encoder.bufs = [];
    idle = encoder;
  }
  return bytes;
}

export function decoderOf(bytes: Uint8Array): Decoder {
  return decoding.createDecoder(bytes);
}

export function hasMore(decoder: Decoder): boolean {
  return decoding.hasContent(decoder);
}
