import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { BugError } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { ContentJob } from './content-messages.ts';
import type { Content, Converted } from './content.ts';
import {
  CONTENT_WORKER_HEAP_MIB,
  EXPORT_TIMEOUT_MS,
  IMPORT_TIMEOUT_MS,
  MAX_IMPORT_JOBS,
  MAX_WAITING_EXPORTS,
  MAX_WAITING_IMPORTS,
  OFFICE_IMPORT_TIMEOUT_MS,
} from './limits.ts';
import { hostFiles } from './file-port.ts';
import type { FileHost } from './file-port.ts';
import { WorkerLane } from './worker-lane.ts';
import type { ContentWorker } from './worker-lane.ts';

const IMPORTS: ReadonlySet<ContentJob['kind']> = new Set(['import', 'import-json', 'import-html', 'import-text']);

export interface WorkerContentOptions {
  readonly clock: Clock;
  readonly startWorker?: () => ContentWorker;
}

/**
 * {@link Content} in worker threads: one for imports, one for office files that come in and one for exports, so that reading goes on whatever
 * somebody has imported.
 */
export function openContentWorkers({ clock, startWorker = startContentWorker }: WorkerContentOptions): Content {
  const needs = { clock, startWorker };
  const imports = new WorkerLane({ ...needs, timeoutMs: IMPORT_TIMEOUT_MS, mostWaiting: MAX_WAITING_IMPORTS });
  const office = new WorkerLane({ ...needs, timeoutMs: OFFICE_IMPORT_TIMEOUT_MS, mostWaiting: MAX_IMPORT_JOBS });
  const exports = new WorkerLane({ ...needs, timeoutMs: EXPORT_TIMEOUT_MS, mostWaiting: MAX_WAITING_EXPORTS });
  return {
    hasRoomFor(kind) {
      if (kind === 'import-office') return office.hasRoom;
      return (IMPORTS.has(kind) ? imports : exports).hasRoom;
    },
    async fromMarkdown(markdown, title, signal) {
      const answer = await imports.run({ kind: 'import', markdown, title }, signal);
      if (answer.kind === 'imported') return converted({ update: answer.update, title: answer.title });
      return unlessDone(answer);
    },
    async fromJson(json, title, signal) {
      const answer = await imports.run({ kind: 'import-json', json, title }, signal);
      if (answer.kind === 'imported') return converted({ update: answer.update, title: answer.title });
      return unlessDone(answer);
    },
    async fromHtml(html, title, signal) {
      const answer = await imports.run({ kind: 'import-html', html, title }, signal);
      if (answer.kind === 'imported') return converted({ update: answer.update, title: answer.title });
      return unlessDone(answer);
    },
    async fromText(text, title, signal) {
      const answer = await imports.run({ kind: 'import-text', text, title }, signal);
      if (answer.kind === 'imported') return converted({ update: answer.update, title: answer.title });
      return unlessDone(answer);
    },
    async export(updates, format, signal) {
      const answer = await exports.run({ kind: 'export', updates, format }, signal);
      if (answer.kind === 'exported') return converted({ text: answer.text, lost: answer.lost ?? [] });
      return unlessDone(answer);
    },
    async fromOffice(bytes, name, host, signal) {
      const answer = await withFiles(host, (files) =>
        office.run({ kind: 'import-office', bytes, name, files }, signal, [files]),
      );
      if (answer.kind !== 'imported') return unlessDone(answer);
      return converted({ update: answer.update, title: answer.title, lost: answer.lost ?? [] });
    },
    async exportOffice(updates, format, base, host, signal) {
      const answer = await withFiles(host, (files) =>
        exports.run({ kind: 'export-office', updates, format, base, files }, signal, [files]),
      );
      return answer.kind === 'made' ? converted({ bytes: answer.bytes, lost: answer.lost }) : unlessDone(answer);
    },
    async changes(rows, from, form, signal) {
      const answer = await exports.run({ kind: 'changes', rows, from, form }, signal);
      return answer.kind === 'exported' ? converted(answer.text) : unlessDone(answer);
    },
    async part(updates, part, signal) {
      const answer = await exports.run({ kind: 'part', updates, part }, signal);
      return answer.kind === 'merged' ? converted(answer.update) : unlessDone(answer);
    },
    async state(updates, signal) {
      const answer = await exports.run({ kind: 'state', updates }, signal);
      return answer.kind === 'merged' ? converted(answer.update) : unlessDone(answer);
    },
    async sweep(updates, old) {
      const answer = await exports.run({ kind: 'sweep', updates, old });
      return answer.kind === 'swept' ? converted({ update: answer.update, left: answer.left }) : unlessDone(answer);
    },
    async close() {
      await Promise.all([imports.close(), office.close(), exports.close()]);
    },
  };
}

/** A way for the worker to ask for files, as long as it is at the job. */
async function withFiles<T>(host: FileHost, run: (files: MessagePort) => Promise<T>): Promise<T> {
  const { port1, port2 } = new MessageChannel();
  hostFiles(port1, host);
  try {
    return await run(port2);
  } finally {
    port1.close();
  }
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

function unlessDone(answer: Awaited<ReturnType<WorkerLane['run']>>): Exclude<Converted<never>, { kind: 'converted' }> {
  if (answer.kind !== 'refused' && answer.kind !== 'busy' && answer.kind !== 'failed') {
    throw new BugError(`the content worker answered ${answer.kind} to something else`);
  }
  return answer;
}
