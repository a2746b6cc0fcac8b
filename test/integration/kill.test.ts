import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '#shared/testing/seeded-random.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/**
 * The ledger: twenty people on both transports write entries that are unique, the server is killed twenty times with SIGKILL while they
 * do, and started again on the same folder. What was acknowledged is there once; what was not is still sent, and there once as well.
 */

const KILLS = 20;
const PEOPLE = 20;
const SEED = 20_261_124;
const DOCUMENT = 'ledger';
/** acknowledged entries after which the next kill comes: from 5 to 64, by the seed */
const LEAST_BETWEEN = 5;
const SPREAD = 60;
const WAIT_MS = 60_000;

interface Writer {
  readonly client: DocumentClient;
  /** written, in order */
  readonly written: string[];
  /** acknowledged: the server said that they are on its disk */
  readonly acknowledged: Set<string>;
}

let folder: string;
let server: ServerProcess;
const clients: DocumentClient[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-kill-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.destroy()));
  if (server.child.exitCode === null && server.child.signalCode === null) await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

function open(transport: 'auto' | 'websocket' | 'polling'): DocumentClient {
  const client = openDocument({ server: server.url, document: DOCUMENT, transport, offline: false });
  clients.push(client);
  return client;
}

const ledgerOf = (client: DocumentClient): string[] => client.doc.getArray<string>('ledger').toArray();

/** Everything that stands in `entries` more than once. */
function doubled(entries: readonly string[]): string[] {
  const seen = new Set<string>();
  return entries.filter((entry) => seen.size === seen.add(entry).size);
}

test('what was acknowledged survives kill -9, once', { timeout: 150_000 }, async () => {
  const random = seededRandom(SEED);
  const { port } = new URL(server.url);
  let acknowledgements = 0;
  const run = { going: true };

  const writers = Array.from({ length: PEOPLE }, (_, index): Writer => ({
    client: open(index % 2 === 0 ? 'websocket' : 'polling'),
    written: [],
    acknowledged: new Set(),
  }));
  /** Writes the next entry when the last one is acknowledged: at any moment some are under way and some are not. */
  const write = async (writer: Writer, index: number): Promise<void> => {
    const ledger = writer.client.doc.getArray<string>('ledger');
    while (run.going) {
      const entry = `${index}:${writer.written.length}`;
      writer.written.push(entry);
      ledger.insert(Math.floor(random() * (ledger.length + 1)), [entry]);
      await writer.client.saved();
      writer.acknowledged.add(entry);
      acknowledgements++;
    }
  };
  const writing = writers.map((writer, index) => write(writer, index));

  for (let kill = 0; kill < KILLS; kill++) {
    const enough = acknowledgements + LEAST_BETWEEN + Math.floor(random() * SPREAD);
    await expect.poll(() => acknowledgements, { timeout: WAIT_MS, interval: 3 }).toBeGreaterThanOrEqual(enough);
    await server.end('SIGKILL');
    server = await startServerProcess({ DATA_DIR: folder, PORT: port });
    for (const { client } of writers) client.retryNow();
  }
  run.going = false;
  await Promise.all(writing);

  const newcomer = open('auto');
  await newcomer.loaded;
  const written = writers.flatMap((writer) => writer.written).toSorted();
  expect(writers.flatMap((writer) => [...writer.acknowledged])).toHaveLength(written.length);
  const entries = ledgerOf(newcomer);
  expect(doubled(entries)).toEqual([]);
  expect(entries.toSorted()).toEqual(written);
  for (const { client } of writers) {
    await expect.poll(() => ledgerOf(client), { timeout: WAIT_MS, interval: 20 }).toEqual(entries);
  }
});
