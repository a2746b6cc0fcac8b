import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DocumentClient } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

let parent: string;
let server: ServerProcess;
let clients: DocumentClient[];

const live = (): string => join(parent, 'live');
const backup = (): string => join(parent, 'backup');

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'manyhands-restore-'));
  server = await startServerProcess({ DATA_DIR: live() });
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.destroy()));
  await server.end('SIGTERM');
  await rm(parent, { recursive: true });
});

function open(transport: 'websocket' | 'polling'): DocumentClient {
  const client = openDocument({ server: server.url, document: 'r', transport, offline: false });
  clients.push(client);
  return client;
}

/** With all of it on the server's disk. */
async function write(client: DocumentClient, word: string): Promise<void> {
  const text = client.doc.getText('t');
  text.insert(text.length, `${word} `);
  await client.saved();
}

const wordsOf = (client: DocumentClient): string => client.doc.getText('t').toJSON().trim().split(' ').sort().join(' ');

/** The server stops, something is done to its folder, and it starts again where it was. */
async function whileStopped(change: () => Promise<void>): Promise<void> {
  const { port } = new URL(server.url);
  await server.end('SIGTERM');
  await change();
  server = await startServerProcess({ DATA_DIR: live(), PORT: port });
}

for (const transport of ['websocket', 'polling'] as const) {
  test(`a restored backup gets the lost tail back, and everybody what was written since: by ${transport}`, async () => {
    const ada = open(transport);
    for (const word of ['a0', 'a1', 'a2']) await write(ada, word);
    await whileStopped(() => cp(live(), backup(), { recursive: true }));
    for (const word of ['a3', 'a4', 'a5']) await write(ada, word);
    await whileStopped(async () => {
      await rm(live(), { recursive: true });
      await cp(backup(), live(), { recursive: true });
    });
    const bob = open('websocket');
    for (let i = 0; i < 8; i++) await write(bob, `b${i}`);
    const all = 'a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5 b6 b7';
    await expect.poll(() => [wordsOf(ada), wordsOf(bob)], { timeout: 40_000 }).toEqual([all, all]);
    await write(ada, 'late');
    await write(bob, 'soon');
    const more = `${all} late soon`;
    await expect.poll(() => [wordsOf(ada), wordsOf(bob)], { timeout: 10_000 }).toEqual([more, more]);
  }, 60_000);
}
