import type { Clock } from '#shared/clock.ts';
import { PRESENCE_MIN_GAP_MS } from '#shared/protocol/limits.ts';
import type { ClientOwners } from './client-owners.ts';
import { PRESENCE_SWEEP_MS } from './limits.ts';
import type { PresenceTable } from './presence-table.ts';

interface RelayNeeds {
  readonly table: PresenceTable;
  readonly owners: ClientOwners;
  readonly clock: Clock;
  readonly nextTurn: (callback: () => void) => void;
  /** what is new, for everybody */
  readonly tell: (update: Uint8Array) => void;
}

/**
 * Takes everybody's presence in and tells all of it: what arrives together is told together, and what one session says again within
 * PRESENCE_MIN_GAP_MS waits until that has passed. Nobody is cut off for it: only the newest state counts.
 */
export class PresenceRelay {
  readonly #needs: RelayNeeds;
  /** told in the next turn */
  readonly #due = new Set<number>();
  /** sessions that were told of a moment ago, with what they said since */
  readonly #resting = new Map<string, Set<number>>();
  readonly #stops = new Map<string, () => void>();
  #scheduled = false;
  #stopSweep: (() => void) | null = null;

  constructor(needs: RelayNeeds) {
    this.#needs = needs;
  }

  /** False when the bytes are no awareness update. */
  take(session: string, update: Uint8Array): boolean {
    const { table, owners, clock } = this.#needs;
    const changed = table.apply(session, update, clock.now(), owners);
    if (changed === null) return false;
    this.#sweepLater();
    if (changed.length === 0) return true;
    const resting = this.#resting.get(session);
    if (resting === undefined) {
      this.#rest(session);
      this.#tell(changed);
    } else for (const client of changed) resting.add(client);
    return true;
  }

  /** Tells of it at once. */
  leave(session: string): void {
    this.#tell(this.#needs.table.leave(session));
  }

  stop(): void {
    this.#stopSweep?.();
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #rest(session: string): void {
    this.#resting.set(session, new Set());
    const awake = (): void => {
      const said = this.#resting.get(session) ?? new Set();
      this.#resting.delete(session);
      this.#stops.delete(session);
      if (said.size === 0) return;
      this.#rest(session);
      this.#tell(said);
    };
    this.#stops.set(session, this.#needs.clock.after(PRESENCE_MIN_GAP_MS, awake));
  }

  #tell(changed: Iterable<number>): void {
    for (const client of changed) this.#due.add(client);
    if (this.#due.size === 0 || this.#scheduled) return;
    this.#scheduled = true;
    this.#needs.nextTurn(() => {
      this.#scheduled = false;
      const update = this.#needs.table.of(this.#due);
      this.#due.clear();
      if (update !== null) this.#needs.tell(update);
    });
  }

  #sweepLater(): void {
    const { table, clock } = this.#needs;
    if (this.#stopSweep !== null || table.isEmpty) return;
    this.#stopSweep = clock.after(PRESENCE_SWEEP_MS, () => {
      this.#stopSweep = null;
      this.#tell(table.lapse(clock.now()));
      this.#sweepLater();
    });
  }
}
