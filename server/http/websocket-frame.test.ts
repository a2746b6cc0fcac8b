import { PassThrough } from 'node:stream';
import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { writeMessages } from './websocket-frame.ts';

/** ws's reader of frames: a Writable that tells of each message. Its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

test('a message in pieces arrives as one', async () => {
  const channel = new PassThrough();
  const receiver = new Receiver({ isServer: false });
  const heard: Buffer[] = [];
  receiver.on('message', (data: Buffer) => heard.push(data));
  channel.pipe(receiver);
  const large = new Uint8Array(70_000).fill(7);
  writeMessages(channel, [Uint8Array.of(1), [Uint8Array.of(2, 3), large], Uint8Array.of(4)]);
  channel.end();
  await new Promise((resolve) => receiver.on('finish', resolve));
  expect(heard.map((data) => [...data.subarray(0, 3), data.length])).toEqual([
    [1, 1],
    [2, 3, 7, 70_002],
    [4, 1],
  ]);
});

test('messages of every size arrive whole and in order, shared ones too', async () => {
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000, 16_384, 16_385];
  const payloads = lengths.map((length) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff)));
  for (const round of [payloads, payloads.slice(3), [payloads[2]!], [payloads[7]!]]) {
    const channel = new PassThrough();
    const heard: Buffer[] = [];
    const receiver = new Receiver({ isServer: false });
    receiver.on('message', (data: Buffer, isBinary: boolean) => {
      expect(isBinary).toBe(true);
      heard.push(data);
    });
    channel.pipe(receiver);
    writeMessages(channel, round);
    channel.end();
    await new Promise((resolve) => receiver.on('finish', resolve));
    expect(heard.map((data) => data.length)).toEqual(round.map((data) => data.length));
    expect(Buffer.compare(Buffer.concat(heard), Buffer.concat(round))).toBe(0);
  }
});
