import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Clock } from '#shared/clock.ts';
import type { ContentAnswer, ContentJob } from './content-messages.ts';
import type { Content } from './content.ts';
import type { ContentWorker } from './worker-content.ts';
import { openContentWorker } from './worker-content.ts';

/** A worker that does what its test says, when it says so. */
class ScriptedWorker extends EventEmitter {
  readonly jobs: ContentJob[] = [];
  ended = false;
  postMessage(job: ContentJob): void {
    this.jobs.push(job);
  }
  async terminate(): Promise<number> {
    this.ended = true;
    this.emit('exit', 1);
    return 1;
  }
  answer(answer: ContentAnswer): void {
    this.emit('message', answer);
  }
}

function setUp(): { content: Content; workers: ScriptedWorker[]; timeOut: () => void } {
  const workers: ScriptedWorker[] = [];
  let alarm: (() => void) | null = null;
  const clock: Clock = {
    now: () => 0,
    after: (_delayMs, callback) => {
      alarm = callback;
      return () => {
        if (alarm === callback) alarm = null;
      };
    },
  };
  const content = openContentWorker({
    timeoutMs: 1000,
    clock,
    startWorker: () => {
      const worker = new ScriptedWorker();
      workers.push(worker);
      return worker as unknown as ContentWorker;
    },
  });
  return { content, workers, timeOut: () => alarm?.() };
}

describe('the content worker', () => {
  test('starts with the first job and does one at a time', async () => {
    const { content, workers } = setUp();
    expect(workers).toHaveLength(0);
    const first = content.export([], 'markdown');
    const second = content.export([], 'text');
    expect(workers[0]?.jobs).toHaveLength(1);
    workers[0]?.answer({ kind: 'exported', text: 'one' });
    expect(await first).toEqual({ kind: 'converted', value: 'one' });
    workers[0]?.answer({ kind: 'exported', text: 'two' });
    expect(await second).toEqual({ kind: 'converted', value: 'two' });
    expect(workers).toHaveLength(1);
  });

  test('a job that hangs is given up with its worker; the next one gets a new worker', async () => {
    const { content, workers, timeOut } = setUp();
    const hanging = content.export([], 'markdown');
    const next = content.export([], 'markdown');
    timeOut();
    expect(await hanging).toEqual({ kind: 'failed', reason: 'it took longer than 1000 ms' });
    expect(workers[0]?.ended).toBe(true);
    workers[1]?.answer({ kind: 'exported', text: 'fine' });
    expect(await next).toEqual({ kind: 'converted', value: 'fine' });
  });

  test('a job that crashes the worker fails alone', async () => {
    const { content, workers } = setUp();
    const crashing = content.fromMarkdown('#', null);
    const next = content.export([], 'markdown');
    workers[0]?.emit('error', new Error('out of memory'));
    workers[0]?.emit('exit', 1);
    expect(await crashing).toEqual({ kind: 'failed', reason: 'out of memory' });
    workers[1]?.answer({ kind: 'exported', text: 'fine' });
    expect(await next).toEqual({ kind: 'converted', value: 'fine' });
  });

  test('close answers what waits', async () => {
    const { content } = setUp();
    const jobs = [content.export([], 'markdown'), content.export([], 'markdown')];
    await content.close();
    for (const job of jobs) expect(await job).toMatchObject({ kind: 'failed' });
    expect(await content.export([], 'markdown')).toMatchObject({ kind: 'failed' });
  });
});
