import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { assert } from '#shared/assert.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { RandomBytes } from '#shared/random.ts';
import type { FileLimits } from '#server/config/config.ts';
import { storageFailure } from '#server/store/storage-problem.ts';
import { Account, countedBytes } from './account.ts';
import type { FileHash, FileStore, OpenFile, PutResult } from './file-store.ts';
import { parseFileHash } from './file-store.ts';
import { HEAD_BYTES, KEPT_FREE_BYTES, MAX_UPLOADS } from './limits.ts';

/** where uploads lie until they are complete: a name that no document's folder has */
const INCOMING = 'incoming';
const INCOMING_NAME_BYTES = 16;

export interface FolderFileStoreOptions {
  /** the files' own; made when it is not there. The store of documents beside it keeps other processes out */
  readonly folder: string;
  readonly limits: FileLimits;
  readonly randomBytes: RandomBytes;
  /** milliseconds since 1970 */
  readonly now: () => number;
  /** of the disk, for who may not be root */
  readonly freeBytes?: () => Promise<number>;
}

export type OpenedFileStore =
  | { readonly kind: 'opened'; readonly files: FileStore }
  /** `message` is a sentence for whoever starts the server */
  | { readonly kind: 'not-opened'; readonly message: string };

/** Opens the folder, and takes away what broken-off uploads of an earlier run left in it. */
export async function openFolderFileStore(options: FolderFileStoreOptions): Promise<OpenedFileStore> {
  const { folder } = options;
  try {
    await rm(join(folder, INCOMING), { recursive: true, force: true });
    await mkdir(join(folder, INCOMING), { recursive: true });
    await syncFolder(folder);
    return { kind: 'opened', files: new FolderFileStore(options) };
  } catch (error) {
    const { detail } = storageFailure(error);
    return { kind: 'not-opened', message: `the folder ${folder} cannot be used: ${detail}` };
  }
}

/**
 * `<folder>/<SHA-256 of the document's name>/<SHA-256 of the content>`: what a client chooses is in no path. A file is written beside, put
 * on disk, and only then given its name; so what has a name is whole.
 */
class FolderFileStore implements FileStore {
  readonly limits: FileLimits;
  readonly #folder: string;
  readonly #randomBytes: RandomBytes;
  readonly #freeBytes: () => Promise<number>;
  readonly #now: () => number;
  /** of documents that are uploaded to right now, and by how many */
  readonly #accounts = new Map<DocumentId, { readonly account: Promise<Account>; users: number }>();
  #uploads = 0;

  constructor({ folder, limits, randomBytes, now, freeBytes }: FolderFileStoreOptions) {
    this.limits = limits;
    this.#folder = folder;
    this.#randomBytes = randomBytes;
    this.#now = now;
    this.#freeBytes = freeBytes ?? (() => freeBytesOf(folder));
  }

  async put(document: DocumentId, content: AsyncIterable<Uint8Array>, declaredBytes: number): Promise<PutResult> {
    if (declaredBytes > this.limits.fileBytes || this.limits.fileBytes === 0) return { kind: 'too-large' };
    if (this.#uploads >= MAX_UPLOADS) return { kind: 'busy' };
    this.#uploads += 1;
    const entry = this.#enter(document);
    try {
      return await this.#take(document, content, declaredBytes, await orDiskError(entry.account));
    } catch (error) {
      if (error instanceof DiskError) return { kind: 'refused', ...problemOf(error) };
      throw error;
    } finally {
      this.#uploads -= 1;
      this.#leave(document, entry);
    }
  }

  async open(document: DocumentId, hash: FileHash): Promise<OpenFile | null> {
    let handle: FileHandle;
    try {
      handle = await open(join(this.#folderOf(document), hash), 'r');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    try {
      const { size } = await handle.stat();
      const head = new Uint8Array(Math.min(HEAD_BYTES, size));
      await handle.read(head, 0, head.length, 0);
      return {
        size,
        head,
        read: (start, end) => Readable.toWeb(handle.createReadStream({ start, end })) as ReadableStream<Uint8Array>,
        close: () => handle.close(),
      };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async sweep(document: DocumentId, isKept: (hash: FileHash, ageMs: number) => boolean): Promise<number> {
    const folder = this.#folderOf(document);
    const entry = this.#enter(document);
    let removed = 0;
    try {
      const account = await entry.account;
      for (const hash of (await list(folder)).map(parseFileHash)) {
        // in turn with uploads, so that none is put in its place in between
        const isRemoved =
          hash !== null && (await account.inTurn(() => this.#removeUnless(folder, hash, isKept, account)));
        if (isRemoved) removed += 1;
      }
      if (removed > 0) await syncFolder(folder);
      return removed;
    } finally {
      this.#leave(document, entry);
    }
  }

  async has(document: DocumentId, isMeant: (hash: FileHash, ageMs: number) => boolean): Promise<boolean> {
    const folder = this.#folderOf(document);
    for (const hash of (await list(folder)).map(parseFileHash)) {
      if (hash !== null && isMeant(hash, this.#now() - (await stat(join(folder, hash))).mtimeMs)) return true;
    }
    return false;
  }

  async sweepOthers(
    documents: ReadonlySet<DocumentId>,
    isKept: (hash: FileHash, ageMs: number) => boolean,
  ): Promise<number> {
    const known = new Set([...documents, ...this.#accounts.keys()].map(folderName));
    let removed = 0;
    for (const name of await list(this.#folder)) {
      // one that is uploaded to right now has young files alone
      if (name === INCOMING || known.has(name)) continue;
      const folder = join(this.#folder, name);
      for (const hash of (await list(folder)).map(parseFileHash)) {
        if (hash === null || isKept(hash, this.#now() - (await stat(join(folder, hash))).mtimeMs)) continue;
        await rm(join(folder, hash));
        removed += 1;
      }
    }
    return removed;
  }

  async #removeUnless(
    folder: string,
    hash: FileHash,
    isKept: (hash: FileHash, ageMs: number) => boolean,
    account: Account,
  ): Promise<boolean> {
    const path = join(folder, hash);
    const { mtimeMs, size } = await stat(path);
    if (isKept(hash, this.#now() - mtimeMs)) return false;
    await rm(path);
    account.forget(size);
    return true;
  }

  async usedBytes(document: DocumentId): Promise<number> {
    const entry = this.#accounts.get(document);
    return entry === undefined ? this.#measure(document) : (await entry.account).usedBytes;
  }

  /** One account for all who upload to a document: together they may not take more than one of them. */
  #enter(document: DocumentId) {
    const known = this.#accounts.get(document);
    const entry = known ?? {
      account: this.#measure(document).then((bytes) => new Account(bytes, this.limits.documentBytes)),
      users: 0,
    };
    entry.users += 1;
    this.#accounts.set(document, entry);
    return entry;
  }

  #leave(document: DocumentId, entry: { users: number }): void {
    entry.users -= 1;
    if (entry.users === 0) this.#accounts.delete(document);
  }

  async #take(
    document: DocumentId,
    content: AsyncIterable<Uint8Array>,
    declaredBytes: number,
    account: Account,
  ): Promise<PutResult> {
    if (!account.hasRoomFor(declaredBytes)) return { kind: 'document-full' };
    const free = await orDiskError(this.#freeBytes());
    if (free < KEPT_FREE_BYTES + declaredBytes) {
      return { kind: 'refused', problem: 'full', detail: `${free} bytes are free, ${KEPT_FREE_BYTES} are kept` };
    }
    const name = Buffer.from(this.#randomBytes(INCOMING_NAME_BYTES)).toString('hex');
    const temporary = join(this.#folder, INCOMING, name);
    const reservation = account.reserve();
    try {
      const written = await this.#write(temporary, content, reservation);
      if (written.kind !== 'stored') return written;
      // one at a time, so that each knows whether the document has the file already
      await account.inTurn(async () => {
        const isNew = await orDiskError(this.#place(document, temporary, written.hash));
        reservation.settle(isNew);
      });
      return written;
    } finally {
      reservation.release();
      await rm(temporary, { force: true }).catch(() => {
        // swept at the next start
      });
    }
  }

  async #write(
    path: string,
    content: AsyncIterable<Uint8Array>,
    reservation: ReturnType<Account['reserve']>,
  ): Promise<PutResult> {
    const handle = await orDiskError(open(path, 'wx'));
    try {
      const hash = createHash('sha256');
      const head = Buffer.alloc(HEAD_BYTES);
      let size = 0;
      for await (const chunk of content) {
        if (size < HEAD_BYTES) head.set(chunk.subarray(0, HEAD_BYTES - size), size);
        size += chunk.length;
        if (size > this.limits.fileBytes) return { kind: 'too-large' };
        if (!reservation.growTo(size)) return { kind: 'document-full' };
        hash.update(chunk);
        await orDiskError(writeAll(handle, chunk));
      }
      await orDiskError(handle.sync());
      const digest = parseFileHash(hash.digest('hex'));
      assert(digest !== null, 'a SHA-256 has 64 digits');
      return { kind: 'stored', hash: digest, size, head: new Uint8Array(head.subarray(0, size)) };
    } finally {
      await handle.close();
    }
  }

  /** Gives it its name, over one of the same content. Says whether it is new here. */
  async #place(document: DocumentId, temporary: string, hash: FileHash): Promise<boolean> {
    const folder = this.#folderOf(document);
    const made = await mkdir(folder, { recursive: true });
    if (made !== undefined) await syncFolder(this.#folder);
    const path = join(folder, hash);
    const known = await exists(path);
    await rename(temporary, path);
    await syncFolder(folder);
    return !known;
  }

  async #measure(document: DocumentId): Promise<number> {
    const folder = this.#folderOf(document);
    let bytes = 0;
    for (const name of await list(folder)) {
      const found = await stat(join(folder, name));
      bytes += countedBytes(found.size);
    }
    return bytes;
  }

  #folderOf(document: DocumentId): string {
    return join(this.#folder, folderName(document));
  }
}

function folderName(document: DocumentId): string {
  return createHash('sha256').update(document).digest('hex');
}

/** What the disk refused, told apart from what the sender broke. */
class DiskError extends Error {
  readonly code = 'disk';
  override readonly name = 'DiskError';
}

async function orDiskError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new DiskError('the disk refused', { cause: error });
  }
}

function problemOf({ cause }: DiskError) {
  const { problem, detail } = storageFailure(cause);
  return { problem, detail };
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) {
    const { bytesWritten } = await handle.write(chunk, at);
    at += bytesWritten;
  }
}

/** The names in it, not only what they lead to, are on disk then. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
