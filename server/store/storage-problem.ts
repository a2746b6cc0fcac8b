import type { StorageProblem } from './store.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that say what is wrong with the disk. */
const SQLITE_PERM = 3;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

/** What went wrong, told apart as far as an operator does something different about it. */
export interface StorageFailure {
  readonly problem: StorageProblem;
  readonly detail: string;
  /** the file itself is spoilt: it may concern one document only */
  readonly corrupt: boolean;
}

/** Sorts what SQLite or Node threw. The low byte of an extended result code is the primary one. */
export function storageFailure(error: unknown): StorageFailure {
  const code = primaryCode(error);
  const detail = error instanceof Error ? error.message : String(error);
  return { problem: problemOf(code, error), detail, corrupt: code === SQLITE_CORRUPT || code === SQLITE_NOTADB };
}

function problemOf(code: number | null, error: unknown): StorageProblem {
  if (code === SQLITE_FULL || hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) return 'full';
  if (code === SQLITE_READONLY || code === SQLITE_PERM || hasCode(error, 'EROFS')) return 'read-only';
  return 'failing';
}

function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
