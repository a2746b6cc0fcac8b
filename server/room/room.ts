import type { AppendResult, LoadResult, Store } from '#server/store/store.ts';
import { unreachable } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { NackCode } from '#shared/protocol/nack-code.ts';
import type { Role } from '#shared/role.ts';
import type { Coverage } from '#shared/update/coverage.ts';
import type { UpdateScan } from '#shared/update/scan.ts';
import type { Backlog } from './backlog.ts';
import { Batch } from './batch.ts';
import { DocumentLog } from './document-log.ts';
import type { TailEntry } from './document-log.ts';
import { judge } from './judge.ts';
import { PRESENCE_SWEEP_MS } from './limits.ts';
import { deliver, deliverAck, deliverPresence, presenceNews } from './member.ts';
import type { Member } from './member.ts';
import { PresenceTable } from './presence-table.ts';
import { joinRuns } from './runs.ts';
import type { Judged, Run } from './runs.ts';

export type Outcome =
  /** on disk, or it was there already */
  { readonly kind: 'kept' } | { readonly kind: 'refused'; readonly code: NackCode; readonly reason: string };

export interface Submission {
  readonly update: Uint8Array;
  /** who gets no echo: an instance, or a stock session */
  readonly author: string;
  readonly role: Role;
  /** called once: at once when it is refused, else when it is on disk, before anybody sees it */
  readonly settle: (outcome: Outcome) => void;
}

export interface RoomNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly backlog: Backlog;
  /** runs a callback after everything that has arrived by now was read: what comes in together is told together */
  readonly nextTurn: (callback: () => void) => void;
}

interface Waiting {
  readonly update: Uint8Array;
  /** null for what the document had already: it waits for what it relies on, and is not stored again */
  readonly scan: UpdateScan | null;
  readonly author: string;
  readonly settle: (outcome: Outcome) => void;
}

type Stored = Extract<AppendResult, { kind: 'stored' }>;

const NOTHING = new Uint8Array();

/**
 * The live half of one document: judges updates, has them committed, and only then acknowledges and relays them, in the log's order.
 * No Y.Doc: encoded bytes and a {@link Coverage} kept from struct headers.
 */
export class Room {
  readonly document: DocumentId;
  readonly log: DocumentLog;
  readonly presence = new PresenceTable();
  /** how long nothing had happened before the last change: a poll answers the first at once, gathers those that follow */
  quietMs = Number.POSITIVE_INFINITY;
  readonly #needs: RoomNeeds;
  readonly #members = new Set<Member>();
  readonly #listeners = new Set<() => void>();
  /** how many connections and polls an owner of presence has here */
  readonly #here = new Map<string, number>();
  readonly #leaving = new Map<string, () => void>();
  readonly #presenceChanged = new Set<number>();
  /** what is committed and what is under way: new updates are judged against it */
  #coverage: Coverage;
  #queue: Waiting[] = [];
  #changedAt = Number.NEGATIVE_INFINITY;
  #committing = false;
  #scheduled = false;
  #presenceScheduled = false;
  #stopSweep: (() => void) | null = null;
  #settled: (() => void)[] = [];

  constructor(document: DocumentId, loaded: Extract<LoadResult, { kind: 'found' | 'absent' }>, needs: RoomNeeds) {
    this.document = document;
    this.log = new DocumentLog(loaded);
    this.#coverage = this.log.coverage();
    this.#needs = needs;
  }

  /** What the document has, encoded; what is still being committed counts, because its sender need not send it again. */
  stateVector(): Uint8Array {
    return this.#coverage.encodeStateVector();
  }

  get isIdle(): boolean {
    return this.#members.size === 0 && this.#listeners.size === 0 && this.#here.size === 0 && !this.#busy;
  }

  join(member: Member): void {
    this.#members.add(member);
    this.arrive(member.id);
  }

  leave(member: Member, graceMs: number): void {
    if (this.#members.delete(member)) this.depart(member.id, graceMs);
  }

  closeAll(close: (member: Member) => void): void {
    for (const member of this.#members) close(member);
  }

  submit({ update, author, role, settle }: Submission): void {
    const verdict = judge(update, role, this.#coverage);
    switch (verdict.kind) {
      case 'refused':
        settle(verdict);
        return;
      case 'known':
        if (!this.#busy) {
          settle({ kind: 'kept' });
          this.#acknowledge();
          return;
        }
        this.#wait({ update: NOTHING, scan: null, author, settle });
        return;
      case 'new':
        if (this.#wait({ update: verdict.update, scan: verdict.scan, author, settle }))
          this.#coverage.add(verdict.scan);
        return;
      default:
        unreachable(verdict);
    }
  }

  /** Resolves when everything that was submitted by now is on disk or refused. */
  settled(): Promise<void> {
    if (!this.#busy) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** Called after each commit and each change of presence. Gives its stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // ---- presence

  /** False when the bytes are no awareness update. */
  applyPresence(owner: string, update: Uint8Array): boolean {
    const changed = this.presence.apply(owner, update, this.#needs.clock.now());
    if (changed === null) return false;
    this.#tellPresence(changed);
    this.#sweepLater();
    return true;
  }

  arrive(owner: string): void {
    this.#leaving.get(owner)?.();
    this.#leaving.delete(owner);
    this.#here.set(owner, (this.#here.get(owner) ?? 0) + 1);
  }

  /** The last connection of an owner takes their presence along, after a grace for a hand-over. */
  depart(owner: string, graceMs: number): void {
    const left = (this.#here.get(owner) ?? 1) - 1;
    if (left > 0) {
      this.#here.set(owner, left);
      return;
    }
    this.#here.delete(owner);
    this.#leaving.get(owner)?.();
    const go = (): void => {
      this.#leaving.delete(owner);
      this.#tellPresence(this.presence.leave(owner));
    };
    if (graceMs === 0) go();
    else this.#leaving.set(owner, this.#needs.clock.after(graceMs, go));
  }

  /** They said goodbye: no grace. */
  bye(owner: string): void {
    this.#tellPresence(this.presence.leave(owner));
  }

  stop(): void {
    this.#stopSweep?.();
    for (const cancel of this.#leaving.values()) cancel();
    this.#leaving.clear();
  }

  #tellPresence(changed: readonly number[]): void {
    if (changed.length === 0) return;
    for (const client of changed) this.#presenceChanged.add(client);
    if (this.#presenceScheduled) return;
    this.#presenceScheduled = true;
    this.#needs.nextTurn(() => {
      this.#presenceScheduled = false;
      const update = this.presence.of(this.#presenceChanged);
      this.#presenceChanged.clear();
      if (update === null) return;
      const news = presenceNews(update);
      for (const member of this.#members) deliverPresence(member, news);
      this.#tell();
    });
  }

  #sweepLater(): void {
    if (this.#stopSweep !== null || this.presence.isEmpty) return;
    this.#stopSweep = this.#needs.clock.after(PRESENCE_SWEEP_MS, () => {
      this.#stopSweep = null;
      this.#tellPresence(this.presence.lapse(this.#needs.clock.now()));
      this.#sweepLater();
    });
  }

  // ---- commit

  get #busy(): boolean {
    return this.#committing || this.#queue.length > 0;
  }

  /** False when more waits for the disk already than the limit. */
  #wait(waiting: Waiting): boolean {
    if (!this.#needs.backlog.admit(waiting.update.length)) {
      waiting.settle({
        kind: 'refused',
        code: 'storage',
        reason: 'the disk is too slow: more waits for it than the limit',
      });
      return false;
    }
    this.#queue.push(waiting);
    this.#schedule();
    this.#needs.store.oneMoreWaits();
    return true;
  }

  #schedule(): void {
    if (this.#scheduled || this.#committing) return;
    this.#scheduled = true;
    this.#needs.store.beforeCommit(() => {
      this.#scheduled = false;
      this.#commit();
    });
  }

  #commit(): void {
    if (this.#committing || this.#queue.length === 0) return;
    const batch = this.#queue;
    this.#queue = [];
    const runs = joinRuns(batch.filter((waiting): waiting is Waiting & Judged => waiting.scan !== null));
    if (runs.length === 0) return this.#finish(batch, runs, null);
    this.#committing = true;
    this.#needs.store
      .append(
        this.document,
        runs.map(({ update }) => update),
      )
      .then(
        (result) => this.#finish(batch, runs, result.kind === 'stored' ? result : reasonOf(result)),
        (error: unknown) => this.#finish(batch, runs, error instanceof Error ? error.message : String(error)),
      );
  }

  /** `result`: where the runs stand, why they are nowhere, or null where there were none to store. */
  #finish(batch: readonly Waiting[], runs: readonly Run[], result: Stored | string | null): void {
    this.#committing = false;
    if (typeof result === 'string') {
      this.#refuse(batch, result);
    } else {
      for (const waiting of batch) this.#settle(waiting, { kind: 'kept' });
      if (result !== null) this.#publish(runs, result);
    }
    this.#acknowledge();
    if (this.#queue.length > 0) this.#schedule();
    else for (const resolve of this.#settled.splice(0)) resolve();
  }

  #publish(runs: readonly Run[], { firstSeq, epoch }: Stored): void {
    const entries: TailEntry[] = runs.map(({ update, author }, index) => ({ seq: firstSeq + index, update, author }));
    this.log.append(epoch, entries);
    const shared = new Batch(this.log.cursor(), entries);
    for (const member of this.#members) deliver(member, shared);
    this.#tell();
  }

  /** Nothing of the batch is on disk; what came after may build on it, so it goes too. Senders keep it and come back. */
  #refuse(batch: readonly Waiting[], reason: string): void {
    const refused = [...batch, ...this.#queue];
    this.#queue = [];
    this.#coverage = this.log.coverage();
    for (const waiting of refused) this.#settle(waiting, { kind: 'refused', code: 'storage', reason });
  }

  #settle({ update, settle }: Waiting, outcome: Outcome): void {
    this.#needs.backlog.release(update.length);
    settle(outcome);
  }

  /** For pushes that were settled without a batch of their own. */
  #acknowledge(): void {
    for (const member of this.#members) if (member.ackN !== null) deliverAck(member);
  }

  #tell(): void {
    const now = this.#needs.clock.now();
    this.quietMs = now - this.#changedAt;
    this.#changedAt = now;
    for (const listener of this.#listeners) listener();
  }
}

function reasonOf(result: Exclude<AppendResult, { kind: 'stored' }>): string {
  return result.kind === 'refused' ? result.detail : 'the document was not loaded';
}
