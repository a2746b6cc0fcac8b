import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Author } from '#shared/author.ts';
import { MAX_SEGMENT_BYTES } from './limits.ts';
import type { Signature, SignedEntry } from './store.ts';

/**
 * A stretch of a log, compressed (zstd): what its entries are and, apart from that, who wrote each and when, because a list of who wrote
 * needs no text.
 */
export interface Segment {
  readonly first: number;
  readonly last: number;
  /** of each entry: `varUint` length and the update */
  readonly updates: Uint8Array<ArrayBuffer>;
  /** JSON: see {@link Signatures} */
  readonly signatures: Uint8Array<ArrayBuffer>;
}

/** Authors stand once; -1 stands for nobody known. Times are the milliseconds since the last one that is known. */
interface Signatures {
  readonly authors: readonly Author[];
  readonly by: readonly number[];
  readonly at: ReadonlyArray<number | null>;
}

/** `entries` follow one another; at least one. */
export function packSegment(entries: readonly SignedEntry[]): Segment {
  const encoder = encoding.createEncoder();
  for (const { update } of entries) encoding.writeVarUint8Array(encoder, update);
  return {
    first: entries[0]?.seq ?? 0,
    last: entries.at(-1)?.seq ?? 0,
    updates: compress(encoding.toUint8Array(encoder)),
    signatures: compress(new TextEncoder().encode(JSON.stringify(signaturesOf(entries)))),
  };
}

/** Throws where it is not what was packed; to be asked once the checksum fits. */
export function unpackUpdates({ first, last, updates }: Omit<Segment, 'signatures'>): Uint8Array[] {
  const decoder = decoding.createDecoder(decompress(updates));
  return Array.from({ length: last - first + 1 }, () => decoding.readVarUint8Array(decoder));
}

export function unpackSignatures({ signatures }: Pick<Segment, 'signatures'>): Signature[] {
  const { authors, by, at } = JSON.parse(new TextDecoder().decode(decompress(signatures))) as Signatures;
  let time = 0;
  return by.map((author, index) => {
    const delta = at[index] ?? null;
    if (delta !== null) time += delta;
    return { by: authors[author] ?? null, at: delta === null ? null : time };
  });
}

/** CRC-32 over the UTF-8 of `<document row id>:<first>:<last>:`, the signatures, and the updates, as they are compressed. */
export function segmentChecksum(documentRow: number, { first, last, updates, signatures }: Segment): number {
  return crc32(updates, crc32(signatures, crc32(`${documentRow}:${first}:${last}:`)));
}

function signaturesOf(entries: readonly SignedEntry[]): Signatures {
  const authors: Author[] = [];
  const places = new Map<string, number>();
  let time = 0;
  const at = entries.map((entry) => {
    if (entry.at === null) return null;
    const delta = entry.at - time;
    time = entry.at;
    return delta;
  });
  const by = entries.map((entry) => {
    if (entry.by === null) return -1;
    const { id, name, color } = entry.by;
    const key = JSON.stringify([id, name, color]);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, authors.length);
    return authors.push({ id, name, color }) - 1;
  });
  return { authors, by, at };
}

function compress(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  // a copy of its own: what zlib gives may lie in a pool that others share
  return new Uint8Array(zstdCompressSync(bytes));
}

function decompress(bytes: Uint8Array): Uint8Array {
  return zstdDecompressSync(bytes, { maxOutputLength: MAX_SEGMENT_BYTES });
}
