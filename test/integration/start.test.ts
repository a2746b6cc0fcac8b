import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runServerToExit, startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

let folder: string;
const running: ServerProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-start-'));
});
afterEach(async () => {
  for (const server of running.splice(0)) if (server.child.exitCode === null) await server.end('SIGKILL');
  await rm(folder, { recursive: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const server = await startServerProcess({ DATA_DIR: join(folder, 'data'), ...env });
  running.push(server);
  return server;
}

describe('the server starts', () => {
  test('makes its folder, says one line with its address, and is alive and ready', async () => {
    const server = await start();
    expect(server.lines).toHaveLength(1);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await readdir(join(folder, 'data'))).toContain('manyhands.db');
  });

  test('with a warning where others reach it and nobody said by which name', async () => {
    const server = await start({ HOST: '0.0.0.0', ACCESS: 'open' });
    expect(server.lines[0]).toContain('set PUBLIC_URL');
    const named = await start({
      HOST: '0.0.0.0',
      ACCESS: 'open',
      PUBLIC_URL: 'http://localhost',
      DATA_DIR: join(folder, 'other'),
    });
    expect(named.lines).toHaveLength(1);
  });

  test('by a variable whose value stands in a file', async () => {
    await writeFile(join(folder, 'level'), 'error\n');
    const level = join(folder, 'level');
    const refused = await runServerToExit({ LOG_LEVEL_FILE: level, PORT: 'x', DATA_DIR: folder });
    expect(refused.stderr).not.toContain('LOG_LEVEL');
  });
});

describe('the server refuses to start, and says why and what to do', () => {
  test('when a variable is malformed', async () => {
    const refused = await runServerToExit({ PORT: 'eighty', DATA_DIR: folder });
    expect(refused).toEqual({ code: 1, stderr: expect.stringMatching(/PORT must be a port.*not "eighty"/u) });
  });

  test('when others could reach it and nobody said that they may', async () => {
    const refused = await runServerToExit({ HOST: '0.0.0.0', DATA_DIR: folder });
    expect(refused).toEqual({ code: 1, stderr: expect.stringMatching(/HOST is 0\.0\.0\.0.*set ACCESS=open/u) });
  });

  test('when its folder cannot be made, and does not hang over it', async () => {
    await writeFile(join(folder, 'file'), '');
    const refused = await runServerToExit({ DATA_DIR: join(folder, 'file', 'data') });
    expect(refused).toEqual({ code: 1, stderr: expect.stringContaining(join(folder, 'file')) });
    expect((await runServerToExit({ DATA_DIR: '/proc/manyhands/data' })).code).toBe(1);
  });

  test('when its port is in use', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    const refused = await runServerToExit({ PORT: port, DATA_DIR: join(folder, 'other') });
    expect(refused).toEqual({
      code: 1,
      stderr: expect.stringMatching(/port \d+ of 127\.0\.0\.1 is in use.*set PORT/u),
    });
  });

  test('when another process has its folder', async () => {
    const server = await start();
    const refused = await runServerToExit({ PORT: '0', DATA_DIR: join(folder, 'data') });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`another Manyhands process (pid ${server.child.pid}) is using`);
  });
});

describe('the server stays', () => {
  /** Sends bytes over a raw connection and gives what comes back until it is closed. */
  function sendRaw(url: string, request: string): Promise<string> {
    const { port } = new URL(url);
    return new Promise((resolve) => {
      let answer = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(request));
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
    });
  }

  test('whatever comes over the line', async () => {
    const server = await start();
    const head = 'Host: localhost\r\nConnection: close\r\n';
    const headers = Array.from({ length: 1500 }, (_, i) => `X-${i}: 1\r\n`).join('');
    const requests = [
      'nonsense\r\n\r\n',
      `GET // HTTP/1.1\r\n${head}\r\n`,
      `GET /%zz HTTP/1.1\r\n${head}\r\n`,
      `GET http://[bad/ HTTP/1.1\r\n${head}\r\n`,
      `GET / HTTP/1.1\r\nHost: bad host\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\n${head}${headers}\r\n`,
      `GET / HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      `POST /api/v1/documents HTTP/1.1\r\n${head}Content-Type: text/markdown\r\nContent-Length: 9999999999\r\n\r\n`,
      `POST /api/v1/documents HTTP/1.1\r\n${head}Content-Type: text/markdown\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
    ];
    for (const request of requests)
      expect(await sendRaw(server.url, request)).toMatch(/^HTTP\/1\.1 [45]\d\d|^HTTP\/1\.1 200/u);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(server.child.exitCode).toBeNull();
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('on %s', (signal) => {
  test('the server ends by itself with 0 and leaves its folder free', async () => {
    const server = await start();
    // a connection that is kept open and idle does not hold it up
    await fetch(`${server.url}/healthz`);
    expect(await server.end(signal)).toEqual({ code: 0, signal: null });
    expect(server.lines.at(-1)).toContain('stopped');
    const again = await start();
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
  });
});
