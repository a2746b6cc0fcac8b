/** The app as it answers over HTTP, with a store in memory. Long because each answer that it has is here once. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MAX_CONTENT_BYTES } from '#shared/api/documents.ts';
import { PROBLEM } from '#shared/api/problem.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { Content } from '#server/content/content.ts';
import { MemoryStore } from '#server/store/memory.ts';
import type { LogFields } from '#server/telemetry/log.ts';
import { openFiles } from '#server/files/testing/open-files.ts';
import type { FileStore } from '#server/files/file-store.ts';
import { silentLog } from '#server/telemetry/log.ts';
import { admissionFor } from './admission.ts';
import { createApp } from './app.ts';
import { Capacity } from './capacity.ts';
import { MAX_LOADING_EXPORTS } from './limits.ts';
import { openStaticFiles } from './static-files.ts';
import type { StaticFiles } from './static-files.ts';
import { Visitors } from './visitors.ts';

/** Content whose Markdown is its bytes, so that what went in can be compared with what comes out. */
const plainContent: Content = {
  hasRoomFor: () => !busy,
  sweep: async () => ({ kind: 'busy' }),
  async fromMarkdown(markdown, title) {
    if (busy) return { kind: 'busy' };
    if (markdown.includes('bomb')) return { kind: 'refused', reason: 'no bombs' };
    if (markdown.includes('poison')) return { kind: 'failed', reason: 'poison' };
    return { kind: 'converted', value: { update: new TextEncoder().encode(markdown), title: title ?? 'untitled' } };
  },
  async fromJson(json) {
    return { kind: 'converted', value: { update: new TextEncoder().encode(json), title: 'of JSON' } };
  },
  async fromHtml(html) {
    return { kind: 'converted', value: { update: new TextEncoder().encode(html), title: 'of HTML' } };
  },
  async fromText(text) {
    return { kind: 'converted', value: { update: new TextEncoder().encode(text), title: 'of text' } };
  },
  async export(updates, format) {
    const text = updates.map((update) => new TextDecoder().decode(update)).join('');
    return text === 'broken'
      ? { kind: 'failed', reason: 'broken' }
      : { kind: 'converted', value: { text: `${format}:${text}`, lost: format === 'text' ? ['lists', 'links'] : [] } };
  },
  async fromOffice(bytes, name, { keep, onProgress }) {
    const text = new TextDecoder().decode(bytes);
    onProgress(0.5);
    if (text === 'hostile') return { kind: 'refused', reason: 'no bombs' };
    const image = await keep('view.png', new Uint8Array([1, 2, 3]));
    return { kind: 'converted', value: { update: bytes, title: `${name} with ${image}`, lost: ['comments'] } };
  },
  async exportOffice(updates, format, base, { load }) {
    const image = await load(updates.map((update) => new TextDecoder().decode(update)).join(''));
    const bytes = new TextEncoder().encode(`${format} of ${base} with ${image?.join()}`);
    return { kind: 'converted', value: { bytes, lost: ['files'] } };
  },
  async changes(rows, from, form) {
    if (busy) return { kind: 'busy' };
    return { kind: 'converted', value: JSON.stringify({ rows: rows.length, from, form }) };
  },
  async part(updates, part) {
    const of = part.kind === 'blocks' ? [...part.keys].join() : `${part.first}-${part.last}`;
    return { kind: 'converted', value: new TextEncoder().encode(`${of} of ${updates.length}`) };
  },
  async state() {
    return { kind: 'converted', value: new Uint8Array() };
  },
  async close() {},
};

const SCRIPT = 'export const words = "many hands make light work";\n'.repeat(100);
let folder: string;
let files: StaticFiles;
let store: MemoryStore;
let fileStore: FileStore;
let draining: boolean;
let busy = false;
let warnings: LogFields[];
let app: Hono;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manyhands-web-'));
  await Promise.all(['assets', 'embed'].map((name) => mkdir(join(folder, name))));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>app</title>');
  await writeFile(join(folder, 'assets', 'index-3f2a.js'), SCRIPT);
  await writeFile(join(folder, 'embed', 'element.js'), 'export {};');
  files = await openStaticFiles(folder);
  const filesFolder = await mkdtemp(join(tmpdir(), 'manyhands-files-'));
  fileStore = await openFiles(filesFolder);
  return () => rm(filesFolder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  store = new MemoryStore((count) => new Uint8Array(count).fill(7));
  draining = false;
  busy = false;
  warnings = [];
  app = makeApp(files);
});

function makeApp(staticFiles: StaticFiles): Hono {
  const config = { host: '127.0.0.1', publicUrl: null, allowedOrigins: ['https://app.example'] };
  return createApp({
    config,
    admission: admissionFor(config),
    visitors: new Visitors({
      limits: { connections: 0, requestsPerMinute: 3, roomsPerMinute: 0 },
      trustedProxies: [],
      clock: { now: () => 0 },
    }),
    capacity: new Capacity(0),
    content: plainContent,
    store,
    fileStore,
    printer: null,
    clock: { now: () => 0 },
    files: staticFiles,
    log: { ...silentLog, warn: (fields) => void warnings.push(fields) },
    randomBytes: (count) => new Uint8Array(count).fill(1),
    version: '1.2.3',
    checkStore: () => store.check(),
    draining: () => draining,
    purge: () => Promise.resolve({ kind: 'absent' }),
    addSync: (routes) => routes.post('/sync', (context) => context.text('synced')),
  });
}

const NEW_ID = 'AQEBAQEBAQEBAQEBAQEBAQ';

interface Asked {
  readonly method?: string;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(path: string, { headers = {}, ...init }: Asked = {}): Promise<Response> {
  return app.request(`http://localhost:8080${path}`, { ...init, headers: { Host: 'localhost:8080', ...headers } });
}

function post(path: string, body: BodyInit, type: string, headers: Record<string, string> = {}): Promise<Response> {
  return ask(path, { method: 'POST', body, headers: { 'Content-Type': type, ...headers } });
}

async function problemOf(response: Response): Promise<string> {
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  const problem = PROBLEM.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return `${problem.status} ${problem.code}`;
}

describe('health', () => {
  test('a healthy server is alive and ready, and says its version', async () => {
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(200);
    expect(await (await ask('/version')).json()).toEqual({ name: 'manyhands', version: '1.2.3' });
  });
  test('it answers under any name, because probes use addresses', async () => {
    expect((await ask('/healthz', { headers: { Host: '10.0.0.7:8080' } })).status).toBe(200);
  });
  test('a refusing store makes it alive and not ready, until it works again', async () => {
    store.refuseWith('full');
    expect((await ask('/healthz')).status).toBe(200);
    const refused = await ask('/readyz');
    expect(refused.headers.get('Retry-After')).not.toBeNull();
    expect(await problemOf(refused)).toBe('503 unavailable');
    store.refuseWith(null);
    expect((await ask('/readyz')).status).toBe(200);
  });
  test('what the store says of itself is in the log alone, once, and again when it comes again', async () => {
    const detail = 'unable to open database file /srv/secret/manyhands.db';
    for (let again = 0; again < 2; again++) {
      store.refuseWith('failing', detail);
      for (let probe = 0; probe < 3; probe++) {
        const { detail: said } = PROBLEM.parse(await (await ask('/readyz')).json());
        expect(said).toBe('the store is failing');
      }
      store.refuseWith(null);
      await ask('/readyz');
    }
    const line = { kind: 'refusing', problem: 'failing', detail };
    expect(warnings).toEqual([line, line]);
  });
  test('so does its stop', async () => {
    draining = true;
    expect(await problemOf(await ask('/readyz'))).toBe('503 unavailable');
  });
});

describe('making a document', () => {
  test('of Markdown', async () => {
    const made = await post('/api/v1/documents', '# hello', 'text/markdown; charset=utf-8');
    expect(made.status).toBe(201);
    const url = `http://localhost:8080/d/${NEW_ID}`;
    expect(await made.json()).toEqual({ id: NEW_ID, title: 'untitled', url });
    expect(made.headers.get('Location')).toBe(url);
    const content = await ask(`/api/v1/documents/${NEW_ID}/content?format=markdown`);
    expect(content.headers.get('Content-Type')).toBe('text/markdown; charset=utf-8');
    expect(content.headers.get('X-Manyhands-Lost')).toBeNull();
    const text = await ask(`/api/v1/documents/${NEW_ID}/content?format=text`);
    expect(text.headers.get('X-Manyhands-Lost')).toBe('lists, links');
    expect(await content.text()).toBe('markdown:# hello');
  });
  test('of JSON, with a title', async () => {
    const made = await post('/api/v1/documents', '{"title":"Notes","markdown":"x"}', 'application/json');
    expect(await made.json()).toMatchObject({ title: 'Notes' });
  });
  test('of HTML', async () => {
    const made = await post('/api/v1/documents', '<p>hello', 'text/html; charset=utf-8');
    expect(await made.json()).toMatchObject({ title: 'of HTML' });
  });
  test('of plain text', async () => {
    const made = await post('/api/v1/documents', '# hello', 'text/plain; charset=utf-8');
    expect(await made.json()).toMatchObject({ title: 'of text' });
  });
  test('of nothing', async () => {
    expect((await ask('/api/v1/documents', { method: 'POST' })).status).toBe(201);
    store = new MemoryStore((count) => new Uint8Array(count));
    app = makeApp(files);
    expect((await post('/api/v1/documents', '', 'application/json')).status).toBe(201);
  });
  test.each([
    ['a title that is no text', '{"title":7}', 'application/json', '400 bad-request'],
    ['a field that there is not', '{"titel":"x"}', 'application/json', '400 bad-request'],
    ['what does not parse', '{', 'application/json', '400 bad-request'],
    ['what is no object', '[]', 'application/json', '400 bad-request'],
    ['XML', 'hello', 'text/xml', '415 unsupported-media-type'],
    ['what the worker fails on', 'poison', 'text/markdown', '422 unprocessable-content'],
    ['what is above a limit', 'bomb', 'text/markdown', '422 unprocessable-content'],
    ['what is not UTF-8', Uint8Array.of(0xff, 0xfe), 'text/markdown', '400 bad-request'],
    ['a byte too many', 'x'.repeat(MAX_CONTENT_BYTES + 1), 'text/markdown', '413 too-large'],
  ])('of %s is refused, and nothing is made', async (_what, body, type, expected) => {
    expect(await problemOf(await post('/api/v1/documents', body, type))).toBe(expected);
    expect(await store.load(parseDocumentId(NEW_ID)!)).toEqual({ kind: 'absent' });
  });
  test('of what is no JSON: the answer says so', async () => {
    const refused = await post('/api/v1/documents', '{', 'application/json');
    expect(await refused.json()).toMatchObject({ detail: 'the body is not JSON' });
  });
  test('above a limit: the answer names it', async () => {
    expect(await (await post('/api/v1/documents', 'bomb', 'text/markdown')).json()).toMatchObject({
      detail: 'no bombs',
    });
  });
  test('so many are read at a time, because each is in memory whole', async () => {
    await store.create(parseDocumentId('b')!, new TextEncoder().encode('x'));
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = store.look.bind(store);
    store.look = async (document) => {
      await promise;
      return look(document);
    };
    const read = Array.from({ length: MAX_LOADING_EXPORTS }, () => ask('/api/v1/documents/b/content'));
    expect(await problemOf(await ask('/api/v1/documents/b/content'))).toBe('503 unavailable');
    resolve();
    for (const answer of await Promise.all(read)) expect(answer.status).toBe(200);
    expect((await ask('/api/v1/documents/b/content')).status).toBe(200);
  });
  test('while too many wait: 503, and when to come back; reading likewise', async () => {
    await store.create(parseDocumentId('b')!, new TextEncoder().encode('x'));
    busy = true;
    for (const answer of [
      await post('/api/v1/documents', 'x', 'text/markdown'),
      await ask('/api/v1/documents/b/content'),
    ]) {
      expect(answer.headers.get('Retry-After')).toBe('5');
      expect(await problemOf(answer)).toBe('503 unavailable');
    }
  });
  test('the largest body is taken', async () => {
    expect((await post('/api/v1/documents', 'x'.repeat(MAX_CONTENT_BYTES), 'text/markdown')).status).toBe(201);
  });
  test('a full disk: 503, and nothing is made', async () => {
    store.refuseWith('full');
    expect(await problemOf(await post('/api/v1/documents', 'x', 'text/markdown'))).toBe('503 unavailable');
    store.refuseWith(null);
    expect((await ask(`/api/v1/documents/${NEW_ID}/content`)).status).toBe(404);
  });
});

describe('reading a document', () => {
  test('its name may hold what must be encoded', async () => {
    await store.create(parseDocumentId('team 7/plan?#%')!, new TextEncoder().encode('plan'));
    const response = await ask('/api/v1/documents/team%207%2Fplan%3F%23%25/content?format=text');
    expect(await response.text()).toBe('text:plan');
    expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
  });
  test('one that does not exist, and what is no name', async () => {
    expect(await problemOf(await ask('/api/v1/documents/none/content'))).toBe('404 not-found');
    expect(await problemOf(await ask('/api/v1/documents/a%2F%2Fb/content'))).toBe('404 not-found');
  });
  test.each([
    ['DELETE', '/api/v1/documents', 'POST'],
    ['PUT', '/api/v1/documents/none/content', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['DELETE', '/d/plan', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
  ])('%s of %s is not how, and the answer says how', async (method, path, allow) => {
    const refused = await ask(path, { method });
    expect(refused.headers.get('Allow')).toBe(allow);
    expect(await problemOf(refused)).toBe('405 method-not-allowed');
  });
  test('HEAD is as good as GET', async () => {
    const head = await ask('/healthz', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
  test('a format that there is not', async () => {
    expect(await problemOf(await ask('/api/v1/documents/none/content?format=epub'))).toBe('400 bad-request');
  });
  test('one that is damaged', async () => {
    const id = parseDocumentId('torn')!;
    await store.create(id, Uint8Array.of(1));
    store.damage(id, 1);
    expect(await problemOf(await ask('/api/v1/documents/torn/content'))).toBe('503 unavailable');
  });
  test('one whose export fails', async () => {
    await store.create(parseDocumentId('b')!, new TextEncoder().encode('broken'));
    expect(await problemOf(await ask('/api/v1/documents/b/content'))).toBe('503 unavailable');
  });
});

describe('who may ask', () => {
  test('under a foreign name nobody', async () => {
    expect(await problemOf(await ask('/', { headers: { Host: 'evil.example' } }))).toBe('421 foreign-host');
    expect(await problemOf(await ask('/api/v1/documents/x/content', { headers: { Host: 'evil.example' } }))).toBe(
      '421 foreign-host',
    );
  });
  test('a page of a foreign origin not', async () => {
    const headers = { Origin: 'https://evil.example' };
    expect(await problemOf(await post('/api/v1/documents', 'x', 'text/markdown', headers))).toBe('403 foreign-origin');
    expect(await problemOf(await post('/sync', 'x', 'application/octet-stream', headers))).toBe('403 foreign-origin');
  });
  test.each(['https://evil.example', 'null'])(
    'a page of the origin %s can read that, and why, and nothing else',
    async (origin) => {
      const headers = { Origin: origin };
      const preflight = await ask('/sync', { method: 'OPTIONS', headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('Access-Control-Max-Age')).toBeNull();
      expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('Content-Type');
      for (const path of ['/sync', '/api/v1/documents/x/content']) {
        const refusal = await ask(path, { headers });
        expect(await problemOf(refusal.clone())).toBe('403 foreign-origin');
        expect(Object.keys(await refusal.json())).toEqual(['type', 'title', 'status', 'detail', 'code']);
        for (const answer of [preflight, refusal]) {
          expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*');
          expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull();
        }
      }
      for (const path of ['/', '/d/x', '/readyz', '/healthz']) {
        expect((await ask(path, { headers })).headers.get('Access-Control-Allow-Origin')).toBeNull();
      }
    },
  );
  test('a page of an allowed origin may, and can read the answer', async () => {
    const headers = { Origin: 'https://app.example' };
    const preflight = await ask('/sync', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('Content-Type');
    const made = await post('/api/v1/documents', 'x', 'text/markdown', headers);
    expect(made.status).toBe(201);
    expect(made.headers.get('Access-Control-Allow-Origin')).toBe('https://app.example');
    expect(made.headers.get('Vary')).toBe('Origin');
    expect(made.headers.get('Access-Control-Expose-Headers')).toBe('Retry-After, Location, X-Manyhands-Lost');
  });
});

test('who asks the API too often is told when to come back; others are not concerned', async () => {
  const from = (remoteAddress: string): Promise<Response> =>
    Promise.resolve(
      app.request(
        'http://localhost:8080/api/v1/documents/none/content',
        { headers: { Host: 'localhost' } },
        { incoming: { socket: { remoteAddress }, headers: {} } },
      ),
    );
  for (let i = 0; i < 3; i++) expect((await from('192.0.2.1')).status).toBe(404);
  const refused = await from('192.0.2.1');
  expect(refused.headers.get('Retry-After')).toBe('20');
  expect(await problemOf(refused)).toBe('429 too-many');
  expect((await from('192.0.2.2')).status).toBe(404);
});

describe('the site', () => {
  test.each(['/', '/d/plan', '/d/team/plan%3F'])(
    'its page stands at %s and is asked for again each time',
    async (path) => {
      const page = await ask(path);
      expect(await page.text()).toBe('<!doctype html><title>app</title>');
      expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
      expect(page.headers.get('Cache-Control')).toBe('no-cache');
      expect(page.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'self'");
      expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff');
      const again = await ask(path, { headers: { 'If-None-Match': page.headers.get('ETag') ?? '' } });
      expect(again.status).toBe(304);
    },
  );
  test('hashed files are kept for ever, by everybody', async () => {
    const script = await ask('/assets/index-3f2a.js');
    expect(script.headers.get('Cache-Control')).toContain('immutable');
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(script.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  });
  test('the embed is for everybody, and asked for again each time', async () => {
    const script = await ask('/embed/element.js');
    expect(script.headers.get('Cache-Control')).toBe('no-cache');
    expect(script.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });
  test.each([
    ['gzip, deflate, br', 'br', (body: Buffer) => brotliDecompressSync(body)],
    ['gzip', 'gzip', (body: Buffer) => gunzipSync(body)],
    ['br;q=0, gzip;q=0.5', 'gzip', (body: Buffer) => gunzipSync(body)],
    ['identity', null, (body: Buffer) => body],
  ])('a client that takes %s gets %s', async (accepted, encoding, decode) => {
    const script = await ask('/assets/index-3f2a.js', { headers: { 'Accept-Encoding': accepted } });
    expect(script.headers.get('Content-Encoding')).toBe(encoding);
    expect(script.headers.get('Vary')).toBe('Accept-Encoding');
    expect(decode(Buffer.from(await script.arrayBuffer())).toString()).toBe(SCRIPT);
  });
  test('nothing else is there: a person gets the page, a program a problem', async () => {
    const lost = await ask('/nowhere', { headers: { Accept: 'text/html' } });
    expect([lost.status, await lost.text()]).toEqual([404, '<!doctype html><title>app</title>']);
    for (const path of ['/nowhere', '/assets/%2e%2e/index.html', '/..%2f..%2fetc/passwd', '/index.html.map']) {
      expect(await problemOf(await ask(path))).toBe('404 not-found');
    }
  });
  test('before the first build its page says how to build it', async () => {
    app = makeApp(await openStaticFiles(join(folder, 'not-there')));
    const page = await ask('/');
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('npm run build');
  });
});
