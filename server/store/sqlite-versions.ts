import type { DatabaseSync } from 'node:sqlite';
import type { Author } from '#shared/author.ts';
import { MAX_VERSIONS } from './limits.ts';
import { signatureOf } from './signature-of.ts';
import type { NamedVersion, NameResult } from './store.ts';

/** The named positions of logs, in the database file. Documents are given by their row ids. */
export class SqliteVersions {
  readonly #now: () => number;
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(db: DatabaseSync, now: () => number) {
    this.#now = now;
    this.#statements = prepareAll(db);
  }

  /** Newest position first. */
  of(document: number): NamedVersion[] {
    return this.#statements.all.all(document).map((row) => ({
      seq: Number(row['seq']),
      name: String(row['title']),
      by: signatureOf(row).by,
      at: Number(row['named_at']),
    }));
  }

  /** To be called in a transaction that has looked whether there is such a position. */
  name(document: number, seq: number, name: string | null, by: Author | null): NameResult {
    if (name === null) {
      this.#statements.remove.run(document, seq);
      return { kind: 'named', version: null };
    }
    const others = Number(this.#statements.others.get(document, seq)?.['count']);
    if (others >= MAX_VERSIONS) return { kind: 'too-many' };
    const at = this.#now();
    this.#statements.put.run(document, seq, name, by?.id ?? null, by?.name ?? null, by?.color ?? 0, at);
    return { kind: 'named', version: { seq, name, by, at } };
  }
}

function prepareAll(db: DatabaseSync) {
  return {
    all: db.prepare(
      'SELECT seq, name AS title, person, called AS name, color, named_at FROM versions WHERE document = ? ORDER BY seq DESC',
    ),
    others: db.prepare('SELECT count(*) AS count FROM versions WHERE document = ? AND seq <> ?'),
    put: db.prepare('INSERT OR REPLACE INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)'),
    remove: db.prepare('DELETE FROM versions WHERE document = ? AND seq = ?'),
  };
}
