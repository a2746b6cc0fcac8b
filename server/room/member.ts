import { encodeFrame } from '#shared/protocol/frame.ts';
import type { Batch } from './batch.ts';
import type { Connection } from './connection.ts';
import { MAX_WAITING_BYTES, MAX_WAITING_FOR_MORE_BYTES } from './limits.ts';

/** Somebody in a room over a lasting connection; polls are no members. `id` is the instance, or one made for a stock session. */
export interface Member {
  readonly id: string;
  readonly protocol: 'stock' | 'full';
  readonly connection: Connection;
  /** it is still being sent the log: what is committed now comes to it from there */
  reading: boolean;
  /** the highest push that is on disk and has not been acknowledged; null when there is none */
  ackN: number | null;
}

/** Acknowledgement, others' updates and the cursor leave in one write. */
export function deliver(member: Member, batch: Batch): void {
  if (isTooSlow(member.connection)) return;
  if (member.reading) return deliverAck(member);
  if (member.protocol === 'stock') {
    const payloads = batch.stockPayloads(member.id);
    if (payloads.length > 0) member.connection.send(payloads);
    return;
  }
  member.connection.send(batch.payloads(member.id, takeAck(member)));
}

/** The same news as both protocols say it, encoded once for everybody. */
export interface PresenceNews {
  readonly stock: readonly Uint8Array[];
  readonly full: readonly Uint8Array[];
}

export function presenceNews(update: Uint8Array): PresenceNews {
  return {
    stock: [encodeFrame({ type: 'awareness', update })],
    full: [encodeFrame({ type: 'presence', update })],
  };
}

export function deliverPresence(member: Member, news: PresenceNews): void {
  if (member.connection.waitingBytes > MAX_WAITING_FOR_MORE_BYTES) return;
  member.connection.send(news[member.protocol]);
}

/** For pushes that needed no commit. */
export function deliverAck(member: Member): void {
  const n = takeAck(member);
  if (n !== null) member.connection.send([encodeFrame({ type: 'ack', n })]);
}

function takeAck(member: Member): number | null {
  const n = member.ackN;
  member.ackN = null;
  return n;
}

/** Closes a connection that more waits for than the limit. To be asked before anything is sent. */
export function isTooSlow(connection: Connection): boolean {
  if (connection.waitingBytes <= MAX_WAITING_BYTES) return false;
  connection.close('too-slow', 'more was waiting for this client than the limit');
  return true;
}
