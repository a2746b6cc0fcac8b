import { Hono } from 'hono';
import type { PurgedDocument } from '#shared/api/history.ts';
import { unreachable } from '#shared/assert.ts';
import type { DocumentId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { FileStore } from '#server/files/file-store.ts';
import { UNUSED_FILE_MS } from '#server/files/limits.ts';
import type { PurgeResult, Store } from '#server/store/store.ts';
import type { Log } from '#server/telemetry/log.ts';
import { RETRY_AFTER_S } from './limits.ts';
import { onlyMethods, problem } from './problem.ts';

export interface PurgeApiNeeds {
  readonly store: Pick<Store, 'fileHashes'>;
  readonly fileStore: FileStore;
  /** forgets the past of a document, in its store and in its room */
  readonly purge: (document: DocumentId) => Promise<PurgeResult>;
  readonly log: Log;
}

/**
 * `POST /documents/:id/purge`: the history of a document up to now is deleted for good, and the files that only it named. Answered when
 * nothing of it is left; an answer that did not come is asked for again. Whoever may change the document may do so.
 */
export function purgeApi({ store, fileStore, purge, log }: PurgeApiNeeds): Hono {
  const api = new Hono();

  api.post('/documents/:id/purge', async (context) => {
    const id = parseDocumentId(context.req.param('id'));
    if (id === null) return problem(context, 'not-found', 'there is no document of this name');
    const retry = { 'Retry-After': String(RETRY_AFTER_S) };
    // a file that was named once is not waited for; one that never was may be on its way into the document
    const before = await store.fileHashes(id);
    const purged = await purge(id);
    switch (purged.kind) {
      case 'absent':
        return problem(context, 'not-found', 'there is no document of this name');
      case 'left':
        log.error(
          { document: id, reason: purged.reason },
          'the history of a document was not deleted, or not all of it',
        );
        return problem(context, 'unavailable', 'the history could not be deleted: ask again', retry);
      case 'purged':
        break;
      default:
        return unreachable(purged);
    }
    const now = await store.fileHashes(id);
    if ('kind' in before || 'kind' in now) return problem(context, 'unavailable', 'the document cannot be read', retry);
    const removedFiles = await fileStore.sweep(
      id,
      (hash, ageMs) => now.has(hash) || (!before.has(hash) && ageMs < UNUSED_FILE_MS),
    );
    log.info({ document: id, seq: purged.seq, removedFiles }, 'the history of a document was deleted for good');
    const answer: PurgedDocument = { position: purged.seq, removedFiles };
    return context.json(answer, 200, { 'Cache-Control': 'no-store' });
  });

  api.all('/documents/:id/purge', onlyMethods('POST'));
  return api;
}
