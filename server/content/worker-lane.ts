import type { MessagePort, Worker } from 'node:worker_threads';
import type { Clock } from '#shared/clock.ts';
import type { ContentAnswer, ContentJob } from './content-messages.ts';

/** What is needed of a worker thread. */
export type ContentWorker = Pick<Worker, 'postMessage' | 'on' | 'terminate'>;

export interface WorkerLaneNeeds {
  /** for one job, from when the worker begins with it */
  readonly timeoutMs: number;
  /** as many may wait for the one that is under way */
  readonly mostWaiting: number;
  readonly clock: Clock;
  readonly startWorker: () => ContentWorker;
}

interface Job {
  readonly job: ContentJob;
  /** what goes to the worker and is not here any more */
  readonly ports: readonly MessagePort[];
  readonly settle: (answer: ContentAnswer) => void;
}

type Ending = ContentAnswer | { readonly kind: 'busy' };

/**
 * One worker thread, which starts with the first job, and the jobs that wait for it. A job that crashes the worker, takes too long or is
 * given up costs the worker its life, and the next job gets a new one.
 */
export class WorkerLane {
  readonly #needs: WorkerLaneNeeds;
  readonly #queue: Job[] = [];
  #worker: ContentWorker | null = null;
  #current: (Job & { readonly stopClock: () => void }) | null = null;
  #closed = false;

  constructor(needs: WorkerLaneNeeds) {
    this.#needs = needs;
  }

  get hasRoom(): boolean {
    return !this.#closed && this.#queue.length < this.#needs.mostWaiting;
  }

  /** @param ports of the job, which go to the worker with it */
  run(job: ContentJob, signal?: AbortSignal, ports: readonly MessagePort[] = []): Promise<Ending> {
    if (!this.hasRoom) return Promise.resolve({ kind: 'busy' });
    const { promise, resolve } = Promise.withResolvers<Ending>();
    const entry: Job = {
      job,
      ports,
      settle: (answer) => {
        signal?.removeEventListener('abort', giveUp);
        // what the server ended itself is no fault of the job's
        resolve(this.#closed && answer.kind === 'failed' ? { kind: 'busy' } : answer);
      },
    };
    const giveUp = (): void => this.#giveUp(entry);
    if (signal?.aborted === true) return Promise.resolve(GIVEN_UP);
    signal?.addEventListener('abort', giveUp);
    this.#queue.push(entry);
    this.#next();
    return promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { settle } of this.#queue.splice(0)) settle(GIVEN_UP);
    const worker = this.#worker;
    this.#worker = null;
    this.#end(GIVEN_UP);
    await worker?.terminate();
  }

  #giveUp(entry: Job): void {
    const at = this.#queue.indexOf(entry);
    if (at >= 0) {
      this.#queue.splice(at, 1);
      entry.settle(GIVEN_UP);
    } else if (this.#current?.job === entry.job) {
      this.#replaceWorker(GIVEN_UP);
    }
  }

  #next(): void {
    if (this.#current !== null) return;
    const entry = this.#queue.shift();
    if (entry === undefined) return;
    const { clock, timeoutMs } = this.#needs;
    this.#worker ??= this.#start();
    const stopClock = clock.after(timeoutMs, () =>
      this.#replaceWorker({ kind: 'refused', reason: `a conversion may take ${timeoutMs} ms` }),
    );
    this.#current = { ...entry, stopClock };
    this.#worker.postMessage(entry.job, entry.ports);
  }

  /** Ends the job under way and its worker. */
  #replaceWorker(answer: ContentAnswer): void {
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
    this.#end(answer);
  }

  #end(answer: ContentAnswer): void {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    current.stopClock();
    current.settle(answer);
    this.#next();
  }

  #start(): ContentWorker {
    const started = this.#needs.startWorker();
    let reason = 'the content worker ended';
    started.on('message', (answer: ContentAnswer) => {
      if (this.#worker === started) this.#end(answer);
    });
    started.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    started.on('exit', () => {
      // one that was ended over its job has been replaced or forgotten already
      if (this.#worker !== started) return;
      this.#worker = null;
      this.#end({ kind: 'failed', reason });
    });
    return started;
  }
}

const GIVEN_UP = { kind: 'failed', reason: 'nobody waits for it any more' } as const;
