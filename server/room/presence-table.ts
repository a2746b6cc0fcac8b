import { MAX_CLIENTS_PER_OWNER, TOMBSTONE_MS } from './limits.ts';
import { MAX_PRESENCE_BYTES, PRESENCE_LAPSE_MS } from '#shared/protocol/limits.ts';
import { decoderOf, encode, hasMore, readString, readUint, writeString, writeUint } from '#shared/protocol/wire.ts';

interface Entry {
  readonly client: number;
  clock: number;
  /** JSON; "null" once it left */
  state: string;
  /** the instance, or the stock session, that speaks for this client id */
  owner: string;
  revision: number;
  seenAt: number;
}

const GONE = 'null';

/** Who is here and where their caret is: the newest state of each client id. Never stored. */
export class PresenceTable {
  readonly #entries = new Map<number, Entry>();
  /** rises with each change; a poll's cursor says which it has seen */
  revision = 0;

  /**
   * Takes an awareness update in. Gives the client ids whose state is new, null when the bytes are no awareness update.
   * A client id that somebody else speaks for while they are here is passed over.
   */
  apply(owner: string, update: Uint8Array, now: number): number[] | null {
    const read = readAwareness(update);
    if (read === null) return null;
    const changed: number[] = [];
    let owned = 0;
    for (const entry of this.#entries.values()) if (entry.owner === owner && entry.state !== GONE) owned += 1;
    for (const { client, clock, state } of read) {
      const known = this.#entries.get(client);
      if (known !== undefined && known.state !== GONE && known.owner !== owner) continue;
      if (known === undefined) {
        if (state === GONE || owned >= MAX_CLIENTS_PER_OWNER) continue;
        owned += 1;
        this.#entries.set(client, { client, clock, state, owner, revision: ++this.revision, seenAt: now });
      } else {
        const newer = clock > known.clock || (clock === known.clock && (state === GONE) !== (known.state === GONE));
        if (!newer) continue;
        Object.assign(known, { clock, state, owner, revision: ++this.revision, seenAt: now });
      }
      changed.push(client);
    }
    return changed;
  }

  /** Takes everything of an owner out. */
  leave(owner: string): number[] {
    return this.#remove((entry) => entry.owner === owner);
  }

  /** Takes out what was not renewed for PRESENCE_LAPSE_MS. */
  lapse(now: number): number[] {
    for (const [client, entry] of this.#entries) {
      if (entry.state === GONE && now - entry.seenAt >= TOMBSTONE_MS) this.#entries.delete(client);
    }
    return this.#remove((entry) => now - entry.seenAt >= PRESENCE_LAPSE_MS);
  }

  get isEmpty(): boolean {
    for (const entry of this.#entries.values()) if (entry.state !== GONE) return false;
    return true;
  }

  /** An awareness update of everybody who is here, null when nobody is. */
  everybody(): Uint8Array | null {
    return encodeAwareness([...this.#entries.values()].filter((entry) => entry.state !== GONE));
  }

  of(clients: Iterable<number>): Uint8Array | null {
    const entries: Entry[] = [];
    for (const client of clients) {
      const entry = this.#entries.get(client);
      if (entry !== undefined) entries.push(entry);
    }
    return encodeAwareness(entries);
  }

  /** What changed after a revision, who left included; null when nothing did. */
  since(revision: number | null, reader: string): Uint8Array | null {
    const from = revision === null || revision > this.revision ? null : revision;
    return encodeAwareness(
      [...this.#entries.values()].filter(
        (entry) => entry.owner !== reader && (from === null ? entry.state !== GONE : entry.revision > from),
      ),
    );
  }

  #remove(which: (entry: Entry) => boolean): number[] {
    const gone: number[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.state === GONE || !which(entry)) continue;
      entry.state = GONE;
      entry.revision = ++this.revision;
      gone.push(entry.client);
    }
    return gone;
  }
}

function encodeAwareness(entries: readonly Entry[]): Uint8Array | null {
  if (entries.length === 0) return null;
  return encode((encoder) => {
    writeUint(encoder, entries.length);
    for (const { client, clock, state } of entries) {
      writeUint(encoder, client);
      writeUint(encoder, clock);
      writeString(encoder, state);
    }
  });
}

function readAwareness(update: Uint8Array): { client: number; clock: number; state: string }[] | null {
  try {
    const decoder = decoderOf(update);
    const count = readUint(decoder);
    const read: { client: number; clock: number; state: string }[] = [];
    for (let i = 0; i < count; i++) {
      const client = readUint(decoder);
      const clock = readUint(decoder);
      const state = readString(decoder, MAX_PRESENCE_BYTES, 'state');
      JSON.parse(state);
      read.push({ client, clock, state });
    }
    return hasMore(decoder) ? null : read;
  } catch {
    return null;
  }
}
