import type { DatabaseSync } from 'node:sqlite';
import { documentChecksum } from './checksum.ts';

/** What is looked after when a database file is opened. */

const AUTO_VACUUM_INCREMENTAL = 2;

/**
 * The index of names is made anew from the documents where it does not fit them: they have checksums, it has none. Gives whether it fits
 * now. A millisecond for some thousand documents.
 */
export function mendNames(db: DatabaseSync): boolean {
  try {
    const check = db.prepare('PRAGMA integrity_check(documents)');
    if (check.get()?.['integrity_check'] === 'ok') return true;
    const rows = db.prepare('SELECT id, name, epoch, checksum FROM documents NOT INDEXED');
    // where a name itself is damaged, the index is the only one to know that the document was there
    for (const { id, name, epoch, checksum } of rows.iterate()) {
      if (!(epoch instanceof Uint8Array) || documentChecksum(Number(id), String(name), epoch) !== checksum)
        return false;
    }
    db.exec('REINDEX documents');
    return check.get()?.['integrity_check'] === 'ok';
  } catch {
    // two documents of one name, or damage of another kind: what is asked for says so
    return false;
  }
}

/**
 * A file of an older version cannot give pages back to the file system before it was written anew, once: a second for some hundred megabytes.
 * Where that cannot be done, because the disk is full or another program reads, it is done at a later start.
 */
export function makeShrinkable(db: DatabaseSync): void {
  const isShrinkable = db.prepare('PRAGMA auto_vacuum').get()?.['auto_vacuum'] === AUTO_VACUUM_INCREMENTAL;
  if (isShrinkable) return;
  try {
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  } catch {
    // everything works without
  }
}
