import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_CONTENT_BYTES } from '#shared/api/documents.ts';
import { PROBLEM } from '#shared/api/problem.ts';
import type { InstanceId } from '#shared/ids.ts';
import { CLOSE } from '#shared/protocol/close-code.ts';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ServerMessage } from '#shared/protocol/frame.ts';
import { DATA_CHUNK_BYTES, MAX_FRAME_BYTES } from '#shared/protocol/limits.ts';
import { decodePollResponse, encodePollRequest } from '#shared/protocol/poll.ts';
import type { HelloMessage } from '#shared/protocol/session.ts';
import { sendRaw, upgradeRequest } from '../support/raw-http.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import * as Y from 'yjs';

let folder: string;
let server: ServerProcess;
let port: number;
const open: (Socket | WebSocket)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-edges-'));
  server = await startServerProcess({
    DATA_DIR: folder,
    LOG_LEVEL: 'debug',
    TRUSTED_PROXIES: 'loopback',
    MAX_CONNECTIONS_PER_ADDRESS: '2',
    MAX_REQUESTS_PER_MINUTE: '20',
    MAX_ROOMS_PER_MINUTE: '5',
  });
  port = Number(new URL(server.url).port);
});
afterEach(() => {
  for (const socket of open.splice(0)) {
    if (socket instanceof WebSocket) socket.terminate();
    else socket.destroy();
  }
});
afterAll(async () => {
  await server.end('SIGKILL');
  await rm(folder, { recursive: true });
});

const hello = (n: number, more: Partial<HelloMessage> = {}): HelloMessage => ({
  type: 'hello',
  version: 1,
  instance: n.toString(16).padStart(32, '0') as InstanceId,
  token: '',
  cursor: new Uint8Array(),
  stateVector: new Uint8Array(),
  ...more,
});

/** What comes with the answer to an upgrade by hand, up to the first message. */
function upgradedRaw(path: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(upgradeRequest(port, path)));
    open.push(socket);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (!answer.endsWith('\r\n\r\n')) resolve(answer);
    });
  });
}

interface Heard {
  readonly socket: WebSocket;
  readonly heard: readonly ServerMessage[];
  readonly closed: Promise<number>;
}

async function socketTo(name: string, forwarded?: string): Promise<Heard> {
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}/sync/${name}`,
    forwarded === undefined ? {} : { headers: { 'X-Forwarded-For': forwarded } },
  );
  open.push(socket);
  const heard: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => {
    const decoded = decodeServerFrame(new Uint8Array(data));
    if (decoded.ok) heard.push(...decoded.value);
  });
  socket.on('error', () => {});
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  return { socket, heard, closed };
}

function poll(blocks: readonly { document: string; frame: Uint8Array }[], forwarded?: string): Promise<Response> {
  return fetch(`${server.url}/sync`, {
    method: 'POST',
    body: Buffer.from(encodePollRequest({ waitMs: 0, blocks })),
    headers: {
      'Content-Type': 'application/octet-stream',
      ...(forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }),
    },
  });
}

async function problemOf(response: Response): Promise<string> {
  const problem = PROBLEM.parse(await response.json());
  return `${response.status} ${problem.code}`;
}

describe('what is no WebSocket', () => {
  test('is told that it must be one, whatever its headers say', async () => {
    const dropped = await sendRaw(port, upgradeRequest(port, '/sync/x', { Connection: 'close' }));
    expect(dropped).toMatch(/^HTTP\/1\.1 426 .*\r\nUpgrade: websocket\r\n/isu);
    expect(await problemOf(await fetch(`${server.url}/sync/x`))).toBe('426 upgrade-required');
  });

  test('is answered as any request is where it offers another protocol, as some HTTP clients always do', async () => {
    const offer = 'Host: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n';
    expect(await sendRaw(port, `GET /version HTTP/1.1\r\n${offer}\r\n`)).toMatch(/^HTTP\/1\.1 200 /u);
    const post = `POST /api/v1/documents HTTP/1.1\r\n${offer}Content-Type: text/markdown\r\nContent-Length: 3\r\n\r\n# a`;
    expect(await sendRaw(port, post)).toMatch(/^HTTP\/1\.1 201 /u);
    expect(await sendRaw(port, `GET /sync/x HTTP/1.1\r\n${offer}\r\n`)).toMatch(/^HTTP\/1\.1 426 /u);
  });

  test('is answered where the handshake fails', async () => {
    expect(await sendRaw(port, upgradeRequest(port, '/sync/x', { 'Sec-WebSocket-Protocol': ',,' }))).toMatch(
      /^HTTP\/1\.1 400 /u,
    );
  });
});

describe('a document has one name on both transports', () => {
  test('what a URL would make another name of is none', async () => {
    expect(await upgradedRaw('/sync/a/%2e%2e/b')).toContain('this is no document name');
    expect(await upgradedRaw('/sync/a/%252e%252e/b')).not.toContain('this is no document name');
  });

  test('a backslash is a part of it', async () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'here');
    const update = Y.encodeStateAsUpdate(doc);
    await poll([{ document: 'one\\two', frame: encodeFrame(hello(1), { type: 'push', n: 1, update }) }]);
    const { socket, heard } = await socketTo('one%5Ctwo');
    socket.send(encodeFrame(hello(2)));
    await expect.poll(() => heard.find((message) => message.type === 'data')).toMatchObject({ updates: [{}] });
  });

  test('one that is none is refused as the protocol says it, on both', async () => {
    const { heard, closed } = await socketTo('a//b');
    expect(await closed).toBe(CLOSE['not-found']);
    const refused = { type: 'refused', code: 'not-found', retryAfterMs: 0 };
    expect(heard).toMatchObject([refused]);
    const blocks = decodePollResponse(
      new Uint8Array(await (await poll([{ document: 'a//b', frame: encodeFrame(hello(1)) }])).arrayBuffer()),
    );
    const frame = blocks.ok ? decodeServerFrame(blocks.value[0]!.frame) : blocks;
    expect(frame).toMatchObject({ ok: true, value: [refused] });
  });
});

describe('what is too large', () => {
  test('on a WebSocket is refused with the code that is final', async () => {
    const { socket, closed } = await socketTo('large');
    socket.send(new Uint8Array(MAX_FRAME_BYTES + 1));
    expect(await closed).toBe(CLOSE['too-large']);
  });

  test('for the API is answered after it was read', async () => {
    const response = await fetch(`${server.url}/api/v1/documents`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/markdown' },
      body: 'x'.repeat(MAX_CONTENT_BYTES + 1024 * 1024),
    });
    expect(await problemOf(response)).toBe('413 too-large');
  });
});

test.each<[string, string]>([
  ['many plain paragraphs', 'a\n\n'.repeat(300_000)],
  ['unfinished emphasis', '*a_ '.repeat(100_000)],
  ['quotes in quotes', '>'.repeat(100_000)],
])('Markdown that would take long is refused by a limit that is named: %s', async (_, body) => {
  const response = await fetch(`${server.url}/api/v1/documents`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/markdown' },
    body,
  });
  const problem = PROBLEM.parse(await response.json());
  expect([problem.status, problem.detail]).toEqual([422, expect.stringMatching(/may (have|be nested) \d+/u)]);
});

describe('a poll', () => {
  test('names each document once', async () => {
    const frame = encodeFrame(hello(1));
    const response = await poll([
      { document: 'twice', frame },
      { document: 'other', frame },
      { document: 'twice', frame },
    ]);
    expect(await problemOf(response)).toBe('400 bad-request');
  });

  test('is answered with so much over all its documents, and tells where there is more', async () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'x'.repeat(DATA_CHUNK_BYTES * 0.6));
    const update = Y.encodeStateAsUpdate(doc);
    const names = ['first', 'second', 'third'];
    for (const document of names) {
      await poll([{ document, frame: encodeFrame(hello(1), { type: 'push', n: 1, update }) }], '192.0.2.50');
    }
    const response = await poll(
      names.map((document) => ({ document, frame: encodeFrame(hello(2)) })),
      '192.0.2.50',
    );
    const body = new Uint8Array(await response.arrayBuffer());
    expect(body.length).toBeLessThan(DATA_CHUNK_BYTES);
    const blocks = decodePollResponse(body);
    const data = (blocks.ok ? blocks.value : []).map(({ frame }) => {
      const decoded = decodeServerFrame(frame);
      return decoded.ok ? decoded.value.find((message) => message.type === 'data') : undefined;
    });
    expect(data).toMatchObject([
      { flags: { caughtUp: true }, updates: [{}] },
      { flags: { more: true, caughtUp: false }, updates: [] },
      { flags: { more: true, caughtUp: false }, updates: [] },
    ]);
  });

  test('by the wrong method, of the wrong type: a problem with a code', async () => {
    expect((await fetch(`${server.url}/sync/a`, { method: 'POST' })).headers.get('Allow')).toBe('GET');
    const wrong = await fetch(`${server.url}/sync`, { method: 'PUT' });
    expect(wrong.headers.get('Allow')).toBe('POST');
    expect(await problemOf(wrong)).toBe('405 method-not-allowed');
    expect(await problemOf(await fetch(`${server.url}/sync`, { method: 'POST', body: 'x' }))).toBe(
      '415 unsupported-media-type',
    );
  });
});

describe('one address', () => {
  test('may have so many WebSockets; the next is told to come back, and may when one is gone', async () => {
    const [first] = [await socketTo('crowd', '192.0.2.1'), await socketTo('crowd', '192.0.2.1')];
    const third = await socketTo('crowd', '192.0.2.1');
    expect(await third.closed).toBe(CLOSE['too-many']);
    expect(third.heard).toMatchObject([{ type: 'refused', code: 'too-many' }]);
    expect(third.heard[0]).not.toMatchObject({ retryAfterMs: 0 });
    const other = await socketTo('crowd', '192.0.2.2');
    await expect.poll(() => other.heard.length).toBeGreaterThan(0);
    first.socket.close();
    await first.closed;
    await expect
      .poll(async () => {
        const again = await socketTo('crowd', '192.0.2.1');
        await expect.poll(() => again.heard.length).toBeGreaterThan(0);
        return again.heard.map(({ type }) => type);
      })
      .toEqual(['sync']);
  });

  test('may ask so often, and open so many documents', async () => {
    const ask = (document: string, from: string) => poll([{ document, frame: encodeFrame(hello(3)) }], from);
    for (let i = 0; i < 5; i++) expect((await ask(`new-${i}`, '192.0.2.3')).status).toBe(200);
    const sixth = await ask('new-6', '192.0.2.3');
    expect(Number(sixth.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await problemOf(sixth)).toBe('429 too-many');
    // what is open already costs nothing
    for (let i = 0; i < 14; i++) expect((await ask('new-0', '192.0.2.3')).status).toBe(200);
    expect(await problemOf(await ask('new-0', '192.0.2.3'))).toBe('429 too-many');
    expect((await ask('new-0', '192.0.2.4')).status).toBe(200);
    const upgraded = await sendRaw(port, upgradeRequest(port, '/sync/new-0', { 'X-Forwarded-For': '192.0.2.3' }));
    expect(upgraded).toMatch(/^HTTP\/1\.1 429 .*\r\nRetry-After: \d+\r\n/su);
  });
});

test('a probe without a Host header is answered, everything else is not', async () => {
  expect(await sendRaw(port, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /u);
  expect(await sendRaw(port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /u);
});

test.each([
  ['/sync', 'application/octet-stream'],
  ['/api/v1/documents', 'text/markdown'],
])('an upload to %s that breaks off is no error of the server', async (path, type) => {
  const before = server.lines.length;
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 100\r\n\r\nabc`);
  // answered behind it on a connection of its own: the upload has begun by then
  await fetch(`${server.url}/healthz`);
  socket.resetAndDestroy();
  await expect.poll(() => server.lines.slice(before).join('\n')).toContain('went away');
  expect(server.lines.slice(before).join('\n')).not.toContain('"level":50');
});
