import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import { decodePollResponse, encodePollRequest } from '#shared/protocol/poll.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import type { InstanceId } from '#shared/ids.ts';
import { CLOSE } from '#shared/protocol/close-code.ts';
import { openDocument } from '#web/client/open-document.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

let folder: string;
let server: ServerProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-shutdown-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  if (server.child.exitCode === null) await server.end('SIGKILL');
  await rm(folder, { recursive: true });
});

function poll(waitMs: number, cursor: Uint8Array): Promise<Response> {
  const hello = {
    type: 'hello',
    version: PROTOCOL_VERSION,
    instance: 'cd'.repeat(16) as InstanceId,
    token: '',
    cursor,
    stateVector: new Uint8Array(),
  } as const;
  const body = encodePollRequest({ waitMs, blocks: [{ document: 'watched', frame: encodeFrame(hello) }] });
  return fetch(`${server.url}/sync`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: Buffer.from(body),
  });
}

test('SIGTERM closes WebSockets with 1012, and the process ends by itself', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/watched`);
  await once(socket, 'message');
  const closed = once(socket, 'close') as Promise<[number]>;
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect((await closed)[0]).toBe(CLOSE['service-restart']);
});

test('SIGTERM answers polls, parked ones too, instead of cutting them off', async () => {
  const first = decodePollResponse(new Uint8Array(await (await poll(0, new Uint8Array())).arrayBuffer()));
  const frame = first.ok ? decodeServerFrame(first.value[0]!.frame) : first;
  const data = frame.ok ? frame.value.find((message) => message.type === 'data') : undefined;
  expect(data?.cursor.length).toBeGreaterThan(0);
  const parked = poll(20_000, data!.cursor);
  await fetch(`${server.url}/healthz`);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  // 503 where it came in after the stop had begun
  expect([200, 503]).toContain((await parked).status);
});

test('an edit that was acknowledged shows in the export at once, and is there after a SIGTERM', async () => {
  const client = openDocument({ server: server.url, document: 'written', transport: 'websocket', offline: false });
  client.doc.getText('title').insert(0, 'Kept');
  await client.saved();
  const content = `/api/v1/documents/written/content?format=text`;
  expect(await (await fetch(server.url + content)).text()).toContain('Kept');
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  await client.destroy();
  server = await startServerProcess({ DATA_DIR: folder });
  expect(await (await fetch(server.url + content)).text()).toContain('Kept');
});

test('a server that is told so speaks one transport only', async () => {
  await server.end('SIGTERM');
  server = await startServerProcess({ DATA_DIR: folder, TRANSPORTS: 'polling' });
  expect((await poll(0, new Uint8Array())).status).toBe(200);
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/watched`);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('404');
});
