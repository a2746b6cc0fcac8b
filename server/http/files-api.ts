import { Hono } from 'hono';
import type { FileAllowance, UploadedFile } from '#shared/api/files.ts';
import { UPLOAD_QUERY } from '#shared/api/files.ts';
import { unreachable } from '#shared/assert.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { cleanFileName } from '#server/files/file-name.ts';
import type { FileStore } from '#server/files/file-store.ts';
import { mediaTypeOf } from '#server/files/media-type.ts';
import type { Log } from '#server/telemetry/log.ts';
import { RETRY_AFTER_S } from './limits.ts';
import { onlyMethods, problem } from './problem.ts';
import { chunksOf, discard } from './request-body.ts';

export interface FilesApiNeeds {
  readonly fileStore: FileStore;
  readonly log: Log;
}

/**
 * `POST /documents/:id/files?name=`: the body is a file for the document; answered when it is on disk.
 * `GET` there: how large files may be, so that a client need not send one to hear that it is too large.
 *
 * As with edits, a document comes into being on first use: whoever may write a document of that name may put files into it.
 */
export function filesApi({ fileStore, log }: FilesApiNeeds): Hono {
  const api = new Hono();
  const { limits } = fileStore;
  const retry = { 'Retry-After': String(RETRY_AFTER_S) };

  api.post('/documents/:id/files', async (context) => {
    const document = parseDocumentId(context.req.param('id'));
    if (document === null) return problem(context, 'not-found', 'this is no document name');
    const query = UPLOAD_QUERY.safeParse(context.req.query());
    if (!query.success) return problem(context, 'bad-request', 'name may have 1000 characters');
    const declaredBytes = Number(context.req.header('Content-Length') ?? 0);
    const body = chunksOf(context);
    const put = await fileStore.put(document, body, declaredBytes);
    // who is answered in mid-sentence loses the answer with the connection
    if (put.kind !== 'stored') await discard(context, declaredBytes);
    switch (put.kind) {
      case 'stored': {
        const name = cleanFileName(query.data.name);
        const url = `/files/${encodeURIComponent(document)}/${put.hash}/${encodeURIComponent(name)}`;
        const mime = mediaTypeOf(put.head, context.req.header('Content-Type'));
        const answer: UploadedFile = { url, name, size: put.size, mime };
        return context.json(answer, 201, { Location: url, 'Cache-Control': 'no-store' });
      }
      case 'too-large':
        return problem(context, 'too-large', tooLarge(limits.fileBytes), { Connection: 'close' });
      case 'document-full': {
        const detail = `the files of a document may have ${limits.documentBytes} bytes together`;
        return problem(context, 'document-full', detail, { Connection: 'close' });
      }
      case 'busy':
        return problem(context, 'unavailable', 'too many uploads are under way already', retry);
      case 'refused':
        log.warn({ document, problem: put.problem, detail: put.detail }, 'a file was not kept: the disk takes nothing');
        return problem(context, 'unavailable', `the disk is ${put.problem}: nothing was kept`, retry);
      default:
        return unreachable(put);
    }
  });

  api.get('/documents/:id/files', async (context) => {
    const document = parseDocumentId(context.req.param('id'));
    if (document === null) return problem(context, 'not-found', 'this is no document name');
    const answer: FileAllowance = {
      maxFileBytes: limits.fileBytes,
      maxDocumentBytes: limits.documentBytes,
      usedBytes: await fileStore.usedBytes(document),
    };
    return context.json(answer, 200, { 'Cache-Control': 'no-store' });
  });

  api.all('/documents/:id/files', onlyMethods('GET, HEAD, POST'));
  return api;
}

function tooLarge(mostBytes: number): string {
  return mostBytes === 0 ? 'this server takes no files' : `a file may have ${mostBytes} bytes`;
}
