import type { Author } from '#shared/author.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { RandomBytes } from '#shared/random.ts';
import type {
  AppendResult,
  CompactResult,
  CreateResult,
  Epoch,
  LoadResult,
  NamedVersion,
  NameResult,
  SignaturesResult,
  SignedEntry,
  PurgeResult,
  ReadResult,
  Snapshot,
  StorageProblem,
  Store,
  StoreHealth,
  VersionsResult,
} from './store.ts';
import { StoreClosedError } from './store.ts';
import { crc32 } from 'node:zlib';
import { hashesIn } from './file-hashes.ts';
import { EPOCH_BYTES, MAX_VERSIONS } from './limits.ts';
import { mergeLog } from './merge-log.ts';

interface MemoryLog {
  readonly epoch: Epoch;
  readonly entries: SignedEntry[];
  readonly versions: Map<number, NamedVersion>;
  snapshot: Snapshot | null;
  beginning: Snapshot | null;
  /** the first seq that cannot be read, or null */
  damagedFrom: number | null;
}

/**
 * A {@link Store} that keeps nothing: for tests, and to try things out. It behaves as a disk does where that is wanted: `refuseWith`
 * makes it full or failing, `damage` spoils a row, `hold` keeps commits from finishing until they are let go.
 */
export class MemoryStore implements Store {
  readonly #randomBytes: RandomBytes;
  readonly #logs = new Map<DocumentId, MemoryLog>();
  readonly #loaded = new Set<DocumentId>();
  #refusal: { readonly problem: StorageProblem; readonly detail: string } | null = null;
  #held: (() => void)[] | null = null;
  #unreadable = false;
  #closed = false;

  constructor(randomBytes: RandomBytes) {
    this.#randomBytes = randomBytes;
  }

  /** From here on every write is refused so; null lets them through again. */
  refuseWith(problem: StorageProblem | null, detail = 'made so by refuseWith'): void {
    this.#refusal = problem === null ? null : { problem, detail };
  }

  /** From here on nothing can be read, until it can again. */
  refuseReads(refuse: boolean): void {
    this.#unreadable = refuse;
  }

  /** Spoils the row of `seq`: the document counts as damaged from the next load or read on. */
  damage(document: DocumentId, seq: number): void {
    const log = this.#logs.get(document);
    if (log !== undefined) log.damagedFrom = seq;
  }

  /** As when somebody put another file in place: the document is not there, nor was it ever loaded. */
  forgetDocument(document: DocumentId): void {
    this.#logs.delete(document);
    this.#loaded.delete(document);
  }

  /** Keeps writes from finishing until the returned function is called; then they finish in the order in which they came. */
  hold(): () => void {
    this.#held ??= [];
    return () => {
      const held = this.#held ?? [];
      this.#held = null;
      for (const finish of held) finish();
    };
  }

  async look(document: DocumentId): Promise<LoadResult> {
    const loaded = this.#loaded.has(document);
    const result = await this.load(document);
    if (!loaded) this.#loaded.delete(document);
    return result;
  }

  release(document: DocumentId): void {
    this.#loaded.delete(document);
  }

  async load(document: DocumentId): Promise<LoadResult> {
    this.#assertOpen();
    if (this.#unreadable) return damaged(1);
    const log = this.#logs.get(document);
    if (log === undefined) {
      this.#loaded.add(document);
      return { kind: 'absent' };
    }
    if (log.damagedFrom !== null) {
      this.#loaded.delete(document);
      return damaged(log.damagedFrom);
    }
    this.#loaded.add(document);
    return {
      kind: 'found',
      epoch: log.epoch,
      snapshot: log.snapshot,
      tail: tailOf(log).map(({ seq, update }) => ({ seq, update })),
    };
  }

  async append(
    document: DocumentId,
    updates: readonly Uint8Array[],
    by: ReadonlyArray<Author | null> = [],
  ): Promise<AppendResult> {
    this.#assertOpen();
    if (!this.#loaded.has(document)) return { kind: 'not-loaded' };
    await this.#commit();
    if (this.#refusal !== null) return { kind: 'refused', ...this.#refusal };
    const log = this.#logs.get(document) ?? this.#make(document);
    const firstSeq = log.entries.length + 1;
    this.#push(log, updates, by);
    return { kind: 'stored', firstSeq, epoch: log.epoch };
  }

  beforeCommit(callback: () => void): void {
    setImmediate(callback);
  }

  oneMoreWaits(): void {
    // here none waits for company
  }

  async create(document: DocumentId, update: Uint8Array): Promise<CreateResult> {
    this.#assertOpen();
    await this.#commit();
    if (this.#logs.has(document)) return { kind: 'exists' };
    if (this.#refusal !== null) return { kind: 'refused', ...this.#refusal };
    const log = this.#make(document);
    this.#push(log, [update], []);
    return { kind: 'created', epoch: log.epoch };
  }

  async read(document: DocumentId, afterSeq: number, mostBytes: number): Promise<ReadResult> {
    this.#assertOpen();
    const log = this.#logs.get(document);
    if (log === undefined) return { kind: 'absent' };
    if (log.beginning !== null && afterSeq < log.beginning.seq) return { kind: 'purged', seq: log.beginning.seq };
    const entries: SignedEntry[] = [];
    let bytes = 0;
    for (const entry of log.entries.slice(afterSeq)) {
      if (log.damagedFrom !== null && entry.seq >= log.damagedFrom) return damaged(log.damagedFrom);
      if (entries.length > 0 && bytes + entry.update.length > mostBytes) break;
      entries.push(entry);
      bytes += entry.update.length;
    }
    return { kind: 'entries', entries, head: log.entries.length };
  }

  async signatures(document: DocumentId, beforeSeq: number, most: number): Promise<SignaturesResult> {
    this.#assertOpen();
    const log = this.#logs.get(document);
    if (log === undefined) return { kind: 'absent' };
    const first = log.beginning?.seq ?? 0;
    const older = log.entries.filter(({ seq }) => seq > first && seq < beforeSeq).toReversed();
    return { kind: 'signatures', signatures: older.slice(0, most).map(({ seq, by, at }) => ({ seq, by, at })) };
  }

  async versions(document: DocumentId): Promise<VersionsResult> {
    this.#assertOpen();
    const log = this.#logs.get(document);
    if (log === undefined) return { kind: 'absent' };
    return { kind: 'versions', versions: [...log.versions.values()].sort((a, b) => b.seq - a.seq) };
  }

  async nameVersion(document: DocumentId, seq: number, name: string | null, by: Author | null): Promise<NameResult> {
    this.#assertOpen();
    await this.#commit();
    if (this.#refusal !== null) return { kind: 'refused', ...this.#refusal };
    const log = this.#logs.get(document);
    if (log === undefined) return { kind: 'absent' };
    const { entries, versions } = log;
    if (seq < 1 || seq > entries.length) return { kind: 'beyond', head: entries.length };
    if (name === null) {
      versions.delete(seq);
      return { kind: 'named', version: null };
    }
    if (!versions.has(seq) && versions.size >= MAX_VERSIONS) return { kind: 'too-many' };
    const version = { seq, name, by, at: Date.now() };
    versions.set(seq, version);
    return { kind: 'named', version };
  }

  async compact(document: DocumentId, keptEntries: number): Promise<CompactResult> {
    this.#assertOpen();
    const log = this.#logs.get(document);
    if (log === undefined) return { kind: 'nothing' };
    const before = log.snapshot?.seq ?? 0;
    const seq = Math.max(before, log.entries.length - keptEntries);
    if (seq === before) return { kind: 'nothing' };
    const problem = await this.#merge(log, seq);
    return problem === null ? { kind: 'compacted', seq } : { kind: 'left', reason: problem };
  }

  async purge(document: DocumentId): Promise<PurgeResult> {
    this.#assertOpen();
    const log = this.#logs.get(document);
    if (log === undefined) return { kind: 'absent' };
    const seq = log.entries.length;
    const problem = await this.#merge(log, seq);
    if (problem !== null) return { kind: 'left', reason: problem };
    log.beginning = log.snapshot;
    for (let index = 0; index < seq; index++)
      log.entries[index] = { seq: index + 1, update: NOTHING, by: null, at: null };
    for (const named of log.versions.keys()) if (named < seq) log.versions.delete(named);
    return { kind: 'purged', seq };
  }

  async beginning(document: DocumentId): Promise<Snapshot | null> {
    this.#assertOpen();
    return this.#logs.get(document)?.beginning ?? null;
  }

  async fileHashes(document: DocumentId): Promise<ReadonlySet<string>> {
    this.#assertOpen();
    const log = this.#logs.get(document);
    const states = [log?.snapshot, log?.beginning].flatMap((state) => state?.updates ?? []);
    return hashesIn([...states, ...(log?.entries ?? []).map(({ update }) => update)]);
  }

  async *names(): AsyncGenerator<readonly DocumentId[]> {
    this.#assertOpen();
    yield [...this.#logs.keys()];
  }

  /** Null when the log has a snapshot up to `seq`; else why not. */
  async #merge(log: MemoryLog, seq: number): Promise<string | null> {
    const { snapshot } = log;
    const tail = log.entries.slice(snapshot?.seq ?? 0, seq).map(({ update }) => update);
    const merged = mergeLog(() => [...(snapshot?.updates ?? []), ...tail]);
    if (merged.kind === 'left') return merged.reason;
    await this.#commit();
    if (this.#refusal !== null) return this.#refusal.detail;
    const history = tail.reduce((value, update) => crc32(update, value), snapshot?.history ?? 0);
    log.snapshot = { seq, history, updates: merged.pieces };
    return null;
  }

  async check(): Promise<StoreHealth> {
    this.#assertOpen();
    return this.#refusal === null ? { kind: 'ok' } : { kind: 'refusing', ...this.#refusal };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreClosedError('the store is closed');
  }

  /** The moment of the commit: at once, or when what holds it lets go. */
  #commit(): Promise<void> {
    const held = this.#held;
    return held === null ? Promise.resolve() : new Promise((finish) => held.push(finish));
  }

  #make(document: DocumentId): MemoryLog {
    const log: MemoryLog = {
      epoch: this.#randomBytes(EPOCH_BYTES),
      entries: [],
      versions: new Map(),
      snapshot: null,
      beginning: null,
      damagedFrom: null,
    };
    this.#logs.set(document, log);
    return log;
  }

  /** Copies: as with a disk, what the caller does to its buffer afterwards changes nothing here. */
  #push(log: MemoryLog, updates: readonly Uint8Array[], by: ReadonlyArray<Author | null>): void {
    for (const [index, update] of updates.entries()) {
      const seq = log.entries.length + 1;
      log.entries.push({ seq, update: update.slice(), by: by[index] ?? null, at: Date.now() });
    }
  }
}

const NOTHING = new Uint8Array();

function tailOf({ entries, snapshot }: MemoryLog): readonly SignedEntry[] {
  return entries.slice(snapshot?.seq ?? 0);
}

function damaged(from: number): { kind: 'damaged'; reason: string; lastGoodSeq: number } {
  return { kind: 'damaged', reason: `the row of seq ${from} is damaged`, lastGoodSeq: from - 1 };
}
