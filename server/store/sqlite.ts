import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RandomBytes } from '#shared/random.ts';
import { startCompactionWorker } from './compaction.ts';
import type { CompactionTask } from './compaction-messages.ts';
import { lockFolder } from './folder-lock.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { describeRefusal, WorkerLink } from './worker-link.ts';
import type { WorkerLike } from './worker-link.ts';

const DATABASE_FILE = 'manyhands.db';

export interface SqliteStoreOptions {
  /** holds the database, its log and the lock; made when it is not there */
  readonly folder: string;
  readonly randomBytes: RandomBytes;
  /** tests pass one whose end they decide */
  readonly startWorker?: (file: string) => WorkerLike;
  readonly startCompaction?: (task: CompactionTask) => WorkerLike;
}

export type OpenedStore =
  | { readonly kind: 'opened'; readonly store: Store }
  /** `message` is a sentence for whoever starts the server: what is wrong and what to do */
  | {
      readonly kind: 'not-opened';
      readonly reason: 'in-use' | 'newer-schema' | 'foreign-file' | 'unusable';
      readonly message: string;
    };

/** Opens the store in a folder, which then belongs to this process alone until `close`. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<OpenedStore> {
  const { folder } = options;
  const lock = lockFolder(folder, process.pid);
  if (lock.kind === 'in-use') {
    const who = lock.owner === null ? '' : ` (pid ${lock.owner})`;
    const message = `another Manyhands process${who} is using ${folder}: stop it or set DATA_DIR`;
    return { kind: 'not-opened', reason: 'in-use', message };
  }
  if (lock.kind === 'unusable') {
    return { kind: 'not-opened', reason: 'unusable', message: `the folder ${folder} cannot be used: ${lock.detail}` };
  }
  const file = join(folder, DATABASE_FILE);
  const link = new WorkerLink(() => (options.startWorker ?? startSqliteWorker)(file));
  const opened = await link.open();
  if (opened.kind === 'not-opened') {
    lock.release();
    const message = `${file} cannot be opened: ${describeRefusal(opened.refusal)}`;
    return { kind: 'not-opened', reason: opened.refusal.kind, message };
  }
  const { randomBytes, startCompaction = startCompactionWorker } = options;
  const store = new SqliteStore({
    link,
    release: lock.release,
    randomBytes,
    startCompaction: (document, work) => startCompaction({ file, document, work }),
  });
  return { kind: 'opened', store };
}

export function startSqliteWorker(file: string): Worker {
  return new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: { file }, name: 'sqlite' });
}
