import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CREATED_DOCUMENT } from '#shared/api/documents.ts';
import { HISTORY_PAGE, UPDATES_PAGE, VERSIONS } from '#shared/api/history.ts';
import type { HistoryPage } from '#shared/api/history.ts';
import type { Change } from '#shared/document/history-view/changes.ts';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import { documentToText } from '#shared/document/text.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { systemRandomBytes } from '#server/system.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { openDocument } from '#web/client/open-document.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

let folder: string;
let server: ServerProcess;
const clients: DocumentClient[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-history-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy();
  await server.end('SIGTERM');
  await rm(folder, { recursive: true });
});

/** A document of two paragraphs, which the server made: nobody wrote it. */
async function create(): Promise<string> {
  const headers = { 'Content-Type': 'text/markdown' };
  const body = '# Plan\n\nMany hands make light work.\n';
  const response = await fetch(`${server.url}/api/v1/documents`, { method: 'POST', body, headers });
  return CREATED_DOCUMENT.parse(await response.json()).id;
}

async function write(document: string, name: string, transport: 'websocket' | 'polling', change: (doc: Y.Doc) => void) {
  const user = { id: `person-${name}`, name, color: 3 } as const;
  const client = openDocument({ server: server.url, document, transport, offline: false, user });
  clients.push(client);
  await client.loaded;
  change(client.doc);
  await client.saved();
}

function get(document: string, what: string): Promise<Response> {
  return fetch(`${server.url}/api/v1/documents/${encodeURIComponent(document)}/${what}`);
}

async function historyOf(document: string): Promise<HistoryPage> {
  return HISTORY_PAGE.parse(await (await get(document, 'history')).json());
}

test('the history says who wrote what and when, over both transports and a restart', async () => {
  const document = await create();
  const from = Date.now();
  await write(document, 'Ada', 'websocket', (doc) => doc.getText('body').insert(5, 'Busy '));
  await write(document, 'Bo', 'polling', (doc) => doc.getText('body').delete(10, 5));
  await server.end('SIGKILL');
  for (const client of clients.splice(0)) await client.destroy();
  server = await startServerProcess({ DATA_DIR: folder });

  const { sessions, next } = await historyOf(document);
  expect(next).toBeNull();
  const [session, made] = sessions;
  expect(session?.people.map(({ id, name, color }) => [id, name, color])).toEqual([
    ['person-Ada', 'Ada', 3],
    ['person-Bo', 'Bo', 3],
  ]);
  expect(session?.startedAt).toBeGreaterThanOrEqual(from);
  expect(session?.endedAt).toBeLessThanOrEqual(Date.now());
  expect(made).toMatchObject({ from: 0, to: 1, people: [] });

  const answer = await get(document, `changes?from=${session?.from}&to=${session?.to}`);
  const { changes } = (await answer.json()) as { changes: Change[] };
  expect(changes.map(({ kind, by }) => [kind, by?.name])).toEqual([
    ['text-inserted', 'Ada'],
    ['text-deleted', 'Bo'],
  ]);
  expect(changes[0]).toMatchObject({ offset: 0, text: 'Busy ' });
});

test('the page with its changes, the state at a position, and the log itself', async () => {
  const document = await create();
  await write(document, 'Ada', 'websocket', (doc) => doc.getText('body').insert(5, 'Busy '));
  const head = (await historyOf(document)).sessions[0]?.to ?? 0;

  const view = (await (await get(document, 'changes?from=1&form=page')).json()) as HistoryView;
  const spans = view.blocks.flatMap(({ parts }) => parts.flatMap((part) => part.spans));
  expect(spans.map(({ kind, run }) => [kind, run.kind === 'text' && run.text])).toEqual([
    ['same', 'Plan'],
    ['inserted', 'Busy '],
    ['same', 'Many hands make light work.'],
  ]);

  const states = [1, head].map(async (at) => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, new Uint8Array(await (await get(document, `state?at=${at}`)).arrayBuffer()));
    return documentToText(doc);
  });
  expect(await Promise.all(states)).toEqual([
    'Plan\nMany hands make light work.\n',
    'Plan\nBusy Many hands make light work.\n',
  ]);

  const { entries, next } = UPDATES_PAGE.parse(await (await get(document, 'updates')).json());
  expect(next).toBeNull();
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, at) => at + 1));
  const doc = new Y.Doc();
  for (const { update } of entries) Y.applyUpdate(doc, Buffer.from(update, 'base64'));
  expect(documentToText(doc)).toContain('Busy Many');
});

test('a past position in any format, and a part of it', async () => {
  const document = await create();
  await write(document, 'Ada', 'websocket', (doc) => {
    doc.getText('body').insert(5, 'Busy ');
    doc.getText('title').insert(0, 'My ');
  });
  const head = (await historyOf(document)).sessions[0]?.to ?? 0;
  const content = async (what: string): Promise<string> => (await get(document, `history/${what}`)).text();
  expect(await content('1/content?format=text')).toBe('Plan\nMany hands make light work.\n');
  expect(await content(`${head}/content`)).toContain('Busy Many hands');

  const { changes } = (await (await get(document, 'changes?from=0&to=1')).json()) as { changes: Change[] };
  const keys = changes.flatMap((change) => (change.kind === 'block-inserted' ? [change.block] : []));
  const [heading = '', paragraph = ''] = keys;
  expect(await content(`${head}/content?format=text&blocks=${paragraph}`)).toBe('Busy Many hands make light work.\n');
  expect(await content(`1/content?blocks=${heading}`)).toBe('# Plan\n');
  expect(await content(`1/content?format=text&first=${heading}&last=${paragraph}`)).toContain('Plan\nMany');
  const json = await get(document, `history/1/content?format=json&blocks=${heading}`);
  expect(json.headers.get('Content-Type')).toContain('application/vnd.manyhands+json');

  const status = async (what: string): Promise<number> => (await get(document, `history/${what}`)).status;
  expect(await status('1/content?blocks=9:9')).toBe(422);
  expect(await status('1/content?blocks=nonsense')).toBe(400);
  expect(await status(`1/content?first=${heading}`)).toBe(400);
  expect(await status('7000/content')).toBe(400);
  expect(await status('x/content')).toBe(400);
  expect((await get('nobody', 'history/1/content')).status).toBe(404);
});

test('positions get names, which the list shows, and which survive a kill of the server', async () => {
  const document = await create();
  await write(document, 'Ada', 'websocket', (doc) => doc.getText('body').insert(5, 'Busy '));
  const head = (await historyOf(document)).sessions[0]?.to ?? 0;
  const by = { id: 'person-Ada', name: 'Ada', color: 3 };
  const put = (position: number, body: unknown): Promise<Response> =>
    fetch(`${server.url}/api/v1/documents/${document}/versions/${position}`, {
      method: 'PUT',
      body: JSON.stringify(body),
    });
  const named = await put(head, { name: ' Draft\n2 ', by });
  expect([named.status, await named.json()]).toEqual([
    200,
    { position: head, name: 'Draft 2', by, at: expect.any(Number) },
  ]);
  expect((await put(1, { name: 'As imported' })).status).toBe(200);
  await server.end('SIGKILL');
  for (const client of clients.splice(0)) await client.destroy();
  server = await startServerProcess({ DATA_DIR: folder });

  const listed = async (): Promise<unknown[]> => {
    const { versions } = VERSIONS.parse(await (await get(document, 'versions')).json());
    return versions.map(({ position, name, by: who }) => [position, name, who?.name]);
  };
  expect(await listed()).toEqual([
    [head, 'Draft 2', 'Ada'],
    [1, 'As imported', undefined],
  ]);
  const { sessions } = await historyOf(document);
  expect(sessions.map(({ to, version }) => [to, version?.name])).toEqual([
    [head, 'Draft 2'],
    [1, 'As imported'],
  ]);
  expect((await put(1, { name: 'Renamed' })).status).toBe(200);
  const path = `${server.url}/api/v1/documents/${document}/versions`;
  expect((await fetch(`${path}/${head}`, { method: 'DELETE' })).status).toBe(204);
  expect(await listed()).toEqual([[1, 'Renamed', undefined]]);

  expect((await put(head + 1, { name: 'Too far' })).status).toBe(400);
  expect((await put(1, { name: ' ' })).status).toBe(400);
  expect((await put(1, { name: 'x'.repeat(101) })).status).toBe(400);
  expect((await put(1, 'no object')).status).toBe(400);
  expect((await fetch(`${path}/nowhere`, { method: 'DELETE' })).status).toBe(400);
  expect((await fetch(`${path}/1`)).status).toBe(405);
  expect((await get('nobody', 'versions')).status).toBe(404);
});

test('what cannot be answered says why', async () => {
  const document = await create();
  expect((await get('nobody', 'history')).status).toBe(404);
  expect((await get('nobody', 'changes')).status).toBe(404);
  expect((await get('nobody', 'updates')).status).toBe(404);
  const beyond = await get(document, 'changes?to=7');
  expect([beyond.status, await beyond.json()]).toEqual([
    400,
    expect.objectContaining({ detail: 'the newest position is 1' }),
  ]);
  expect((await get(document, 'changes?from=1&to=0')).status).toBe(400);
  expect((await get(document, 'changes?from=x')).status).toBe(400);
  const posted = await fetch(`${server.url}/api/v1/documents/${document}/history`, { method: 'POST' });
  expect(posted.status).toBe(405);
});

test('a log that was compacted has the same history, byte for byte', async () => {
  const document = await create();
  for (let round = 0; round < 12; round++) {
    await write(document, round % 3 === 0 ? 'Ada' : 'Bo', round % 2 === 0 ? 'websocket' : 'polling', (doc) => {
      const body = doc.getText('body');
      if (round % 4 === 3) body.delete(6, 4);
      else body.insert(5 + round, `word ${round} `);
      if (round % 5 === 4) body.format(6, 3, { bold: true });
    });
  }
  const ask = async (): Promise<string[]> => {
    const answers: string[] = [];
    const paths = ['history', 'history?before=7', 'updates?from=0', 'updates?from=3&to=9', 'changes?from=0'];
    for (const path of [...paths, 'changes?form=page&from=2&to=11', 'state?at=4', 'state?at=9', 'state', 'content']) {
      const response = await get(document, path);
      expect(response.status).toBe(200);
      answers.push(`${path}: ${Buffer.from(await response.arrayBuffer()).toString('base64')}`);
    }
    return answers;
  };
  const before = await ask();
  await server.end('SIGTERM');
  for (const client of clients.splice(0)) await client.destroy();
  const opened = await openSqliteStore({ folder, randomBytes: systemRandomBytes });
  if (opened.kind !== 'opened') throw new TypeError(opened.message);
  const id = parseDocumentId(document);
  if (id === null) throw new TypeError(document);
  expect(await opened.store.compact(id, 2)).toMatchObject({ kind: 'compacted' });
  await opened.store.close();
  server = await startServerProcess({ DATA_DIR: folder });
  for (const [index, answer] of (await ask()).entries()) expect(answer).toBe(before[index]);
  await write(document, 'Cy', 'websocket', (doc) => doc.getText('body').insert(0, 'and on '));
  expect(await (await get(document, 'content?format=text')).text()).toContain('and on ');
});
