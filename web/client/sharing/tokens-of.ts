import { decodeClientFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { PollBlock } from '#shared/protocol/poll.ts';
import type { Ask } from './rounds.ts';

/**
 * The blocks of a request for several documents, and its token. One token travels as a header, as always; where they differ (a ticket
 * names its document) each travels in its own hello.
 */
export function tokensOf(asks: readonly Ask[]): { readonly blocks: readonly PollBlock[]; readonly token: string } {
  const [first] = asks;
  const token = first?.token ?? '';
  if (asks.every((ask) => ask.token === token)) return { blocks: asks, token };
  return {
    blocks: asks.map(({ document, frame, token }) => ({ document, frame: withToken(frame, token) })),
    token: '',
  };
}

function withToken(frame: Uint8Array, token: string): Uint8Array {
  const decoded = decodeClientFrame(frame);
  if (!decoded.ok) return frame;
  return encodeFrame(...decoded.value.map((message) => (message.type === 'hello' ? { ...message, token } : message)));
}
