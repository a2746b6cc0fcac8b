import * as encoding from 'lib0/encoding';
import type { ClockRange, UpdateScan } from './scan.ts';

export interface ScannedUpdate {
  readonly update: Uint8Array;
  /** of just these bytes */
  readonly scan: UpdateScan;
}

interface ClientBlock {
  readonly clock: number;
  end: number;
  structs: number;
  readonly pieces: Uint8Array[];
}

/**
 * One update (V1) that holds what these hold, put together from their bytes: linear in them, and no struct is made, where
 * `Y.mergeUpdates` makes each. Null where a client's structs do not follow one another from one update to the next.
 */
export function spliceUpdates(parts: readonly ScannedUpdate[]): Uint8Array | null {
  const blocks = new Map<number, ClientBlock>();
  for (const { update, scan } of parts) {
    for (const { client, clock, length, count, from, to } of scan.structs) {
      const piece = update.subarray(from, to);
      const known = blocks.get(client);
      if (known === undefined) {
        blocks.set(client, { clock, end: clock + length, structs: count, pieces: [piece] });
        continue;
      }
      if (known.end !== clock) return null;
      known.end += length;
      known.structs += count;
      known.pieces.push(piece);
    }
  }
  const encoder = encoding.createEncoder();
  writeBlocks(encoder, blocks);
  writeDeletes(encoder, parts);
  return encoding.toUint8Array(encoder);
}

/** Yjs writes higher client ids first, and its merge counts on it. */
function writeBlocks(encoder: encoding.Encoder, blocks: ReadonlyMap<number, ClientBlock>): void {
  encoding.writeVarUint(encoder, blocks.size);
  for (const [client, { clock, structs, pieces }] of [...blocks].sort((a, b) => b[0] - a[0])) {
    encoding.writeVarUint(encoder, structs);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    for (const piece of pieces) encoding.writeUint8Array(encoder, piece);
  }
}

function writeDeletes(encoder: encoding.Encoder, parts: readonly ScannedUpdate[]): void {
  const deletes = new Map<number, ClockRange[]>();
  for (const { scan } of parts) {
    for (const range of scan.deletes) {
      const known = deletes.get(range.client);
      if (known === undefined) deletes.set(range.client, [range]);
      else known.push(range);
    }
  }
  encoding.writeVarUint(encoder, deletes.size);
  for (const [client, ranges] of deletes) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const { clock, length } of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  }
}
