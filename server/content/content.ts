/** What is done with documents outside the relay. Updates are Yjs updates, V1. */
export interface Content {
  /** A document's first content. `title` is null where the Markdown's own is wanted. */
  fromMarkdown(markdown: string, title: string | null): Promise<Converted<{ update: Uint8Array; title: string }>>;
  /** The document that these updates make. */
  export(updates: readonly Uint8Array[], format: 'markdown' | 'text'): Promise<Converted<string>>;
  close(): Promise<void>;
}

export type Converted<T> =
  | { readonly kind: 'converted'; readonly value: T }
  /** this conversion failed, or took too long and was ended; others are not concerned */
  | { readonly kind: 'failed'; readonly reason: string };
