/** One file on its way to the server. */
import type { UploadedFile } from '#shared/api/files.ts';
import { isFileUrl, readableSize } from '#shared/document/file-url.ts';

/** Larger files are not sent before the server has said that it takes them. */
const ASK_FIRST_BYTES = 8_000_000;

export interface UploadTarget {
  /** base of the server */
  readonly server: string;
  /** the document's name */
  readonly document: string;
  readonly token: (() => Promise<string>) | undefined;
  /** the page's */
  readonly view: Window & typeof globalThis;
}

export type UploadOutcome =
  | { readonly kind: 'uploaded'; readonly file: UploadedFile }
  /** `limit`: as people read it, such as 25 MB; null where the server did not say */
  | { readonly kind: 'too-large'; readonly limit: string | null }
  /** the document holds as much as it may */
  | { readonly kind: 'full' }
  | { readonly kind: 'offline' }
  /** in the server's words */
  | { readonly kind: 'refused'; readonly why: string };

/** Rejects only where `signal` is aborted. `onProgress` is told the part that is sent, 0 to 1. */
export async function uploadFile(
  target: UploadTarget,
  file: File,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<UploadOutcome> {
  const { server, document, token } = target;
  const url = `${server.replace(/\/+$/u, '')}/api/v1/documents/${encodeURIComponent(document)}/files`;
  try {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${await token()}` };
    if (file.size > ASK_FIRST_BYTES) {
      const response = await target.view.fetch(url, { headers, signal });
      const most = fieldOf(await response.json(), 'maxFileBytes');
      if (typeof most === 'number' && file.size > most) return { kind: 'too-large', limit: readableSize(most) };
    }
    const answer = await send(
      target.view,
      `${url}?name=${encodeURIComponent(file.name)}`,
      file,
      headers,
      signal,
      onProgress,
    );
    return outcomeOf(answer);
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof SyntaxError ? { kind: 'refused', why: 'the server’s answer is none' } : { kind: 'offline' };
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** By XMLHttpRequest, as `fetch` does not say how far it is. Rejects where there is no answer. */
function send(
  view: Window & typeof globalThis,
  url: string,
  file: File,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new view.XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () => resolve({ status: request.status, text: request.responseText }));
    request.addEventListener('error', () => reject(new Error('no answer')));
    request.addEventListener('abort', () => reject(new Error('cancelled')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function outcomeOf({ status, text }: Answer): UploadOutcome {
  // a proxy in front of the server refuses in words of its own
  const answer: unknown = text.startsWith('{') ? JSON.parse(text) : null;
  const [url, name, size, mime] = ['url', 'name', 'size', 'mime'].map((key) => fieldOf(answer, key));
  if (
    status === 201 &&
    isFileUrl(url) &&
    typeof name === 'string' &&
    typeof size === 'number' &&
    typeof mime === 'string'
  ) {
    return { kind: 'uploaded', file: { url, name, size, mime } };
  }
  if (fieldOf(answer, 'code') === 'document-full') return { kind: 'full' };
  const detail = fieldOf(answer, 'detail');
  const why = typeof detail === 'string' ? detail : `status ${status}`;
  if (status !== 413) return { kind: 'refused', why };
  const bytes = /(\d+) bytes/u.exec(why)?.[1];
  return { kind: 'too-large', limit: bytes === undefined ? null : readableSize(Number(bytes)) };
}

/** By hand: the library that reads the API's answers on the server would weigh more than all of this. */
function fieldOf(answer: unknown, key: string): unknown {
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>)[key] : undefined;
}
