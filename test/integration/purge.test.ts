import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CREATED_DOCUMENT } from '#shared/api/documents.ts';
import { UPLOADED_FILE } from '#shared/api/files.ts';
import { HISTORY_PAGE, PURGED_DOCUMENT } from '#shared/api/history.ts';
import { openDocument } from '#web/client/open-document.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

let folder: string;
let server: ServerProcess;
const clients: DocumentClient[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-purge-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy();
  await server.end('SIGTERM');
  await rm(folder, { recursive: true });
});

async function connect(document: string, name: string, transport: 'websocket' | 'polling'): Promise<DocumentClient> {
  const user = { id: `person-${name}`, name, color: 3 } as const;
  const client = openDocument({ server: server.url, document, transport, offline: false, user });
  clients.push(client);
  await client.loaded;
  return client;
}

const body = (doc: Y.Doc): Y.Text => doc.getText('body');
const textOf = (doc: Y.Doc): string => body(doc).toJSON();

/** Until everybody has the same. */
async function settle(...docs: readonly Y.Doc[]): Promise<void> {
  for (const client of clients) await client.saved();
  await expect
    .poll(() => new Set(docs.map((doc) => JSON.stringify(body(doc).toDelta()))).size, { timeout: 20_000 })
    .toBe(1);
}

async function whereOnDisk(word: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files.filter((one) => one.isFile())) {
    if ((await readFile(join(file.parentPath, file.name))).includes(word)) found.push(file.name);
  }
  return found;
}

async function ask(document: string, what: string, request: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}/api/v1/documents/${document}/${what}`, request);
}

async function upload(document: string, content: string): Promise<string> {
  const response = await ask(document, 'files?name=a.bin', { method: 'POST', body: content });
  expect(response.status).toBe(201);
  return UPLOADED_FILE.parse(await response.json()).url;
}

test('of what was deleted nothing is left on the server, and everybody goes on writing', async () => {
  const headers = { 'Content-Type': 'text/markdown' };
  const made = await fetch(`${server.url}/api/v1/documents`, { method: 'POST', body: 'Many hands.\n', headers });
  const { id } = CREATED_DOCUMENT.parse(await made.json());
  const ada = await connect(id, 'Adalovelace', 'websocket');
  const bo = await connect(id, 'Bodil', 'polling');
  const [shown, hidden, young] = await Promise.all(
    ['shown', 'hidden', 'young'].map((word) => upload(id, word.repeat(50))),
  );

  body(ada.doc).insert(0, 'quicksilver secret ');
  body(ada.doc).insertEmbed(0, new Y.Map([['src', shown]]));
  body(ada.doc).insertEmbed(0, new Y.Map([['src', hidden]]));
  await settle(ada.doc, bo.doc);
  // an edit of somebody who is away, beside and in what is deleted meanwhile
  const away = Object.assign(new Y.Doc(), { clientID: 77 });
  Y.applyUpdate(away, Y.encodeStateAsUpdate(ada.doc));
  body(away).insert(6, 'OFFLINE');
  const undo = new Y.UndoManager(body(bo.doc));
  body(bo.doc).delete(2, 'quicksilver secret '.length);
  body(bo.doc).delete(0, 1);
  await settle(ada.doc, bo.doc);
  expect(await whereOnDisk('quicksilver')).not.toEqual([]);
  expect(await whereOnDisk('hiddenhidden')).not.toEqual([]);

  const purged = await ask(id, 'purge', { method: 'POST' });
  expect(purged.status).toBe(200);
  const { position, removedFiles } = PURGED_DOCUMENT.parse(await purged.json());
  expect(removedFiles).toBe(1);
  for (const word of ['quicksilver', 'secret', 'hiddenhidden', 'Adalovelace', 'Bodil']) {
    expect([word, await whereOnDisk(word)]).toEqual([word, []]);
  }
  // what nothing ever named may be on its way into the document
  for (const [url, status] of [
    [shown, 200],
    [hidden, 404],
    [young, 200],
  ] as const) {
    expect((await fetch(`${server.url}${url}`)).status).toBe(status);
  }

  // nor does anybody get it any more: a newcomer, who asks for the past
  const newcomer = await connect(id, 'Newcomer', 'websocket');
  await settle(ada.doc, bo.doc, newcomer.doc);
  expect(Buffer.from(Y.encodeStateAsUpdate(newcomer.doc)).includes('quicksilver')).toBe(false);
  expect(HISTORY_PAGE.parse(await (await ask(id, 'history')).json())).toEqual({ sessions: [], next: null });
  for (const what of ['updates?from=0', `state?at=${position - 1}`, `changes?to=${position - 1}`]) {
    expect((await ask(id, what)).status).toBe(404);
  }
  for (const what of ['state', `state?at=${position}`, 'changes?from=0', `updates?from=${position}`, 'content']) {
    const answer = await ask(id, what);
    expect([what, answer.status]).toEqual([what, 200]);
    expect(Buffer.from(await answer.arrayBuffer()).includes('quicksilver')).toBe(false);
  }

  // those who were here go on, and what they write is history
  body(ada.doc).insert(1, 'ever onward ');
  await settle(ada.doc, bo.doc, newcomer.doc);
  const { sessions } = HISTORY_PAGE.parse(await (await ask(id, 'history')).json());
  expect(sessions).toMatchObject([{ from: position, people: [{ name: 'Adalovelace' }] }]);
  const changes = (await (await ask(id, `changes?from=${position}`)).json()) as { changes: { text: string }[] };
  expect(changes.changes.map(({ text }) => text)).toEqual(['ever onward ']);

  // who was away brings what they typed, and of what was deleted nothing
  Y.applyUpdate(newcomer.doc, Y.encodeStateAsUpdate(away, Y.encodeStateVector(newcomer.doc)));
  await settle(ada.doc, bo.doc, newcomer.doc);
  expect(textOf(ada.doc)).toContain('OFFLINE');
  expect(textOf(ada.doc)).not.toContain('quicksilver');
  await ask(id, 'purge', { method: 'POST' });
  expect(await whereOnDisk('quicksilver')).toEqual([]);

  // whoever deleted it may still have it on their own device, and writes it anew when they take that back
  undo.undo();
  await settle(ada.doc, bo.doc, newcomer.doc);
  expect(textOf(newcomer.doc)).toContain('secret');
  expect(newcomer.doc.store.pendingStructs).toBeNull();
  await server.end('SIGKILL');
  server = await startServerProcess({ DATA_DIR: folder });
  expect(await (await ask(id, 'content?format=text')).text()).toContain('OFFLINE');
});

test('what is not there is not purged', async () => {
  expect((await ask('nobody', 'purge', { method: 'POST' })).status).toBe(404);
  expect((await ask('nobody', 'purge')).status).toBe(405);
});
