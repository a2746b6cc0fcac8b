import type { DocumentId } from '#shared/ids.ts';
import type { Clock } from '#shared/clock.ts';
import type { ImportJob } from '#shared/api/imports.ts';
import type { Problem } from '#shared/api/problem.ts';
import { unreachable } from '#shared/assert.ts';
import type { FileStore } from '#server/files/file-store.ts';
import { cleanFileName } from '#server/files/file-name.ts';
import type { Store } from '#server/store/store.ts';
import type { Log } from '#server/telemetry/log.ts';
import type { Content } from './content.ts';
import { IMPORT_RESULT_KEPT_MS, MAX_IMPORT_JOBS, MAX_IMPORT_RESULTS } from './limits.ts';

export interface ImportJobsNeeds {
  readonly store: Pick<Store, 'create'>;
  readonly content: Content;
  readonly fileStore: Pick<FileStore, 'put' | 'sweep'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly newJobName: () => string;
  readonly newDocumentId: () => DocumentId;
  /** as an answer to a request would have it */
  readonly problemOf: (code: 'unprocessable-content' | 'unavailable', detail: string) => Problem;
}

/** A file that came in whole. */
export interface OfficeFile {
  readonly bytes: Uint8Array;
  /** as its sender calls it */
  readonly name: string;
  /** the site's address, as the sender sees it */
  readonly siteUrl: string;
}

interface Job {
  state: ImportJob;
  /** null once the document is being made: then there is nothing to wait for but the disk */
  cancel: AbortController | null;
  /** when it ended, null before */
  endedAt: number | null;
}

/**
 * Word files that become documents behind the answer to who sent them. Jobs are in memory: a server that stops forgets them, and nothing of
 * them is in the store, because a document comes into being at the end, at once.
 */
export class ImportJobs {
  readonly #needs: ImportJobsNeeds;
  readonly #jobs = new Map<string, Job>();
  /** places that are taken by jobs, and by bodies on their way in */
  #taken = 0;

  constructor(needs: ImportJobsNeeds) {
    this.#needs = needs;
  }

  /** A place for one job, to be had before its file is read, null where there is none. It is given back, or used by `start`. */
  reserve(): { readonly release: () => void; readonly start: (file: OfficeFile) => string } | null {
    if (this.#taken >= MAX_IMPORT_JOBS || !this.#needs.content.hasRoomFor('import-office')) return null;
    this.#taken += 1;
    let isHeld = true;
    const release = (): void => {
      if (isHeld) this.#taken -= 1;
      isHeld = false;
    };
    return {
      release,
      start: (file) => {
        const name = this.#needs.newJobName();
        const job: Job = { state: { state: 'queued' }, cancel: new AbortController(), endedAt: null };
        this.#jobs.set(name, job);
        void this.#run(job, file).finally(() => {
          release();
          job.endedAt = this.#needs.clock.now();
          this.#forgetOld();
        });
        return name;
      },
    };
  }

  /** Null for one that there is not, or not any more. */
  look(name: string): ImportJob | null {
    this.#forgetOld();
    return this.#jobs.get(name)?.state ?? null;
  }

  /** What is not done yet is given up. The answer says what the job is then: it may have been done already. */
  cancel(name: string): ImportJob | null {
    const job = this.#jobs.get(name);
    if (job === undefined) return null;
    if (job.cancel !== null) {
      job.state = { state: 'cancelled' };
      job.cancel.abort();
      job.cancel = null;
    }
    return job.state;
  }

  async #run(job: Job, file: OfficeFile): Promise<void> {
    try {
      job.state = await this.#bringIn(job, file);
    } catch (error) {
      this.#needs.log.error({ error }, 'an import failed');
      job.state = this.#failed('unavailable', 'the fault is logged on the server');
    } finally {
      job.cancel = null;
    }
  }

  async #bringIn(job: Job, { bytes, name, siteUrl }: OfficeFile): Promise<ImportJob> {
    const { content, store, log, newDocumentId } = this.#needs;
    const id = newDocumentId();
    const puts: Promise<string | null>[] = [];
    const host = {
      keep: (fileName: string, image: Uint8Array) => {
        const put = this.#keep(id, fileName, image);
        puts.push(put);
        return put;
      },
      onProgress: (progress: number) => {
        if (job.state.state !== 'cancelled') job.state = { state: 'running', progress };
      },
    };
    const made = await content.fromOffice(bytes, name, host, job.cancel?.signal);
    if (made.kind !== 'converted' || job.state.state === 'cancelled') await this.#dropImages(id, puts);
    if (job.state.state === 'cancelled') return job.state;
    job.cancel = null;
    switch (made.kind) {
      case 'converted':
        break;
      case 'refused':
        return this.#failed('unprocessable-content', made.reason);
      case 'failed':
        log.warn({ reason: made.reason }, 'an office file could not be made into a document');
        return this.#failed('unprocessable-content', 'no document can be made of this file');
      case 'busy':
        return this.#failed('unavailable', 'the server stops, or has too much to do: send the file again');
      default:
        return unreachable(made);
    }
    const { update, title, lost } = made.value;
    const created = await store.create(id, update);
    switch (created.kind) {
      case 'created':
        return { state: 'done', id, title, url: `${siteUrl}/d/${encodeURIComponent(id)}`, lost: [...lost] };
      case 'refused':
        log.warn(
          { problem: created.problem, detail: created.detail },
          'a document was not made: the store takes nothing',
        );
        return this.#failed('unavailable', `the store is ${created.problem}: nothing was made`);
      case 'exists':
        throw new Error(`the new document's name ${id} is taken`);
      default:
        return unreachable(created);
    }
  }

  /** The address of an image, null where the document may not have it. */
  async #keep(document: DocumentId, fileName: string, image: Uint8Array): Promise<string | null> {
    const put = await this.#needs.fileStore.put(document, oneChunk(image), image.length);
    if (put.kind !== 'stored') return null;
    return `/files/${encodeURIComponent(document)}/${put.hash}/${encodeURIComponent(cleanFileName(fileName))}`;
  }

  /** Images of a document that does not come to be. What cannot be removed now is removed as any file that nothing names. */
  async #dropImages(document: DocumentId, puts: readonly Promise<unknown>[]): Promise<void> {
    if (puts.length === 0) return;
    // one may still be on its way to the disk
    await Promise.allSettled(puts);
    try {
      await this.#needs.fileStore.sweep(document, () => false);
    } catch (error) {
      this.#needs.log.warn({ error }, 'images of an import that was given up were not removed');
    }
  }

  #failed(code: 'unprocessable-content' | 'unavailable', detail: string): ImportJob {
    return { state: 'failed', problem: this.#needs.problemOf(code, detail) };
  }

  #forgetOld(): void {
    const since = this.#needs.clock.now() - IMPORT_RESULT_KEPT_MS;
    // the oldest first, which is the order of a map
    for (const [name, { endedAt }] of this.#jobs) {
      if (endedAt !== null && (endedAt < since || this.#jobs.size > MAX_IMPORT_RESULTS)) this.#jobs.delete(name);
    }
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
