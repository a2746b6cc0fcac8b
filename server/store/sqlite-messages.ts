import type { Author } from '#shared/author.ts';
import type { DocumentId } from '#shared/ids.ts';
import type {
  Epoch,
  NameResult,
  Signature,
  SignaturesResult,
  StorageProblem,
  StoreHealth,
  VersionsResult,
} from './store.ts';

/**
 * What the store and its worker say to each other. Updates travel packed: one ArrayBuffer, handed over and not copied, and the sizes of
 * the pieces in it.
 */

export interface CommitEntry {
  readonly kind: 'append' | 'create';
  readonly document: DocumentId;
  /** the document's head before this entry, as the store knows it; 0: there is no such document */
  readonly head: number;
  /** for the document that this entry makes; null where `head` says that there is one */
  readonly epoch: Epoch | null;
  /** of each update, in bytes; the updates of all entries follow one another in the message's buffer */
  readonly sizes: readonly number[];
  /** who wrote each update */
  readonly by: ReadonlyArray<Author | null>;
}

export type EntryResult =
  /** right behind the entry's `head` */
  | { readonly kind: 'stored' }
  /** only of a `create` */
  | { readonly kind: 'exists' }
  /** the log is not where the store thinks it is: it must be loaded again */
  | { readonly kind: 'moved' }
  | { readonly kind: 'refused'; readonly problem: StorageProblem; readonly detail: string };

export type FindReply =
  | {
      readonly kind: 'found';
      readonly epoch: Epoch;
      readonly head: number;
      readonly snapshot: SnapshotPlace | null;
      readonly beginning: SnapshotPlace | null;
    }
  | { readonly kind: 'absent' }
  | DamagedReply;

/** A snapshot without its bytes. */
export interface SnapshotPlace {
  readonly seq: number;
  readonly pieces: number;
  readonly history: number;
}

export type PiecesReply =
  | { readonly kind: 'pieces'; readonly sizes: readonly number[]; readonly bytes: ArrayBuffer }
  /** another snapshot took its place meanwhile: to be looked for anew */
  | { readonly kind: 'replaced' }
  | DamagedReply;

export type ChunkReply =
  | {
      readonly kind: 'chunk';
      readonly head: number;
      readonly sizes: readonly number[];
      readonly bytes: ArrayBuffer;
      readonly signatures: readonly Signature[];
    }
  | { readonly kind: 'purged'; readonly seq: number }
  | { readonly kind: 'absent' }
  | DamagedReply;

export interface DamagedReply {
  readonly kind: 'damaged';
  readonly reason: string;
  readonly lastGoodSeq: number;
  /** false: the disk refused a read, and may not refuse the next one */
  readonly lasting: boolean;
}

export interface CommitReply {
  readonly results: readonly EntryResult[];
}

/** What a step of a compaction comes to. */
export type StepReply =
  | { readonly kind: 'done' }
  /** the document is not what the step was made for any more */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'refused'; readonly detail: string };

/**
 * The steps of a compaction: each is a transaction of some milliseconds, after each the document is whole, and each may be carried out twice.
 * They need not be on disk when they are answered: whatever is lost of them with the power is lost from the last one backwards.
 */
export interface CompactionSteps {
  /** a piece of a state that nobody uses yet */
  'put-piece': { request: { documentRow: number; seq: number; piece: number; bytes: ArrayBuffer }; reply: StepReply };
  /** the state is what the document is loaded from, if `before` is still its snapshot's seq (0: it has none) */
  'set-snapshot': { request: SnapshotPlace & { documentRow: number; before: number }; reply: StepReply };
  /** takes the place of its entries */
  'put-segment': {
    request: { documentRow: number; first: number; last: number; updates: ArrayBuffer; signatures: ArrayBuffer };
    reply: StepReply;
  };
  /** deletes a piece of a state that is not in use, if there is one: then it is `done`, else `superseded` */
  'drop-piece': { request: { documentRow: number }; reply: StepReply };
  /** the log begins with its snapshot, if that is of this seq: what is before it may be forgotten */
  'set-beginning': { request: { documentRow: number; seq: number }; reply: StepReply };
  /** deletes some of what lies before the beginning: `superseded` where nothing is left */
  forget: { request: { documentRow: number }; reply: StepReply };
  /** deletes authors of whom no row is left, writes the file anew and empties the write-ahead log: nothing that was deleted is left in either */
  scrub: { request: object; reply: StepReply };
  /** gives some free pages back to the file system: `superseded` where there are none left */
  'give-back': { request: object; reply: StepReply };
}

/** A request's kind, what it carries and what is answered. */
export interface WorkerCalls extends CompactionSteps {
  commit: { request: { entries: readonly CommitEntry[]; bytes: ArrayBuffer }; reply: CommitReply };
  find: { request: { document: DocumentId }; reply: FindReply };
  /** names of documents whose row ids follow `afterRow`, at most so many */
  names: {
    request: { afterRow: number; most: number };
    reply: { readonly kind: 'names'; readonly names: readonly DocumentId[]; readonly lastRow: number } | DamagedReply;
  };
  /** the pieces of a document's snapshot, or of its beginning, from one on, to about `mostBytes` */
  pieces: {
    request: { document: DocumentId; seq: number; fromPiece: number; mostBytes: number };
    reply: PiecesReply;
  };
  /** the log after `afterSeq`, up to `upToSeq` and to about `mostBytes`; `signatures` is empty unless it is to be signed */
  chunk: {
    request: { document: DocumentId; afterSeq: number; upToSeq: number; mostBytes: number; signed: boolean };
    reply: ChunkReply;
  };
  signatures: {
    request: { document: DocumentId; beforeSeq: number; most: number };
    reply: Exclude<SignaturesResult, { kind: 'damaged' }> | DamagedReply;
  };
  versions: {
    request: { document: DocumentId };
    reply: Exclude<VersionsResult, { kind: 'damaged' }> | DamagedReply;
  };
  'name-version': {
    request: { document: DocumentId; seq: number; name: string | null; by: Author | null };
    reply: NameResult;
  };
  check: { request: object; reply: StoreHealth };
  close: { request: object; reply: null };
}

export type CallName = keyof WorkerCalls;

export type WorkerRequest = {
  [Name in CallName]: { readonly call: Name; readonly id: number } & WorkerCalls[Name]['request'];
}[CallName];

/** The first message of a worker, then one for each request. */
export type WorkerMessage =
  | { readonly kind: 'opened' }
  | { readonly kind: 'not-opened'; readonly refusal: OpenRefusal }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: WorkerCalls[CallName]['reply'] };

export type OpenRefusal =
  | { readonly kind: 'newer-schema'; readonly version: number }
  | { readonly kind: 'foreign-file' }
  | { readonly kind: 'unusable'; readonly detail: string };
