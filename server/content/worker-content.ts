import { Worker } from 'node:worker_threads';
import { BugError } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { Content, Converted } from './content.ts';
import type { ContentAnswer, ContentJob } from './content-messages.ts';
import { CONTENT_WORKER_HEAP_MIB } from './limits.ts';

/** What is needed of a worker thread. */
export type ContentWorker = Pick<Worker, 'postMessage' | 'on' | 'terminate'>;

export interface WorkerContentOptions {
  /** for one conversion, from when the worker begins with it, in milliseconds */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly startWorker?: () => ContentWorker;
}

interface Waiting {
  readonly job: ContentJob;
  readonly settle: (answer: ContentAnswer) => void;
}

/**
 * {@link Content} in a worker thread, which starts with the first job. One job at a time; a job that crashes the worker or takes too long
 * costs the worker its life, and the next job gets a new one.
 */
export function openContentWorker({
  timeoutMs,
  clock,
  startWorker = startContentWorker,
}: WorkerContentOptions): Content {
  const queue: Waiting[] = [];
  let worker: ContentWorker | null = null;
  let finishCurrent: ((answer: ContentAnswer) => void) | null = null;
  let closed = false;

  function start(): ContentWorker {
    const started = startWorker();
    let reason = 'the content worker ended';
    started.on('message', (answer: ContentAnswer) => finishCurrent?.(answer));
    started.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    started.on('exit', () => {
      // one that was ended over its job has been replaced or forgotten already
      if (worker !== started) return;
      worker = null;
      finishCurrent?.({ kind: 'failed', reason });
    });
    return started;
  }

  function next(): void {
    const waiting = finishCurrent === null ? queue.shift() : undefined;
    if (waiting === undefined) return;
    worker ??= start();
    const stopClock = clock.after(timeoutMs, () => {
      const slow = worker;
      worker = null;
      void slow?.terminate();
      finishCurrent?.({ kind: 'failed', reason: `it took longer than ${timeoutMs} ms` });
    });
    finishCurrent = (answer) => {
      stopClock();
      finishCurrent = null;
      waiting.settle(answer);
      next();
    };
    worker.postMessage(waiting.job, []);
  }

  function run(job: ContentJob): Promise<ContentAnswer> {
    if (closed) return Promise.resolve({ kind: 'failed', reason: 'the server is stopping' });
    return new Promise((settle) => {
      queue.push({ job, settle });
      next();
    });
  }

  return {
    async fromMarkdown(markdown, title) {
      const answer = await run({ kind: 'import', markdown, title });
      if (answer.kind === 'imported') return converted({ update: answer.update, title: answer.title });
      return failed(answer);
    },
    async export(updates, format) {
      const answer = await run({ kind: 'export', updates, format });
      return answer.kind === 'exported' ? converted(answer.text) : failed(answer);
    },
    async close() {
      closed = true;
      for (const { settle } of queue.splice(0)) settle({ kind: 'failed', reason: 'the server is stopping' });
      await worker?.terminate();
    },
  };
}

function startContentWorker(): ContentWorker {
  return new Worker(new URL('./content-worker.ts', import.meta.url), {
    name: 'content',
    resourceLimits: { maxOldGenerationSizeMb: CONTENT_WORKER_HEAP_MIB },
  });
}

function converted<T>(value: T): Converted<T> {
  return { kind: 'converted', value };
}

function failed(answer: ContentAnswer): { kind: 'failed'; reason: string } {
  if (answer.kind === 'failed') return answer;
  throw new BugError(`the content worker answered ${answer.kind} to something else`);
}
