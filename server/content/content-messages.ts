import type { ContentFormat } from '#shared/api/documents.ts';

/** What the server asks of a content worker, one thing at a time. */
export type ContentJob =
  | { readonly kind: 'import'; readonly markdown: string; readonly title: string | null }
  | { readonly kind: 'export'; readonly updates: readonly Uint8Array[]; readonly format: ContentFormat };

export type ContentAnswer =
  | { readonly kind: 'imported'; readonly update: Uint8Array; readonly title: string }
  | { readonly kind: 'exported'; readonly text: string }
  /** above a limit, which the reason names */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };
