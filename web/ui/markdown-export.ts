import { words } from './words.ts';

/** How long the server may take to write a document out. */
const EXPORT_TIMEOUT_MS = 30_000;

export type Exported = { kind: 'done'; text: string } | { kind: 'failed'; why: string };

/**
 * A document as Markdown, from the server: current to the last acknowledged edit. `server` is its base URL, `document` its name.
 * Reads the reason out of a problem document (RFC 9457) when it fails.
 */
export async function exportMarkdown(
  fetch: typeof globalThis.fetch,
  server: string,
  document: string,
  token: (() => Promise<string>) | undefined,
): Promise<Exported> {
  const url = `${server.replace(/\/+$/u, '')}/api/v1/documents/${encodeURIComponent(document)}/content?format=markdown`;
  try {
    const headers: Record<string, string> = { Accept: 'text/markdown' };
    if (token !== undefined) headers['Authorization'] = `Bearer ${await token()}`;
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS) });
    if (response.ok) return { kind: 'done', text: await response.text() };
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
