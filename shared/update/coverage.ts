import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Ranges } from './ranges.ts';
import type { UpdateScan } from './scan.ts';

/** of one update that holds deletions alone: with its client each takes at most 30 bytes, most take 4 */
const MOST_RANGES = 32_768;

/**
 * What a document has, without a Y.Doc: for each client the clock up to which its structs are here, and what of them is deleted.
 * It answers what a room must know of an update: is it new, does it leave a gap; and what a joining client has to send.
 */
export class Coverage {
  readonly #clocks = new Map<number, number>();
  readonly #deleted = new Map<number, Ranges>();

  /** Everything of the update is here already: all its structs and all its deletions. */
  covers(scan: UpdateScan): boolean {
    for (const { client, clock, length } of scan.structs) if (this.clock(client) < clock + length) return false;
    for (const { client, clock, length } of scan.deletes) {
      if (this.#deleted.get(client)?.has(clock, clock + length) !== true) return false;
    }
    return true;
  }

  /** Null when the update builds on nothing but what is here and itself; else a sentence that names what is missing. */
  missing(scan: UpdateScan): string | null {
    for (const { client, clock } of scan.structs) {
      const here = this.clock(client);
      if (clock > here) return `structs ${here} to ${clock - 1} of client ${client} are missing`;
    }
    for (const { client, clock } of scan.needs) {
      if (clock >= this.clock(client)) return `it builds on struct ${clock} of client ${client}, which is missing`;
    }
    let own: Map<number, number> | null = null;
    for (const { client, clock, length } of scan.deletes) {
      if (clock + length <= this.clock(client)) continue;
      own ??= new Map(scan.structs.map((range) => [range.client, range.clock + range.length]));
      if (clock + length > (own.get(client) ?? 0)) {
        return `it deletes struct ${clock + length - 1} of client ${client}, which is missing`;
      }
    }
    return null;
  }

  add(scan: UpdateScan): void {
    for (const { client, clock, length } of scan.structs) {
      if (clock + length > this.clock(client)) this.#clocks.set(client, clock + length);
    }
    if (scan.deletes.length === 0) return;
    const added = new Map<number, [start: number, end: number][]>();
    for (const { client, clock, length } of scan.deletes) {
      const range: [number, number] = [clock, clock + length];
      const known = added.get(client);
      if (known === undefined) added.set(client, [range]);
      else known.push(range);
    }
    for (const [client, list] of added) {
      let ranges = this.#deleted.get(client);
      if (ranges === undefined) this.#deleted.set(client, (ranges = new Ranges()));
      ranges.addAll(list);
    }
  }

  /** Updates without structs that delete all that is deleted here, none larger than a megabyte. */
  encodeDeletions(): Uint8Array[] {
    const updates: Uint8Array[] = [];
    let part = new Map<number, (readonly [start: number, end: number])[]>();
    let count = 0;
    for (const [client, ranges] of this.#deleted) {
      for (const range of ranges) {
        const known = part.get(client);
        if (known === undefined) part.set(client, [range]);
        else known.push(range);
        if (++count < MOST_RANGES) continue;
        updates.push(encodeDeletions(part));
        part = new Map();
        count = 0;
      }
    }
    if (part.size > 0) updates.push(encodeDeletions(part));
    return updates;
  }

  clone(): Coverage {
    const copy = new Coverage();
    for (const [client, clock] of this.#clocks) copy.#clocks.set(client, clock);
    for (const [client, ranges] of this.#deleted) copy.#deleted.set(client, ranges.clone());
    return copy;
  }

  /** The clock up to which this client's structs are here; 0 for an unknown client. */
  clock(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  /** As `Y.encodeStateVector` gives it. */
  encodeStateVector(): Uint8Array {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, this.#clocks.size);
    for (const [client, clock] of [...this.#clocks].sort((a, b) => b[0] - a[0])) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
    }
    return encoding.toUint8Array(encoder);
  }
}

function encodeDeletions(deleted: ReadonlyMap<number, readonly (readonly [start: number, end: number])[]>): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, deleted.size);
  for (const [client, ranges] of deleted) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const [start, end] of ranges) {
      encoding.writeVarUint(encoder, start);
      encoding.writeVarUint(encoder, end - start);
    }
  }
  return encoding.toUint8Array(encoder);
}

/** A state vector from a client: bounded by its bytes, null when it is not one. An empty array counts as the empty vector. */
export function decodeStateVector(bytes: Uint8Array): ReadonlyMap<number, number> | null {
  const clocks = new Map<number, number>();
  if (bytes.length === 0) return clocks;
  try {
    const decoder = decoding.createDecoder(bytes);
    const count = decoding.readVarUint(decoder);
    for (let i = 0; i < count; i++) clocks.set(decoding.readVarUint(decoder), decoding.readVarUint(decoder));
    return decoding.hasContent(decoder) ? null : clocks;
  } catch {
    return null;
  }
}
