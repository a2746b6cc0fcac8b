import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstanceId } from '../ids.ts';
import { decodeClientFrame, decodeServerFrame, encodeFrame } from './frame.ts';
import type { ClientMessage, ServerMessage } from './frame.ts';
import { NACK_CODES } from './nack-code.ts';
import {
  decodePollRequest,
  decodePollResponse,
  encodePollRequest,
  encodePollResponse,
  pollResponsePieces,
} from './poll.ts';

const bytes = fc.uint8Array({ maxLength: 40 });
const cursor = fc.uint8Array({ maxLength: 30 });
const uint = fc.maxSafeNat();
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const instance = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((b) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('') as InstanceId);
const sync = fc.oneof(
  fc.record({ type: fc.constant('sync' as const), step: fc.constant('step1' as const), stateVector: bytes }),
  fc.record({
    type: fc.constant('sync' as const),
    step: fc.constantFrom('step2' as const, 'update' as const),
    update: bytes,
  }),
);
const both = fc.oneof(
  sync,
  fc.record({ type: fc.constantFrom('awareness' as const, 'presence' as const), update: bytes }),
  fc.record({ type: fc.constantFrom('ping' as const, 'pong' as const), nonce: uint }),
);
const client: fc.Arbitrary<ClientMessage> = fc.oneof(
  both,
  fc.record({ type: fc.constantFrom('queryAwareness' as const, 'bye' as const) }),
  fc.record({
    type: fc.constant('hello' as const),
    version: uint,
    instance,
    token: text,
    cursor,
    stateVector: bytes,
  }),
  fc.record({ type: fc.constant('push' as const), n: uint, update: bytes }),
);
const server: fc.Arbitrary<ServerMessage> = fc.oneof(
  both,
  fc.record({ type: fc.constant('auth' as const), reason: text }),
  fc.record({ type: fc.constant('ack' as const), n: uint }),
  fc.record({ type: fc.constant('nack' as const), n: uint, code: fc.constantFrom(...NACK_CODES), reason: text }),
  fc.record({
    type: fc.constant('welcome' as const),
    version: uint,
    role: fc.constantFrom('viewer' as const, 'editor' as const),
    maxUpdateBytes: uint,
    maxFrameBytes: uint,
    maxPresenceBytes: uint,
    cursor,
    stateVector: bytes,
  }),
  fc.record({
    type: fc.constant('data' as const),
    cursor,
    flags: fc.record({ more: fc.boolean(), caughtUp: fc.boolean(), stale: fc.boolean() }),
    updates: fc.array(bytes, { maxLength: 5 }),
  }),
  fc.record({ type: fc.constant('event' as const), name: text, json: text }),
  fc.record({ type: fc.constant('refused' as const), code: text, reason: text, retryAfterMs: uint }),
  fc.record({
    type: fc.constant('advice' as const),
    holdMs: uint,
    minGapMs: uint,
    maxBodyBytes: uint,
    batchWindowMs: uint,
    reconnectDelayMs: uint,
  }),
);

describe('a frame', () => {
  test('of client messages comes out as it went in', () => {
    fc.assert(
      fc.property(fc.array(client, { minLength: 1, maxLength: 6 }), (messages) => {
        expect(decodeClientFrame(encodeFrame(...messages))).toEqual({ ok: true, value: messages });
      }),
    );
  });

  test('of server messages comes out as it went in, joined frames too', () => {
    fc.assert(
      fc.property(fc.array(server, { minLength: 1, maxLength: 6 }), (messages) => {
        const joined = Buffer.concat(messages.map((message) => encodeFrame(message)));
        expect(decodeServerFrame(new Uint8Array(joined))).toEqual({ ok: true, value: messages });
      }),
    );
  });

  test('that is cut off, changed or made up never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        decodeClientFrame(noise);
        decodeServerFrame(noise);
        decodePollRequest(noise);
        decodePollResponse(noise);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.array(client, { minLength: 1, maxLength: 3 }), fc.nat(), (messages, at) => {
        const frame = encodeFrame(...messages);
        const cut = frame.subarray(0, at % frame.length);
        const decoded = decodeClientFrame(cut);
        if (decoded.ok) expect(decoded.value.length).toBeLessThan(messages.length);
      }),
    );
  });

  test('with an unknown type is refused by a server and skipped by a client', () => {
    const unknown = new Uint8Array([99, 1, 2, 3]);
    expect(decodeClientFrame(unknown)).toEqual({ ok: false, reason: 'message type 99 is not for clients to send' });
    const known = encodeFrame({ type: 'ack', n: 7 });
    expect(decodeServerFrame(new Uint8Array([...known, ...unknown]))).toEqual({
      ok: true,
      value: [{ type: 'ack', n: 7 }],
    });
  });

  test('with a number above 2^53 - 1 is refused, also where only its last byte says so', () => {
    const most = [255, 255, 255, 255, 255, 255, 255, 15];
    expect(decodeClientFrame(new Uint8Array([73, ...most]))).toMatchObject({ ok: true });
    const above = [255, 255, 255, 255, 255, 255, 255, 31];
    expect(decodeClientFrame(new Uint8Array([73, ...above]))).toEqual({ ok: false, reason: 'a number is too large' });
    expect(decodeClientFrame(new Uint8Array([73, 255]))).toEqual({ ok: false, reason: 'it is cut off' });
  });

  test('that names more bytes than it has reads nothing beyond its end', () => {
    const backing = new Uint8Array(64).fill(7);
    backing.set([66, 1, 32], 0);
    expect(decodeClientFrame(backing.subarray(0, 5))).toEqual({ ok: false, reason: 'push is cut off' });
  });
});

test('poll bodies come out as they went in', () => {
  const block = fc.record({ document: text, frame: bytes });
  fc.assert(
    fc.property(uint, fc.array(block, { maxLength: 5 }), (waitMs, blocks) => {
      expect(decodePollRequest(encodePollRequest({ waitMs, blocks }))).toEqual({ ok: true, value: { waitMs, blocks } });
      expect(decodePollResponse(encodePollResponse(blocks))).toEqual({ ok: true, value: blocks });
      const pieces = pollResponsePieces(
        blocks.map(({ document, frame }) => ({ document, pieces: [frame.subarray(0, 3), frame.subarray(3)] })),
      );
      expect(new Uint8Array(pieces.flatMap((piece) => [...piece]))).toEqual(encodePollResponse(blocks));
    }),
  );
});
