import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { admissionFor } from './admission.ts';
import { Capacity } from './capacity.ts';
import { nameInPath, openUpgradeGate } from './upgrade-gate.ts';
import type { UpgradeGate } from './upgrade-gate.ts';

let server: EventEmitter;
let passed: IncomingMessage[];
let draining: boolean;
let waitMs: number;
let gone: IncomingMessage[];
let gate: UpgradeGate;

beforeEach(() => {
  server = new EventEmitter();
  passed = [];
  draining = false;
  waitMs = 0;
  gone = [];

  gate = openUpgradeGate({
    server: server as unknown as Server,
    admission: admissionFor({ host: '127.0.0.1', publicUrl: null, allowedOrigins: ['https://app.example'] }),
    draining: () => draining,
    capacity: new Capacity(0),
    waitOf: () => waitMs,
    onGone: (request) => gone.push(request),
  });
  gate.emitter.on('upgrade', (request: IncomingMessage) => passed.push(request));
});

const GOOD = {
  host: 'localhost:8080',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Gives what the gate wrote to the socket: "" where the request passed. */
function ask({ method = 'GET', url = '/sync/a', headers = {} }: Asked): { said: () => string; socket: Duplex } {
  const socket = new PassThrough();
  const request = { method, url, headers: { ...GOOD, ...headers }, socket };
  server.emit('upgrade', request, socket, Buffer.alloc(0));
  return { said: () => String((socket.read() as Buffer | null) ?? ''), socket };
}

test.each<[string, Asked]>([
  ['a document', {}],
  ['a name with slashes and escapes', { url: '/sync/a/b%20c/%C3%A9' }],
  ['a query', { url: '/sync/a?token=x' }],
  ['the own origin', { headers: { origin: 'http://localhost:8080' } }],
  ['an allowed origin', { headers: { origin: 'https://app.example' } }],
  ['another spelling of websocket', { headers: { upgrade: 'WebSocket' } }],
])('lets pass: %s', (_, asked) => {
  expect(ask(asked).said()).toBe('');
  expect(passed.length).toBe(1);
});

test.each<[string, number, Asked]>([
  ['a path of two slashes, for which new URL throws', 400, { url: '//' }],
  ['a host in the path', 400, { url: '//evil.example/sync/a' }],
  ['a whole URL', 400, { url: 'http://localhost/sync/a' }],
  ['an escape that is none', 400, { url: '/sync/%E0%A4%A' }],
  ['no path', 400, { url: '' }],
  ['another method', 400, { method: 'POST' }],
  ['another path', 404, { url: '/socket' }],
  ['no document name', 404, { url: '/sync/' }],
  ['another path that leads to ours', 404, { url: '/a/../sync/b' }],
  ['another protocol', 400, { headers: { upgrade: 'h2c' } }],
  ['no protocol', 400, { headers: { upgrade: undefined } }],
  ['an old version', 426, { headers: { 'sec-websocket-version': '8' } }],
  ['no version', 426, { headers: { 'sec-websocket-version': undefined } }],
  ['a key that is none', 400, { headers: { 'sec-websocket-key': 'short' } }],
  ['no key', 400, { headers: { 'sec-websocket-key': undefined } }],
  ['a host that is not ours', 421, { headers: { host: 'evil.example' } }],
  ['no host', 421, { headers: { host: undefined } }],
  ['a foreign origin', 403, { headers: { origin: 'https://evil.example' } }],
])('answers and closes: %s', (_, status, asked) => {
  const { said, socket } = ask(asked);
  expect(said()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .+\\r\\nConnection: close\\r\\n`));
  expect(socket.writableEnded).toBe(true);
  expect(passed).toEqual([]);
});

test('names the version that it speaks, and when to come back while the server stops', () => {
  expect(ask({ headers: { 'sec-websocket-version': '12' } }).said()).toContain('Sec-WebSocket-Version: 13\r\n');
  draining = true;
  const refused = ask({}).said();
  expect(refused).toMatch(/^HTTP\/1\.1 503 /);
  expect(refused).toContain('Retry-After: 1\r\n');
});

test('who asks too often is told when to come back', () => {
  waitMs = 1500;
  const { said, socket } = ask({});
  expect(said()).toMatch(/^HTTP\/1\.1 429 .*Retry-After: 2\r\n/su);
  expect(socket.writableEnded).toBe(true);
  expect(passed).toEqual([]);
});

test('tells of requests whose socket goes before it is a WebSocket, once, and knows only those that it let through', async () => {
  const first = ask({}).socket;
  ask({});
  ask({ url: '/elsewhere' });
  const [lost, settled] = passed;
  expect(passed.map((request) => gate.has(request))).toEqual([true, true]);
  expect(gate.has({ ...GOOD } as unknown as IncomingMessage)).toBe(false);
  gate.settle(settled!);
  settled!.socket.destroy();
  first.destroy();
  await new Promise((resolve) => first.on('close', resolve));
  expect(gone).toEqual([lost]);
  expect(passed.map((request) => gate.has(request))).toEqual([false, false]);
});

test.each<[string, string | null]>([
  ['/sync/a/b%20c?token=x', 'a/b c'],
  ['/sync/a/%2e%2e/b', 'a/../b'],
  ['/sync/a\\b', 'a\\b'],
  ['/sync/a/../b', 'a/../b'],
  ['/sync/%C3%A9', 'é'],
  ['/sync/', null],
  ['/elsewhere', null],
  ['/sync/%zz', null],
])('the name in %s is taken as it is', (url, name) => {
  expect(nameInPath(url)).toBe(name);
});

test.each([['/sync/a'], ['//']])('a reset at any later moment ends nobody else: %s', (url) => {
  const { socket } = ask({ url });
  // without a listener this throws
  socket.emit('error', new Error('ECONNRESET'));
  expect(socket.destroyed).toBe(true);
});
