import type { Context } from 'hono';
import { Hono } from 'hono';
import type { z } from 'zod';
import type { CreateDocument, CreatedDocument } from '#shared/api/documents.ts';
import { CONTENT_QUERY, CREATE_DOCUMENT, MAX_CONTENT_BYTES } from '#shared/api/documents.ts';
import { DOCX_TYPE, JSON_DOCUMENT_TYPE } from '#shared/api/media-types.ts';
import { unreachable } from '#shared/assert.ts';
import type { DocumentId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { RandomBytes } from '#shared/random.ts';
import type { ImportJobs } from '#server/content/import-jobs.ts';
import type { LoadResult, Store } from '#server/store/store.ts';
import type { ContentAnswerNeeds } from './content-answer.ts';
import { contentAnswer } from './content-answer.ts';
import { MAX_LOADING_EXPORTS, RETRY_AFTER_S } from './limits.ts';
import { startImport } from './imports-api.ts';
import { newDocumentId } from './new-document-id.ts';
import { onlyMethods, problem } from './problem.ts';
import { readText } from './request-body.ts';

export interface DocumentsApiNeeds extends ContentAnswerNeeds {
  readonly store: Pick<Store, 'create' | 'look'>;
  readonly imports: Pick<ImportJobs, 'reserve'>;
  readonly randomBytes: RandomBytes;
}

/**
 * `POST /documents`: makes a document from Markdown, HTML, plain text, JSON or a Word file; committed before it is answered, so nobody sees it half or twice. What
 * comes of a Word file is answered later.
 * `GET /documents/:id/content`: its content, current to the last acknowledged edit, because that is what the store holds.
 */
export function documentsApi({
  store,
  content,
  fileStore,
  imports,
  printer,
  randomBytes,
  log,
  siteUrl,
}: DocumentsApiNeeds): Hono {
  const api = new Hono();
  const retry = { 'Retry-After': String(RETRY_AFTER_S) };
  const busy = (context: Context): Response =>
    problem(context, 'unavailable', 'too many conversions wait already', retry);

  let loading = 0;
  const look = (id: DocumentId): Promise<LoadResult> => {
    loading += 1;
    return store.look(id).finally(() => (loading -= 1));
  };

  api.post('/documents', async (context) => {
    if (mediaTypeOf(context) === DOCX_TYPE) return startImport(context, imports, siteUrl(context));
    const wanted = await readWanted(context);
    if (wanted instanceof Response) return wanted;
    const { signal } = context.req.raw;
    const made = await ('json' in wanted
      ? content.fromJson(wanted.json, null, signal)
      : 'html' in wanted
        ? content.fromHtml(wanted.html, null, signal)
        : 'text' in wanted
          ? content.fromText(wanted.text, null, signal)
          : content.fromMarkdown(wanted.markdown ?? '', wanted.title ?? null, signal));
    if (made.kind === 'busy') return busy(context);
    if (made.kind === 'refused') return problem(context, 'unprocessable-content', made.reason);
    if (made.kind === 'failed') {
      log.warn({ reason: made.reason }, 'what came could not be made into a document');
      return problem(context, 'unprocessable-content', 'no document can be made of this');
    }
    const id = newDocumentId(randomBytes);
    const created = await store.create(id, made.value.update);
    switch (created.kind) {
      case 'created': {
        const url = `${siteUrl(context)}/d/${encodeURIComponent(id)}`;
        const answer: CreatedDocument = { id, title: made.value.title, url };
        return context.json(answer, 201, { Location: url, 'Cache-Control': 'no-store' });
      }
      case 'refused':
        log.warn(
          { problem: created.problem, detail: created.detail },
          'a document was not made: the store takes nothing',
        );
        return problem(context, 'unavailable', `the store is ${created.problem}: nothing was made`, retry);
      case 'exists':
        // two of 2^128 alike: the source of randomness is broken
        throw new Error(`the new document's name ${id} is taken`);
      default:
        return unreachable(created);
    }
  });

  api.get('/documents/:id/content', async (context) => {
    const query = CONTENT_QUERY.safeParse(context.req.query());
    if (!query.success) return problem(context, 'bad-request', describeIssues(query.error));
    const id = parseDocumentId(context.req.param('id'));
    if (loading >= MAX_LOADING_EXPORTS || !content.hasRoomFor('export')) return busy(context);
    const loaded = id === null ? null : await look(id);
    if (loaded === null || loaded.kind === 'absent')
      return problem(context, 'not-found', 'there is no document of this name');
    if (loaded.kind === 'damaged') {
      log.error({ document: id, lastGoodSeq: loaded.lastGoodSeq, reason: loaded.reason }, 'a document cannot be read');
      return problem(context, 'unavailable', 'the document cannot be read; nothing is written over it', retry);
    }
    const { snapshot, tail } = loaded;
    const updates = [...(snapshot?.updates ?? []), ...tail.map((entry) => entry.update)];
    return contentAnswer(context, { content, fileStore, printer, log, siteUrl }, id, updates, query.data.format);
  });

  api.all('/documents', onlyMethods('POST'));
  api.all('/documents/:id/content', onlyMethods('GET, HEAD'));
  return api;
}

function mediaTypeOf(context: Context): string {
  return context.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
}

type Wanted = CreateDocument | { readonly json: string } | { readonly html: string } | { readonly text: string };

/** What the body asks for: Markdown, HTML or plain text as it is, JSON, or nothing. */
async function readWanted(context: Context): Promise<Wanted | Response> {
  const mediaType = mediaTypeOf(context);
  const body = await readText(context.req.raw, MAX_CONTENT_BYTES);
  if (body.kind === 'too-large') {
    return problem(context, 'too-large', `the body may have ${MAX_CONTENT_BYTES} bytes`, { Connection: 'close' });
  }
  if (body.kind === 'not-utf8') return problem(context, 'bad-request', 'the body is not UTF-8');
  if (mediaType === 'text/markdown') return { markdown: body.text };
  if (mediaType === 'text/html') return { html: body.text };
  if (mediaType === 'text/plain') return { text: body.text };
  if (mediaType === JSON_DOCUMENT_TYPE) return { json: body.text };
  if (mediaType === '' && body.text === '') return {};
  if (mediaType !== 'application/json') {
    return problem(
      context,
      'unsupported-media-type',
      `send text/markdown, text/html, text/plain, ${JSON_DOCUMENT_TYPE}, ${DOCX_TYPE}, or application/json with title and markdown`,
    );
  }
  if (body.text === '') return {};
  const json = parseJson(body.text);
  if (json === undefined) return problem(context, 'bad-request', 'the body is not JSON');
  const parsed = CREATE_DOCUMENT.safeParse(json);
  return parsed.success ? parsed.data : problem(context, 'bad-request', describeIssues(parsed.error));
}

/** undefined, which is no JSON value, where it does not parse */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function describeIssues(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
