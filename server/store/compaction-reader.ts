import { crc32 } from 'node:zlib';
import { DatabaseSync } from 'node:sqlite';
import type { DocumentId } from '#shared/ids.ts';
import { updateChecksum } from './checksum.ts';
import { BUSY_TIMEOUT_MS, READ_CHUNK_BYTES, SEGMENT_BYTES, SEGMENT_ENTRIES } from './limits.ts';
import { signatureOf } from './signature-of.ts';
import { SqliteArchive } from './sqlite-archive.ts';
import type { SnapshotPlace } from './sqlite-messages.ts';
import type { SignedEntry } from './store.ts';

/** What a compaction reads, over a connection of its own: nobody who writes waits for it. Throws where anything is damaged. */
export class CompactionReader {
  readonly documentRow: number;
  readonly head: number;
  readonly snapshot: SnapshotPlace | null;
  readonly #db: DatabaseSync;
  readonly #archive: SqliteArchive;

  private constructor(db: DatabaseSync, documentRow: number, head: number) {
    this.#db = db;
    this.#archive = new SqliteArchive(db);
    this.documentRow = documentRow;
    this.head = head;
    this.snapshot = this.#archive.snapshotOf(documentRow);
  }

  /** Null where there is no such document. */
  static open(file: string, document: DocumentId): CompactionReader | null {
    const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    const row = db.prepare('SELECT id, head FROM documents WHERE name = ?').get(document);
    if (row !== undefined) return new CompactionReader(db, Number(row['id']), Number(row['head']));
    db.close();
    return null;
  }

  /** Everything up to a seq that the document is loaded from, oldest first. */
  *updates(upToSeq: number): Generator<Uint8Array> {
    if (this.snapshot !== null) yield* this.#pieces(this.snapshot);
    for (const { update } of this.#entries(this.snapshot?.seq ?? 0, upToSeq)) yield update;
  }

  /** CRC-32 over all updates up to a seq that is not in the snapshot. */
  history(upToSeq: number): number {
    let history = this.snapshot?.history ?? 0;
    for (const { update } of this.#entries(this.snapshot?.seq ?? 0, upToSeq)) history = crc32(update, history);
    return history;
  }

  /** Every update of the log, wherever it lies, and of the states that it is loaded from and begins with. */
  *everything(): Generator<Uint8Array> {
    for (const place of [this.snapshot, this.#archive.beginningOf(this.documentRow)]) {
      if (place !== null) yield* this.#pieces(place);
    }
    let seq = 1;
    for (;;) {
      const segment = this.#archive.segmentWith(this.documentRow, seq);
      if (segment === null) break;
      yield* this.#archive.updatesOf(segment);
      seq = segment.last + 1;
    }
    const oldest = this.#oldest();
    if (oldest !== null) for (const { update } of this.#entries(oldest - 1, this.head)) yield update;
  }

  /** Entries up to a seq that are in no segment yet, as many as belong into one. */
  *stretches(upToSeq: number): Generator<readonly SignedEntry[]> {
    const oldest = this.#oldest();
    if (oldest === null) return;
    let stretch: SignedEntry[] = [];
    let bytes = 0;
    for (const entry of this.#entries(oldest - 1, upToSeq)) {
      if (stretch.length > 0 && (stretch.length === SEGMENT_ENTRIES || bytes + entry.update.length > SEGMENT_BYTES)) {
        yield stretch;
        stretch = [];
        bytes = 0;
      }
      stretch.push(entry);
      bytes += entry.update.length;
    }
    if (stretch.length > 0) yield stretch;
  }

  /** Moves what was written to its place in the file, so that no commit has to do it. It waits for nobody. */
  checkpoint(): void {
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  /** The seq of the oldest entry that is in no segment. */
  #oldest(): number | null {
    const row = this.#db.prepare('SELECT min(seq) AS seq FROM updates WHERE document = ?').get(this.documentRow);
    return typeof row?.['seq'] === 'number' ? row['seq'] : null;
  }

  *#pieces(snapshot: SnapshotPlace): Generator<Uint8Array> {
    for (let piece = 0; piece < snapshot.pieces;) {
      const some = this.#archive.pieces(this.documentRow, snapshot, piece, READ_CHUNK_BYTES);
      yield* some;
      piece += some.length;
    }
  }

  /** Read some at a time: a read that lasts would keep the write-ahead log from beginning anew. */
  *#entries(afterSeq: number, upToSeq: number): Generator<SignedEntry> {
    const statement = this.#db.prepare(
      'SELECT seq, checksum, bytes, wrote_at, person, name, color FROM updates LEFT JOIN authors ON id = author ' +
        'WHERE document = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
    );
    for (let seq = afterSeq; seq < upToSeq;) {
      const rows = statement.all(this.documentRow, seq, upToSeq, SEGMENT_ENTRIES);
      for (const row of rows) {
        const update = row['bytes'];
        seq += 1;
        if (row['seq'] !== seq) throw new RangeError(`the row of seq ${seq} is missing`);
        if (!(update instanceof Uint8Array) || updateChecksum(this.documentRow, seq, update) !== row['checksum']) {
          throw new RangeError(`the checksum of seq ${seq} does not fit`);
        }
        yield { seq, update, ...signatureOf(row) };
      }
      if (rows.length === 0) throw new RangeError(`the row of seq ${seq + 1} is missing`);
    }
  }
}
