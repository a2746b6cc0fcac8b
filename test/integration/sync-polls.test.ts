import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ClientMessage, ServerMessage } from '#shared/protocol/frame.ts';
import type { InstanceId } from '#shared/ids.ts';
import { MAX_POLL_BODY_BYTES } from '#shared/protocol/limits.ts';
import { decodePollResponse, encodePollRequest } from '#shared/protocol/poll.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

let server: ServerProcess;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-'));
  server = await startServerProcess({ DATA_DIR: folder });
});
afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true });
});

const NOTHING = new Uint8Array();

/** A client that polls by hand: keeps its cursor, sends what it is told. */
class Poller {
  readonly #document: string;
  readonly #instance: InstanceId;
  cursor: Uint8Array = NOTHING;

  constructor(document: string, instance: number) {
    this.#document = document;
    this.#instance = instance.toString(16).padStart(32, '0') as InstanceId;
  }

  async poll(waitMs: number, messages: readonly ClientMessage[] = [], signal?: AbortSignal): Promise<ServerMessage[]> {
    const hello = {
      type: 'hello' as const,
      version: 1,
      instance: this.#instance,
      token: '',
      cursor: this.cursor,
      stateVector: NOTHING,
    };
    const body = encodePollRequest({
      waitMs,
      blocks: [{ document: this.#document, frame: encodeFrame(hello, ...messages) }],
    });
    const response = await post(body, {}, signal);
    if (response.status !== 200) throw new Error(`the poll was answered with ${response.status}`);
    const blocks = decodePollResponse(new Uint8Array(await response.arrayBuffer()));
    if (!blocks.ok) throw new Error(blocks.reason);
    const heard = blocks.value.flatMap(({ frame }) => {
      const decoded = decodeServerFrame(frame);
      if (!decoded.ok) throw new Error(decoded.reason);
      return decoded.value;
    });
    for (const message of heard) if (message.type === 'data' && !message.flags.stale) this.cursor = message.cursor;
    return heard;
  }
}

function post(body: BodyInit, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}/sync`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/octet-stream', ...headers },
    ...(signal === undefined ? {} : { signal }),
  });
}

/** `count` edits of a document, one update each. */
function edits(client: number, count: number): Uint8Array[] {
  const doc = Object.assign(new Y.Doc(), { clientID: client });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < count; i++) doc.getText('t').insert(i, 'x');
  return updates;
}

const kinds = (heard: readonly ServerMessage[]): string[] => heard.map((message) => message.type);
const updatesOf = (heard: readonly ServerMessage[]): number =>
  heard.reduce((sum, message) => sum + (message.type === 'data' ? message.updates.length : 0), 0);

describe('a poll', () => {
  test('begins with a welcome, everything and advice, and is answered at once', async () => {
    const first = new Poller('begin', 1);
    expect(kinds(await first.poll(20_000))).toEqual(['welcome', 'data', 'advice']);
  });

  test('that is parked wakes up for an edit of somebody else, and never hears its own', async () => {
    const reader = new Poller('wake', 1);
    const writer = new Poller('wake', 2);
    const [one, two] = edits(9, 2);
    await writer.poll(0, [{ type: 'push', n: 1, update: one! }]);
    await reader.poll(0);
    const parked = reader.poll(20_000);
    expect(kinds(await writer.poll(20_000, [{ type: 'push', n: 2, update: two! }]))).toContain('ack');
    expect(updatesOf(await parked)).toBe(1);
    expect(updatesOf(await writer.poll(0))).toBe(0);
  });

  test('is answered empty, at once, when a newer one of the same instance comes', async () => {
    const reader = new Poller('newer', 1);
    await reader.poll(0);
    const older = reader.poll(20_000);
    const controller = new AbortController();
    // whichever of the two arrives last stays parked: the other is sent home
    const newer = reader.poll(20_000, [], controller.signal).catch((error: unknown) => {
      if (!controller.signal.aborted) throw error;
      return 'aborted' as const;
    });
    expect(await Promise.race([older, newer])).toEqual([]);
    controller.abort();
    const writer = new Poller('newer', 2);
    await writer.poll(0, [{ type: 'push', n: 1, update: edits(9, 1)[0]! }]);
    await Promise.all([older, newer]);
  });

  test('that is aborted leaves a server that goes on', async () => {
    const reader = new Poller('abort', 1);
    await reader.poll(0);
    const controller = new AbortController();
    const gone = reader.poll(20_000, [], controller.signal);
    controller.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    const writer = new Poller('abort', 2);
    await writer.poll(0, [{ type: 'push', n: 1, update: edits(9, 1)[0]! }]);
    reader.cursor = NOTHING;
    expect(updatesOf(await reader.poll(0))).toBe(1);
  });

  test('with a cursor of another history is told so', async () => {
    const reader = new Poller('stale', 1);
    reader.cursor = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const [data] = await reader.poll(20_000);
    expect(data).toMatchObject({ type: 'data', flags: { stale: true, caughtUp: false } });
  });

  test('says what it refuses inside of its answer, and keeps the rest', async () => {
    const writer = new Poller('refuse', 1);
    const [one, two, three] = edits(9, 3);
    const heard = await writer.poll(0, [
      { type: 'push', n: 1, update: one! },
      { type: 'push', n: 2, update: three! },
      { type: 'push', n: 3, update: two!.subarray(1) },
      { type: 'push', n: 4, update: two! },
      { type: 'push', n: 5, update: one! },
    ]);
    const nacks = heard.flatMap((message) => (message.type === 'nack' ? [[message.n, message.code]] : []));
    expect(nacks.map(([n]) => n)).toEqual([2, 3]);
    expect(nacks[0]).toEqual([2, 'gap']);
    expect(heard.find((message) => message.type === 'ack')).toEqual({ type: 'ack', n: 5 });
  });

  test('hears who is here, and only what is new of them', async () => {
    const reader = new Poller('presence', 1);
    const writer = new Poller('presence', 2);
    const state = (clock: number, name: string): Uint8Array => {
      const json = new TextEncoder().encode(JSON.stringify(name));
      return new Uint8Array([1, 7, clock, json.length, ...json]);
    };
    await writer.poll(0, [{ type: 'presence', update: state(1, 'Ada') }]);
    expect(kinds(await reader.poll(0))).toContain('presence');
    const parked = reader.poll(20_000);
    await writer.poll(0, [{ type: 'presence', update: state(2, 'Ada B') }]);
    expect((await parked).find(({ type }) => type === 'presence')).toEqual({
      type: 'presence',
      update: state(2, 'Ada B'),
    });
    const again = (await reader.poll(20_000, [{ type: 'queryAwareness' }])).find(({ type }) => type === 'presence');
    expect(again).toEqual({ type: 'presence', update: state(2, 'Ada B') });
    const left = reader.poll(20_000);
    await writer.poll(0, [{ type: 'bye' }]);
    expect((await left).find(({ type }) => type === 'presence')).toEqual({
      type: 'presence',
      update: new Uint8Array([1, 7, 2, 4, ...new TextEncoder().encode('null')]),
    });
  });

  test('with a presence that is none is refused as on a WebSocket, and what it pushes is kept', async () => {
    const writer = new Poller('no-presence', 1);
    const [one] = edits(9, 1);
    const heard = await writer.poll(0, [
      { type: 'presence', update: new Uint8Array([1, 2, 3]) },
      { type: 'push', n: 1, update: one! },
    ]);
    expect(heard.find(({ type }) => type === 'refused')).toMatchObject({ code: 'bad-message', retryAfterMs: 0 });
    expect(heard.find(({ type }) => type === 'ack')).toEqual({ type: 'ack', n: 1 });
  });

  test('that is no poll is answered with a problem that says why', async () => {
    const problem = async (response: Response): Promise<unknown> => {
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/u);
      const body: unknown = await response.json();
      expect(body).toMatchObject({ status: response.status });
      return response.status;
    };
    expect((await post(encodePollRequest({ waitMs: 0, blocks: [] }))).headers.get('cache-control')).toBe('no-store');
    expect(await problem(await post(new Uint8Array([1, 2, 3])))).toBe(400);
    const noHello = { document: 'x', frame: encodeFrame({ type: 'bye' }) };
    expect(await problem(await post(encodePollRequest({ waitMs: 0, blocks: [noHello] })))).toBe(400);
    expect(await problem(await post(NOTHING, { 'Content-Type': 'text/plain' }))).toBe(415);
    expect(await problem(await post(new Uint8Array(MAX_POLL_BODY_BYTES + 1)))).toBe(413);
    expect(await problem(await post(NOTHING, { Origin: 'https://evil.example' }))).toBe(403);
  });
});
