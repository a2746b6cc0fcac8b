import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FILE_ALLOWANCE, UPLOADED_FILE } from '#shared/api/files.ts';
import type { UploadedFile } from '#shared/api/files.ts';
import { PROBLEM } from '#shared/api/problem.ts';
import { sendRaw } from '../support/raw-http.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const MAX_FILE_BYTES = 2_000_000;
const MAX_DOCUMENT_BYTES = 5_000_000;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let parent: string;
let server: ServerProcess;

const live = (): string => join(parent, 'live');
const files = (): string => join(live(), 'files');

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'manyhands-files-'));
  await start();
});
afterEach(async () => {
  if (server.child.exitCode === null && server.child.signalCode === null) await server.end('SIGKILL');
  await rm(parent, { recursive: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await startServerProcess({
    DATA_DIR: live(),
    LOG_LEVEL: 'debug',
    MAX_FILE_BYTES: String(MAX_FILE_BYTES),
    MAX_FILE_BYTES_PER_DOCUMENT: String(MAX_DOCUMENT_BYTES),
    ...env,
  });
}

interface Sent {
  readonly document?: string;
  readonly name?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function uploadPath({ document = 'plan', name = 'a file.bin' }: Sent = {}): string {
  return `/api/v1/documents/${encodeURIComponent(document)}/files?name=${encodeURIComponent(name)}`;
}

function send(content: Buffer, sent: Sent = {}): Promise<Response> {
  const { type = 'application/octet-stream', headers = {} } = sent;
  return fetch(server.url + uploadPath(sent), {
    method: 'POST',
    body: new Uint8Array(content),
    headers: { 'Content-Type': type, ...headers },
  });
}

async function upload(content: Buffer, sent: Sent = {}): Promise<UploadedFile> {
  const response = await send(content, sent);
  expect(response.status).toBe(201);
  return UPLOADED_FILE.parse(await response.json());
}

async function problemOf(response: Response): Promise<string> {
  const problem = PROBLEM.parse(await response.json());
  return `${response.status} ${problem.code}: ${problem.detail}`;
}

function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(server.url + url, { headers });
}

async function used(document = 'plan'): Promise<number> {
  const response = await get(`/api/v1/documents/${document}/files`);
  return FILE_ALLOWANCE.parse(await response.json()).usedBytes;
}

/** Everything under the folder of files, whole or not. */
async function kept(): Promise<readonly string[]> {
  const found = await readdir(files(), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Files of the folder that the server holds open. */
async function held(): Promise<number> {
  const folder = `/proc/${server.child.pid}/fd`;
  const targets = await Promise.all((await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => '')));
  return targets.filter((target) => target.startsWith(files())).length;
}

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

test('an upload comes back as it was, also after a kill right behind the answer', async () => {
  const content = randomBytes(1_500_000);
  const file = await upload(content, { name: 'Plan für 2027.bin', document: 'team 7/plan' });
  expect(file).toEqual({
    url: `/files/team%207%2Fplan/${hashOf(content)}/Plan%20f%C3%BCr%202027.bin`,
    name: 'Plan für 2027.bin',
    size: 1_500_000,
    mime: 'application/octet-stream',
  });
  await server.end('SIGKILL');
  await start();
  const response = await get(file.url);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
});

test('a copy of the folder has the files with the documents', async () => {
  const file = await upload(PNG, { name: 'dot.png' });
  await server.end('SIGTERM');
  const backup = join(parent, 'backup');
  await cp(live(), backup, { recursive: true });
  await start({ DATA_DIR: backup });
  expect(Buffer.from(await (await get(file.url)).arrayBuffer()).equals(PNG)).toBe(true);
});

describe('what is served', () => {
  test('an image is shown, kept for ever, and can do nothing', async () => {
    const file = await upload(PNG, { name: 'dot.png', type: 'text/html' });
    expect(file.mime).toBe('image/png');
    const { headers } = await get(file.url);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'content-disposition': `inline; filename="dot.png"; filename*=UTF-8''dot.png`,
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'accept-ranges': 'bytes',
      etag: `"${hashOf(PNG)}"`,
    });
    expect((await get(file.url, { 'If-None-Match': headers.get('ETag') ?? '' })).status).toBe(304);
    expect((await get(file.url, { 'If-None-Match': '"other"' })).status).toBe(200);
  });

  test.each([
    ['page.html', 'text/html', '<script>alert(1)</script>'],
    ['drawing.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['fake.png', 'image/png', '<script>alert(1)</script>'],
    ['report.pdf', 'application/pdf', '%PDF-1.7'],
  ])('%s is for saving', async (name, type, text) => {
    const { headers } = await get((await upload(Buffer.from(text), { name, type })).url);
    expect(headers.get('Content-Type')).toBe('application/octet-stream');
    expect(headers.get('Content-Disposition')).toMatch(/^attachment; /u);
    expect(headers.get('Content-Security-Policy')).toBe("sandbox; default-src 'none'");
  });

  test('parts of a file', async () => {
    const content = randomBytes(100_000);
    const { url } = await upload(content);
    const part = await get(url, { Range: 'bytes=1000-1999' });
    expect([part.status, part.headers.get('Content-Range')]).toEqual([206, 'bytes 1000-1999/100000']);
    expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(1000, 2000))).toBe(true);
    const tail = await get(url, { Range: 'bytes=-10', 'If-Range': `"${hashOf(content)}"` });
    expect(Buffer.from(await tail.arrayBuffer()).equals(content.subarray(-10))).toBe(true);
    expect((await get(url, { Range: 'bytes=0-9', 'If-Range': '"another"' })).status).toBe(200);
    const outside = await get(url, { Range: 'bytes=100000-' });
    expect([outside.status, outside.headers.get('Content-Range')]).toEqual([416, 'bytes */100000']);
  });

  test('an empty file, and only the headers of one', async () => {
    const empty = await get((await upload(Buffer.alloc(0))).url);
    expect([empty.status, await empty.text()]).toEqual([200, '']);
    const head = await fetch(server.url + (await upload(PNG)).url, { method: 'HEAD' });
    expect([head.status, head.headers.get('Content-Length'), await head.text()]).toEqual([200, String(PNG.length), '']);
    await expect.poll(held).toBe(0);
  });

  test('any other name leads to the same bytes, and breaks no header', async () => {
    const { url } = await upload(PNG);
    const base = url.slice(0, url.lastIndexOf('/'));
    for (const name of ['%0d%0aSet-Cookie:%20a=b', '..%2f..%2fetc%2fpasswd', '%ff%fe', '%E2%80%AEgpj.exe', '\'"*']) {
      const response = await get(`${base}/${name}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('Set-Cookie')).toBeNull();
      expect(response.headers.get('Content-Disposition')).toMatch(
        /^inline; filename="[^"\\/]+"; filename\*=UTF-8''[^"/]+$/u,
      );
    }
  });

  test('nothing else of the folder, and of another document nothing', async () => {
    const { url } = await upload(PNG);
    const hash = hashOf(PNG);
    for (const path of [
      `/files/other/${hash}/x.png`,
      `/files/plan/${hash.toUpperCase()}/x.png`,
      `/files/plan/${'0'.repeat(64)}/x.png`,
      '/files/plan/..%2f..%2fmanyhands.db/x',
      '/files/plan/%2e%2e/x',
      `/files/..%2f${hash}/${hash}/x.png`,
      `/files/plan/${hash}`,
      '/files/',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get(url)).status).toBe(200);
  });

  test('whoever stops reading leaves nothing open', async () => {
    const { url } = await upload(randomBytes(MAX_FILE_BYTES));
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((resolve) => {
        const asked = request(server.url + url, (response) => {
          response.once('data', () => asked.destroy());
          response.on('error', () => {});
          response.once('close', resolve);
        });
        asked.on('error', () => {});
        asked.end();
      });
    }
    await expect.poll(held).toBe(0);
    expect((await get(url)).status).toBe(200);
  });
});

describe('what is refused', () => {
  test('a file above the limit, announced or not, with the limit; nothing of it is kept', async () => {
    const large = Buffer.alloc(MAX_FILE_BYTES + 1);
    const said = `413 too-large: a file may have ${MAX_FILE_BYTES} bytes`;
    expect(await problemOf(await send(large))).toBe(said);
    const streamed = await fetch(server.url + uploadPath(), {
      method: 'POST',
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(await problemOf(streamed)).toBe(said);
    expect(await kept()).toEqual([]);
    await upload(large.subarray(1));
  });

  test('more than a document may hold; another document is not concerned', async () => {
    await upload(randomBytes(MAX_FILE_BYTES));
    await upload(randomBytes(MAX_FILE_BYTES));
    const refused = await send(randomBytes(MAX_FILE_BYTES));
    expect(await problemOf(refused)).toBe(
      `413 document-full: the files of a document may have ${MAX_DOCUMENT_BYTES} bytes together`,
    );
    await upload(randomBytes(MAX_FILE_BYTES), { document: 'other' });
    expect(await used()).toBe(2 * MAX_FILE_BYTES);
  });

  test('pages of other origins, foreign names, names that are none, other methods', async () => {
    const { url } = await upload(PNG);
    const evil = { Origin: 'https://evil.example' };
    expect((await send(PNG, { headers: evil })).status).toBe(403);
    expect((await get(url, evil)).status).toBe(403);
    expect((await get(`/api/v1/documents/plan/files`, evil)).status).toBe(403);
    const { port } = new URL(server.url);
    const foreign = `GET ${url} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(await sendRaw(Number(port), foreign)).toMatch(/^HTTP\/1\.1 421 /u);
    expect((await send(PNG, { document: 'a//b' })).status).toBe(404);
    expect((await send(PNG, { name: 'x'.repeat(1001) })).status).toBe(400);
    const put = await fetch(server.url + uploadPath(), { method: 'PUT' });
    expect([put.status, put.headers.get('Allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await fetch(server.url + url, { method: 'DELETE' })).headers.get('Allow')).toBe('GET, HEAD');
    expect(await kept()).toHaveLength(1);
  });

  test('everything, where the limit is 0', async () => {
    await server.end('SIGTERM');
    await start({ MAX_FILE_BYTES: '0' });
    expect(await problemOf(await send(PNG))).toBe('413 too-large: this server takes no files');
  });
});

test('an allowed page of another origin may send files and show them', async () => {
  await server.end('SIGTERM');
  await start({ ALLOWED_ORIGINS: 'https://app.example' });
  const headers = { Origin: 'https://app.example' };
  const sent = await send(PNG, { headers });
  expect([sent.status, sent.headers.get('Access-Control-Allow-Origin')]).toEqual([201, 'https://app.example']);
  const { url } = UPLOADED_FILE.parse(await sent.json());
  expect((await get(url)).headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  expect((await get(url, headers)).headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
});

describe('an upload that breaks off', () => {
  /** Sends a part of an upload and waits until the server has it on disk. */
  async function begin(): Promise<{ readonly breakOff: () => Promise<void> }> {
    const asked = request(server.url + uploadPath(), { method: 'POST', headers: { 'Content-Length': '1000000' } });
    const gone = new Promise<void>((resolve) => asked.once('close', resolve));
    asked.on('error', () => {});
    asked.write(randomBytes(500_000));
    await expect.poll(kept).toHaveLength(1);
    return {
      breakOff: async () => {
        asked.destroy();
        await gone;
      },
    };
  }

  test('leaves nothing, takes nothing of the limit, and is no fault of the server', async () => {
    const { breakOff } = await begin();
    await breakOff();
    await expect.poll(kept).toEqual([]);
    await expect.poll(held).toBe(0);
    expect(await used()).toBe(0);
    expect(server.lines.filter((line) => line.includes('"level":"error"') || line.includes('"level":50'))).toEqual([]);
  });

  test('because the server dies leaves nothing after the next start', async () => {
    const { breakOff } = await begin();
    await server.end('SIGKILL');
    await breakOff();
    expect(await kept()).toHaveLength(1);
    await start();
    expect(await kept()).toEqual([]);
  });

  test('because the server stops does not hold up the stop', async () => {
    await server.end('SIGTERM');
    await start({ SHUTDOWN_GRACE_MS: '2000' });
    const { breakOff } = await begin();
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await breakOff();
  });
});

test('the same file, four times at once, is kept once; each is answered with the same address', async () => {
  const content = randomBytes(1_000_000);
  const answers = await Promise.all(Array.from({ length: 4 }, () => upload(content)));
  expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
  expect(await kept()).toEqual([hashOf(content)]);
  expect(await used()).toBe(1_000_000);
});
