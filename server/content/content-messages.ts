import type { MessagePort } from 'node:worker_threads';
import type { OfficeFormat, TextFormat } from '#shared/api/documents.ts';
import type { ChangesForm } from '#shared/api/history.ts';
import type { Part } from '#shared/document/history-view/read-parts.ts';
import type { Sweep } from '#shared/document/sweep.ts';
import type { LogRow } from '#shared/document/history-view/log-row.ts';

/** What the server asks of a content worker, one thing at a time. */
export type ContentJob =
  | { readonly kind: 'import'; readonly markdown: string; readonly title: string | null }
  | { readonly kind: 'import-json'; readonly json: string; readonly title: string | null }
  | { readonly kind: 'import-html'; readonly html: string; readonly title: string | null }
  | { readonly kind: 'import-text'; readonly text: string; readonly title: string | null }
  | { readonly kind: 'export'; readonly updates: readonly Uint8Array[]; readonly format: TextFormat }
  /** `files` is where the worker asks for the files of the document, and tells how far it is */
  | { readonly kind: 'import-office'; readonly bytes: Uint8Array; readonly name: string; readonly files: MessagePort }
  | {
      readonly kind: 'export-office';
      readonly updates: readonly Uint8Array[];
      readonly format: OfficeFormat;
      readonly base: string;
      readonly files: MessagePort;
    }
  /** all of a log up to a position, and how many of its rows make the older state */
  | { readonly kind: 'changes'; readonly rows: readonly LogRow[]; readonly from: number; readonly form: ChangesForm }
  /** some of a document, as a document of its own */
  | { readonly kind: 'part'; readonly updates: readonly Uint8Array[]; readonly part: Part }
  | { readonly kind: 'state'; readonly updates: readonly Uint8Array[] }
  /** all of a log, and how many of its updates make the state that is old enough */
  | { readonly kind: 'sweep'; readonly updates: readonly Uint8Array[]; readonly old: number };

export type ContentAnswer =
  | {
      readonly kind: 'imported';
      readonly update: Uint8Array;
      readonly title: string;
      readonly lost?: readonly string[];
    }
  | { readonly kind: 'exported'; readonly text: string; readonly lost?: readonly string[] }
  | { readonly kind: 'made'; readonly bytes: Uint8Array<ArrayBuffer>; readonly lost: readonly string[] }
  | { readonly kind: 'merged'; readonly update: Uint8Array }
  | ({ readonly kind: 'swept' } & Sweep)
  /** above a limit, which the reason names */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };
