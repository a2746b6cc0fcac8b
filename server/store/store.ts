import type { Author } from '#shared/author.ts';
import type { DocumentId } from '#shared/ids.ts';

/**
 * The one lasting interface: the logs of all documents. `sqlite` and `memory` implement it; `conformance.ts` is the suite that each
 * implementation MUST pass.
 *
 * - A promise of `append` or `create` that resolves to `stored` or `created` MUST NOT resolve before the bytes are where a loss of power
 *   cannot take them.
 * - Seqs of a document are 1, 2, 3 … with no gap, in the order of commit; appends of one caller keep their order.
 * - When an append is refused, appends of the same document that came in before the refusal was told are refused with it: they may build
 *   on it, and a log has no holes.
 * - All appends that come in while a commit is under way SHOULD go into the next one together (group commit). An append waits for no
 *   further company: who can wait asks `beforeCommit`.
 * - Expected refusals (disk full, damaged, not loaded) are return values. Anything thrown is a bug or a store that is closed
 *   ({@link StoreClosedError}).
 */
export interface Store {
  /** Reads a document's snapshot and tail, for who will append to it. Creates nothing. Verifies every checksum. */
  load(document: DocumentId): Promise<LoadResult>;
  /** As `load`, for who will not. */
  look(document: DocumentId): Promise<LoadResult>;
  /** Whoever loaded it appends no more: nothing of it is kept in memory. */
  release(document: DocumentId): void;
  /**
   * Adds updates (Yjs V1, already judged) to a document's log, in this order, in one transaction; the first append makes the document.
   * MUST be refused as `not-loaded` unless `load` gave `found` or `absent` for this document in this process, and when it was found
   * damaged since: what could not be read is never written over. A read that the disk refuses for a while makes no difference. Also
   * refused so when the log is not where this process left it: who hears that loads again and compares.
   *
   * `by` says who wrote each update, null where nobody knows. It is kept with the time of the commit.
   */
  append(
    document: DocumentId,
    updates: readonly Uint8Array[],
    by?: ReadonlyArray<Author | null>,
  ): Promise<AppendResult>;
  /**
   * Calls back, once and in a later turn, right before a transaction begins: what is appended then goes into it. After a quiet time that
   * is at once, under load as far apart as keeps the cost of commits small. Never throws.
   */
  beforeCommit(callback: () => void): void;
  /** One more update waits for what `beforeCommit` was asked: the transaction begins when there are enough, or when it is due. */
  oneMoreWaits(): void;
  /** Makes a document with its first content, atomically; `exists` when there is one, with or without content. */
  create(document: DocumentId, update: Uint8Array): Promise<CreateResult>;
  /** The log after `afterSeq`, oldest first, up to about `mostBytes` (at least one entry when there is one). Verifies checksums. */
  read(document: DocumentId, afterSeq: number, mostBytes: number): Promise<ReadResult>;
  /** Who wrote the entries before a seq and when, newest first, at most so many. Reads no update and verifies none. */
  signatures(document: DocumentId, beforeSeq: number, most: number): Promise<SignaturesResult>;
  /** The positions of a log that somebody named, newest first. */
  versions(document: DocumentId): Promise<VersionsResult>;
  /**
   * Names a position (1 to the head), gives it another name, or takes its name away (`null`). Who named it last and when is kept with it.
   * MUST NOT resolve to `named` before it is where a loss of power cannot take it.
   */
  nameVersion(document: DocumentId, seq: number, name: string | null, by: Author | null): Promise<NameResult>;
  /**
   * Merges all but the newest `keptEntries` entries of a log into a snapshot, from which `load` then begins. `read` and `signatures` MUST
   * answer as before. Nothing is changed unless the snapshot was shown to be as good as the log, and nothing is lost wherever it is broken
   * off. Appends go on meanwhile and MUST NOT wait for more than a small part of it. One at a time for each document.
   */
  compact(document: DocumentId, keptEntries: number): Promise<CompactResult>;
  /**
   * Forgets a log up to its head: what was deleted, who wrote when, and every past state. The document is what it was, loaded from a snapshot
   * without the content of what was deleted, and its log goes on with the next seq. MUST NOT resolve to `purged` before no byte of what was
   * forgotten is left in what the store keeps. Others' commits wait while the file is written anew.
   */
  purge(document: DocumentId): Promise<PurgeResult>;
  /** The state with which a log begins that was purged; null where it begins with its first entry, and where there is no such document. */
  beginning(document: DocumentId): Promise<Snapshot | DamagedResult | null>;
  /** Which files past and present states name, by their hashes: everything in any entry or state that looks like one. */
  fileHashes(document: DocumentId): Promise<ReadonlySet<string> | DamagedResult>;
  /** Names of documents, in no particular order, some thousand at a time. */
  names(): AsyncIterable<readonly DocumentId[]>;
  /** Whether the store answers now: for `/readyz`. */
  check(): Promise<StoreHealth>;
  /** Lets commits under way finish, then closes. */
  close(): Promise<void>;
}

export interface LogEntry {
  readonly seq: number;
  readonly update: Uint8Array;
}

/** Who wrote an entry, and when it was committed. */
export interface Signature {
  /** null where nobody knows */
  readonly by: Author | null;
  /** milliseconds since 1970; null in what an older version wrote */
  readonly at: number | null;
}

export type SignedEntry = LogEntry & Signature;

export type SignaturesResult =
  | { readonly kind: 'signatures'; readonly signatures: ReadonlyArray<Signature & { readonly seq: number }> }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly reason: string; readonly lastGoodSeq: number };

/** A position of a log that somebody named. */
export interface NamedVersion {
  readonly seq: number;
  readonly name: string;
  /** who named it, null where nobody is known */
  readonly by: Author | null;
  /** when, milliseconds since 1970 */
  readonly at: number;
}

export type VersionsResult =
  | { readonly kind: 'versions'; readonly versions: readonly NamedVersion[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly reason: string; readonly lastGoodSeq: number };

export type NameResult =
  /** null where the position has no name now */
  | { readonly kind: 'named'; readonly version: NamedVersion | null }
  | { readonly kind: 'absent' }
  /** the log has no such position */
  | { readonly kind: 'beyond'; readonly head: number }
  /** the document has as many as it may: `MAX_VERSIONS` */
  | { readonly kind: 'too-many' }
  | { readonly kind: 'refused'; readonly problem: StorageProblem; readonly detail: string };

/** 8 random bytes, made with the document; another epoch means another document of that name. A restored backup has the old one. */
export type Epoch = Uint8Array;

export type LoadResult =
  | {
      readonly kind: 'found';
      readonly epoch: Epoch;
      /** null when everything is in the tail */
      readonly snapshot: Snapshot | null;
      /** entries after the snapshot, oldest first, no gap */
      readonly tail: readonly LogEntry[];
    }
  | { readonly kind: 'absent' }
  /** a row is torn, flipped or missing; `lastGoodSeq` is how far it could be read */
  | { readonly kind: 'damaged'; readonly reason: string; readonly lastGoodSeq: number };

/** What a log makes up to a seq, without the content of what was deleted. */
export interface Snapshot {
  /** of the last update that is in it */
  readonly seq: number;
  /** CRC-32 over all updates of the log up to there, one behind the other */
  readonly history: number;
  /** to be taken in one after the other; none much larger than 64 KiB, unless one thing in it is */
  readonly updates: readonly Uint8Array[];
}

export type CompactResult =
  /** `seq` is that of the snapshot */
  | { readonly kind: 'compacted'; readonly seq: number }
  /** there is nothing to merge, or nothing any more */
  | { readonly kind: 'nothing' }
  /** the document stays as it is: the snapshot could not be shown to be as good as the log, or the disk refuses */
  | { readonly kind: 'left'; readonly reason: string };

export type PurgeResult =
  /** the log begins behind `seq` */
  | { readonly kind: 'purged'; readonly seq: number }
  | { readonly kind: 'absent' }
  /** it is not done, or not to its end: to be asked for again */
  | { readonly kind: 'left'; readonly reason: string };

export interface DamagedResult {
  readonly kind: 'damaged';
  readonly reason: string;
  readonly lastGoodSeq: number;
}

export type StorageProblem = 'full' | 'read-only' | 'failing';

export type AppendResult =
  /** the first of the consecutive seqs that the updates got; `epoch` as in `load` */
  | { readonly kind: 'stored'; readonly firstSeq: number; readonly epoch: Epoch }
  | { readonly kind: 'not-loaded' }
  | { readonly kind: 'refused'; readonly problem: StorageProblem; readonly detail: string };

export type CreateResult =
  | { readonly kind: 'created'; readonly epoch: Epoch }
  | { readonly kind: 'exists' }
  | { readonly kind: 'refused'; readonly problem: StorageProblem; readonly detail: string };

export type ReadResult =
  | { readonly kind: 'entries'; readonly entries: readonly SignedEntry[]; readonly head: number }
  /** what followed `afterSeq` was purged: the log begins behind `seq`, with the state that {@link Store.beginning} gives */
  | { readonly kind: 'purged'; readonly seq: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly reason: string; readonly lastGoodSeq: number };

export type StoreHealth =
  | { readonly kind: 'ok' }
  | { readonly kind: 'refusing'; readonly problem: StorageProblem; readonly detail: string };

export class StoreClosedError extends Error {
  readonly code = 'store-closed';
  override readonly name = 'StoreClosedError';
}
