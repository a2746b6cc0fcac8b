import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Clock } from '#shared/clock.ts';
import type { ContentAnswer, ContentJob } from './content-messages.ts';
import type { Content } from './content.ts';
import { MAX_WAITING_EXPORTS } from './limits.ts';
import { openContentWorkers } from './worker-content.ts';
import type { ContentWorker } from './worker-lane.ts';

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
  const content = openContentWorkers({
    clock,
    startWorker: () => {
      const worker = new ScriptedWorker();
      workers.push(worker);
      return worker as unknown as ContentWorker;
    },
  });
  return { content, workers, timeOut: () => alarm?.() };
}

describe('the content workers', () => {
  test('start with the first job and do one at a time', async () => {
    const { content, workers } = setUp();
    expect(workers).toHaveLength(0);
    const first = content.export([], 'markdown');
    const second = content.export([], 'text');
    expect(workers[0]?.jobs).toHaveLength(1);
    workers[0]?.answer({ kind: 'exported', text: 'one' });
    expect(await first).toEqual({ kind: 'converted', value: { text: 'one', lost: [] } });
    workers[0]?.answer({ kind: 'exported', text: 'two' });
    expect(await second).toEqual({ kind: 'converted', value: { text: 'two', lost: [] } });
    expect(workers).toHaveLength(1);
  });

  test('exports do not wait for imports', async () => {
    const { content, workers } = setUp();
    void content.fromMarkdown('#', null);
    const reading = content.export([], 'markdown');
    workers[1]?.answer({ kind: 'exported', text: 'at once' });
    expect(await reading).toEqual({ kind: 'converted', value: { text: 'at once', lost: [] } });
  });

  test('a job that hangs is given up with its worker; the next one gets a new worker', async () => {
    const { content, workers, timeOut } = setUp();
    const hanging = content.export([], 'markdown');
    const next = content.export([], 'markdown');
    timeOut();
    expect(await hanging).toEqual({ kind: 'refused', reason: expect.stringContaining('may take') });
    expect(workers[0]?.ended).toBe(true);
    workers[1]?.answer({ kind: 'exported', text: 'fine' });
    expect(await next).toEqual({ kind: 'converted', value: { text: 'fine', lost: [] } });
  });

  test('a job whose asker goes is given up: in the queue alone, under way with its worker', async () => {
    const { content, workers } = setUp();
    const [gone, goes] = [new AbortController(), new AbortController()];
    const first = content.export([], 'markdown', goes.signal);
    const second = content.export([], 'markdown', gone.signal);
    const third = content.export([], 'text');
    gone.abort();
    expect(await second).toMatchObject({ kind: 'failed' });
    expect(workers).toHaveLength(1);
    goes.abort();
    expect(await first).toMatchObject({ kind: 'failed' });
    expect(workers[0]?.ended).toBe(true);
    expect(workers[1]?.jobs).toMatchObject([{ format: 'text' }]);
    workers[1]?.answer({ kind: 'exported', text: 'fine' });
    expect(await third).toEqual({ kind: 'converted', value: { text: 'fine', lost: [] } });
    expect(await content.export([], 'text', gone.signal)).toMatchObject({ kind: 'failed' });
  });

  test('no more wait than the limit; the next is told so', async () => {
    const { content, workers } = setUp();
    const waiting = Array.from({ length: MAX_WAITING_EXPORTS + 1 }, () => content.export([], 'markdown'));
    expect([content.hasRoomFor('export'), content.hasRoomFor('import')]).toEqual([false, true]);
    expect(await content.export([], 'markdown')).toEqual({ kind: 'busy' });
    workers[0]?.answer({ kind: 'exported', text: 'first' });
    expect(await waiting[0]).toEqual({ kind: 'converted', value: { text: 'first', lost: [] } });
    expect(content.hasRoomFor('export')).toBe(true);
  });

  test('a job that crashes the worker fails alone', async () => {
    const { content, workers } = setUp();
    const crashing = content.fromMarkdown('#', null);
    const next = content.fromMarkdown('# next', null);
    workers[0]?.emit('error', new Error('out of memory'));
    workers[0]?.emit('exit', 1);
    expect(await crashing).toEqual({ kind: 'failed', reason: 'out of memory' });
    const update = new Uint8Array([0, 0]);
    workers[1]?.answer({ kind: 'imported', update, title: 'next' });
    expect(await next).toEqual({ kind: 'converted', value: { update, title: 'next' } });
  });

  test('close answers what is under way and what waits: it may be asked again', async () => {
    const { content } = setUp();
    const jobs = [content.export([], 'markdown'), content.export([], 'markdown'), content.fromMarkdown('', null)];
    await content.close();
    for (const job of jobs) expect(await job).toEqual({ kind: 'busy' });
    expect(await content.export([], 'markdown')).toEqual({ kind: 'busy' });
  });
});
