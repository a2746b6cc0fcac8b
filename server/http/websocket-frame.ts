import type { Writable } from 'node:stream';

/** RFC 6455, section 5.2: a whole binary message in one frame. What a server sends is not masked. */
const FINAL_BINARY = 0x82;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** larger payloads are not copied behind their header but written after it */
const COPY_MOST_BYTES = 16 * 1024;

/** A payload that goes to many is framed once; it lives as long as the payload. */
const framed = new WeakMap<Uint8Array, Uint8Array>();

/** Each payload is one message. They leave in one write, and MUST NOT be changed afterwards. */
export function writeMessages(
  channel: Pick<Writable, 'cork' | 'uncork' | 'write'>,
  payloads: readonly Uint8Array[],
): void {
  const [only] = payloads;
  if (payloads.length === 1 && only !== undefined && only.length <= COPY_MOST_BYTES) {
    channel.write(frameOf(only));
    return;
  }
  channel.cork();
  for (const payload of payloads) {
    if (payload.length <= COPY_MOST_BYTES) {
      channel.write(frameOf(payload));
    } else {
      channel.write(headerOf(payload.length));
      channel.write(payload);
    }
  }
  channel.uncork();
}

function frameOf(payload: Uint8Array): Uint8Array {
  const known = framed.get(payload);
  if (known !== undefined) return known;
  const header = headerOf(payload.length);
  const frame = new Uint8Array(header.length + payload.length);
  frame.set(header);
  frame.set(payload, header.length);
  framed.set(payload, frame);
  return frame;
}

function headerOf(length: number): Uint8Array {
  if (length < LENGTH_16) return new Uint8Array([FINAL_BINARY, length]);
  const header = new DataView(new ArrayBuffer(length < 0x1_0000 ? 4 : 10));
  header.setUint8(0, FINAL_BINARY);
  if (length < 0x1_0000) {
    header.setUint8(1, LENGTH_16);
    header.setUint16(2, length);
  } else {
    header.setUint8(1, LENGTH_64);
    header.setBigUint64(2, BigInt(length));
  }
  return new Uint8Array(header.buffer);
}
