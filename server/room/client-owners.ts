import { PRESENCE_LAPSE_MS } from '#shared/protocol/limits.ts';
import { MAX_CLIENTS_PER_OWNER } from './limits.ts';

interface Owned {
  /** the instance that announced this id as its own and is here; nobody else writes under it */
  speaker: string | null;
  /** who wrote first under it when the document did not know it yet, and is here */
  first: string | null;
  /** when it was last announced or written under by these */
  heardAt: number;
}

/**
 * Which session a Yjs client id belongs to, while that session is here. Two who write under one id make two documents of one: each
 * keeps its own structs and takes the other's for known.
 *
 * An instance of the full protocol says by its presence which id is its own, and that is what counts. Before it has, the first who wrote
 * under an id that was new has it: weaker, because edits of somebody who is away are also brought by others, who have seen them. A stock
 * session owns nothing (its presence repeats that of others, and it knows no nack), but nobody can take the id away that it began.
 *
 * Who has not been heard of for PRESENCE_LAPSE_MS owns nothing either: a connection may be dead and not know it.
 */
export class ClientOwners {
  readonly #ids = new Map<number, Owned>();
  /** what each instance announced, in vain too */
  readonly #announced = new Map<string, Set<number>>();
  readonly #disowned = new Map<string, Set<number>>();
  readonly #stock = new Set<string>();
  /** who wrote the newest structs under an id, as long as the room is open */
  readonly #lastWriters = new Map<number, string>();

  /** A session without an instance. */
  addStock(session: string): void {
    this.#stock.add(session);
  }

  /** Whether a session may speak of this id now; an instance of the full protocol has it from then on. */
  announce(session: string, client: number, now: number): boolean {
    const known = this.#known(client, now);
    if (this.#stock.has(session)) return known === null || known.speaker === null;
    if (!this.#note(session, client)) return false;
    if (known === null) {
      this.#ids.set(client, { speaker: session, first: null, heardAt: now });
      return true;
    }
    const begunByStock = known.first !== null && known.first !== session && this.#stock.has(known.first);
    if (known.speaker === null && !begunByStock) known.speaker = session;
    if (known.speaker === session) known.heardAt = now;
    return known.speaker === session;
  }

  #note(instance: string, client: number): boolean {
    let announced = this.#announced.get(instance);
    if (announced === undefined) this.#announced.set(instance, (announced = new Set()));
    if (announced.size >= MAX_CLIENTS_PER_OWNER && !announced.has(client)) return false;
    announced.add(client);
    return true;
  }

  isSpeaker(session: string, client: number): boolean {
    return this.#ids.get(client)?.speaker === session;
  }

  /** Whether this id is the one of somebody else who is here. */
  isForeign(author: string, client: number, now: number): boolean {
    const known = this.#known(client, now);
    if (known === null || known.speaker === author || known.first === author) return false;
    if (known.speaker !== null) return true;
    return known.first !== null && !this.#stock.has(known.first);
  }

  /** Whether this instance said that the id is its own, rightly or not. */
  isAnnounced(instance: string, client: number): boolean {
    return this.#announced.get(instance)?.has(client) === true;
  }

  /** `isNew`: the document knew nothing of the id, and the update holds nothing of any other. */
  wrote(author: string, client: number, isNew: boolean, now: number): void {
    this.#lastWriters.set(client, author);
    const known = this.#known(client, now);
    if (known === null) {
      if (isNew) this.#ids.set(client, { speaker: null, first: author, heardAt: now });
      return;
    }
    if (isNew) known.first ??= author;
    if (known.speaker === author || known.first === author) known.heardAt = now;
  }

  #known(client: number, now: number): Owned | null {
    const known = this.#ids.get(client);
    if (known === undefined) return null;
    if (now - known.heardAt < PRESENCE_LAPSE_MS) return known;
    this.#ids.delete(client);
    return null;
  }

  /** Whether what the document has under this id may be of somebody else, as far as this session is concerned. */
  isInDoubt(session: string, client: number): boolean {
    return this.isAnnounced(session, client) && this.#lastWriters.get(client) !== session;
  }

  /** What the document has under this id is what the session has. */
  vouch(session: string, client: number): void {
    this.#lastWriters.set(client, session);
  }

  /** It is not: nothing that this session sends under the id counts any more. */
  disown(session: string, client: number): void {
    const known = this.#disowned.get(session);
    if (known === undefined) this.#disowned.set(session, new Set([client]));
    else known.add(client);
  }

  isDisowned(session: string, client: number): boolean {
    return this.#disowned.get(session)?.has(client) === true;
  }

  /** The session is gone: its ids are free. */
  release(session: string): void {
    this.#announced.delete(session);
    this.#disowned.delete(session);
    this.#stock.delete(session);
    for (const [client, owned] of this.#ids) {
      if (owned.speaker === session) owned.speaker = null;
      if (owned.first === session) owned.first = null;
      if (owned.speaker === null && owned.first === null) this.#ids.delete(client);
    }
  }
}
