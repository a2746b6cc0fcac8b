import type { Context } from 'hono';
import type { ContentFormat, OfficeFormat } from '#shared/api/documents.ts';
import { JSON_DOCUMENT_TYPE, LOST_HEADER, OFFICE_FORMATS } from '#shared/api/documents.ts';
import { DOCX_TYPE } from '#shared/api/media-types.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { Content } from '#server/content/content.ts';
import type { FileStore } from '#server/files/file-store.ts';
import type { Log } from '#server/telemetry/log.ts';
import { RETRY_AFTER_S } from './limits.ts';
import { loadFile } from './load-file.ts';
import { problem } from './problem.ts';

const MEDIA_TYPES: Readonly<Record<ContentFormat, string>> = {
  markdown: 'text/markdown; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: `${JSON_DOCUMENT_TYPE}; charset=utf-8`,
  docx: DOCX_TYPE,
};
const RETRY = { 'Retry-After': String(RETRY_AFTER_S) };

export interface ContentAnswerNeeds {
  readonly content: Content;
  /** the files of documents, whose images go into what is exported */
  readonly fileStore: Pick<FileStore, 'open'>;
  readonly log: Log;
  /** the site's address as the asking client sees it */
  readonly siteUrl: (context: Context) => string;
}

/** Answers with the document that these updates make, in a format: something to open and to keep, never a page of this origin. */
export async function contentAnswer(
  context: Context,
  { content, fileStore, log, siteUrl }: ContentAnswerNeeds,
  id: DocumentId | null,
  updates: readonly Uint8Array[],
  format: ContentFormat,
): Promise<Response> {
  const { signal } = context.req.raw;
  const host = { load: (src: string) => loadFile(fileStore, src) };
  const exported = isOfficeFormat(format)
    ? await content.exportOffice(updates, format, siteUrl(context), host, signal)
    : await content.export(updates, format, signal);
  if (exported.kind === 'busy') return problem(context, 'unavailable', 'too many conversions wait already', RETRY);
  if (exported.kind !== 'converted') {
    log.error({ document: id, reason: exported.reason }, 'a document could not be exported');
    return problem(context, 'unavailable', 'the document could not be exported', RETRY);
  }
  const { lost } = exported.value;
  return context.body('text' in exported.value ? exported.value.text : exported.value.bytes, 200, {
    ...(lost.length === 0 ? {} : { [LOST_HEADER]: lost.join(', ') }),
    'Content-Security-Policy': 'sandbox',
    'Content-Disposition': 'attachment',
    'Content-Type': MEDIA_TYPES[format],
    'Cache-Control': 'no-store',
  });
}

function isOfficeFormat(format: ContentFormat): format is OfficeFormat {
  return (OFFICE_FORMATS as readonly string[]).includes(format);
}
