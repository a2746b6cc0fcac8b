import { PassThrough } from 'node:stream';
import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { writeMessages } from './websocket-frame.ts';

/** ws's reader of frames: a Writable that tells of each message. Its types leave it out. */
const { Receiver } = ws as unknown as { Receiver: new (options: object) => Writable };

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
