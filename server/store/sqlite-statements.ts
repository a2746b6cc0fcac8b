import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What `SqliteDatabase` asks of the database. */
export function prepareStatements(db: DatabaseSync) {
  const prepare = (sql: string): StatementSync => db.prepare(sql);
  return {
    begin: prepare('BEGIN IMMEDIATE'),
    commit: prepare('COMMIT'),
    rollback: prepare('ROLLBACK'),
    document: prepare('SELECT id, epoch, head, checksum FROM documents WHERE name = ?'),
    documentWithoutIndex: prepare('SELECT id FROM documents NOT INDEXED WHERE name = ?'),
    nextDocument: prepare('SELECT coalesce(max(id), 0) + 1 AS id FROM documents'),
    insertDocument: prepare(
      'INSERT INTO documents (id, name, epoch, head, created_at, checksum) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    moveHead: prepare('UPDATE documents SET head = ? WHERE name = ? AND head = ? RETURNING id'),
    insertUpdate: prepare(
      'INSERT INTO updates (document, seq, checksum, bytes, author, wrote_at) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    author: prepare('SELECT id FROM authors WHERE person = ? AND name = ? AND color = ?'),
    insertAuthor: prepare('INSERT INTO authors (person, name, color) VALUES (?, ?, ?) RETURNING id'),
    update: prepare('SELECT bytes FROM updates WHERE document = ? AND seq = ?'),
    updates: prepare(
      'SELECT seq, checksum, bytes FROM updates WHERE document = ? AND seq > ? AND seq <= ? ORDER BY seq',
    ),
    signedUpdates: prepare(
      'SELECT seq, checksum, bytes, wrote_at, person, name, color FROM updates LEFT JOIN authors ON id = author ' +
        'WHERE document = ? AND seq > ? AND seq <= ? ORDER BY seq',
    ),
    signatures: prepare(
      'SELECT seq, wrote_at, person, name, color FROM updates LEFT JOIN authors ON id = author ' +
        'WHERE document = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    ),
    names: prepare('SELECT id, name FROM documents WHERE id > ? ORDER BY id LIMIT ?'),
    beyond: prepare('SELECT seq FROM updates WHERE document = ? AND seq > ? ORDER BY seq LIMIT 1'),
    readProbe: prepare('SELECT wrote_at FROM probe WHERE id = 1'),
    writeProbe: prepare(
      'INSERT INTO probe (id, wrote_at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET wrote_at = excluded.wrote_at',
    ),
  };
}
