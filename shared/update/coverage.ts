import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MAX_CLIENTS_PER_DOCUMENT, MAX_ROOTS_PER_DOCUMENT } from '../protocol/limits.ts';
import { Ranges } from './ranges.ts';
import type { ClockRange, UpdateScan } from './scan.ts';

/** of one update that holds deletions alone: with its client each takes at most 30 bytes, most take 4 */
const MOST_RANGES = 32_768;

/**
 * What a document has, without a Y.Doc: for each client the clock up to which its structs are here, and what of them is deleted.
 * It answers what a room must know of an update: is it new, does it leave a gap; and what a joining client has to send.
 */
export class Coverage {
  readonly #clocks = new Map<number, number>();
  readonly #deleted = new Map<number, Ranges>();
  /** what is the value of a key: see {@link Placements} */
  readonly #keyed = new Map<number, Ranges>();
  readonly #roots = new Set<string>();
  /** kept until the next edit: everybody who joins gets it */
  #stateVector: Uint8Array | null = null;
  /** client ids as they stand in a state vector; null where there are new ones */
  #order: readonly number[] | null = null;

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

  /** Whether structs of the update lie in part in what is here and in part behind it, or altogether in it. */
  overlaps(scan: UpdateScan): boolean {
    return scan.structs.some(({ client, clock }) => clock < this.clock(client));
  }

  /** Null when the document has room for the client ids and root types that the update brings; else a sentence. */
  tooMany(scan: UpdateScan): string | null {
    if (this.#clocks.size + scan.structs.length > MAX_CLIENTS_PER_DOCUMENT) {
      const added = scan.structs.filter(({ client }) => !this.#clocks.has(client)).length;
      if (added > 0 && this.#clocks.size + added > MAX_CLIENTS_PER_DOCUMENT) {
        return `a document may have ${MAX_CLIENTS_PER_DOCUMENT} clients`;
      }
    }
    if (scan.roots.size === 0 || this.#roots.size + scan.roots.size <= MAX_ROOTS_PER_DOCUMENT) return null;
    const added = [...scan.roots].filter((name) => !this.#roots.has(name)).length;
    if (added === 0 || this.#roots.size + added <= MAX_ROOTS_PER_DOCUMENT) return null;
    return `a document may have ${MAX_ROOTS_PER_DOCUMENT} root types`;
  }

  /**
   * Null when every value of a key has one clock, or is deleted by the update itself; else a sentence. Of an update that misses nothing.
   */
  misplaced(scan: UpdateScan): string | null {
    const { divisible } = this.#keyedOf(scan);
    if (divisible.length === 0) return null;
    const deleted = rangesOf(scan.deletes);
    const odd = divisible.find(({ client, clock, length }) => deleted.get(client)?.has(clock, clock + length) !== true);
    return odd === undefined ? null : `struct ${odd.clock} of client ${odd.client} is several values of one key`;
  }

  #keyedOf(scan: UpdateScan): { readonly all: readonly ClockRange[]; readonly divisible: readonly ClockRange[] } {
    const { placements } = scan;
    if (!placements.namesKeys && this.#keyed.size === 0) return NOTHING_KEYED;
    return placements.keyed((client, clock) =>
      clock < this.clock(client) ? this.#keyed.get(client)?.has(clock, clock + 1) === true : null,
    );
  }

  add(scan: UpdateScan): void {
    // before the clocks move: what it anchors in itself is not here yet
    const keyed = this.#keyedOf(scan).all;
    for (const { client, clock, length } of scan.structs) {
      const here = this.#clocks.get(client);
      if (here === undefined) this.#order = null;
      if (clock + length > (here ?? 0)) this.#clocks.set(client, clock + length);
    }
    this.#stateVector = null;
    for (const name of scan.roots) this.#roots.add(name);
    addRanges(this.#keyed, keyed);
    addRanges(this.#deleted, scan.deletes);
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
    for (const [client, ranges] of this.#keyed) copy.#keyed.set(client, ranges.clone());
    for (const name of this.#roots) copy.#roots.add(name);
    return copy;
  }

  isDeleted(client: number, clock: number): boolean {
    return this.#deleted.get(client)?.has(clock, clock + 1) === true;
  }

  /** The clock up to which this client's structs are here; 0 for an unknown client. */
  clock(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }

  /** As `Y.encodeStateVector` gives it. Not to be changed: it is kept. */
  encodeStateVector(): Uint8Array {
    if (this.#stateVector !== null) return this.#stateVector;
    this.#order ??= [...this.#clocks.keys()].sort((a, b) => b - a);
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, this.#order.length);
    for (const client of this.#order) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, this.clock(client));
    }
    this.#stateVector = encoding.toUint8Array(encoder);
    return this.#stateVector;
  }
}

const NOTHING_KEYED = { all: [], divisible: [] };

function addRanges(to: Map<number, Ranges>, added: readonly ClockRange[]): void {
  if (added.length === 0) return;
  const byClient = new Map<number, [start: number, end: number][]>();
  for (const { client, clock, length } of added) {
    const range: [number, number] = [clock, clock + length];
    const known = byClient.get(client);
    if (known === undefined) byClient.set(client, [range]);
    else known.push(range);
  }
  for (const [client, list] of byClient) {
    let ranges = to.get(client);
    if (ranges === undefined) to.set(client, (ranges = new Ranges()));
    ranges.addAll(list);
  }
}

function rangesOf(ranges: readonly ClockRange[]): ReadonlyMap<number, Ranges> {
  const all = new Map<number, Ranges>();
  addRanges(all, ranges);
  return all;
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
