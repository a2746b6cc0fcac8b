import type { Store } from '#server/store/store.ts';
import type { Clock } from '#shared/clock.ts';
import type { DocumentId } from '#shared/ids.ts';
import { MAX_SWEPT_BYTES, SWEEP_AFTER_DAYS, SWEEP_PAUSE_MS, SWEEP_READ_BYTES } from './limits.ts';
import type { Outcome, Room } from './room.ts';

const DAY_MS = 24 * 60 * 60_000;
/** no session has this name, so the log has nobody for what it writes */
const SERVER = 'server/nobody';

export type SweepAnswer =
  /** the edit that sweeps, null where there is nothing to be swept; and how many markers stay because the page needs them */
  | {
      readonly kind: 'converted';
      readonly value: { readonly update: Uint8Array | null; readonly left: number };
    }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string }
  /** too many wait already */
  | { readonly kind: 'busy' };

export interface SweepsNeeds {
  readonly store: Pick<Store, 'read' | 'beginning'>;
  readonly clock: Clock;
  /** the room of a document, loaded unless it is; null where it cannot be */
  readonly open: (document: DocumentId) => Promise<Room | null>;
  /** makes the edit from all of a log, of which the first `old` updates are old enough */
  readonly sweep: (updates: readonly Uint8Array[], old: number) => Promise<SweepAnswer>;
  /** why a document stays as it is, for the log */
  readonly onLeft: (document: DocumentId, reason: string) => void;
}

/** All of a log. */
interface Log {
  readonly updates: readonly Uint8Array[];
  /** how many of them were there at the horizon */
  readonly old: number;
  readonly head: number;
}

/** Has what was deleted long ago taken out of documents, one at a time and each at most once a day, where nobody is writing. */
export class Sweeps {
  readonly #needs: SweepsNeeds;
  readonly #sweptAt = new Map<DocumentId, number>();
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(needs: SweepsNeeds) {
    this.#needs = needs;
  }

  /** In its turn. Resolves when the document was swept or stays as it is, and never rejects. */
  add(document: DocumentId): Promise<void> {
    const { onLeft } = this.#needs;
    this.#last = this.#last
      .then(() => this.#sweep(document))
      .catch((error: unknown) => {
        if (!this.#stopped) onLeft(document, error instanceof Error ? error.message : String(error));
      });
    return this.#last;
  }

  /** Nothing is written any more. */
  stop(): void {
    this.#stopped = true;
  }

  async #sweep(document: DocumentId): Promise<void> {
    const { clock, sweep, onLeft } = this.#needs;
    if (this.#stopped || !this.#isDue(document)) return;
    const log = await this.#read(document);
    if (log === null || log.old === 0 || this.#stopped) return;
    this.#sweptAt.set(document, clock.now());
    const made = await sweep(log.updates, log.old);
    if (this.#stopped) return;
    if (made.kind !== 'converted')
      return onLeft(document, made.kind === 'busy' ? 'too much waits already' : made.reason);
    const { update, left } = made.value;
    if (left > 0) onLeft(document, `without ${left} of its markers the page would be another one`);
    if (update === null) return;
    const room = await this.#needs.open(document);
    // what was found to leave the page as it is was this state and no other
    if (room === null || this.#stopped || !room.isQuiet || room.log.head !== log.head) return;
    const outcome = await new Promise<Outcome>((settle) =>
      room.submit({ update, author: SERVER, role: 'editor', settle }),
    );
    if (outcome.kind === 'refused') onLeft(document, outcome.reason);
  }

  #isDue(document: DocumentId): boolean {
    const since = this.#needs.clock.now() - SWEEP_PAUSE_MS;
    for (const [one, at] of this.#sweptAt) if (at <= since) this.#sweptAt.delete(one);
    return !this.#sweptAt.has(document);
  }

  /** Null where it is too long, or cannot be read. */
  async #read(document: DocumentId): Promise<Log | null> {
    const { store, clock } = this.#needs;
    const horizon = clock.now() - SWEEP_AFTER_DAYS * DAY_MS;
    const updates: Uint8Array[] = [];
    let [old, head, bytes] = [0, 0, 0];
    const take = (update: Uint8Array): void => {
      bytes += update.length;
      updates.push(update);
    };
    for (;;) {
      const piece = await store.read(document, head, SWEEP_READ_BYTES);
      if (piece.kind === 'absent' || piece.kind === 'damaged') return null;
      if (piece.kind === 'purged') {
        const beginning = await store.beginning(document);
        if (beginning === null || 'kind' in beginning || beginning.seq <= head) return null;
        beginning.updates.forEach(take);
        head = beginning.seq;
        continue;
      }
      for (const { seq, update, at } of piece.entries) {
        take(update);
        head = seq;
        if (at !== null && at <= horizon) old = updates.length;
      }
      if (bytes > MAX_SWEPT_BYTES) return null;
      if (piece.entries.length === 0 || head >= piece.head) return { updates, old, head };
    }
  }
}
