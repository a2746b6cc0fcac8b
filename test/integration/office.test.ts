import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOST_HEADER } from '#shared/api/documents.ts';
import { DOCX_TYPE, JSON_DOCUMENT_TYPE } from '#shared/api/media-types.ts';
import { IMPORT_JOB, MAX_OFFICE_BYTES, STARTED_IMPORT } from '#shared/api/imports.ts';
import type { ImportJob } from '#shared/api/imports.ts';
import { PROBLEM } from '#shared/api/problem.ts';
import { MAX_IMPORT_JOBS } from '#server/content/limits.ts';
import { bomb, saying } from '#server/content/testing/word-files.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** Office files through a real server: they come in behind the answer, and go out with their images. */

let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-office-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterAll(async () => {
  await server.end('SIGKILL');
  await rm(folder, { recursive: true });
});

const api = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${server.url}${path}`, init);

async function send(file: Uint8Array, name = ''): Promise<Response> {
  return api(`/api/v1/documents?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'Content-Type': DOCX_TYPE },
    body: new Uint8Array(file),
  });
}

async function begin(file: Uint8Array, name?: string): Promise<string> {
  const response = await send(file, name);
  expect(response.status).toBe(202);
  const { job } = STARTED_IMPORT.parse(await response.json());
  expect(response.headers.get('Location')).toBe(job);
  return job;
}

async function ask(job: string, method = 'GET'): Promise<ImportJob> {
  const response = await api(job, { method });
  expect(response.status).toBe(200);
  return IMPORT_JOB.parse(await response.json());
}

const hasEnded = ({ state }: ImportJob): boolean => state !== 'queued' && state !== 'running';

/** All that was heard of a job, to its end. */
async function follow(job: string): Promise<ImportJob[]> {
  const heard: ImportJob[] = [];
  await expect
    .poll(
      async () => {
        heard.push(await ask(job));
        return heard.at(-1);
      },
      { timeout: 60_000, interval: 20 },
    )
    .toSatisfy(hasEnded);
  return heard;
}

async function make(body: string, type = 'text/markdown'): Promise<string> {
  const response = await api('/api/v1/documents', { method: 'POST', headers: { 'Content-Type': type }, body });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

async function content(id: string, format: string): Promise<Response> {
  const response = await api(`/api/v1/documents/${id}/content?format=${format}`);
  expect(response.status).toBe(200);
  return response;
}

const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

test('a document goes out as a Word file and comes back as another document, its image with it', async () => {
  const first = await make('# Plan\n\n- one\n- [ ] two\n\n| a | b |\n| - | - |\n| 1 | 2 |\n');
  const upload = await api(`/api/v1/documents/${first}/files?name=view.png`, {
    method: 'POST',
    body: new Uint8Array(PNG),
  });
  const { url } = (await upload.json()) as { url: string };
  const tree = (await (await content(first, 'json')).json()) as { blocks: unknown[] };
  tree.blocks.push({ type: 'image', props: { src: url, alt: 'A view' }, content: [{ text: 'From here' }] });
  tree.blocks.push({ type: 'p', content: [{ embed: { t: 'date', date: '2026-02-28' } }] });
  const source = await make(JSON.stringify(tree), JSON_DOCUMENT_TYPE);

  const word = await content(source, 'docx');
  expect(word.headers.get('Content-Type')).toBe(DOCX_TYPE);
  expect(word.headers.get('Content-Disposition')).toBe('attachment');
  expect(word.headers.get(LOST_HEADER)).toBe('mentions-and-dates');

  const heard = await follow(await begin(await bytesOf(word), 'Whatever.docx'));
  const done = heard.at(-1);
  if (done?.state !== 'done') throw new Error(JSON.stringify(done));
  expect(done).toMatchObject({ title: 'Plan', lost: [] });
  expect(done.url).toBe(`${server.url}/d/${done.id}`);
  const back = (await (await content(done.id, 'json')).json()) as {
    blocks: { type: string; props: { src: string } }[];
  };
  expect(await (await content(done.id, 'text')).text()).toContain('2026-02-28');
  const image = back.blocks.find(({ type }) => type === 'image');
  expect(image).toMatchObject({ props: { alt: 'A view' }, content: [{ text: 'From here' }] });
  expect(image?.props.src).toContain(`/files/${done.id}/`);
  expect(Buffer.from(await bytesOf(await api(image?.props.src ?? '')))).toEqual(PNG);
});

const CHAPTER = `## Chapter\n\n${'Many hands make light work, and many more make it lighter. '.repeat(8)}\n\n- one\n- **two**\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n`;

/** Some 300 pages, as our own Word file. */
async function book(): Promise<Uint8Array> {
  return bytesOf(await content(await make(`# Book\n\n${CHAPTER.repeat(900)}`), 'docx'));
}

test('a book of 300 pages comes in behind the answer, and tells how far it is', async () => {
  const heard = await follow(await begin(await book()));
  const parts = heard.flatMap((job) => (job.state === 'running' ? [job.progress] : []));
  expect(parts.length).toBeGreaterThan(0);
  expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  const done = heard.at(-1);
  if (done?.state !== 'done') throw new Error(JSON.stringify(done));
  const text = await (await content(done.id, 'text')).text();
  expect(text.match(/^Chapter$/gmu)).toHaveLength(900);
});

test('an import that is cancelled ends, and the next one is done', async () => {
  const file = await book();
  const [first, second] = [await begin(file), await begin(file)];
  expect(await ask(first, 'DELETE')).toEqual({ state: 'cancelled' });
  expect(await ask(first)).toEqual({ state: 'cancelled' });
  expect((await follow(second)).at(-1)).toMatchObject({ state: 'done', title: 'Book' });
  // too late: what is done stays done
  expect(await ask(second, 'DELETE')).toMatchObject({ state: 'done' });
});

test('a file that was made to do harm is refused with a reason, and the server’s memory stays bounded', async () => {
  const before = await peakMiB();
  const files = [bomb(80_000_000), saying(bomb(60_000_000), 5_000), new TextEncoder().encode('nothing of Word’s')];
  for (const [at, reason] of [/characters/u, /another size/u, /no \.docx file/u].entries()) {
    const [job] = (await follow(await begin(files[at] ?? new Uint8Array()))).slice(-1);
    if (job?.state !== 'failed') throw new Error(JSON.stringify(job));
    expect(PROBLEM.parse(job.problem)).toMatchObject({ status: 422, code: 'unprocessable-content' });
    expect(job.problem.detail).toMatch(reason);
  }
  expect((await peakMiB()) - before).toBeLessThan(300);
});

test('a file that is too large is refused, and so is one more than may wait', async () => {
  const large = await send(new Uint8Array(MAX_OFFICE_BYTES + 1));
  expect(large.status).toBe(413);
  const file = await book();
  const jobs: string[] = [];
  for (let at = 0; at < MAX_IMPORT_JOBS; at += 1) jobs.push(await begin(file));
  const answers = await Promise.all([send(file), send(file)]);
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.headers.get('Retry-After')).not.toBeNull();
  for (const answer of answers) if (answer.status === 202) jobs.push(STARTED_IMPORT.parse(await answer.json()).job);
  for (const job of jobs.toReversed()) await ask(job, 'DELETE');
  expect((await follow(await begin(file))).at(-1)).toMatchObject({ state: 'done' });
});

test('there is nothing of a job that nobody began', async () => {
  expect((await api('/api/v1/imports/nothing')).status).toBe(404);
  expect((await api('/api/v1/imports/nothing', { method: 'PATCH' })).status).toBe(405);
});

/** The most memory that the server has had, in MiB. */
async function peakMiB(): Promise<number> {
  const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1]) / 1024;
}
