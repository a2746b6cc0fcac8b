import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { pieceChecksum, snapshotChecksum } from './checksum.ts';
import { FREE_PAGES_KEPT, SEGMENT_ENTRIES, VACUUM_STEP_PAGES } from './limits.ts';
import { segmentChecksum, unpackSignatures, unpackUpdates } from './segment.ts';
import type { Segment } from './segment.ts';
import type { CompactionSteps, SnapshotPlace, StepReply } from './sqlite-messages.ts';
import { storageFailure } from './storage-problem.ts';
import type { Signature } from './store.ts';

/** A row is not what was written there. */
export class DamagedRowError extends Error {
  readonly code = 'damaged-row';
  override readonly name = 'DamagedRowError';
  readonly lastGoodSeq: number;
  constructor(reason: string, lastGoodSeq: number) {
    super(reason);
    this.lastGoodSeq = lastGoodSeq;
  }
}

/**
 * What a compaction makes of a document's log: its snapshot in pieces, and its old entries in segments. Readers throw
 * {@link DamagedRowError} and whatever SQLite throws; the steps answer.
 */
export class SqliteArchive {
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = prepareAll(db);
  }

  // ---- reading

  snapshotOf(documentRow: number): SnapshotPlace | null {
    return this.#place(documentRow, this.#statements.snapshot.get(documentRow));
  }

  /** The state with which its log begins, where that was purged. */
  beginningOf(documentRow: number): SnapshotPlace | null {
    return this.#place(documentRow, this.#statements.beginning.get(documentRow));
  }

  #place(documentRow: number, row: Readonly<Record<string, unknown>> | undefined): SnapshotPlace | null {
    if (row === undefined) return null;
    const [seq, pieces, history] = [Number(row['seq']), Number(row['pieces']), Number(row['history'])];
    if (snapshotChecksum(documentRow, seq, pieces, history) !== row['checksum']) {
      throw new DamagedRowError('the checksum of what names a state of it does not fit', 0);
    }
    return { seq, pieces, history };
  }

  /** From `fromPiece` on, to about `mostBytes` but at least one. */
  pieces(documentRow: number, { seq, pieces }: SnapshotPlace, fromPiece: number, mostBytes: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    let bytes = 0;
    for (const row of this.#statements.pieces.iterate(documentRow, seq, fromPiece, pieces)) {
      const piece = fromPiece + found.length;
      const content = row['bytes'];
      if (row['piece'] !== piece) break;
      if (!(content instanceof Uint8Array) || pieceChecksum(documentRow, seq, piece, content) !== row['checksum']) {
        throw new DamagedRowError(`the checksum of piece ${piece} of the snapshot does not fit`, 0);
      }
      if (found.length > 0 && bytes + content.length > mostBytes) return found;
      found.push(content);
      bytes += content.length;
    }
    if (found.length === 0) throw new DamagedRowError(`piece ${fromPiece} of the snapshot is missing`, 0);
    return found;
  }

  /** The segment that has the entry of this seq; null where it is in none. */
  segmentWith(documentRow: number, seq: number): Segment | null {
    const row = this.#statements.segmentUpTo.get(documentRow, seq);
    if (row === undefined || Number(row['first']) > seq) return null;
    return this.#segment(documentRow, row, seq - 1);
  }

  updatesOf(segment: Segment): Uint8Array[] {
    return this.#unpacked(segment, () => unpackUpdates(segment));
  }

  signaturesOf(segment: Segment): Signature[] {
    return this.#unpacked(segment, () => unpackSignatures(segment));
  }

  /** Who wrote the entries before `beforeSeq`, newest first, at most so many, as far as they are in segments. */
  signaturesBefore(documentRow: number, beforeSeq: number, most: number): Array<Signature & { readonly seq: number }> {
    const found: Array<Signature & { seq: number }> = [];
    if (most <= 0) return found;
    for (const row of this.#statements.segmentsBefore.iterate(documentRow, beforeSeq)) {
      const segment = this.#segment(documentRow, row, Number(row['first']) - 1);
      const signatures = this.signaturesOf(segment);
      for (let seq = Math.min(segment.last, beforeSeq - 1); seq >= segment.first && found.length < most; seq--) {
        found.push({ seq, ...(signatures[seq - segment.first] ?? { by: null, at: null }) });
      }
      if (found.length >= most) break;
    }
    return found;
  }

  #segment(documentRow: number, row: Readonly<Record<string, unknown>>, lastGoodSeq: number): Segment {
    const { first, last, updates, signatures } = row;
    if (updates instanceof Uint8Array && signatures instanceof Uint8Array) {
      const segment: Segment = {
        first: Number(first),
        last: Number(last),
        updates: new Uint8Array(updates),
        signatures: new Uint8Array(signatures),
      };
      if (segmentChecksum(documentRow, segment) === row['checksum']) return segment;
    }
    throw new DamagedRowError(`the checksum of the segment up to seq ${Number(last)} does not fit`, lastGoodSeq);
  }

  #unpacked<T>({ first, last }: Segment, unpack: () => T): T {
    try {
      return unpack();
    } catch {
      throw new DamagedRowError(`the segment up to seq ${last} cannot be unpacked`, first - 1);
    }
  }

  // ---- steps of a compaction

  putPiece({ documentRow, seq, piece, bytes }: CompactionSteps['put-piece']['request']): StepReply {
    const content = new Uint8Array(bytes);
    const checksum = pieceChecksum(documentRow, seq, piece, content);
    return this.#step(() => {
      this.#statements.putPiece.run(documentRow, seq, piece, checksum, content);
      return true;
    });
  }

  setSnapshot(place: CompactionSteps['set-snapshot']['request']): StepReply {
    const { documentRow, seq, pieces, history, before } = place;
    return this.#step(() => {
      const now = this.snapshotOf(documentRow);
      // it came a second time
      if (now !== null && now.seq === seq && now.pieces === pieces && now.history === history) return true;
      const written = this.#statements.countPieces.get(documentRow, seq, pieces)?.['count'];
      const head = this.#statements.head.get(documentRow)?.['head'];
      if ((now?.seq ?? 0) !== before || seq <= before || Number(head) < seq || written !== pieces) return false;
      const checksum = snapshotChecksum(documentRow, seq, pieces, history);
      this.#statements.setSnapshot.run(documentRow, seq, pieces, history, checksum);
      return true;
    });
  }

  putSegment(request: CompactionSteps['put-segment']['request']): StepReply {
    const { documentRow, first, last } = request;
    const updates = new Uint8Array(request.updates);
    const signatures = new Uint8Array(request.signatures);
    const checksum = segmentChecksum(documentRow, { first, last, updates, signatures });
    return this.#step(() => {
      const known = this.#statements.segmentUpTo.get(documentRow, last);
      if (known !== undefined && known['first'] === first && known['last'] === last) return true;
      if ((this.snapshotOf(documentRow)?.seq ?? 0) < last) return false;
      const { changes } = this.#statements.deleteUpdates.run(documentRow, first, last);
      if (changes !== last - first + 1) return false;
      this.#statements.putSegment.run(documentRow, first, last, checksum, updates, signatures);
      return true;
    });
  }

  dropPiece({ documentRow }: CompactionSteps['drop-piece']['request']): StepReply {
    return this.#step(() => {
      const { seq, pieces } = this.snapshotOf(documentRow) ?? { seq: 0, pieces: 0 };
      const first = this.beginningOf(documentRow) ?? { seq: 0, pieces: 0 };
      const { dropPiece } = this.#statements;
      return dropPiece.run(documentRow, documentRow, seq, pieces, first.seq, first.pieces).changes > 0;
    });
  }

  setBeginning({ documentRow, seq }: CompactionSteps['set-beginning']['request']): StepReply {
    return this.#step(() => {
      const snapshot = this.snapshotOf(documentRow);
      if (snapshot?.seq !== seq) return false;
      const { pieces, history } = snapshot;
      const checksum = snapshotChecksum(documentRow, seq, pieces, history);
      this.#statements.setBeginning.run(documentRow, seq, pieces, history, checksum);
      return true;
    });
  }

  forget({ documentRow }: CompactionSteps['forget']['request']): StepReply {
    return this.#step(() => {
      const seq = this.beginningOf(documentRow)?.seq ?? 0;
      const { forgetUpdates, forgetSegment, forgetVersions } = this.#statements;
      return (
        forgetUpdates.run(documentRow, documentRow, seq, SEGMENT_ENTRIES).changes > 0 ||
        forgetSegment.run(documentRow, documentRow, seq).changes > 0 ||
        forgetVersions.run(documentRow, seq).changes > 0
      );
    });
  }

  /** Everybody waits for it: about a second for some hundred megabytes. */
  scrub(): StepReply {
    try {
      this.#db.exec('DELETE FROM authors WHERE id NOT IN (SELECT author FROM updates WHERE author IS NOT NULL)');
      this.#db.exec('VACUUM');
      const { busy } = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {};
      return busy === 0 ? { kind: 'done' } : { kind: 'refused', detail: 'another program reads the database' };
    } catch (error) {
      return { kind: 'refused', detail: storageFailure(error).detail };
    }
  }

  giveBack(): StepReply {
    try {
      const free = Number(this.#statements.freePages.get()?.['freelist_count']);
      if (free <= FREE_PAGES_KEPT) return { kind: 'superseded' };
      this.#db.exec(`PRAGMA incremental_vacuum(${VACUUM_STEP_PAGES})`);
      const left = Number(this.#statements.freePages.get()?.['freelist_count']);
      // a file from before, which could not be made anew: it keeps its pages
      return { kind: left < free ? 'done' : 'superseded' };
    } catch (error) {
      return { kind: 'refused', detail: storageFailure(error).detail };
    }
  }

  /**
   * In a transaction that is written to the log and not waited for: what is lost of it with the power is all that came after it, too. False
   * takes it back.
   */
  #step(work: () => boolean): StepReply {
    try {
      this.#statements.syncLater.run();
      this.#statements.begin.run();
      const done = work();
      (done ? this.#statements.commit : this.#statements.rollback).run();
      return { kind: done ? 'done' : 'superseded' };
    } catch (error) {
      if (this.#db.isTransaction) this.#statements.rollback.run();
      return { kind: 'refused', detail: storageFailure(error).detail };
    } finally {
      this.#db.exec('PRAGMA synchronous = FULL');
    }
  }
}

function prepareAll(db: DatabaseSync) {
  const prepare = (sql: string): StatementSync => db.prepare(sql);
  return {
    syncLater: prepare('PRAGMA synchronous = NORMAL'),
    begin: prepare('BEGIN IMMEDIATE'),
    commit: prepare('COMMIT'),
    rollback: prepare('ROLLBACK'),
    freePages: prepare('PRAGMA freelist_count'),
    head: prepare('SELECT head FROM documents WHERE id = ?'),
    snapshot: prepare('SELECT seq, pieces, history, checksum FROM snapshots WHERE document = ?'),
    beginning: prepare('SELECT seq, pieces, history, checksum FROM beginnings WHERE document = ?'),
    setBeginning: prepare(
      'INSERT OR REPLACE INTO beginnings (document, seq, pieces, history, checksum) VALUES (?, ?, ?, ?, ?)',
    ),
    forgetUpdates: prepare(
      'DELETE FROM updates WHERE document = ? AND seq IN (SELECT seq FROM updates WHERE document = ? AND seq <= ? ORDER BY seq LIMIT ?)',
    ),
    forgetSegment: prepare(
      'DELETE FROM segments WHERE document = ? AND last = (SELECT last FROM segments WHERE document = ? AND last <= ? ORDER BY last LIMIT 1)',
    ),
    // the position itself can still be had
    forgetVersions: prepare('DELETE FROM versions WHERE document = ? AND seq < ?'),
    setSnapshot: prepare(
      'INSERT INTO snapshots (document, seq, pieces, history, checksum) VALUES (?, ?, ?, ?, ?) ' +
        'ON CONFLICT (document) DO UPDATE SET seq = excluded.seq, pieces = excluded.pieces, ' +
        'history = excluded.history, checksum = excluded.checksum',
    ),
    pieces: prepare(
      'SELECT piece, checksum, bytes FROM states WHERE document = ? AND seq = ? AND piece >= ? AND piece < ? ORDER BY piece',
    ),
    putPiece: prepare(
      'INSERT INTO states (document, seq, piece, checksum, bytes) VALUES (?, ?, ?, ?, ?) ' +
        'ON CONFLICT (document, seq, piece) DO UPDATE SET checksum = excluded.checksum, bytes = excluded.bytes',
    ),
    countPieces: prepare('SELECT count(*) AS count FROM states WHERE document = ? AND seq = ? AND piece < ?'),
    dropPiece: prepare(
      'DELETE FROM states WHERE document = ? AND (seq, piece) = (SELECT seq, piece FROM states ' +
        'WHERE document = ? AND NOT (seq = ? AND piece < ?) AND NOT (seq = ? AND piece < ?) ORDER BY seq, piece LIMIT 1)',
    ),
    segmentUpTo: prepare(
      'SELECT first, last, checksum, updates, signatures FROM segments WHERE document = ? AND last >= ? ORDER BY last LIMIT 1',
    ),
    segmentsBefore: prepare(
      'SELECT first, last, checksum, updates, signatures FROM segments WHERE document = ? AND first < ? ORDER BY last DESC',
    ),
    putSegment: prepare(
      'INSERT INTO segments (document, first, last, checksum, updates, signatures) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    deleteUpdates: prepare('DELETE FROM updates WHERE document = ? AND seq BETWEEN ? AND ?'),
  };
}
