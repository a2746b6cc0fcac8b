import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { systemRandomBytes } from '#server/system.ts';
import type { OpenedStore, SqliteStoreOptions } from '../sqlite.ts';
import { openSqliteStore } from '../sqlite.ts';
import type { Store } from '../store.ts';

/** A folder for each test, and the SQLite stores that are opened in it. */
export interface StoreFolder {
  readonly path: () => string;
  /** the path of the database */
  readonly file: () => string;
  readonly tryToOpen: (options?: Partial<SqliteStoreOptions>) => Promise<OpenedStore>;
  /** throws where it cannot be opened; closed after the test */
  readonly open: (options?: Partial<SqliteStoreOptions>) => Promise<Store>;
}

/** To be called once in a file: sets the hooks. */
export function useStoreFolder(): StoreFolder {
  let path: string;
  let opened: Store[];
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'manyhands-store-'));
    opened = [];
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    await rm(path, { recursive: true });
  });
  const tryToOpen = (options: Partial<SqliteStoreOptions> = {}): Promise<OpenedStore> =>
    openSqliteStore({ folder: path, randomBytes: systemRandomBytes, ...options });
  return {
    path: () => path,
    file: () => join(path, 'manyhands.db'),
    tryToOpen,
    async open(options) {
      const result = await tryToOpen(options);
      if (result.kind !== 'opened') throw new TypeError(result.message);
      opened.push(result.store);
      return result.store;
    },
  };
}
