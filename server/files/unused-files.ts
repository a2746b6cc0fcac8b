import type { Clock } from '#shared/clock.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { Store } from '#server/store/store.ts';
import type { FileHash, FileStore } from './file-store.ts';
import { UNUSED_FILE_MS, UNUSED_FILES_FIRST_MS, UNUSED_FILES_INTERVAL_MS } from './limits.ts';

export interface UnusedFilesNeeds {
  readonly store: Pick<Store, 'names' | 'fileHashes'>;
  readonly files: FileStore;
  readonly clock: Clock;
  readonly onRemoved: (document: DocumentId | null, count: number) => void;
  /** a round that was broken off; the next one begins anew */
  readonly onFault: (error: unknown) => void;
}

/**
 * Once a day removes files that nothing names: neither a document as it is, nor any state of its past, for as long as a device may
 * have been offline with an edit that names them. Gives its stop.
 */
export function removeUnusedFiles({ store, files, clock, onRemoved, onFault }: UnusedFilesNeeds): () => void {
  let isStopped = false;
  let cancel = (): void => {};
  const later = (ms: number): void => {
    cancel = clock.after(ms, () => {
      round()
        .catch(onFault)
        .finally(() => {
          if (!isStopped) later(UNUSED_FILES_INTERVAL_MS);
        });
    });
  };
  const isYoung = (_hash: FileHash, ageMs: number): boolean => ageMs < UNUSED_FILE_MS;

  const round = async (): Promise<void> => {
    const documents = new Set<DocumentId>();
    for await (const names of store.names()) {
      for (const document of names) {
        documents.add(document);
        // most have none, or young ones alone: their logs need not be read
        if (isStopped || !(await files.has(document, (hash, ageMs) => !isYoung(hash, ageMs)))) continue;
        const named = await store.fileHashes(document);
        if ('kind' in named) continue;
        const count = await files.sweep(document, (hash, ageMs) => named.has(hash) || isYoung(hash, ageMs));
        if (count > 0) onRemoved(document, count);
      }
    }
    // uploads to a document that never came to be
    const count = isStopped ? 0 : await files.sweepOthers(documents, isYoung);
    if (count > 0) onRemoved(null, count);
  };
  later(UNUSED_FILES_FIRST_MS);
  return () => {
    isStopped = true;
    cancel();
  };
}
