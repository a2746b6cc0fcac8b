import {
  MAX_PRESENCE_BYTES,
  MAX_PRESENCE_BYTES_PER_DOCUMENT,
  MAX_PRESENCE_CLOCK,
  MAX_PRESENCE_ENTRIES,
  MAX_VALUE_DEPTH,
  PRESENCE_LAPSE_MS,
} from '#shared/protocol/limits.ts';
import { decoderOf, encode, hasMore, readString, readUint, writeString, writeUint } from '#shared/protocol/wire.ts';
import { parseAuthor } from '#shared/author.ts';
import type { Author } from '#shared/author.ts';
import { depthOf } from '#shared/update/reader.ts';
import type { ClientOwners } from './client-owners.ts';
import { MAX_CLIENTS_PER_OWNER, TOMBSTONE_MS } from './limits.ts';

interface Said {
  readonly client: number;
  readonly clock: number;
  /** JSON; "null" once it left */
  readonly state: string;
}

interface Entry extends Said {
  clock: number;
  state: string;
  /** the instance, or the stock session, that speaks for this client id */
  owner: string;
  /** added to the owner's clock: whoever had the id before may have left a higher one with everybody */
  lead: number;
  revision: number;
  seenAt: number;
}

const GONE = 'null';

/** Who is here and where their caret is: the newest state of each client id. Never stored. */
export class PresenceTable {
  readonly #entries = new Map<number, Entry>();
  /** of all states that are here, in UTF-16 units: at most as many bytes, mostly just as many */
  #size = 0;
  /** rises with each change; a poll's cursor says which it has seen */
  revision: number;

  /** The time in milliseconds is a good first revision: it is above those that an earlier table gave to a client, before a restart. */
  constructor(firstRevision: number) {
    this.revision = Math.floor(firstRevision);
  }

  /**
   * Takes an awareness update in. Gives the client ids whose state is new, null when the bytes are no awareness update.
   * A client id that belongs to somebody else is passed over while they are here, and so is what is above the document's limits.
   */
  apply(session: string, update: Uint8Array, now: number, owners: ClientOwners): number[] | null {
    const read = readAwareness(update);
    if (read === null) return null;
    const changed: number[] = [];
    let owned = 0;
    for (const entry of this.#entries.values()) if (entry.owner === session && entry.state !== GONE) owned += 1;
    for (const said of read) {
      if (!owners.announce(session, said.client, now)) continue;
      const known = this.#entries.get(said.client);
      const isHeld = known !== undefined && known.state !== GONE;
      if (isHeld && known.owner !== session && !owners.isSpeaker(session, said.client)) continue;
      if (said.state !== GONE && !(isHeld && known.owner === session)) {
        if (owned >= MAX_CLIENTS_PER_OWNER) continue;
        owned += 1;
      }
      if (!this.#hasRoom(said.state.length - (known?.state.length ?? 0), known === undefined)) continue;
      if (known === undefined ? this.#begin(session, said, now) : this.#change(known, session, said, now)) {
        changed.push(said.client);
      }
    }
    return changed;
  }

  #hasRoom(growth: number, isNew: boolean): boolean {
    if (isNew && this.#entries.size >= MAX_PRESENCE_ENTRIES) return false;
    return growth <= 0 || this.#size + growth <= MAX_PRESENCE_BYTES_PER_DOCUMENT;
  }

  #begin(owner: string, { client, clock, state }: Said, now: number): boolean {
    if (state === GONE) return false;
    this.#entries.set(client, { client, clock, state, owner, lead: 0, revision: ++this.revision, seenAt: now });
    this.#size += state.length;
    return true;
  }

  #change(known: Entry, owner: string, { clock, state }: Said, now: number): boolean {
    if (known.owner === owner) {
      const led = clock + known.lead;
      const isNewer = led > known.clock || (led === known.clock && (state === GONE) !== (known.state === GONE));
      if (!isNewer) return false;
      known.clock = led;
    } else {
      if (state === GONE) return false;
      known.lead = Math.max(0, known.clock + 1 - clock);
      known.clock = clock + known.lead;
      known.owner = owner;
    }
    this.#size += state.length - known.state.length;
    known.state = state;
    known.revision = ++this.revision;
    known.seenAt = now;
    return true;
  }

  /** Takes everything of an owner out. */
  leave(owner: string): number[] {
    return this.#remove((entry) => entry.owner === owner);
  }

  /** Takes out what was not renewed for PRESENCE_LAPSE_MS. */
  lapse(now: number): number[] {
    for (const [client, entry] of this.#entries) {
      if (entry.state !== GONE || now - entry.seenAt < TOMBSTONE_MS) continue;
      this.#entries.delete(client);
      this.#size -= entry.state.length;
    }
    return this.#remove((entry) => now - entry.seenAt >= PRESENCE_LAPSE_MS);
  }

  get isEmpty(): boolean {
    for (const entry of this.#entries.values()) if (entry.state !== GONE) return false;
    return true;
  }

  /** Who sessions say they are; null where they said nothing, and when they are gone. */
  authorsOf(sessions: readonly string[]): Array<Author | null> {
    const known = new Map<string, Author | null>();
    return sessions.map((session) => {
      const author = known.has(session) ? known.get(session) : this.#authorOf(session);
      known.set(session, author ?? null);
      return author ?? null;
    });
  }

  #authorOf(session: string): Author | null {
    for (const { owner, state } of this.#entries.values()) {
      if (owner !== session || state === GONE) continue;
      const said: unknown = JSON.parse(state);
      const author = typeof said === 'object' && said !== null && 'user' in said ? parseAuthor(said.user) : null;
      if (author !== null) return author;
    }
    return null;
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
      this.#size += GONE.length - entry.state.length;
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

function readAwareness(update: Uint8Array): Said[] | null {
  try {
    const decoder = decoderOf(update);
    const count = readUint(decoder);
    if (count > MAX_PRESENCE_ENTRIES) return null;
    const read: Said[] = [];
    for (let i = 0; i < count; i++) {
      const client = readUint(decoder);
      const clock = readUint(decoder);
      const state = readString(decoder, MAX_PRESENCE_BYTES, 'state');
      if (clock > MAX_PRESENCE_CLOCK || depthOf(state) > MAX_VALUE_DEPTH) return null;
      JSON.parse(state);
      read.push({ client, clock, state });
    }
    return hasMore(decoder) ? null : read;
  } catch {
    return null;
  }
}
