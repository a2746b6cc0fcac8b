import {
  MAX_CLIENTS_PER_UPDATE,
  MAX_CLOCK,
  MAX_DELETED_CLOCKS_PER_UPDATE,
  MAX_ROOT_NAME_BYTES,
  MAX_ROOTS_PER_UPDATE,
  MAX_STRUCTS_PER_UPDATE,
} from '../protocol/limits.ts';
import { CrossReferences } from './cross-references.ts';
import { Placements } from './placements.ts';
import { ByteReader, UnreadableError } from './reader.ts';

/**
 * What a Yjs update (format V1) holds, read from its bytes alone: no Y.Doc, nothing allocated from what the bytes claim, time linear in
 * their length. `Y.applyUpdate` is no validator (docs/decisions/0004); this is. The format is that of yjs 13, `src/utils/encoding.js`
 * and `src/structs/`.
 */
export interface ClockRange {
  readonly client: number;
  /** the first clock of the range */
  readonly clock: number;
  readonly length: number;
}

/** A client's structs in an update: where they are and where their bytes lie. */
export interface StructBlock extends ClockRange {
  /** how many structs */
  readonly count: number;
  /** the first byte of the first struct, behind the block's header */
  readonly from: number;
  /** the byte behind the last struct */
  readonly to: number;
}

export interface StructId {
  readonly client: number;
  readonly clock: number;
}

export interface UpdateScan {
  /** one range a client: an update holds each client's structs without a hole */
  readonly structs: readonly StructBlock[];
  readonly deletes: readonly ClockRange[];
  /** structs outside of this update that it builds on (origins, parents); for each client the one with the highest clock */
  readonly needs: readonly StructId[];
  readonly structCount: number;
  /** names of the root types that it writes to for the first time, as far as it says */
  readonly roots: ReadonlySet<string>;
  readonly placements: Placements;
}

export type ScanResult =
  | { readonly ok: true; readonly scan: UpdateScan }
  | { readonly ok: false; readonly code: 'malformed' | 'too-large' | 'gap'; readonly reason: string };

const REF_GC = 0;
const REF_DELETED = 1;
const REF_JSON = 2;
const REF_STRING = 4;
const REF_ANY = 8;
const REF_SKIP = 10;
const HAS_ORIGIN = 0x80;
const HAS_RIGHT_ORIGIN = 0x40;
const HAS_PARENT_SUB = 0x20;
const XML_ELEMENT = 3;
const XML_HOOK = 5;
const LAST_TYPE_REF = 6;
const V2_COLUMNS = 9;

class Refusal extends Error {
  readonly code: 'too-large' | 'gap';
  constructor(code: 'too-large' | 'gap', message: string) {
    super(message);
    this.code = code;
  }
}

export function scanUpdate(update: Uint8Array): ScanResult {
  try {
    return { ok: true, scan: new Scanner(update).run() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, reason: error.message };
    if (error instanceof UnreadableError) {
      const reason = looksLikeV2(update) ? 'this looks like update format V2; V1 is wanted' : error.message;
      return { ok: false, code: 'malformed', reason };
    }
    throw error;
  }
}

/** V2 begins with a feature flag of 0 and nine columns, each with its length before it; V1 that begins with 0 holds no structs. */
function looksLikeV2(update: Uint8Array): boolean {
  if (update[0] !== 0) return false;
  const reader = new ByteReader(update.subarray(1));
  try {
    for (let column = 0; column < V2_COLUMNS; column++) reader.skipBytes();
    return true;
  } catch {
    return false;
  }
}

class Scanner {
  readonly #reader: ByteReader;
  readonly #structs = new Map<number, { clock: number; end: number; count: number; from: number; to: number }>();
  /** client → highest clock that something refers to; what lies in the update itself is taken out at the end */
  readonly #refers = new Map<number, number>();
  #count = 0;
  #deletedClocks = 0;
  readonly #roots = new Set<string>();
  readonly #placements = new Placements();
  /** null where an update has one client only: there nothing can build on one another */
  #crossing: CrossReferences | null = null;

  constructor(update: Uint8Array) {
    this.#reader = new ByteReader(update);
  }

  run(): UpdateScan {
    const reader = this.#reader;
    const clients = reader.uint();
    if (clients > MAX_CLIENTS_PER_UPDATE) {
      throw new Refusal('too-large', `more than ${MAX_CLIENTS_PER_UPDATE} clients in one update`);
    }
    if (clients > 1) this.#crossing = new CrossReferences();
    for (let i = 0; i < clients; i++) this.#client();
    if (this.#crossing?.resolve() === false) throw new UnreadableError('structs build on one another');
    const deletes = this.#deletes();
    if (reader.left > 0) throw new UnreadableError(`${reader.left} bytes are left over at its end`);
    const structs: StructBlock[] = [];
    for (const [client, { clock, end, count, from, to }] of this.#structs) {
      structs.push({ client, clock, length: end - clock, count, from, to });
    }
    return {
      structs,
      deletes,
      needs: this.#needs(),
      structCount: this.#count,
      roots: this.#roots,
      placements: this.#placements,
    };
  }

  #client(): void {
    const reader = this.#reader;
    const count = reader.uint();
    const client = reader.uint();
    const first = reader.uint();
    if (count === 0) throw new UnreadableError('a client without structs');
    if (this.#structs.has(client)) throw new UnreadableError('a client stands in it twice');
    if (this.#count + count > MAX_STRUCTS_PER_UPDATE) {
      throw new Refusal('too-large', `more than ${MAX_STRUCTS_PER_UPDATE} structs in one update`);
    }
    this.#count += count;
    const range = { clock: first, end: first, count, from: reader.at, to: reader.at };
    this.#structs.set(client, range);
    for (let i = 0; i < count; i++) {
      const length = this.#struct(client, range.end);
      if (length === 0) throw new UnreadableError('an empty struct');
      range.end += length;
      if (range.end > MAX_CLOCK) throw new UnreadableError('a clock is too large');
    }
    range.to = reader.at;
  }

  /** `client` and `clock` are its own id: it can only build on what came before. */
  #struct(client: number, clock: number): number {
    const reader = this.#reader;
    const info = reader.byte();
    const ref = info & 0x1f;
    if (ref === REF_GC) return this.#deleted(reader.uint());
    if (ref === REF_SKIP) throw new Refusal('gap', 'the update leaves structs out');
    const origin = (info & HAS_ORIGIN) === 0 ? null : this.#refer(client, clock);
    const rightOrigin = (info & HAS_RIGHT_ORIGIN) === 0 ? null : this.#refer(client, clock);
    let anchor: StructId | 'key' | null = origin ?? rightOrigin;
    if (anchor === null) {
      if (reader.uint() === 1) this.#root();
      else this.#refer(client, clock);
      if ((info & HAS_PARENT_SUB) !== 0) {
        reader.skipString();
        anchor = 'key';
      }
    }
    const length = this.#content(ref);
    if (anchor !== null) {
      const divisible = length > 1 && (ref === REF_STRING || ref === REF_ANY || ref === REF_JSON);
      this.#placements.add(client, clock, length, anchor, divisible);
    }
    return length;
  }

  #root(): void {
    this.#roots.add(this.#reader.string(MAX_ROOT_NAME_BYTES));
    if (this.#roots.size > MAX_ROOTS_PER_UPDATE) {
      throw new Refusal('too-large', `more than ${MAX_ROOTS_PER_UPDATE} root types in one update`);
    }
  }

  /** What no longer has content says how long it was, and no byte vouches for it. */
  #deleted(length: number): number {
    this.#deletedClocks += length;
    if (this.#deletedClocks > MAX_DELETED_CLOCKS_PER_UPDATE) {
      throw new Refusal('too-large', `more than ${MAX_DELETED_CLOCKS_PER_UPDATE} deleted clocks in one update`);
    }
    return length;
  }

  /** Gives the content's length in clocks. */
  #content(ref: number): number {
    const reader = this.#reader;
    switch (ref) {
      case REF_DELETED:
        return this.#deleted(reader.uint());
      case REF_JSON: {
        const count = reader.uint();
        for (let i = 0; i < count; i++) reader.jsonOrUndefined();
        return count;
      }
      case 3:
        reader.skipBytes();
        return 1;
      case REF_STRING:
        return reader.skipString();
      case 5:
        reader.json();
        return 1;
      case 6:
        reader.skipString();
        reader.json();
        return 1;
      case 7: {
        const type = reader.uint();
        if (type > LAST_TYPE_REF) throw new UnreadableError('it holds a shared type of an unknown kind');
        if (type === XML_ELEMENT || type === XML_HOOK) reader.skipString();
        return 1;
      }
      case REF_ANY: {
        const count = reader.uint();
        for (let i = 0; i < count; i++) reader.any();
        return count;
      }
      case 9:
        reader.skipString();
        reader.anyObject();
        return 1;
      default:
        throw new UnreadableError('it holds content of an unknown kind');
    }
  }

  #refer(ownClient: number, ownClock: number): StructId {
    const client = this.#reader.uint();
    const clock = this.#reader.uint();
    if (client === ownClient && clock >= ownClock)
      throw new UnreadableError('a struct builds on itself or a later one');
    if (client !== ownClient) this.#crossing?.add(ownClient, ownClock, client, clock);
    const known = this.#refers.get(client);
    if (known === undefined || known < clock) this.#refers.set(client, clock);
    return { client, clock };
  }

  #needs(): StructId[] {
    const needs: StructId[] = [];
    for (const [client, clock] of this.#refers) {
      const own = this.#structs.get(client);
      if (own === undefined) needs.push({ client, clock });
      else if (clock >= own.end)
        throw new Refusal('gap', `it builds on struct ${clock} of client ${client}, which is missing`);
    }
    return needs;
  }

  #deletes(): ClockRange[] {
    const reader = this.#reader;
    const deletes: ClockRange[] = [];
    const clients = reader.uint();
    for (let i = 0; i < clients; i++) {
      const client = reader.uint();
      const count = reader.uint();
      if (deletes.length + count > MAX_STRUCTS_PER_UPDATE) {
        throw new Refusal('too-large', `more than ${MAX_STRUCTS_PER_UPDATE} deletions in one update`);
      }
      for (let k = 0; k < count; k++) {
        const clock = reader.uint();
        const length = reader.uint();
        if (length === 0) throw new UnreadableError('an empty deletion');
        if (clock + length > MAX_CLOCK) throw new UnreadableError('a clock is too large');
        deletes.push({ client, clock, length });
      }
    }
    return deletes;
  }
}
