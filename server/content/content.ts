import type { OfficeFormat, TextFormat } from '#shared/api/documents.ts';
import type { ChangesForm } from '#shared/api/history.ts';
import type { Part } from '#shared/document/history-view/read-parts.ts';
import type { Sweep } from '#shared/document/sweep.ts';
import type { LogRow } from '#shared/document/history-view/log-row.ts';
import type { ContentJob } from './content-messages.ts';
import type { FileHost } from './file-port.ts';

/** What is done with documents outside the relay. Updates are Yjs updates, V1. */
export interface Content {
  /** Whether one more job of this kind would be taken; to be asked before much is loaded for it. */
  hasRoomFor(kind: ContentJob['kind']): boolean;
  /** A document's first content. `title` is null where the Markdown's own is wanted. */
  fromMarkdown(
    markdown: string,
    title: string | null,
    signal?: AbortSignal,
  ): Promise<Converted<{ update: Uint8Array; title: string }>>;
  /** The same from a document as JSON. */
  fromJson(
    json: string,
    title: string | null,
    signal?: AbortSignal,
  ): Promise<Converted<{ update: Uint8Array; title: string }>>;
  /** The same from a page as HTML; nothing that it names is fetched, and images that are in it themselves are left out. */
  fromHtml(
    html: string,
    title: string | null,
    signal?: AbortSignal,
  ): Promise<Converted<{ update: Uint8Array; title: string }>>;
  /** The same from plain text: a paragraph a line. */
  fromText(
    text: string,
    title: string | null,
    signal?: AbortSignal,
  ): Promise<Converted<{ update: Uint8Array; title: string }>>;
  /** The document that these updates make, and the names of what the format could not hold of it. */
  export(
    updates: readonly Uint8Array[],
    format: TextFormat,
    signal?: AbortSignal,
  ): Promise<Converted<{ readonly text: string; readonly lost: readonly string[] }>>;
  /** A document's first content from a Word file called `name`. Its images go to `host`, which also hears how far it is. */
  fromOffice(
    bytes: Uint8Array,
    name: string,
    host: Required<Pick<FileHost, 'keep' | 'onProgress'>>,
    signal?: AbortSignal,
  ): Promise<Converted<{ readonly update: Uint8Array; readonly title: string; readonly lost: readonly string[] }>>;
  /** A file for office programs; for a PDF the page that is to be printed. Its images come from `host`; `base` is the site's address. */
  exportOffice(
    updates: readonly Uint8Array[],
    format: OfficeFormat,
    base: string,
    host: Required<Pick<FileHost, 'load'>>,
    signal?: AbortSignal,
  ): Promise<Converted<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly lost: readonly string[] }>>;
  /** What changed in a document between two states of its log, as JSON: `docs/history.md` says which. */
  changes(rows: readonly LogRow[], from: number, form: ChangesForm, signal?: AbortSignal): Promise<Converted<string>>;
  /** A part of the document that these updates make, as a document of its own; refused where it has no such part. */
  part(updates: readonly Uint8Array[], part: Part, signal?: AbortSignal): Promise<Converted<Uint8Array>>;
  /** The document that these updates make, as one update. */
  state(updates: readonly Uint8Array[], signal?: AbortSignal): Promise<Converted<Uint8Array>>;
  /** The edit that sweeps a document of this log, of which the first `old` updates are old enough. */
  sweep(updates: readonly Uint8Array[], old: number): Promise<Converted<Sweep>>;
  close(): Promise<void>;
}

/** What of a document is wanted: blocks by the names that the list of changes gives them. */
export type { Part } from '#shared/document/history-view/read-parts.ts';

export type Converted<T> =
  | { readonly kind: 'converted'; readonly value: T }
  /** above a limit, which the reason names */
  | { readonly kind: 'refused'; readonly reason: string }
  /** too many wait already, or the server stops: to be asked again later */
  | { readonly kind: 'busy' }
  /** this conversion failed, or nobody waits for it any more; others are not concerned */
  | { readonly kind: 'failed'; readonly reason: string };
