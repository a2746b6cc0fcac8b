/** The history of a document, from its server, and the names that people give to versions. */
import type { HistoryPage, NamedVersion, PurgedDocument, Versions } from '#shared/api/history.ts';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import type { UserInfo } from '#web/client/document-client.ts';
import { problemOf } from '../document-export.ts';

/** A long log is compared in some seconds. */
const TIMEOUT_MS = 40_000;

export interface HistorySource {
  /** sessions before a position, newest first; null for the newest of all */
  sessions(before: number | null): Promise<Fetched<HistoryPage>>;
  /** the versions that have a name, newest first */
  versions(): Promise<Fetched<Versions>>;
  /** gives a position a name, another one, or takes it away: null */
  name(position: number, name: string | null, by: UserInfo): Promise<Fetched<NamedVersion | null>>;
  /** the page at `to` with what changed since `from` */
  view(from: number, to: number): Promise<Fetched<HistoryView>>;
  /** deletes the history up to now, for good */
  purge(): Promise<Fetched<PurgedDocument>>;
  /** the document at a position, as a Yjs update */
  state(at: number): Promise<Fetched<Uint8Array>>;
}

export type Fetched<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly why: string }
  /** there was no answer at all */
  | { readonly kind: 'offline' };

export type Failure = Exclude<Fetched<never>, { kind: 'done' }>;

/** `server` is its base URL, `document` its name. */
export function historySource(
  fetch: typeof globalThis.fetch,
  server: string,
  document: string,
  token: (() => Promise<string>) | undefined,
): HistorySource {
  const base = `${server.replace(/\/+$/u, '')}/api/v1/documents/${encodeURIComponent(document)}`;
  const ask = async <T>(
    path: string,
    read: (response: Response) => Promise<T>,
    request: RequestInit = {},
  ): Promise<Fetched<T>> => {
    try {
      const headers: Record<string, string> = {};
      if (token !== undefined) headers['Authorization'] = `Bearer ${await token()}`;
      if (request.body !== undefined) headers['Content-Type'] = 'application/json';
      const response = await fetch(`${base}/${path}`, {
        ...request,
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) return { kind: 'failed', why: await problemOf(response) };
      return { kind: 'done', value: await read(response) };
    } catch {
      return { kind: 'offline' };
    }
  };
  // the server is of the same version as this code: it is asked under the version of its interface
  const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
  return {
    sessions: (before) => ask(before === null ? 'history' : `history?before=${before}`, json<HistoryPage>),
    versions: () => ask('versions', json<Versions>),
    name: (position, name, by) =>
      name === null
        ? ask(`versions/${position}`, () => Promise.resolve(null), { method: 'DELETE' })
        : ask(`versions/${position}`, json<NamedVersion>, { method: 'PUT', body: JSON.stringify({ name, by }) }),
    view: (from, to) => ask(`changes?form=page&from=${from}&to=${to}`, json<HistoryView>),
    purge: () => ask('purge', json<PurgedDocument>, { method: 'POST' }),
    state: (at) => ask(`state?at=${at}`, async (response) => new Uint8Array(await response.arrayBuffer())),
  };
}
