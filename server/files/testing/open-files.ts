import { systemRandomBytes } from '#server/system.ts';
import type { FileStore } from '../file-store.ts';
import type { FolderFileStoreOptions } from '../folder-file-store.ts';
import { openFolderFileStore } from '../folder-file-store.ts';

/** The files of a folder of the tests' own; throws where it cannot be opened. */
export async function openFiles(folder: string, options: Partial<FolderFileStoreOptions> = {}): Promise<FileStore> {
  const opened = await openFolderFileStore({
    folder,
    limits: { fileBytes: 100_000, documentBytes: 300_000 },
    randomBytes: systemRandomBytes,
    now: () => Date.now(),
    ...options,
  });
  if (opened.kind !== 'opened') throw new TypeError(opened.message);
  return opened.files;
}
