import { unzipSync } from 'fflate';
import type { OfficePackage } from '../package.ts';

/** The parts of a file that can be trusted. */
export function unpacked(bytes: Uint8Array): OfficePackage {
  const parts = unzipSync(bytes);
  return {
    paths: Object.keys(parts),
    sizeOf: (path) => parts[path]?.length ?? 0,
    open: (path) => {
      const part = parts[path];
      return part === undefined ? null : piecesOf(part);
    },
  };
}

const PIECE_BYTES = 1_000;

async function* piecesOf(part: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < part.length; at += PIECE_BYTES) yield part.subarray(at, at + PIECE_BYTES);
}
