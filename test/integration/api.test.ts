import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CREATED_DOCUMENT } from '#shared/api/documents.ts';
import type { CreatedDocument } from '#shared/api/documents.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** A README of some 25 KB that is on every machine which can run these tests. */
const README = fileURLToPath(new URL('../../node_modules/yjs/README.md', import.meta.url));

let folder: string;
let server: ServerProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-api-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  if (server.child.exitCode === null) await server.end('SIGKILL');
  await rm(folder, { recursive: true });
});

async function create(body: string, type: string): Promise<CreatedDocument> {
  const response = await fetch(`${server.url}/api/v1/documents`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': type },
  });
  expect(response.status).toBe(201);
  const made = CREATED_DOCUMENT.parse(await response.json());
  expect(response.headers.get('Location')).toBe(made.url);
  return made;
}

async function read(id: string, format = 'markdown'): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/documents/${encodeURIComponent(id)}/content?format=${format}`);
  expect(response.status).toBe(200);
  return response.text();
}

test('Markdown becomes a document and comes back, also after a kill', async () => {
  const made = await create('# Plan\n\nMany **hands** make light work.\n\n- one\n- two\n', 'text/markdown');
  expect(made.title).toBe('Plan');
  const before = await read(made.id);
  expect(before).toBe('# Plan\n\nMany **hands** make light work.\n\n- one\n- two\n');
  expect(await read(made.id, 'text')).toContain('Many hands make light work.');
  await server.end('SIGKILL');
  server = await startServerProcess({ DATA_DIR: folder });
  expect(await read(made.id)).toBe(before);
});

test('plain text is a paragraph a line, and comes back as plain text', async () => {
  const made = await create('The plan\n\n* many\n  hands\n', 'text/plain; charset=utf-8');
  expect(made.title).toBe('The plan');
  expect(await read(made.id, 'text')).toBe('The plan\n* many\n  hands\n');
  const tooLong = await fetch(`${server.url}/api/v1/documents`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: 'a\n'.repeat(30_001),
  });
  expect(tooLong.status).toBe(422);
  expect(await tooLong.text()).toContain('30000 lines');
});

test('JSON may carry a title; nothing at all is a document too', async () => {
  expect((await create('{"title":"Notes","markdown":"text"}', 'application/json')).title).toBe('Notes');
  const empty = await create('', 'application/json');
  expect(await read(empty.id, 'text')).not.toContain('undefined');
});

test('a page as HTML becomes a document, and one of ours comes back whole; what is too deep is refused', async () => {
  const page =
    '<title>Plan</title><h2>Hands</h2><ul><li>one<li><b>two</b></ul><script>x()</script><img src="data:image/png;base64,AA" alt="a view">';
  const made = await create(page, 'text/html');
  expect(made.title).toBe('Plan');
  expect(await read(made.id)).toBe('---\ntitle: "Plan"\n---\n\n## Hands\n\n- one\n- **two**\n\na view\n');
  const written = await read(made.id, 'html');
  expect(await read((await create(written, 'text/html')).id, 'html')).toBe(written);
  const deep = await fetch(`${server.url}/api/v1/documents`, {
    method: 'POST',
    body: '<div>'.repeat(10_000),
    headers: { 'Content-Type': 'text/html' },
  });
  expect([deep.status, await deep.json()]).toMatchObject([422, { detail: 'elements may be nested 500 deep' }]);
});

test('a long README comes back, and what came back makes the same document again', async () => {
  const readme = await readFile(README, 'utf8');
  expect(readme.length).toBeGreaterThan(20_000);
  const first = await read((await create(readme, 'text/markdown')).id);
  const second = await read((await create(first, 'text/markdown')).id);
  expect(second).toBe(first);
  expect(first.length).toBeGreaterThan(20_000);
});

test('ten at once get ten documents', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, (_, i) => create(`number ${i}\n`, 'text/markdown')));
  expect(new Set(made.map(({ id }) => id)).size).toBe(10);
  for (const [i, { id }] of made.entries()) expect(await read(id, 'text')).toContain(`number ${i}\n`);
});
