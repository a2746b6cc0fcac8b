/** Files on their way to being documents. The server makes the documents: it alone seeds content, once. */
import type { ImportJob } from '#shared/api/imports.ts';
import { DOCX_TYPE, JSON_DOCUMENT_TYPE } from '#shared/api/media-types.ts';
import type { Clock } from '#shared/clock.ts';
import { createStore, type Store } from '#web/editor/store.ts';
import { problemOf } from '../document-export.ts';
import { importWords as say } from './words.ts';

export type ImportState =
  | { readonly kind: 'sending' }
  | { readonly kind: 'waiting' }
  /** from 0 to 1 */
  | { readonly kind: 'reading'; readonly part: number }
  /** `name` is the document's, `lost` what of the file is not in it */
  | { readonly kind: 'done'; readonly name: string; readonly lost: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string };

export interface Import {
  readonly id: number;
  readonly fileName: string;
  readonly state: ImportState;
}

export interface Imports {
  readonly store: Store<readonly Import[]>;
  add(files: Iterable<File>): void;
  /** Gives up what is under way, takes away what has ended. */
  remove(id: number): void;
  retry(id: number): void;
}

interface Needs {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** a document is there, nothing of the file is missing, and nothing else is under way */
  readonly onDone: (name: string) => void;
}

/** How often the server is asked how far it is, and how often in a row it may stay silent. */
const ASK_DELAY_MS = 400;
const MAX_SILENT_ANSWERS = 10;
const LOST_HEADER = 'X-Manyhands-Lost';

/** By the end of a file's name: systems name types as they like. */
const TYPES: Readonly<Record<string, string>> = {
  docx: DOCX_TYPE,
  md: 'text/markdown; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  htm: 'text/html; charset=utf-8',
  json: JSON_DOCUMENT_TYPE,
};

export function createImports({ fetch, clock, onDone }: Needs): Imports {
  const store = createStore<readonly Import[]>([]);
  const running = new Map<number, { readonly file: File; readonly cancel: AbortController }>();
  let ids = 0;

  const set = (id: number, state: ImportState): void =>
    store.set(store.get().map((one) => (one.id === id ? { ...one, state } : one)));
  const wait = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const stop = clock.after(ASK_DELAY_MS, resolve);
      signal.addEventListener('abort', () => {
        stop();
        resolve();
      });
    });

  /** Asks until the job has ended. A server that says nothing for a while is asked again: the job goes on without us. */
  const follow = async (id: number, job: string, signal: AbortSignal): Promise<ImportState> => {
    for (let silent = 0; silent < MAX_SILENT_ANSWERS;) {
      await wait(signal);
      signal.throwIfAborted();
      const response = await fetch(job, { signal }).catch(() => null);
      signal.throwIfAborted();
      if (response?.status === 404) return { kind: 'failed', why: say.gone };
      if (response?.ok !== true) {
        silent += 1;
        continue;
      }
      silent = 0;
      const state = (await response.json()) as ImportJob;
      switch (state.state) {
        case 'queued':
          set(id, { kind: 'waiting' });
          break;
        case 'running':
          set(id, { kind: 'reading', part: state.progress });
          break;
        case 'done':
          return { kind: 'done', name: state.id, lost: state.lost };
        case 'failed':
          return { kind: 'failed', why: sentence(state.problem.detail) };
        // by somebody else: this page stops to ask when it cancels
        case 'cancelled':
        default:
          return { kind: 'failed', why: say.gone };
      }
    }
    return { kind: 'failed', why: say.offline };
  };

  const send = async (id: number, file: File, signal: AbortSignal): Promise<ImportState> => {
    const type = TYPES[/\.([a-z]+)$/iu.exec(file.name)?.[1]?.toLowerCase() ?? ''];
    if (type === undefined) return { kind: 'failed', why: say.unknown };
    const url = `/api/v1/documents?name=${encodeURIComponent(file.name)}`;
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': type }, body: file, signal });
    if (!response.ok) return { kind: 'failed', why: sentence(await problemOf(response)) };
    const made = (await response.json()) as { readonly id?: unknown; readonly job?: unknown };
    if (response.status !== 202) {
      const lost = response.headers.get(LOST_HEADER)?.split(', ') ?? [];
      return typeof made.id === 'string' ? { kind: 'done', name: made.id, lost } : { kind: 'failed', why: say.offline };
    }
    if (typeof made.job !== 'string') return { kind: 'failed', why: say.offline };
    const { job } = made;
    // the server goes on with what nobody waits for any more, unless it is told
    signal.addEventListener('abort', () => void fetch(job, { method: 'DELETE' }).catch(() => {}));
    return follow(id, job, signal);
  };

  const begin = (id: number, file: File): void => {
    const cancel = new AbortController();
    running.set(id, { file, cancel });
    set(id, { kind: 'sending' });
    send(id, file, cancel.signal)
      .catch((): ImportState => ({ kind: 'failed', why: say.offline }))
      .then((state) => {
        if (cancel.signal.aborted) return;
        set(id, state);
        if (state.kind === 'done' && state.lost.length === 0 && store.get().length === 1) onDone(state.name);
      })
      .catch(() => {});
  };

  return {
    store,
    add(files) {
      for (const file of files) {
        ids += 1;
        store.set([...store.get(), { id: ids, fileName: file.name, state: { kind: 'sending' } }]);
        begin(ids, file);
      }
    },
    remove(id) {
      running.get(id)?.cancel.abort();
      running.delete(id);
      store.set(store.get().filter((one) => one.id !== id));
    },
    retry(id) {
      const file = running.get(id)?.file;
      if (file !== undefined) begin(id, file);
    },
  };
}

/** The server's words, as a sentence that stands by itself. */
function sentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
