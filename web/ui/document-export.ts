import { DOCX_TYPE, ODT_TYPE } from '#shared/api/media-types.ts';
import type { ContentFormat } from '#shared/api/documents.ts';
import { words } from './words.ts';

/** How long the server may take to write a document out. */
const EXPORT_TIMEOUT_MS = 60_000;

export type Exported = { kind: 'done'; file: Blob } | { kind: 'failed'; why: string };

/** How each format is asked for, and what its file is. */
export const FILES: Readonly<Record<ContentFormat, { readonly type: string; readonly extension: string }>> = {
  markdown: { type: 'text/markdown', extension: 'md' },
  html: { type: 'text/html', extension: 'html' },
  text: { type: 'text/plain', extension: 'txt' },
  json: { type: 'application/json', extension: 'json' },
  odt: { type: ODT_TYPE, extension: 'odt' },
  pdf: { type: 'application/pdf', extension: 'pdf' },
  docx: { type: DOCX_TYPE, extension: 'docx' },
};

interface Source {
  /** a base URL */
  readonly server: string;
  /** a document's name */
  readonly document: string;
  readonly token: (() => Promise<string>) | undefined;
}

/**
 * A document in a format, from the server: current to the last acknowledged edit. Reads the reason out of a problem document (RFC 9457)
 * when it fails.
 */
export async function exportDocument(
  fetch: typeof globalThis.fetch,
  { server, document, token }: Source,
  format: ContentFormat,
): Promise<Exported> {
  const base = server.replace(/\/+$/u, '');
  const url = `${base}/api/v1/documents/${encodeURIComponent(document)}/content?format=${format}`;
  try {
    const headers: Record<string, string> = { Accept: `${FILES[format].type}, application/problem+json` };
    if (token !== undefined) headers['Authorization'] = `Bearer ${await token()}`;
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS) });
    if (response.ok) return { kind: 'done', file: await response.blob() };
    return { kind: 'failed', why: words.toast.exportFailedWhy(await problemOf(response)) };
  } catch {
    return { kind: 'failed', why: words.toast.exportFailed };
  }
}

/** What a problem document says, or the status. */
export async function problemOf(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.json();
    if (typeof problem === 'object' && problem !== null) {
      const { detail, title } = problem as Record<string, unknown>;
      if (typeof detail === 'string' && detail !== '') return detail;
      if (typeof title === 'string' && title !== '') return title;
    }
  } catch {
    // no JSON: the status has to do
  }
  return `${response.status} ${response.statusText}`.trim();
}

/** A file name that every system takes. */
export function fileName(title: string, extension: string): string {
  const name = title
    // oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/gu, '')
    .slice(0, 80);
  return `${name === '' ? words.untitled : name}.${extension}`;
}
