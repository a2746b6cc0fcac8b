/** The history of a document, from its server. */
import type { HistoryPage } from '#shared/api/history.ts';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import { problemOf } from '../document-export.ts';

/** A long log is compared in some seconds. */
const TIMEOUT_MS = 40_000;

export interface HistorySource {
  /** sessions before a position, newest first; null for the newest of all */
  sessions(before: number | null): Promise<Fetched<HistoryPage>>;
  /** the page at `to` with what changed since `from` */
  view(from: number, to: number): Promise<Fetched<HistoryView>>;
  /** the document at a position, as a Yjs update */
  state(at: number): Promise<Fetched<Uint8Array>>;
}

export type Fetched<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly why: string }
  /** there was no answer at all */
  | { readonly kind: 'offline' };

/** `server` is its base URL, `document` its name. */
export function historySource(
  fetch: typeof globalThis.fetch,
  server: string,
  document: string,
  token: (() => Promise<string>) | undefined,
): HistorySource {
  const base = `${server.replace(/\/+$/u, '')}/api/v1/documents/${encodeURIComponent(document)}`;
  const get = async <T>(path: string, read: (response: Response) => Promise<T>): Promise<Fetched<T>> => {
    try {
      const headers: Record<string, string> = {};
      if (token !== undefined) headers['Authorization'] = `Bearer ${await token()}`;
      const response = await fetch(`${base}/${path}`, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) return { kind: 'failed', why: await problemOf(response) };
      return { kind: 'done', value: await read(response) };
    } catch {
      return { kind: 'offline' };
    }
  };
  // the server is of the same version as this code: it is asked under the version of its interface
  const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
  return {
    sessions: (before) => get(before === null ? 'history' : `history?before=${before}`, json<HistoryPage>),
    view: (from, to) => get(`changes?form=page&from=${from}&to=${to}`, json<HistoryView>),
    state: (at) => get(`state?at=${at}`, async (response) => new Uint8Array(await response.arrayBuffer())),
  };
}
