import { Worker } from 'node:worker_threads';
import { unreachable } from '#shared/assert.ts';
import type { CompactionEnd, CompactionMessage, CompactionTask, StepName } from './compaction-messages.ts';
import { COMPACTION_HEAP_MIB } from './limits.ts';
import type { CompactionSteps, StepReply } from './sqlite-messages.ts';
import type { WorkerLike, WorkerLink } from './worker-link.ts';

export interface Compaction {
  readonly ended: Promise<CompactionEnd>;
  /** Breaks it off: what it has made so far stays. */
  readonly stop: () => void;
}

/** Compacts, purges or searches one document's log: the worker says what is to be changed, and `link`'s worker, which alone writes, changes it. */
export function beginCompaction(link: WorkerLink, worker: WorkerLike): Compaction {
  const { promise: ended, resolve } = Promise.withResolvers<CompactionEnd>();
  let problem = 'the worker that compacts ended';
  const stop = (): void => {
    resolve({ seq: null, problem: 'it was broken off' });
    void worker.terminate();
  };
  worker.on('message', (message: CompactionMessage) => {
    switch (message.kind) {
      case 'step':
        void carryOut(link, message.step, message.request).then((reply) => worker.postMessage(reply, []));
        return;
      case 'ended':
        resolve(message);
        return;
      default:
        unreachable(message);
    }
  });
  worker.on('error', (error: unknown) => {
    problem = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', () => resolve({ seq: null, problem }));
  return { ended, stop };
}

/** A step that a worker died over may have been made or not: it is for the next compaction to see. */
async function carryOut<Name extends StepName>(
  link: WorkerLink,
  name: Name,
  request: CompactionSteps[Name]['request'],
): Promise<StepReply> {
  const answer = await link.call(name, request, Object.values(request).filter(isBuffer));
  return answer.kind === 'answered' ? answer.reply : { kind: 'refused', detail: answer.detail };
}

function isBuffer(value: unknown): value is ArrayBuffer {
  return value instanceof ArrayBuffer;
}

export function startCompactionWorker(task: CompactionTask): Worker {
  return new Worker(new URL('./compaction-worker.ts', import.meta.url), {
    workerData: task,
    name: 'compaction',
    resourceLimits: { maxOldGenerationSizeMb: COMPACTION_HEAP_MIB },
  });
}
