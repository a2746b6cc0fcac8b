import { crc32 } from 'node:zlib';

/**
 * The checksum of a row of the log: CRC-32 (that of zlib, unsigned) over the UTF-8 of `<document row id>:<seq>:` and then the update's
 * bytes. The place is part of it, so that a row which ended up in another document or at another seq is noticed as well.
 */
export function updateChecksum(documentRow: number, seq: number, update: Uint8Array): number {
  return crc32(update, crc32(`${documentRow}:${seq}:`));
}

/** The checksum of a document's row: CRC-32 over the UTF-8 of `<row id>:<name>:` and then its epoch. */
export function documentChecksum(documentRow: number, name: string, epoch: Uint8Array): number {
  return crc32(epoch, crc32(`${documentRow}:${name}:`));
}

/** The checksum of a piece of a merged state: as that of an update, over `<document row id>:<seq>:<piece>:` and the bytes. */
export function pieceChecksum(documentRow: number, seq: number, piece: number, bytes: Uint8Array): number {
  return crc32(bytes, crc32(`${documentRow}:${seq}:${piece}:`));
}

/** The checksum of what says which snapshot a document has: CRC-32 over the UTF-8 of its numbers, each followed by a colon. */
export function snapshotChecksum(documentRow: number, seq: number, pieces: number, history: number): number {
  return crc32(`${documentRow}:${seq}:${pieces}:${history}:`);
}
