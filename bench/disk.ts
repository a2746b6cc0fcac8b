import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './results.ts';

const TIMES = 40;
/** what a commit of one keystroke appends to the log of SQLite */
const BYTES = 8 * 1024;

/** What an fsync takes now where the servers keep their files, in milliseconds at the median: whoever stores before it tells waits that long. */
export function fsyncMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-disk-'));
  try {
    const file = openSync(join(folder, 'log'), 'w');
    const bytes = Buffer.alloc(BYTES, 1);
    const times = Array.from({ length: TIMES }, () => {
      const begin = performance.now();
      writeSync(file, bytes);
      fsyncSync(file);
      return performance.now() - begin;
    });
    closeSync(file);
    return median(times) ?? 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
