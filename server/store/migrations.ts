import type { DatabaseSync } from 'node:sqlite';

/** Stands in the file's header ("MHND"), so that a foreign SQLite file is told from one of ours. */
export const APPLICATION_ID = 0x4d_48_4e_44;

/**
 * The schema's history: entry n brings a file from version n to n + 1. What was released is never edited; a change is a new entry.
 * The version stands in SQLite's `user_version`.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE documents (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    epoch      BLOB    NOT NULL,
    -- the seq of the newest update: without it nobody would miss a last row that is gone
    head       INTEGER NOT NULL,
    -- milliseconds since 1970
    created_at INTEGER NOT NULL,
    checksum   INTEGER NOT NULL
  ) STRICT;

  -- Without a row id the rows of one document lie side by side: an append touches one page, a load reads in order.
  CREATE TABLE updates (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    seq      INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (document, seq)
  ) STRICT, WITHOUT ROWID;

  -- One row that is written to see whether the disk takes anything.
  CREATE TABLE probe (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    -- milliseconds since 1970
    wrote_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Who wrote, as they called themselves: each once.
  CREATE TABLE authors (
    id     INTEGER PRIMARY KEY,
    -- '' where only the name is known
    person TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    -- 0 where they had none
    color  INTEGER NOT NULL,
    UNIQUE (person, name, color)
  ) STRICT;

  -- NULL where nobody knows, as in all rows from before. The checksum does not cover them: a wrong name loses no text.
  ALTER TABLE updates ADD COLUMN author INTEGER;
  -- milliseconds since 1970
  ALTER TABLE updates ADD COLUMN wrote_at INTEGER;
  `,
  `
  -- Positions of a log that somebody named.
  CREATE TABLE versions (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    seq      INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    -- who named it, as they called themselves; NULL where nobody knows, '' where only the name is known
    person   TEXT,
    called   TEXT,
    -- 0 where they had none
    color    INTEGER NOT NULL,
    -- milliseconds since 1970
    named_at INTEGER NOT NULL,
    PRIMARY KEY (document, seq)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Merged states of documents, in pieces that are taken in one after the other. Only what a row of snapshots names is in use.
  CREATE TABLE states (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    -- of the last update that is in it
    seq      INTEGER NOT NULL,
    -- 0, 1, 2 …
    piece    INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (document, seq, piece)
  ) STRICT, WITHOUT ROWID;

  -- The state from which a document is loaded.
  CREATE TABLE snapshots (
    document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    seq      INTEGER NOT NULL,
    pieces   INTEGER NOT NULL,
    -- CRC-32 over all updates up to seq
    history  INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;

  -- Updates that are in a snapshot, compressed: they leave the table of updates in the transaction that puts them here.
  CREATE TABLE segments (
    document   INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    checksum   INTEGER NOT NULL,
    updates    BLOB    NOT NULL,
    signatures BLOB    NOT NULL,
    PRIMARY KEY (document, last)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Where a log begins of which the part before was purged; the state of that place is in states.
  CREATE TABLE beginnings (
    document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    seq      INTEGER NOT NULL,
    pieces   INTEGER NOT NULL,
    history  INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

export type MigrationResult =
  | { readonly kind: 'ready' }
  /** written by a newer Manyhands */
  | { readonly kind: 'newer'; readonly version: number }
  /** an SQLite file of something else */
  | { readonly kind: 'foreign' };

/** Brings the file to the newest schema, in one transaction that nobody else can be in. Throws what SQLite throws. */
export function migrate(db: DatabaseSync): MigrationResult {
  db.exec('BEGIN EXCLUSIVE');
  try {
    const result = migrateInside(db);
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function migrateInside(db: DatabaseSync): MigrationResult {
  const version = pragma(db, 'user_version');
  const empty = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0;
  if (!empty && pragma(db, 'application_id') !== APPLICATION_ID) return { kind: 'foreign' };
  if (version > SCHEMA_VERSION) return { kind: 'newer', version };
  if (version === SCHEMA_VERSION) return { kind: 'ready' };
  for (const step of MIGRATIONS.slice(version)) db.exec(step);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  return { kind: 'ready' };
}

function pragma(db: DatabaseSync, name: 'user_version' | 'application_id'): number {
  const value = db.prepare(`PRAGMA ${name}`).get()?.[name];
  return typeof value === 'number' ? value : 0;
}
