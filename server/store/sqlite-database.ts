import { DatabaseSync } from 'node:sqlite';
import { assert } from '#shared/assert.ts';
import type { Author } from '#shared/author.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { DocumentId } from '#shared/ids.ts';
import { documentChecksum, updateChecksum } from './checksum.ts';
import {
  BUSY_TIMEOUT_MS,
  MAX_DOCUMENTS_TO_SCAN,
  PAGE_CACHE_KIB,
  READ_CHUNK_ENTRIES,
  WAL_KEEP_BYTES,
} from './limits.ts';
import { migrate } from './migrations.ts';
import { pack, sum } from './packed.ts';
import { DamagedRowError, SqliteArchive } from './sqlite-archive.ts';
import type {
  ChunkReply,
  CommitEntry,
  CommitReply,
  DamagedReply,
  EntryResult,
  FindReply,
  OpenRefusal,
  PiecesReply,
  WorkerCalls,
} from './sqlite-messages.ts';
import { makeShrinkable, mendNames } from './sqlite-mending.ts';
import { prepareStatements } from './sqlite-statements.ts';
import { storageFailure } from './storage-problem.ts';
import type { StorageFailure } from './storage-problem.ts';
import { signatureOf } from './signature-of.ts';
import { SqliteVersions } from './sqlite-versions.ts';
import type { NameResult, Signature, StoreHealth } from './store.ts';

interface DocumentRow {
  readonly id: number;
  readonly epoch: Uint8Array;
  readonly head: number;
  readonly checksum: number;
}

export type OpenedDatabase =
  | { readonly kind: 'opened'; readonly database: SqliteDatabase }
  | { readonly kind: 'not-opened'; readonly refusal: OpenRefusal };

/**
 * The database file, synchronously: what runs inside the store's worker. WAL with `synchronous=FULL`: a commit returns when the log's
 * fsync has. Checkpoints are SQLite's passive ones; nobody waits for a reader.
 */
export class SqliteDatabase {
  /** snapshots and segments */
  readonly archive: SqliteArchive;
  readonly #db: DatabaseSync;
  readonly #now: () => number;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #versions: SqliteVersions;
  /** the index of names fitted the documents when the file was opened */
  readonly #areNamesWhole: boolean;
  /** of the newest write, or null when that went well */
  #failure: StorageFailure | null = null;

  private constructor(db: DatabaseSync, now: () => number, areNamesWhole: boolean) {
    this.#db = db;
    this.#areNamesWhole = areNamesWhole;
    this.#now = now;
    this.#statements = prepareStatements(db);
    this.archive = new SqliteArchive(db);
    this.#versions = new SqliteVersions(db, now);
  }

  /** `now` gives milliseconds since 1970, for rows. */
  static open(file: string, now: () => number): OpenedDatabase {
    let db: DatabaseSync | null = null;
    try {
      db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
      db.exec(`
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = ${WAL_KEEP_BYTES};
        PRAGMA cache_size = -${PAGE_CACHE_KIB};
        PRAGMA temp_store = MEMORY;
      `);
      const migrated = migrate(db);
      if (migrated.kind === 'ready') {
        const areNamesWhole = mendNames(db);
        makeShrinkable(db);
        return { kind: 'opened', database: new SqliteDatabase(db, now, areNamesWhole) };
      }
      db.close();
      return {
        kind: 'not-opened',
        refusal:
          migrated.kind === 'newer' ? { kind: 'newer-schema', version: migrated.version } : { kind: 'foreign-file' },
      };
    } catch (error) {
      if (db?.isOpen === true) db.close();
      return { kind: 'not-opened', refusal: { kind: 'unusable', detail: storageFailure(error).detail } };
    }
  }

  /**
   * Writes all entries in one transaction; when that fails, none. Where the file is spoilt each entry gets a transaction of its own, so
   * that a damaged document holds up nobody else.
   */
  commit(entries: readonly CommitEntry[], bytes: Uint8Array): CommitReply {
    return { results: this.#commit(entries, bytes) };
  }

  #commit(entries: readonly CommitEntry[], bytes: Uint8Array): readonly EntryResult[] {
    try {
      const results = this.#inTransaction(() => {
        let offset = 0;
        return entries.map((entry) => {
          const from = offset;
          offset += sum(entry.sizes);
          return this.#write(entry, bytes.subarray(from, offset));
        });
      });
      this.#failure = null;
      return results;
    } catch (error) {
      const failure = storageFailure(error);
      if (failure.corrupt && entries.length > 1) {
        let offset = 0;
        return entries.flatMap((entry) => {
          const from = offset;
          offset += sum(entry.sizes);
          return this.#commit([entry], bytes.subarray(from, offset));
        });
      }
      this.#failure = failure;
      return entries.map(() => ({ kind: 'refused', problem: failure.problem, detail: failure.detail }));
    }
  }

  #write(entry: CommitEntry, bytes: Uint8Array): EntryResult {
    if (entry.head === 0 && this.#row(entry.document) === null && this.#isHidden(entry.document)) {
      return { kind: 'refused', problem: 'failing', detail: HIDDEN };
    }
    const id = this.#takePlace(entry);
    if (id === null) {
      const row = this.#row(entry.document);
      if (row !== null && this.#isThere(row, entry, bytes)) return STORED;
      return entry.kind === 'create' ? { kind: 'exists' } : { kind: 'moved' };
    }
    let seq = entry.head;
    forEachPiece(entry.sizes, bytes, (update) => {
      const author = this.#authorId(entry.by[seq - entry.head] ?? null);
      seq += 1;
      this.#statements.insertUpdate.run(id, seq, updateChecksum(id, seq, update), update, author, this.#now());
    });
    return STORED;
  }

  #authorId(author: Author | null): number | null {
    if (author === null) return null;
    const named = [author.id, author.name, author.color ?? 0] as const;
    const known = this.#statements.author.get(...named)?.['id'] ?? this.#statements.insertAuthor.get(...named)?.['id'];
    return typeof known === 'number' ? known : null;
  }

  /** Moves the document's head over the entry and gives the document's row; null when its head is not where the entry says. */
  #takePlace(entry: CommitEntry): number | null {
    const head = entry.head + entry.sizes.length;
    if (entry.head > 0) {
      const id = this.#statements.moveHead.get(head, entry.document, entry.head)?.['id'];
      return typeof id === 'number' ? id : null;
    }
    // a document whose head is 0 cannot be: it is made with its first update
    return this.#row(entry.document) === null ? this.#insertDocument(entry, head) : null;
  }

  /** Whether just these updates follow `entry.head`: a worker died after their commit and before its answer, and they came again. */
  #isThere(row: DocumentRow, entry: CommitEntry, bytes: Uint8Array): boolean {
    if (row.head < entry.head + entry.sizes.length) return false;
    if (entry.epoch !== null && !equal(row.epoch, entry.epoch)) return false;
    let seq = entry.head;
    let same = true;
    forEachPiece(entry.sizes, bytes, (update) => {
      seq += 1;
      const stored = this.#statements.update.get(row.id, seq)?.['bytes'];
      same &&= stored instanceof Uint8Array && equal(stored, update);
    });
    return same;
  }

  #insertDocument(entry: CommitEntry, head: number): number {
    // the id goes into the checksum, so it is taken before the row is written
    const id = Number(this.#statements.nextDocument.get()?.['id']);
    assert(entry.epoch !== null, 'a new document gets an epoch');
    const checksum = documentChecksum(id, entry.document, entry.epoch);
    this.#statements.insertDocument.run(id, entry.document, entry.epoch, head, this.#now(), checksum);
    return id;
  }

  find(document: DocumentId): FindReply {
    return this.#reading((): FindReply => {
      const row = this.#row(document);
      if (row === null)
        return !this.#areNamesWhole && this.#isHidden(document) ? damaged(HIDDEN, 0) : { kind: 'absent' };
      if (documentChecksum(row.id, document, row.epoch) !== row.checksum) {
        return damaged('the checksum of the document itself does not fit', 0);
      }
      const snapshot = this.archive.snapshotOf(row.id);
      return { kind: 'found', epoch: row.epoch, head: row.head, snapshot, beginning: this.archive.beginningOf(row.id) };
    }, 0);
  }

  /** Pieces of a snapshot, every checksum verified. */
  pieces({ document, seq, fromPiece, mostBytes }: WorkerCalls['pieces']['request']): PiecesReply {
    return this.#reading((): PiecesReply => {
      const row = this.#row(document);
      if (row === null) return { kind: 'replaced' };
      const places = [this.archive.snapshotOf(row.id), this.archive.beginningOf(row.id)];
      const place = places.find((one) => one?.seq === seq) ?? null;
      if (place === null) return { kind: 'replaced' };
      return { kind: 'pieces', ...pack(this.archive.pieces(row.id, place, fromPiece, mostBytes)) };
    }, 0);
  }

  /**
   * Whether there is a document of this name that the index of names does not find: a flipped bit there would hide it, and a second one
   * be made under its name. Looks at all documents: before one is made, and where the index is known to be damaged. With many documents
   * it must do that the index was whole at the start.
   */
  #isHidden(document: DocumentId): boolean {
    const documents = Number(this.#statements.nextDocument.get()?.['id']) - 1;
    if (this.#areNamesWhole && documents > MAX_DOCUMENTS_TO_SCAN) return false;
    return this.#statements.documentWithoutIndex.get(document) !== undefined;
  }

  /** Entries after `afterSeq`, up to `upToSeq` or the head, to about `mostBytes` but at least one; every checksum is verified. */
  chunk({ document, afterSeq, upToSeq, mostBytes, signed }: WorkerCalls['chunk']['request']): ChunkReply {
    const good: Uint8Array[] = [];
    const signatures: Signature[] = [];
    let bytes = 0;
    let full = false;
    const reply = this.#reading(
      (): Exclude<ChunkReply, { kind: 'chunk' }> | { kind: 'read'; head: number } => {
        const row = this.#row(document);
        if (row === null) return { kind: 'absent' };
        const beginning = this.archive.beginningOf(row.id)?.seq ?? 0;
        if (afterSeq < beginning) return { kind: 'purged', seq: beginning };
        const last = Math.min(upToSeq, row.head);
        let seq = afterSeq;
        for (const entry of this.#entries(row.id, afterSeq, last, signed)) {
          full = good.length > 0 && (bytes + entry.update.length > mostBytes || good.length === READ_CHUNK_ENTRIES);
          if (full) break;
          seq += 1;
          good.push(entry.update);
          if (signed) signatures.push(entry.signature);
          bytes += entry.update.length;
        }
        if (!full && seq < last) return damaged(`the row of seq ${seq + 1} is missing`, seq);
        const beyond = this.#statements.beyond.get(row.id, row.head)?.['seq'];
        if (typeof beyond === 'number')
          return damaged(`there is a row of seq ${beyond} beyond the head ${row.head}`, row.head);
        return { kind: 'read', head: row.head };
      },
      () => afterSeq + good.length,
    );
    if (reply.kind !== 'read') return reply;
    return { kind: 'chunk', head: reply.head, ...pack(good), signatures };
  }

  /** Verified, as far as they follow one another: from segments, then from the rows that are in none yet. */
  *#entries(
    documentRow: number,
    afterSeq: number,
    last: number,
    signed: boolean,
  ): Generator<{ readonly update: Uint8Array; readonly signature: Signature }> {
    let seq = afterSeq;
    while (seq < last) {
      const segment = this.archive.segmentWith(documentRow, seq + 1);
      if (segment === null) break;
      const signatures = signed ? this.archive.signaturesOf(segment) : [];
      const updates = this.archive.updatesOf(segment);
      for (; seq < Math.min(segment.last, last); seq++) {
        const index = seq + 1 - segment.first;
        yield { update: updates[index] ?? NOTHING, signature: signatures[index] ?? UNSIGNED };
      }
    }
    const statement = signed ? this.#statements.signedUpdates : this.#statements.updates;
    for (const stored of statement.iterate(documentRow, seq, last)) {
      if (stored['seq'] !== seq + 1) return;
      seq += 1;
      const update = stored['bytes'];
      if (!(update instanceof Uint8Array) || updateChecksum(documentRow, seq, update) !== stored['checksum']) {
        throw new DamagedRowError(`the checksum of seq ${seq} does not fit`, seq - 1);
      }
      yield { update, signature: signed ? signatureOf(stored) : UNSIGNED };
    }
  }

  signatures(document: DocumentId, beforeSeq: number, most: number): WorkerCalls['signatures']['reply'] {
    return this.#reading((): WorkerCalls['signatures']['reply'] => {
      const row = this.#row(document);
      if (row === null) return { kind: 'absent' };
      const before = Math.min(beforeSeq, row.head + 1);
      const rows = this.#statements.signatures.all(row.id, before, most);
      const newest = rows.map((stored) => ({ seq: Number(stored['seq']), ...signatureOf(stored) }));
      const older = this.archive.signaturesBefore(row.id, newest.at(-1)?.seq ?? before, most - newest.length);
      const beginning = this.archive.beginningOf(row.id)?.seq ?? 0;
      return { kind: 'signatures', signatures: [...newest, ...older].filter(({ seq }) => seq > beginning) };
    }, 0);
  }

  names(afterRow: number, most: number): WorkerCalls['names']['reply'] {
    return this.#reading((): WorkerCalls['names']['reply'] => {
      const rows = this.#statements.names.all(afterRow, most);
      const names = rows.flatMap(({ name }) => parseDocumentId(String(name)) ?? []);
      return { kind: 'names', names, lastRow: Number(rows.at(-1)?.['id'] ?? afterRow) };
    }, 0);
  }

  versions(document: DocumentId): WorkerCalls['versions']['reply'] {
    return this.#reading((): WorkerCalls['versions']['reply'] => {
      const row = this.#row(document);
      return row === null ? { kind: 'absent' } : { kind: 'versions', versions: this.#versions.of(row.id) };
    }, 0);
  }

  nameVersion({ document, seq, name, by }: WorkerCalls['name-version']['request']): NameResult {
    try {
      const result = this.#inTransaction((): NameResult => {
        const row = this.#row(document);
        if (row === null) return { kind: 'absent' };
        if (seq < 1 || seq > row.head) return { kind: 'beyond', head: row.head };
        return this.#versions.name(row.id, seq, name, by);
      });
      this.#failure = null;
      return result;
    } catch (error) {
      this.#failure = storageFailure(error);
      return { kind: 'refused', problem: this.#failure.problem, detail: this.#failure.detail };
    }
  }

  /** After a failed write this writes one row, to see whether the disk takes anything again. */
  check(): StoreHealth {
    try {
      if (this.#failure === null) this.#statements.readProbe.get();
      else this.#inTransaction(() => this.#statements.writeProbe.run(this.#now()));
      this.#failure = null;
      return { kind: 'ok' };
    } catch (error) {
      const failure = storageFailure(error);
      this.#failure = failure;
      return { kind: 'refusing', problem: failure.problem, detail: failure.detail };
    }
  }

  close(): void {
    this.#db.close();
  }

  #row(document: DocumentId): DocumentRow | null {
    const row = this.#statements.document.get(document);
    return row === undefined ? null : (row as unknown as DocumentRow);
  }

  /** A page that SQLite cannot make sense of is damage like any other; so is a read that the disk refuses, until it works again. */
  #reading<T>(read: () => T, lastGoodSeq: number | (() => number)): T | DamagedReply {
    try {
      return read();
    } catch (error) {
      if (error instanceof DamagedRowError) return damaged(error.message, error.lastGoodSeq);
      const { detail, corrupt } = storageFailure(error);
      const lastGood = typeof lastGoodSeq === 'number' ? lastGoodSeq : lastGoodSeq();
      return damaged(`it cannot be read: ${detail}`, lastGood, corrupt);
    }
  }

  #inTransaction<T>(work: () => T): T {
    this.#statements.begin.run();
    try {
      const result = work();
      this.#statements.commit.run();
      return result;
    } catch (error) {
      // some errors (a full disk) roll back by themselves
      if (this.#db.isTransaction) this.#statements.rollback.run();
      throw error;
    }
  }
}

const HIDDEN = 'the index of names is damaged: there is a document of this name that it does not hold';

const NOTHING = new Uint8Array();
const UNSIGNED: Signature = { by: null, at: null };

/** One object for all, so that a reply holds it once. */
const STORED = { kind: 'stored' } as const;

function damaged(reason: string, lastGoodSeq: number, lasting = true): DamagedReply {
  return { kind: 'damaged', reason, lastGoodSeq, lasting };
}

function forEachPiece(sizes: readonly number[], bytes: Uint8Array, use: (piece: Uint8Array) => void): void {
  let offset = 0;
  for (const size of sizes) {
    use(bytes.subarray(offset, offset + size));
    offset += size;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
