import { assert } from '#shared/assert.ts';
import type { Author } from '#shared/author.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { RandomBytes } from '#shared/random.ts';
import { CommitQueue } from './commit-queue.ts';
import { beginCompaction } from './compaction.ts';
import type { Compaction } from './compaction.ts';
import type { CompactionEnd, CompactionTask } from './compaction-messages.ts';
import { EPOCH_BYTES, NAMES_AT_ONCE, READ_CHUNK_BYTES } from './limits.ts';
import { unpack } from './packed.ts';
import type { DamagedReply, EntryResult, SnapshotPlace, WorkerCalls } from './sqlite-messages.ts';
import type {
  AppendResult,
  CompactResult,
  CreateResult,
  DamagedResult,
  Epoch,
  LoadResult,
  LogEntry,
  NameResult,
  PurgeResult,
  ReadResult,
  SignaturesResult,
  SignedEntry,
  Signature,
  Snapshot,
  Store,
  StoreHealth,
  VersionsResult,
} from './store.ts';
import { StoreClosedError } from './store.ts';
import type { Answer, WorkerLike, WorkerLink } from './worker-link.ts';

/** A log as this process knows it; only what `load` gave is here. */
interface KnownLog {
  /** of the newest update on disk; 0: there is no such document */
  head: number;
  epoch: Epoch;
}

interface PendingWrite {
  readonly kind: 'append' | 'create';
  readonly document: DocumentId;
  readonly updates: readonly Uint8Array[];
  readonly by: ReadonlyArray<Author | null>;
  /** `place` is where it was to go */
  readonly settle: (result: EntryResult, place: Place) => void;
}

interface Place {
  /** the document's head before this write */
  readonly head: number;
  readonly epoch: Epoch;
}

interface PreparedWrite extends Place {
  readonly write: PendingWrite;
}

export interface SqliteStoreNeeds {
  readonly link: WorkerLink;
  /** gives the folder free */
  readonly release: () => void;
  readonly randomBytes: RandomBytes;
  readonly startCompaction: (document: DocumentId, work: CompactionTask['work']) => WorkerLike;
}

/**
 * The side of the store that rooms talk to. It gathers writes, gives them to the worker one commit at a time, and knows each loaded
 * log's head: the worker compares it before it writes, so a log is never continued from a place that it is not at.
 */
export class SqliteStore implements Store {
  readonly #link: WorkerLink;
  readonly #release: () => void;
  readonly #randomBytes: RandomBytes;
  readonly #startCompaction: SqliteStoreNeeds['startCompaction'];
  readonly #known = new Map<DocumentId, KnownLog>();
  readonly #compactions = new Map<DocumentId, Compaction>();
  readonly #queue = new CommitQueue<PendingWrite>((batch) => this.#commit(batch));
  #closing: Promise<void> | null = null;

  constructor({ link, release, randomBytes, startCompaction }: SqliteStoreNeeds) {
    this.#link = link;
    this.#release = release;
    this.#randomBytes = randomBytes;
    this.#startCompaction = startCompaction;
  }

  async load(document: DocumentId): Promise<LoadResult> {
    const loaded = await this.look(document);
    if (loaded.kind === 'damaged') return loaded;
    const read =
      loaded.kind === 'found'
        ? { head: loaded.tail.at(-1)?.seq ?? loaded.snapshot?.seq ?? 0, epoch: loaded.epoch }
        : { head: 0, epoch: this.#randomBytes(EPOCH_BYTES) };
    // appends to a log that was known already may have gone on meanwhile
    const known = this.#known.get(document);
    if (known === undefined || known.head < read.head) this.#known.set(document, read);
    return loaded;
  }

  async look(document: DocumentId): Promise<LoadResult> {
    this.#assertOpen();
    const found = await this.#ask('find', { document });
    if (found.kind === 'died') return unreadable(found.detail, 0);
    if (found.reply.kind === 'damaged') return this.#setAside(document, found.reply);
    if (found.reply.kind === 'absent') return { kind: 'absent' };
    const { epoch, head, snapshot: place } = found.reply;
    const snapshot = place === null ? null : await this.#snapshot(document, place);
    // a compaction has put another in its place
    if (snapshot === 'replaced') return this.look(document);
    if (snapshot !== null && 'kind' in snapshot) return this.#setAside(document, snapshot);
    const tail: LogEntry[] = [];
    for (let seq = place?.seq ?? 0; seq < head;) {
      const answer = await this.#chunk(document, seq, head, READ_CHUNK_BYTES);
      if (answer.kind === 'damaged') return this.#setAside(document, answer);
      // purged meanwhile: another snapshot is there
      if (answer.kind === 'purged') return this.look(document);
      if (answer.kind === 'absent') return unreadable('it vanished while it was read', seq);
      for (const { seq, update } of answer.entries) tail.push({ seq, update });
      seq = tail.at(-1)?.seq ?? head;
    }
    return { kind: 'found', epoch, snapshot, tail };
  }

  release(document: DocumentId): void {
    this.#known.delete(document);
  }

  append(
    document: DocumentId,
    updates: readonly Uint8Array[],
    by: ReadonlyArray<Author | null> = [],
  ): Promise<AppendResult> {
    // what is thrown in here rejects
    return new Promise((resolve) => {
      this.#assertOpen();
      assert(updates.length > 0, 'an append has at least one update');
      if (!this.#known.has(document)) return resolve({ kind: 'not-loaded' });
      this.#queue.add({
        kind: 'append',
        document,
        updates,
        by,
        settle: (result, { head, epoch }) => {
          if (result.kind === 'stored') resolve({ kind: 'stored', firstSeq: head + 1, epoch });
          else if (result.kind === 'refused') resolve(result);
          else resolve({ kind: 'not-loaded' });
        },
      });
    });
  }

  beforeCommit(callback: () => void): void {
    this.#queue.beforeCommit(callback);
  }

  oneMoreWaits(): void {
    this.#queue.oneMoreWaits();
  }

  async create(document: DocumentId, update: Uint8Array): Promise<CreateResult> {
    this.#assertOpen();
    return new Promise((resolve) =>
      this.#queue.add({
        kind: 'create',
        document,
        updates: [update],
        by: [],
        settle: (result, { epoch }) => {
          if (result.kind === 'stored') resolve({ kind: 'created', epoch });
          else if (result.kind === 'refused') resolve(result);
          else resolve({ kind: 'exists' });
        },
      }),
    );
  }

  async read(document: DocumentId, afterSeq: number, mostBytes: number): Promise<ReadResult> {
    this.#assertOpen();
    const answer = await this.#chunk(document, afterSeq, Number.MAX_SAFE_INTEGER, mostBytes, true);
    return answer.kind === 'damaged' ? unreadable(answer.reason, answer.lastGoodSeq) : answer;
  }

  async signatures(document: DocumentId, beforeSeq: number, most: number): Promise<SignaturesResult> {
    this.#assertOpen();
    const answer = await this.#ask('signatures', { document, beforeSeq, most });
    if (answer.kind === 'died') return unreadable(answer.detail, 0);
    const { reply } = answer;
    return reply.kind === 'damaged' ? unreadable(reply.reason, reply.lastGoodSeq) : reply;
  }

  async versions(document: DocumentId): Promise<VersionsResult> {
    this.#assertOpen();
    const answer = await this.#ask('versions', { document });
    if (answer.kind === 'died') return unreadable(answer.detail, 0);
    const { reply } = answer;
    return reply.kind === 'damaged' ? unreadable(reply.reason, reply.lastGoodSeq) : reply;
  }

  async nameVersion(document: DocumentId, seq: number, name: string | null, by: Author | null): Promise<NameResult> {
    this.#assertOpen();
    // done twice it is the same
    const answer = await this.#ask('name-version', { document, seq, name, by });
    return answer.kind === 'died' ? { kind: 'refused', problem: 'failing', detail: answer.detail } : answer.reply;
  }

  async compact(document: DocumentId, keptEntries: number): Promise<CompactResult> {
    this.#assertOpen();
    if (this.#compactions.has(document)) return { kind: 'nothing' };
    const { seq, problem } = await this.#work(document, { kind: 'compact', keptEntries });
    if (seq !== null) return { kind: 'compacted', seq };
    return problem === null ? { kind: 'nothing' } : { kind: 'left', reason: problem };
  }

  async purge(document: DocumentId): Promise<PurgeResult> {
    this.#assertOpen();
    const { seq, problem } = await this.#work(document, { kind: 'purge' });
    if (problem !== null) return { kind: 'left', reason: problem };
    return seq === null ? { kind: 'absent' } : { kind: 'purged', seq };
  }

  async beginning(document: DocumentId): Promise<Snapshot | DamagedResult | null> {
    this.#assertOpen();
    const found = await this.#ask('find', { document });
    if (found.kind === 'died') return unreadable(found.detail, 0);
    if (found.reply.kind === 'damaged') return unreadable(found.reply.reason, found.reply.lastGoodSeq);
    const place = found.reply.kind === 'found' ? found.reply.beginning : null;
    const state = place === null ? null : await this.#snapshot(document, place);
    // purged once more
    if (state === 'replaced') return this.beginning(document);
    return state !== null && 'kind' in state ? unreadable(state.reason, state.lastGoodSeq) : state;
  }

  async fileHashes(document: DocumentId): Promise<ReadonlySet<string> | DamagedResult> {
    this.#assertOpen();
    const { fileHashes, problem } = await this.#work(document, { kind: 'files' });
    return problem === null ? new Set(fileHashes) : unreadable(problem, 0);
  }

  async *names(): AsyncGenerator<readonly DocumentId[]> {
    let afterRow = 0;
    for (;;) {
      this.#assertOpen();
      const answer = await this.#ask('names', { afterRow, most: NAMES_AT_ONCE });
      if (answer.kind === 'died') throw new Error(answer.detail);
      if (answer.reply.kind === 'damaged') throw new Error(answer.reply.reason);
      if (answer.reply.lastRow === afterRow) return;
      afterRow = answer.reply.lastRow;
      yield answer.reply.names;
    }
  }

  /** In a worker of its own, one after the other for each document. */
  async #work(document: DocumentId, work: CompactionTask['work']): Promise<CompactionEnd> {
    for (let other; (other = this.#compactions.get(document)) !== undefined;) await other.ended;
    this.#assertOpen();
    const compaction = beginCompaction(this.#link, this.#startCompaction(document, work));
    this.#compactions.set(document, compaction);
    const end = await compaction.ended;
    this.#compactions.delete(document);
    return end;
  }

  async check(): Promise<StoreHealth> {
    this.#assertOpen();
    const answer = await this.#ask('check', {});
    return answer.kind === 'answered' ? answer.reply : { kind: 'refusing', problem: 'failing', detail: answer.detail };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const { stop } of this.#compactions.values()) stop();
    await this.#queue.drain();
    await this.#link.call('close', {});
    await this.#link.terminate();
    this.#release();
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new StoreClosedError('the store is closed');
  }

  async #commit(writes: readonly PendingWrite[]): Promise<void> {
    const batch = this.#prepare(writes);
    if (batch.length === 0) return;
    let answer = await this.#send(batch);
    // whether the dead worker had committed is not known: the next one sees by the heads and by the bytes
    if (answer.kind === 'died') answer = await this.#send(batch);
    const refusals = new Map<DocumentId, EntryResult>();
    for (const [i, prepared] of batch.entries()) {
      const result: EntryResult =
        answer.kind === 'died'
          ? { kind: 'refused', problem: 'failing', detail: answer.detail }
          : (answer.reply.results[i] ?? { kind: 'moved' });
      this.#learn(prepared, result, answer.kind === 'died');
      if (result.kind === 'refused') refusals.set(prepared.write.document, result);
      prepared.write.settle(result, prepared);
    }
    this.#refuseWhatFollows(refusals);
  }

  /** What was appended before its writer knew of the refusal may build on what was refused: a log has no holes. */
  #refuseWhatFollows(refusals: ReadonlyMap<DocumentId, EntryResult>): void {
    const following = this.#queue.takeOut(({ kind, document }) => kind === 'append' && refusals.has(document));
    for (const write of following) write.settle(refusals.get(write.document) ?? { kind: 'moved' }, NOWHERE);
  }

  /**
   * Gives each write its place: it builds on the ones before it in the same batch. Appends to a log that must be loaded again, since
   * they were queued, are told so.
   */
  #prepare(writes: readonly PendingWrite[]): readonly PreparedWrite[] {
    const heads = new Map<DocumentId, number>();
    const prepared: PreparedWrite[] = [];
    for (const write of writes) {
      const { kind, document, updates } = write;
      const known = this.#known.get(document);
      if (kind === 'create') {
        prepared.push({ write, head: 0, epoch: this.#randomBytes(EPOCH_BYTES) });
      } else if (known === undefined) {
        write.settle({ kind: 'moved' }, NOWHERE);
      } else {
        const head = heads.get(document) ?? known.head;
        heads.set(document, head + updates.length);
        prepared.push({ write, head, epoch: known.epoch });
      }
    }
    return prepared;
  }

  /** The updates are packed anew for each try: handing the buffer over takes it away from here. */
  #send(batch: readonly PreparedWrite[]): Promise<Answer<'commit'>> {
    const entries = batch.map(({ write, head, epoch }) => ({
      kind: write.kind,
      document: write.document,
      head,
      epoch: head === 0 ? epoch : null,
      sizes: write.updates.map((update) => update.length),
      by: write.by,
    }));
    const bytes = concatenate(batch.flatMap(({ write }) => write.updates));
    return this.#link.call('commit', { entries, bytes }, [bytes]);
  }

  #learn({ write, head, epoch }: PreparedWrite, result: EntryResult, unsure: boolean): void {
    const known = this.#known.get(write.document);
    if (known === undefined) return;
    if (result.kind === 'stored') {
      known.head = head + write.updates.length;
      known.epoch = epoch;
    } else if (unsure || result.kind === 'moved') {
      // it must be loaded again before anybody writes to it
      this.#known.delete(write.document);
    }
  }

  async #chunk(
    document: DocumentId,
    afterSeq: number,
    upToSeq: number,
    mostBytes: number,
    signed = false,
  ): Promise<ChunkResult> {
    const answer = await this.#ask('chunk', { document, afterSeq, upToSeq, mostBytes, signed });
    if (answer.kind === 'died') return { ...unreadable(answer.detail, afterSeq), lasting: false };
    if (answer.reply.kind !== 'chunk') return answer.reply;
    const { head, sizes, bytes, signatures } = answer.reply;
    const entries: SignedEntry[] = unpack(sizes, bytes).map((update, index) => ({
      seq: afterSeq + index + 1,
      update,
      ...(signatures[index] ?? UNSIGNED),
    }));
    return { kind: 'entries', entries, head };
  }

  async #snapshot(document: DocumentId, place: SnapshotPlace): Promise<Snapshot | DamagedReply | 'replaced'> {
    const { seq, pieces, history } = place;
    const updates: Uint8Array[] = [];
    while (updates.length < pieces) {
      const wanted = { document, seq, fromPiece: updates.length, mostBytes: READ_CHUNK_BYTES };
      const answer = await this.#ask('pieces', wanted);
      if (answer.kind === 'died') return { ...unreadable(answer.detail, 0), lasting: false };
      if (answer.reply.kind === 'replaced') return 'replaced';
      if (answer.reply.kind === 'damaged') return answer.reply;
      updates.push(...unpack(answer.reply.sizes, answer.reply.bytes));
    }
    return { seq, history, updates };
  }

  /** For what changes nothing, or the same when it is done again: asked once more when the worker died over it. */
  async #ask<Name extends 'find' | 'names' | 'pieces' | 'chunk' | 'signatures' | 'versions' | 'name-version' | 'check'>(
    name: Name,
    request: WorkerCalls[Name]['request'],
  ): Promise<Answer<Name>> {
    const answer = await this.#link.call(name, request);
    return answer.kind === 'died' ? this.#link.call(name, request) : answer;
  }

  /** What is damaged is not loaded: nothing may be written over it. */
  #setAside(document: DocumentId, { reason, lastGoodSeq, lasting }: DamagedReply): LoadResult {
    if (lasting) this.#known.delete(document);
    return unreadable(reason, lastGoodSeq);
  }
}

type ChunkResult = Exclude<ReadResult, { kind: 'damaged' }> | DamagedReply;

function unreadable(reason: string, lastGoodSeq: number): Extract<LoadResult, { kind: 'damaged' }> {
  return { kind: 'damaged', reason, lastGoodSeq };
}

const UNSIGNED: Signature = { by: null, at: null };

/** Of what is not stored; nobody sees it. */
const NOWHERE: Place = { head: 0, epoch: new Uint8Array(EPOCH_BYTES) };

function concatenate(updates: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(updates.reduce((total, update) => total + update.length, 0));
  let offset = 0;
  for (const update of updates) {
    bytes.set(update, offset);
    offset += update.length;
  }
  return bytes.buffer;
}
