import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ServerMessage } from '#shared/protocol/frame.ts';
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

function pollBody(waitMs: number, cursor: Uint8Array): Uint8Array {
  const hello = {
    type: 'hello',
    version: PROTOCOL_VERSION,
    instance: 'cd'.repeat(16) as InstanceId,
    token: '',
    cursor,
    stateVector: new Uint8Array(),
  } as const;
  return encodePollRequest({ waitMs, blocks: [{ document: 'watched', frame: encodeFrame(hello) }] });
}

function poll(waitMs: number, cursor: Uint8Array): Promise<Response> {
  return fetch(`${server.url}/sync`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: Buffer.from(pollBody(waitMs, cursor)),
  });
}

test('SIGTERM closes WebSockets with 1012, and the process ends by itself', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/watched`);
  await once(socket, 'message');
  const closed = once(socket, 'close') as Promise<[number]>;
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect((await closed)[0]).toBe(CLOSE['service-restart']);
});

/** A connection by hand, which says something or nothing and then leaves everything unanswered. */
async function deaf(says: string): Promise<void> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (says === '') return;
  socket.write(says);
  await once(socket, 'data');
  socket.pause();
}

const UPGRADE = [
  'GET /sync/watched HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
].join('\r\n');

test('SIGTERM does not wait for peers that do not answer: it ends as well as with any other', async () => {
  for (const says of ['', `${UPGRADE}\r\n\r\n`, `${UPGRADE}\r\n\r\n`]) await deaf(says);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(server.lines.at(-1)).toContain('stopped');
});

test('SIGTERM tells clients of the full protocol when to come back, before it closes', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/watched`);
  const heard: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => {
    const decoded = decodeServerFrame(new Uint8Array(data));
    if (decoded.ok) heard.push(...decoded.value);
  });
  await once(socket, 'message');
  const stateVector = new Uint8Array();
  const instance = 'ab'.repeat(16) as InstanceId;
  socket.send(
    encodeFrame({ type: 'hello', version: PROTOCOL_VERSION, instance, token: '', cursor: stateVector, stateVector }),
  );
  await expect.poll(() => heard.at(-1)).toMatchObject({ type: 'advice', reconnectDelayMs: 0 });
  const closed = once(socket, 'close') as Promise<[number]>;
  await server.end('SIGTERM');
  expect((await closed)[0]).toBe(CLOSE['service-restart']);
  const last = heard.at(-1);
  expect(last?.type === 'advice' ? last.reconnectDelayMs : 0).toBeGreaterThan(0);
});

/** What a poll that has nothing to hear says that it has read. */
async function cursorAtHead(): Promise<Uint8Array> {
  const first = decodePollResponse(new Uint8Array(await (await poll(0, new Uint8Array())).arrayBuffer()));
  const frame = first.ok ? decodeServerFrame(first.value[0]!.frame) : first;
  const data = frame.ok ? frame.value.find((message) => message.type === 'data') : undefined;
  expect(data?.cursor.length).toBeGreaterThan(0);
  return data!.cursor;
}

test('SIGTERM answers polls, parked ones too, instead of cutting them off', async () => {
  const parked = poll(20_000, await cursorAtHead());
  await fetch(`${server.url}/healthz`);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  // 503 where it came in after the stop had begun
  expect([200, 503]).toContain((await parked).status);
});

test('SIGTERM answers a poll whose body comes later, instead of parking it', async () => {
  const body = Buffer.from(pollBody(20_000, await cursorAtHead()));
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  const closed = once(socket, 'close');
  const type = 'Content-Type: application/octet-stream';
  socket.write(`POST /sync HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n`);
  socket.write(body.subarray(0, 1));
  await fetch(`${server.url}/healthz`);
  const ended = server.end('SIGTERM');
  await expect.poll(() => server.lines.join('\n')).toContain('stopping');
  socket.write(body.subarray(1));
  expect(await ended).toEqual({ code: 0, signal: null });
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 (200|503) /u);
});

test('what is answered after SIGTERM is the last on its connection, which so does not hold up the end', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  const closed = once(socket, 'close');
  const head =
    'POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/markdown\r\nContent-Length: 4\r\n';
  socket.write(`${head}\r\n# a`);
  await fetch(`${server.url}/healthz`);
  const ended = server.end('SIGTERM');
  await expect.poll(() => server.lines.join('\n')).toContain('stopping');
  socket.write('b');
  expect(await ended).toEqual({ code: 0, signal: null });
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 (201|503) .*\r\nconnection: close\r\n/isu);
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
