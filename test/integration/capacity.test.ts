import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openDocument } from '#web/client/open-document.ts';
import { sendRaw, upgradeRequest } from '../support/raw-http.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** A server that has as many connections as it may. */

let folder: string;
let server: ServerProcess;
let port: number;
const inside: WebSocket[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-capacity-'));
  server = await startServerProcess({ DATA_DIR: folder, MAX_CONNECTIONS: '2' });
  port = Number(new URL(server.url).port);
  for (let i = 0; i < 2; i++) inside.push(await connected());
});
afterEach(async () => {
  for (const socket of inside.splice(0)) socket.terminate();
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A WebSocket that is in. */
function connected(): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/sync/full`);
    socket.on('error', reject);
    socket.on('message', () => resolve(socket));
  });
}

const request = (line: string, more = ''): string => `${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`;

test('newcomers are sent away and told when to come back; the health checks are answered, and who is in stays', async () => {
  const page = 'Origin: http://127.0.0.1:' + port + '\r\n';
  const refusals = [
    await sendRaw(
      port,
      request('POST /sync', `${page}Content-Type: application/octet-stream\r\nContent-Length: 0\r\n`),
    ),
    await sendRaw(port, request('GET /')),
    await sendRaw(port, upgradeRequest(port, '/sync/full')),
  ];
  for (const refusal of refusals) {
    expect(refusal).toMatch(/^HTTP\/1\.1 503 /u);
    expect(refusal.toLowerCase()).toContain('\r\nretry-after: 5\r\n');
  }
  expect(refusals[0]).toContain('"code":"unavailable"');
  expect(refusals[0]?.toLowerCase()).toContain(`\r\naccess-control-allow-origin: http://127.0.0.1:${port}\r\n`);
  expect(await sendRaw(port, request('GET /readyz', 'Connection: close\r\n'))).toMatch(/^HTTP\/1\.1 200 /u);
  expect(inside.map(({ readyState }) => readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
});

test('a client waits until somebody leaves, and is in', async () => {
  const client = openDocument({ server: server.url, document: 'full', transport: 'websocket' });
  const states: string[] = [];
  client.subscribe(() => states.push(client.state.connection.kind));
  await expect.poll(() => states).toContain('reconnecting');
  inside.pop()?.terminate();
  await client.loaded;
  expect(client.state.connection).toMatchObject({ kind: 'online', transport: 'websocket' });
  await client.destroy();
});
