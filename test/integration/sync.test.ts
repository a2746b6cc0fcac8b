import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ServerMessage } from '#shared/protocol/frame.ts';
import type { InstanceId } from '#shared/ids.ts';
import { openDocument } from '#web/client/open-document.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { sendRaw, upgradeRequest } from '../support/raw-http.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let server: ServerProcess;
let folder: string;
const stops: (() => unknown)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

function stock(name: string): { doc: Y.Doc; provider: WebsocketProvider } {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.url.replace('http', 'ws')}/sync`, name, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  stops.push(() => {
    provider.destroy();
    doc.destroy();
  });
  return { doc, provider };
}

function ours(document: string, transport: 'auto' | 'websocket' | 'polling'): DocumentClient {
  const client = openDocument({ server: server.url, document, transport, offline: false });
  stops.push(() => client.destroy());
  return client;
}

const text = (doc: Y.Doc): string => doc.getText('t').toJSON();
async function eventually(probe: () => unknown, expected: unknown): Promise<void> {
  await expect.poll(probe, { timeout: 15_000, interval: 20 }).toEqual(expected);
}

describe('people in one document', () => {
  test('stock clients and ours, on either transport, agree', async () => {
    const name = 'a/name with spaces/ünd more';
    const people = [stock(name).doc, ours(name, 'websocket').doc, ours(name, 'polling').doc, stock(name).doc];
    for (const [index, doc] of people.entries()) doc.getText('t').insert(0, `<${index}>`);
    for (const doc of people) await eventually(() => [0, 1, 2, 3].every((n) => text(doc).includes(`<${n}>`)), true);
    expect(new Set(people.map(text)).size).toBe(1);
    expect(text(people[0]!)).toHaveLength(12);
  });

  test('see each other come and go', async () => {
    const first = stock('room');
    const second = stock('room');
    const third = ours('room', 'polling');
    const fourth = ours('room', 'websocket');
    first.provider.awareness.setLocalStateField('user', { name: 'Ada' });
    third.awareness.setLocalStateField('user', { name: 'Mei' });
    const names = (states: Map<number, Record<string, unknown>>): unknown[] =>
      [...states.values()].flatMap((state) => (state['user'] === undefined ? [] : [state['user']]));
    for (const awareness of [second.provider.awareness, third.awareness, fourth.awareness]) {
      await eventually(() => names(awareness.getStates()).length, 2);
    }
    first.provider.destroy();
    for (const awareness of [second.provider.awareness, third.awareness, fourth.awareness]) {
      await eventually(() => names(awareness.getStates()), [{ name: 'Mei' }]);
    }
  });

  test('keep everything that was acknowledged through a kill -9', async () => {
    const writer = ours('kept', 'websocket');
    const poller = ours('kept', 'polling');
    const stocked = stock('kept');
    writer.doc.getText('t').insert(0, 'one ');
    await writer.saved();
    poller.doc.getText('t').insert(0, 'two ');
    await poller.saved();
    await server.end('SIGKILL');
    writer.doc.getText('t').insert(0, 'three ');
    stocked.doc.getText('t').insert(0, 'four ');
    server = await startServerProcess({ DATA_DIR: folder, PORT: new URL(server.url).port });
    writer.retryNow();
    poller.retryNow();
    await writer.saved();
    const newcomer = ours('kept', 'auto');
    const words = (doc: Y.Doc): string[] => text(doc).trim().split(' ').sort();
    for (const doc of [newcomer.doc, writer.doc, poller.doc, stocked.doc]) {
      await eventually(() => words(doc), ['four', 'one', 'three', 'two']);
    }
  });
});

/** A client of the full protocol by hand: sends messages, gathers what comes. */
async function raw(document: string): Promise<{ socket: WebSocket; heard: ServerMessage[]; instance: InstanceId }> {
  const instance = 'ab'.repeat(16) as InstanceId;
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/${document}`);
  const heard: ServerMessage[] = [];
  socket.on('message', (data: Buffer) => {
    const decoded = decodeServerFrame(new Uint8Array(data));
    if (decoded.ok) heard.push(...decoded.value);
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(
    encodeFrame({
      type: 'hello',
      version: 1,
      instance,
      token: '',
      cursor: new Uint8Array(),
      stateVector: new Uint8Array(),
    }),
  );
  stops.push(() => socket.terminate());
  await eventually(() => heard.some((message) => message.type === 'welcome'), true);
  return { socket, heard, instance };
}

describe('bad input', () => {
  test('is refused with its reason, and the connection goes on', async () => {
    const { socket, heard } = await raw('bad');
    const doc = Object.assign(new Y.Doc(), { clientID: 9 });
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.getText('t').insert(0, 'a');
    doc.getText('t').insert(1, 'b');
    const evil: [Uint8Array, string][] = [
      [new Uint8Array([1, 0x80, 0x80, 0x80, 0x10, 5, 0]), 'too-large'],
      [updates[0]!.subarray(0, -1), 'malformed'],
      [new Uint8Array([...updates[0]!, 1]), 'malformed'],
      [Y.encodeStateAsUpdateV2(doc), 'malformed'],
      [updates[1]!, 'gap'],
      [new Uint8Array(8 * 1024 * 1024 + 1), 'too-large'],
    ];
    evil.forEach(([update], index) => socket.send(encodeFrame({ type: 'push', n: index + 1, update })));
    const nacks = (): unknown[] => heard.flatMap((m) => (m.type === 'nack' ? [[m.n, m.code]] : []));
    await eventually(
      nacks,
      evil.map(([, code], index) => [index + 1, code]),
    );
    socket.send(encodeFrame({ type: 'push', n: 7, update: updates[0]! }));
    await eventually(() => heard.some((message) => message.type === 'ack' && message.n === 7), true);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test('in an upgrade ends nothing but itself', async () => {
    const bystander = ours('calm', 'websocket');
    await eventually(() => bystander.state.connection.kind, 'online');
    const port = Number(new URL(server.url).port);
    const ask = async (request: string, reset = false): Promise<string> =>
      (await sendRaw(port, request, { reset })).split('\r\n')[0] ?? '';
    const upgrade = (path: string, changes: Record<string, string> = {}): string => upgradeRequest(port, path, changes);
    expect(await ask(upgrade('//'))).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask(upgrade('/sync/%E0%A4%A'))).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask(upgrade('/elsewhere'))).toBe('HTTP/1.1 404 Not Found');
    expect(await ask(upgrade('/sync/x', { 'Sec-WebSocket-Version': '12' }))).toBe('HTTP/1.1 426 Upgrade Required');
    expect(await ask(upgrade('/sync/x', { 'Sec-WebSocket-Key': 'short' }))).toBe('HTTP/1.1 400 Bad Request');
    expect(await ask(upgrade('/sync/x', { Origin: 'https://evil.example' }))).toBe('HTTP/1.1 403 Forbidden');
    for (let i = 0; i < 20; i++) await ask(upgrade('/sync/x'), true);
    const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`X-${i}`, 'y']));
    expect(await ask(upgrade('/sync/x', many))).toMatch(/^HTTP\/1.1 4|^$/u);
    bystander.doc.getText('t').insert(0, 'still here');
    await bystander.saved();
    expect(bystander.state.connection.kind).toBe('online');
    expect(server.child.exitCode).toBeNull();
  });
});
