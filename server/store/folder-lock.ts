import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const LOCK_FILE = 'manyhands.lock';
/** Apart from the lock: a process that opens and closes a locked file loses its POSIX locks on it. */
const OWNER_FILE = 'manyhands.pid';

export type FolderLock =
  | { readonly kind: 'locked'; readonly release: () => void }
  /** `owner` is the other process's id, or null when it could not be read */
  | { readonly kind: 'in-use'; readonly owner: number | null }
  | { readonly kind: 'unusable'; readonly detail: string };

/**
 * Makes the folder when it is not there and takes it for this process. The lock is one that the kernel holds (SQLite's, on an empty
 * file), so it goes with the process however that ends; the file beside it only says who has it.
 */
export function lockFolder(folder: string, pid: number): FolderLock {
  let db: DatabaseSync | null = null;
  try {
    makeFolder(folder);
    db = new DatabaseSync(join(folder, LOCK_FILE), { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    return isBusy(error)
      ? { kind: 'in-use', owner: readOwner(folder) }
      : { kind: 'unusable', detail: error instanceof Error ? error.message : String(error) };
  }
  const lock = db;
  const ownerFile = join(folder, OWNER_FILE);
  try {
    writeFileSync(ownerFile, `${pid}\n`);
  } catch (error) {
    lock.close();
    return { kind: 'unusable', detail: error instanceof Error ? error.message : String(error) };
  }
  return {
    kind: 'locked',
    release: () => {
      rmSync(ownerFile, { force: true });
      lock.close();
    },
  };
}

/** By hand: where a file system answers that a folder is not there and does not let it be made, Node's own recursion never ends. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder);
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return (
    error instanceof Error &&
    'errcode' in error &&
    typeof error.errcode === 'number' &&
    (error.errcode & 0xff) === SQLITE_BUSY
  );
}

function readOwner(folder: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(folder, OWNER_FILE), 'utf8'), 10);
    return Number.isSafeInteger(pid) ? pid : null;
  } catch {
    return null;
  }
}
