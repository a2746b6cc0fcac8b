/** Several byte arrays as one, and back: one buffer is handed over to a worker, and not copied. */

export function pack(pieces: readonly Uint8Array[]): { sizes: number[]; bytes: ArrayBuffer } {
  const packed = new Uint8Array(sum(pieces.map(({ length }) => length)));
  let offset = 0;
  for (const piece of pieces) {
    packed.set(piece, offset);
    offset += piece.length;
  }
  return { sizes: pieces.map(({ length }) => length), bytes: packed.buffer };
}

/** Views, not copies. */
export function unpack(sizes: readonly number[], bytes: ArrayBuffer): Uint8Array[] {
  let offset = 0;
  return sizes.map((size) => {
    offset += size;
    return new Uint8Array(bytes, offset - size, size);
  });
}

export function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
