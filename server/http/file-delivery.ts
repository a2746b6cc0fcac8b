import { Hono } from 'hono';
import { parseDocumentId } from '#shared/ids.ts';
import { cleanFileName, dispositionOf } from '#server/files/file-name.ts';
import type { FileStore } from '#server/files/file-store.ts';
import { parseFileHash } from '#server/files/file-store.ts';
import { imageTypeOf } from '#server/files/media-type.ts';
import { parseByteRange } from './byte-range.ts';
import { onlyMethods, problem } from './problem.ts';

/** What is named by its content never changes; who else may keep it (a proxy for all) is not ours to say. */
const FOR_EVER = 'private, max-age=31536000, immutable';
/** Whatever it turns out to be: no script, no form, no frame, nothing loaded, an origin of its own. */
const HARMLESS = "sandbox; default-src 'none'";

export interface FileDeliveryNeeds {
  readonly fileStore: Pick<FileStore, 'open'>;
  /** whether pages of other origins show documents: their images then come from here */
  readonly embedded: boolean;
}

/**
 * `GET /files/<document>/<hash>/<name>`: a file of a document. Images whose bytes say so are shown, everything else, pages and SVG
 * included, is for saving. The name is only what it is saved as: any other leads to the same bytes.
 */
export function fileDelivery({ fileStore, embedded }: FileDeliveryNeeds): Hono {
  const app = new Hono();
  app.get('/files/:document/:hash/:name', async (context) => {
    const document = parseDocumentId(context.req.param('document'));
    const hash = parseFileHash(context.req.param('hash'));
    const file = document === null || hash === null ? null : await fileStore.open(document, hash);
    if (file === null || hash === null) return problem(context, 'not-found', 'there is no such file');
    const etag = `"${hash}"`;
    const headers = {
      ETag: etag,
      'Cache-Control': FOR_EVER,
      'Accept-Ranges': 'bytes',
      'Content-Security-Policy': HARMLESS,
      'Cross-Origin-Resource-Policy': embedded ? 'cross-origin' : 'same-origin',
    };
    const known = context.req.header('If-None-Match')?.split(',') ?? [];
    if (known.some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))) {
      await file.close();
      return context.body(null, 304, headers);
    }
    const ifRange = context.req.header('If-Range');
    const wanted = ifRange === undefined || ifRange === etag ? context.req.header('Range') : undefined;
    const range = parseByteRange(wanted, file.size);
    if (range === 'outside') {
      await file.close();
      return context.body(null, 416, { ...headers, 'Content-Range': `bytes */${file.size}` });
    }
    const { start, end } = range === 'all' ? { start: 0, end: file.size - 1 } : range;
    const image = imageTypeOf(file.head);
    const name = cleanFileName(context.req.param('name'));
    const described = {
      ...headers,
      'Content-Type': image ?? 'application/octet-stream',
      'Content-Disposition': dispositionOf(image === null ? 'attachment' : 'inline', name),
      'Content-Length': String(end - start + 1),
      ...(range === 'all' ? {} : { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
    };
    const status = range === 'all' ? 200 : 206;
    if (context.req.method === 'HEAD' || file.size === 0) {
      await file.close();
      return context.body(null, status, described);
    }
    return context.body(file.read(start, end), status, described);
  });
  app.all('/files/:document/:hash/:name', onlyMethods('GET, HEAD'));
  return app;
}
