import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseDocumentId } from '#shared/ids.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { openFiles } from '#server/files/testing/open-files.ts';
import { problemOf } from '#server/http/problem.ts';
import { silentLog } from '#server/telemetry/log.ts';
import type { Content, Converted } from './content.ts';
import { ImportJobs } from './import-jobs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-imports-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Made = Awaited<ReturnType<Content['fromOffice']>>;
const image = (at: number): Uint8Array => new Uint8Array(100).fill(at);

/** Jobs whose reader keeps two images, and then says what the test has it say. */
async function begin() {
  const document = parseDocumentId('made-by-the-test');
  if (document === null) throw new TypeError('no name of a document');
  const hasKept = Promise.withResolvers<void>();
  const made = Promise.withResolvers<Made>();
  const content: Pick<Content, 'fromOffice' | 'hasRoomFor'> = {
    hasRoomFor: () => true,
    async fromOffice(_bytes, _name, host, signal) {
      signal?.addEventListener('abort', () => made.resolve({ kind: 'failed', reason: 'given up' }));
      await host.keep('a.png', image(1));
      // still on its way to the disk when the job ends
      void host.keep('b.png', image(2));
      hasKept.resolve();
      return made.promise;
    },
  };
  const jobs = new ImportJobs({
    store: { create: () => Promise.resolve({ kind: 'created', epoch: new Uint8Array(16) }) },
    content: content as Content,
    fileStore: await openFiles(folder),
    clock: new ManualClock(),
    log: silentLog,
    newJobName: () => 'job',
    newDocumentId: () => document,
    problemOf,
  });
  const name = jobs.reserve()?.start({ bytes: new Uint8Array(), name: 'a.docx', siteUrl: 'http://localhost' }) ?? '';
  await hasKept.promise;
  return { jobs, name, made };
}

async function keptFiles(): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map(({ name }) => name);
}

test('an import that is cancelled leaves no images behind', async () => {
  const { jobs, name } = await begin();
  expect(await keptFiles()).not.toEqual([]);
  expect(jobs.cancel(name)).toEqual({ state: 'cancelled' });
  await expect.poll(keptFiles).toEqual([]);
  expect(jobs.look(name)).toEqual({ state: 'cancelled' });
});

test.each<Exclude<Converted<never>, { kind: 'converted' }>>([
  { kind: 'refused', reason: 'too many characters' },
  { kind: 'failed', reason: 'out of memory' },
  { kind: 'busy' },
])('nor does one that is $kind', async (ending) => {
  const { jobs, name, made } = await begin();
  made.resolve(ending);
  await expect.poll(() => jobs.look(name)?.state).toBe('failed');
  expect(await keptFiles()).toEqual([]);
});

test('those of a document that was made stay', async () => {
  const { jobs, name, made } = await begin();
  made.resolve({ kind: 'converted', value: { update: new Uint8Array(), title: 'A', lost: [] } });
  await expect.poll(() => jobs.look(name)?.state).toBe('done');
  await expect.poll(keptFiles).toHaveLength(2);
});
