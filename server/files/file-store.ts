import type { FileLimits } from '#server/config/config.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { StorageProblem } from '#server/store/store.ts';

declare const brand: unique symbol;

/** A file's content as SHA-256, 64 hexadecimal digits in lower case. Made by {@link parseFileHash} alone. */
export type FileHash = string & { readonly [brand]: 'FileHash' };

export function parseFileHash(text: string): FileHash | null {
  return /^[0-9a-f]{64}$/u.test(text) ? (text as FileHash) : null;
}

/**
 * Files that belong to documents: images and whatever else people put into them. A file is named by its content, so it never changes and
 * the same one is kept once; a document has no access to another's.
 */
export interface FileStore {
  readonly limits: FileLimits;
  /**
   * Takes a file as it comes in, never whole in memory. Resolves to `stored` only when a loss of power cannot take it any more; otherwise
   * nothing of it is kept. What `content` throws is thrown on. A refusal may leave `content` unread.
   */
  put(document: DocumentId, content: AsyncIterable<Uint8Array>, declaredBytes: number): Promise<PutResult>;
  /** Null when the document has no such file. Whoever opens it closes it, or reads it to its end. */
  open(document: DocumentId, hash: FileHash): Promise<OpenFile | null>;
  /** Removes the document's files that are not to be kept, one at a time; gives how many. Of two uploads of one file the newer one counts. */
  sweep(document: DocumentId, isKept: (hash: FileHash, ageMs: number) => boolean): Promise<number>;
  /** Whether the document has a file of which this holds. */
  has(document: DocumentId, isMeant: (hash: FileHash, ageMs: number) => boolean): Promise<boolean>;
  /** As `sweep`, for whatever belongs to none of these documents. */
  sweepOthers(documents: ReadonlySet<DocumentId>, isKept: (hash: FileHash, ageMs: number) => boolean): Promise<number>;
  /** what the document's files take of its limit */
  usedBytes(document: DocumentId): Promise<number>;
}

export type PutResult =
  | {
      readonly kind: 'stored';
      readonly hash: FileHash;
      readonly size: number;
      /** its first bytes, to know its type by */
      readonly head: Uint8Array;
    }
  | { readonly kind: 'too-large' }
  /** with it the document would hold more than it may */
  | { readonly kind: 'document-full' }
  /** too many uploads are under way */
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly problem: StorageProblem; readonly detail: string };

export interface OpenFile {
  readonly size: number;
  readonly head: Uint8Array;
  /** Its bytes from `start` up to and including `end`; it is closed with the stream, however that ends. */
  read(start: number, end: number): ReadableStream<Uint8Array>;
  close(): Promise<void>;
}
