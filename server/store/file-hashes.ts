import { Buffer } from 'node:buffer';

/** a SHA-256 in lower-case hexadecimal digits, as the address of a file has it */
const HASH = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gu;

/**
 * Whatever in these updates looks like the hash of a file. An address is one value of one struct, so it stands in the bytes as it is; what
 * only looks like one costs nothing but a file that is kept.
 */
export function hashesIn(updates: Iterable<Uint8Array>): Set<string> {
  const found = new Set<string>();
  for (const update of updates) {
    const text = Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1');
    for (const [hash] of text.matchAll(HASH)) found.add(hash);
  }
  return found;
}
