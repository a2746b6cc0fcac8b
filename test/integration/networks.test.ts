import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentClient } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import { startFaultyProxy } from '../support/proxies/faulty-proxy.ts';
import type { Fault, FaultyProxy } from '../support/proxies/faulty-proxy.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** Somebody behind a bad network and somebody at the server itself write at once: both have everything, once, and it is saved. */

const WAIT_MS = 45_000;
const EDITS = 40;

let folder: string;
let server: ServerProcess;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-networks-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function proxy(fault: Fault): Promise<FaultyProxy> {
  const started = await startFaultyProxy(server.url, fault);
  stops.push(() => started.stop());
  return started;
}

function open(url: string): DocumentClient {
  const client = openDocument({ server: url, document: 'networks', offline: false });
  stops.push(() => client.destroy());
  return client;
}

const entriesOf = ({ doc }: DocumentClient): string[] => doc.getArray<string>('entries').toArray();
async function eventually(probe: () => unknown, expected: unknown): Promise<void> {
  await expect.poll(probe, { timeout: WAIT_MS, interval: 20 }).toEqual(expected);
}

function wayOf({ state }: DocumentClient): readonly string[] {
  return state.connection.kind === 'online'
    ? [state.connection.transport, state.connection.reason.kind]
    : [state.connection.kind];
}

/** Both write in turn, each edit when the last one of the same person is saved. */
async function writeBoth(behind: DocumentClient, direct: DocumentClient): Promise<void> {
  await Promise.all(
    [behind, direct].map(async (client, person) => {
      for (let edit = 0; edit < EDITS; edit++) {
        client.doc.getArray('entries').push([`${person}:${edit}`]);
        if (edit % 4 === 0) await client.saved();
      }
      await client.saved();
    }),
  );
}

async function expectAllOnce(...clients: readonly DocumentClient[]): Promise<void> {
  const written = [0, 1].flatMap((person) => Array.from({ length: EDITS }, (_, edit) => `${person}:${edit}`));
  for (const client of clients) await eventually(() => entriesOf(client).toSorted(), written.toSorted());
  for (const client of clients) expect(entriesOf(client)).toEqual(entriesOf(clients[0] ?? client));
}

describe('polling takes over and nothing is lost', () => {
  const faults: readonly Fault[] = [
    { kind: 'refuses-upgrades' },
    { kind: 'cuts-upgrades', afterMs: 200 },
    { kind: 'swallows-frames' },
  ];
  test.each(faults)('where a proxy $kind', async (fault) => {
    const between = await proxy(fault);
    const behind = open(between.url);
    const direct = open(server.url);
    await writeBoth(behind, direct);
    await expectAllOnce(behind, direct, open(server.url));
    expect(between.struck).toBeGreaterThan(0);
    expect(behind.state.saving.kind).toBe('saved');
    await eventually(() => wayOf(direct), ['websocket', 'first-choice']);
    if (fault.kind === 'refuses-upgrades') {
      await eventually(() => wayOf(behind), ['polling', 'websocket-failed']);
    }
  });
});

test('an answer that is lost after the commit costs nothing', async () => {
  const between = await proxy({ kind: 'loses-answers', oneOf: 3 });
  const behind = openDocument({ server: between.url, document: 'networks', offline: false, transport: 'polling' });
  stops.push(() => behind.destroy());
  const direct = open(server.url);
  await writeBoth(behind, direct);
  await expectAllOnce(behind, direct, open(server.url));
  expect(between.struck).toBeGreaterThan(1);
});
