import type { Context } from 'hono';
import type { ContentFormat, OfficeFormat } from '#shared/api/documents.ts';
import { LOST_HEADER, OFFICE_FORMATS } from '#shared/api/documents.ts';
import { DOCX_TYPE, JSON_DOCUMENT_TYPE, ODT_TYPE } from '#shared/api/media-types.ts';
import { BugError } from '#shared/assert.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { Content, Converted } from '#server/content/content.ts';
import type { PdfPrinter } from '#server/content/pdf-printer.ts';
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
  odt: ODT_TYPE,
  pdf: 'application/pdf',
};
const NO_PRINTER = 'there is no Chromium to print with: print from the browser, or have it installed on the server';
const RETRY = { 'Retry-After': String(RETRY_AFTER_S) };

type Exported =
  | { readonly text: string; readonly lost: readonly string[] }
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly lost: readonly string[] };

export interface ContentAnswerNeeds {
  readonly content: Content;
  /** the files of documents, whose images go into what is exported */
  readonly fileStore: Pick<FileStore, 'open'>;
  /** null where there is nothing to print with */
  readonly printer: PdfPrinter | null;
  readonly log: Log;
  /** the site's address as the asking client sees it */
  readonly siteUrl: (context: Context) => string;
}

/** Answers with the document that these updates make, in a format: something to open and to keep, never a page of this origin. */
export async function contentAnswer(
  context: Context,
  { content, fileStore, printer, log, siteUrl }: ContentAnswerNeeds,
  id: DocumentId | null,
  updates: readonly Uint8Array[],
  format: ContentFormat,
): Promise<Response> {
  const { signal } = context.req.raw;
  if (format === 'pdf') {
    if (printer === null) return problem(context, 'not-implemented', NO_PRINTER);
    if (!printer.hasRoom) return problem(context, 'unavailable', 'too many documents are being printed', RETRY);
  }
  const host = { load: (src: string) => loadFile(fileStore, src) };
  const exported = isOfficeFormat(format)
    ? await content.exportOffice(updates, format, siteUrl(context), host, signal)
    : await content.export(updates, format, signal);
  const made =
    exported.kind === 'converted' && format === 'pdf' ? await print(exported.value, printer, signal) : exported;
  if (made.kind === 'busy') return problem(context, 'unavailable', 'too many conversions wait already', RETRY);
  if (made.kind !== 'converted') {
    log.error({ document: id, reason: made.reason }, 'a document could not be exported');
    return problem(context, 'unavailable', 'the document could not be exported', RETRY);
  }
  const { lost } = made.value;
  return context.body('text' in made.value ? made.value.text : made.value.bytes, 200, {
    ...(lost.length === 0 ? {} : { [LOST_HEADER]: lost.join(', ') }),
    'Content-Security-Policy': 'sandbox',
    'Content-Disposition': 'attachment',
    'Content-Type': MEDIA_TYPES[format],
    'Cache-Control': 'no-store',
  });
}

/** The page on paper; what the page has not is not on it either. */
async function print(page: Exported, printer: PdfPrinter | null, signal: AbortSignal): Promise<Converted<Exported>> {
  if (printer === null || !('bytes' in page)) throw new BugError('a PDF is printed of a page');
  const printed = await printer.print(page.bytes, signal);
  return printed.kind === 'converted'
    ? { kind: 'converted', value: { bytes: printed.value, lost: page.lost } }
    : printed;
}

function isOfficeFormat(format: ContentFormat): format is OfficeFormat {
  return (OFFICE_FORMATS as readonly string[]).includes(format);
}
