import type { AppendResult, StorageProblem, Store } from '#server/store/store.ts';
import { unreachable } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { NackCode } from '#shared/protocol/nack-code.ts';
import type { Role } from '#shared/role.ts';
import type { Coverage } from '#shared/update/coverage.ts';
import { scanUpdate } from '#shared/update/scan.ts';
import type { UpdateScan } from '#shared/update/scan.ts';
import { without } from '#shared/update/without.ts';
import type { Backlog } from './backlog.ts';
import { Batch } from './batch.ts';
import { Attendance } from './attendance.ts';
import { ClientOwners } from './client-owners.ts';
import { DocumentLog } from './document-log.ts';
import type { Loaded, PartsRead, TailEntry } from './document-log.ts';
import { judge, refused } from './judge.ts';
import { QUIET_MS } from './limits.ts';
import type { Refusal } from './judge.ts';
import { deliver, deliverAck, deliverPresence, presenceNews } from './member.ts';
import type { Member } from './member.ts';
import { PresenceRelay } from './presence-relay.ts';
import { PresenceTable } from './presence-table.ts';
import { holdsTheSame } from './same-structs.ts';
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
  /** called once: at once when it is refused or was there already, else when it is on disk, before anybody sees it */
  readonly settle: (outcome: Outcome) => void;
}

export interface RoomNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly backlog: Backlog;
  /** runs a callback after everything that has arrived by now was read: what comes in together is told together */
  readonly nextTurn: (callback: () => void) => void;
  /** the document on disk is another than the one that this room has: it is of no use any more, and has sent everybody away */
  readonly onLost: () => void;
  /** why the store took nothing, for the log: told when it begins, and not again before something was stored */
  readonly onRefused: (document: DocumentId, why: string) => void;
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
const ANOTHER_DOCUMENT = 'the document on disk is another one';
const IMPOSTURE = 'somebody else wrote under this client id';

/**
 * The live half of one document: judges updates, has them committed, and only then acknowledges and relays them, in the log's order.
 * No Y.Doc: encoded bytes and a {@link Coverage} kept from struct headers.
 */
export class Room {
  readonly document: DocumentId;
  readonly log: DocumentLog;
  readonly presence: PresenceTable;
  /** how long nothing had happened before the last change: a poll answers the first at once, gathers those that follow */
  quietMs = Number.POSITIVE_INFINITY;
  readonly #needs: RoomNeeds;
  readonly #members = new Set<Member>();
  readonly #listeners = new Set<() => void>();
  readonly #owners = new ClientOwners();
  readonly #attendance: Attendance;
  readonly #relay: PresenceRelay;
  /** what is committed and what is under way: new updates are judged against it */
  #coverage: Coverage;
  #queue: Waiting[] = [];
  #changedAt = Number.NEGATIVE_INFINITY;
  #committing = false;
  #refusing = false;
  #scheduled = false;
  /** the document on disk is another one: what builds on this room's would leave a gap there */
  #lost = false;
  #settled: (() => void)[] = [];

  constructor(document: DocumentId, loaded: Loaded, needs: RoomNeeds, read?: PartsRead) {
    this.document = document;
    this.log = new DocumentLog(loaded, read);
    this.#coverage = this.log.coverage();
    this.#needs = needs;
    const { clock, nextTurn } = needs;
    this.presence = new PresenceTable(clock.now());
    this.#relay = new PresenceRelay({
      table: this.presence,
      owners: this.#owners,
      clock,
      nextTurn,
      tell: (update) => this.#tellPresence(update),
    });
    this.#attendance = new Attendance({
      clock,
      onFree: (session) => this.#owners.release(session),
      onGone: (session) => this.#relay.leave(session),
    });
  }

  /** What the document has, encoded; what is still being committed counts, because its sender need not send it again. */
  stateVector(): Uint8Array {
    return this.#coverage.encodeStateVector();
  }

  get isIdle(): boolean {
    return this.#members.size === 0 && this.#listeners.size === 0 && this.#attendance.isEmpty && !this.#busy;
  }

  /** Nobody has written for a while. */
  get isQuiet(): boolean {
    return this.#needs.clock.now() - this.#changedAt >= QUIET_MS;
  }

  join(member: Member): void {
    this.#members.add(member);
    if (member.protocol === 'stock') this.#owners.addStock(member.id);
    this.arrive(member.id);
  }

  leave(member: Member, graceMs: number): void {
    if (this.#members.delete(member)) this.depart(member.id, graceMs);
  }

  closeAll(close: (member: Member) => void): void {
    for (const member of this.#members) close(member);
  }

  submit(submission: Submission): void {
    const { update, author, role, settle } = submission;
    if (this.#lost) return settle(refused('storage', ANOTHER_DOCUMENT));
    const verdict = judge(update, role, this.#coverage, (scan) => this.#impostureIn(update, scan, author));
    switch (verdict.kind) {
      case 'refused':
        if (verdict.code !== 'gap' || !this.#submitOwnPart(submission, verdict)) settle(verdict);
        return;
      case 'known':
        if (!this.#busy) return settle({ kind: 'kept' });
        this.#wait({ update: NOTHING, scan: null, author, settle });
        return;
      case 'new':
        if (this.#wait({ update: verdict.update, scan: verdict.scan, author, settle })) this.#add(verdict.scan, author);
        return;
      default:
        unreachable(verdict);
    }
  }

  #add(scan: UpdateScan, author: string): void {
    const now = this.#needs.clock.now();
    const alone = scan.structs.length === 1 && this.#attendance.isHere(author);
    for (const { client } of scan.structs) {
      this.#owners.wrote(author, client, alone && this.#coverage.clock(client) === 0, now);
    }
    this.#coverage.add(scan);
  }

  /** Null unless it writes under the client id of somebody else, or somebody else wrote under its own what it does not know of. */
  #impostureIn(update: Uint8Array, scan: UpdateScan, author: string): Refusal | null {
    const owners = this.#owners;
    const now = this.#needs.clock.now();
    for (const { client, clock, length } of scan.structs) {
      const here = this.#coverage.clock(client);
      if (owners.isDisowned(author, client)) return refused('foreign-client', IMPOSTURE);
      if (clock + length > here && owners.isForeign(author, client, now)) {
        return owners.isAnnounced(author, client)
          ? refused('foreign-client', `client ${client} is somebody else, who is here`)
          : refused('gap', `what client ${client} writes is its own to bring, and it is here`);
      }
      if (clock >= here || !owners.isInDoubt(author, client)) continue;
      const span = { client, from: clock, to: Math.min(here, clock + length) };
      const isDeleted = (at: number): boolean => this.#coverage.isDeleted(client, at);
      const same = holdsTheSame(update, this.log.holding(client, span.from, span.to), span, isDeleted);
      if (same === null) return refused('gap', `what client ${client} wrote is not on disk yet`);
      if (same) owners.vouch(author, client);
      else {
        owners.disown(author, client);
        return refused('foreign-client', IMPOSTURE);
      }
    }
    return null;
  }

  /**
   * Two tabs of a browser know each other's edits before the server does, and each may hold what it has to bring itself until the other
   * has brought the rest. So what builds on nobody else's is taken in, and the whole is refused when that is on disk: the sender comes
   * again. False where there is no such part.
   */
  #submitOwnPart({ update, author, role, settle }: Submission, refusal: Refusal): boolean {
    const result = scanUpdate(update);
    if (!result.ok || result.scan.structs.length < 2) return false;
    const now = this.#needs.clock.now();
    const foreign = new Map<number, number>();
    for (const { client } of result.scan.structs) {
      if (this.#owners.isForeign(author, client, now)) foreign.set(client, this.#coverage.clock(client));
    }
    const part = foreign.size === 0 ? null : without(update, foreign);
    if (part === null) return false;
    const verdict = judge(part, role, this.#coverage, (scan) => this.#impostureIn(part, scan, author));
    if (verdict.kind !== 'new') return false;
    const settlePart = (outcome: Outcome): void => settle(outcome.kind === 'kept' ? refusal : outcome);
    if (this.#wait({ update: verdict.update, scan: verdict.scan, author, settle: settlePart })) {
      this.#add(verdict.scan, author);
    }
    return true;
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

  /** Takes a member's or a poll's presence in. False when the bytes are no awareness update. */
  applyPresence(owner: string, update: Uint8Array): boolean {
    return this.#relay.take(owner, update);
  }

  arrive(session: string): void {
    this.#attendance.arrive(session);
  }

  /** The last connection of a session takes its presence along, after a grace for a hand-over. */
  depart(session: string, graceMs: number): void {
    this.#attendance.depart(session, graceMs);
  }

  /** They said goodbye: no grace. */
  bye(owner: string): void {
    this.#owners.release(owner);
    this.#relay.leave(owner);
  }

  stop(): void {
    this.#relay.stop();
    this.#attendance.stop();
  }

  #tellPresence(update: Uint8Array): void {
    const news = presenceNews(update);
    for (const member of this.#members) deliverPresence(member, news);
    this.#tell();
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
    // a view into a frame would keep all of the frame, of which the limit knows nothing
    this.#queue.push({ ...waiting, update: new Uint8Array(waiting.update) });
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
        this.presence.authorsOf(runs.map(({ author }) => author)),
      )
      .then(
        (result) => {
          if (result.kind === 'not-loaded') void this.#loadAgain(batch);
          else if (result.kind === 'stored') this.#finish(batch, runs, result);
          else this.#refused(batch, result.problem, result.detail);
        },
        (error: unknown) => this.#refused(batch, 'failing', error instanceof Error ? error.message : String(error)),
      );
  }

  /** What the database says of its files is for the log alone. */
  #refused(batch: readonly Waiting[], problem: StorageProblem, why: string): void {
    if (!this.#refusing) this.#needs.onRefused(this.document, why);
    this.#refusing = true;
    this.#finish(batch, [], `the store is ${problem}`);
  }

  /** `result`: where the runs stand, why they are nowhere, or null where there were none to store. */
  #finish(batch: readonly Waiting[], runs: readonly Run[], result: Stored | string | null): void {
    this.#committing = false;
    if (typeof result === 'string') {
      this.#refuse(batch, result);
    } else {
      for (const waiting of batch) this.#settle(waiting, { kind: 'kept' });
      if (result !== null) {
        this.#refusing = false;
        this.#publish(runs, result);
      }
    }
    this.#acknowledge();
    if (this.#queue.length > 0) this.#schedule();
    else for (const resolve of this.#settled.splice(0)) resolve();
  }

  /**
   * The store does not know where the log ends: of a commit nobody heard whether it happened. What is on disk is read and, where it goes
   * on from here, taken up. The batch is refused: its senders come again, and what of it is there they then hear of.
   */
  async #loadAgain(batch: readonly Waiting[]): Promise<void> {
    const { store, onLost } = this.#needs;
    const loaded = await store.load(this.document).catch(() => null);
    if (loaded === null || loaded.kind === 'damaged') return this.#finish(batch, [], 'the document cannot be read');
    const missed = this.log.continueWith(loaded);
    if (missed === null) {
      this.#lost = true;
      this.#finish(batch, [], ANOTHER_DOCUMENT);
      this.closeAll((member) => member.connection.close('unavailable', ANOTHER_DOCUMENT));
      return onLost();
    }
    if (missed.length > 0) this.#relayEntries(missed);
    this.#finish(batch, [], 'the end of the last commit was not known; it is now');
  }

  #publish(runs: readonly Run[], { firstSeq, epoch }: Stored): void {
    const entries: TailEntry[] = runs.map(({ update, author }, index) => ({ seq: firstSeq + index, update, author }));
    this.log.append(epoch, entries);
    this.#relayEntries(entries);
  }

  #relayEntries(entries: readonly TailEntry[]): void {
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
