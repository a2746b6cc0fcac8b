import { unreachable } from '../assert.ts';
import { readAdvice, writeAdvice } from './advice.ts';
import type { AdviceMessage } from './advice.ts';
import { readData, writeData } from './data.ts';
import type { DataMessage } from './data.ts';
import { readEvent, writeEvent } from './event.ts';
import type { EventMessage } from './event.ts';
import { readLiveness, writeLiveness } from './liveness.ts';
import type { LivenessMessage } from './liveness.ts';
import { MAX_MESSAGES_PER_FRAME } from './limits.ts';
import { MESSAGE } from './message-type.ts';
import { readPresence, writePresence } from './presence.ts';
import type { PresenceMessage, QueryAwarenessMessage } from './presence.ts';
import { readAck, readNack, readPush, writeAck, writeNack, writePush } from './push.ts';
import type { AckMessage, NackMessage, PushMessage } from './push.ts';
import {
  readAuth,
  readHello,
  readRefused,
  readWelcome,
  writeAuth,
  writeHello,
  writeRefused,
  writeWelcome,
} from './session.ts';
import type { AuthMessage, ByeMessage, HelloMessage, RefusedMessage, WelcomeMessage } from './session.ts';
import { readSync, writeSync } from './sync.ts';
import type { SyncMessage } from './sync.ts';
import { decoderOf, encode, hasMore, readUint, WireError, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** What a client may send. */
export type ClientMessage =
  | SyncMessage
  | PresenceMessage
  | QueryAwarenessMessage
  | HelloMessage
  | PushMessage
  | LivenessMessage
  | ByeMessage;

/** What a server may send. */
export type ServerMessage =
  | SyncMessage
  | PresenceMessage
  | AuthMessage
  | WelcomeMessage
  | AckMessage
  | NackMessage
  | DataMessage
  | EventMessage
  | AdviceMessage
  | LivenessMessage
  | RefusedMessage;

export type Message = ClientMessage | ServerMessage;

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

function write(encoder: Encoder, message: Message): void {
  switch (message.type) {
    case 'sync':
      return writeSync(encoder, message);
    case 'awareness':
    case 'presence':
      return writePresence(encoder, message);
    case 'queryAwareness':
      return writeUint(encoder, MESSAGE.queryAwareness);
    case 'bye':
      return writeUint(encoder, MESSAGE.bye);
    case 'auth':
      return writeAuth(encoder, message);
    case 'hello':
      return writeHello(encoder, message);
    case 'welcome':
      return writeWelcome(encoder, message);
    case 'refused':
      return writeRefused(encoder, message);
    case 'push':
      return writePush(encoder, message);
    case 'ack':
      return writeAck(encoder, message);
    case 'nack':
      return writeNack(encoder, message);
    case 'data':
      return writeData(encoder, message);
    case 'event':
      return writeEvent(encoder, message);
    case 'advice':
      return writeAdvice(encoder, message);
    case 'ping':
    case 'pong':
      return writeLiveness(encoder, message);
    default:
      return unreachable(message);
  }
}

/** One or more messages, back to back. Frames may be joined by joining their bytes. */
export function encodeFrame(...messages: readonly Message[]): Uint8Array<ArrayBuffer> {
  return encode((encoder) => {
    for (const message of messages) write(encoder, message);
  });
}

function readClientMessage(decoder: Decoder): ClientMessage {
  const type = readUint(decoder);
  switch (type) {
    case MESSAGE.sync:
      return readSync(decoder);
    case MESSAGE.awareness:
      return readPresence(decoder, 'awareness', 'client');
    case MESSAGE.presence:
      return readPresence(decoder, 'presence', 'client');
    case MESSAGE.queryAwareness:
      return { type: 'queryAwareness' };
    case MESSAGE.hello:
      return readHello(decoder);
    case MESSAGE.push:
      return readPush(decoder);
    case MESSAGE.ping:
      return readLiveness(decoder, 'ping');
    case MESSAGE.pong:
      return readLiveness(decoder, 'pong');
    case MESSAGE.bye:
      return { type: 'bye' };
    default:
      throw new WireError(`message type ${type} is not for clients to send`);
  }
}

/** Gives null for a type that this side does not know: the rest of the frame cannot be read. */
function readServerMessage(decoder: Decoder): ServerMessage | null {
  const type = readUint(decoder);
  switch (type) {
    case MESSAGE.sync:
      return readSync(decoder);
    case MESSAGE.awareness:
      return readPresence(decoder, 'awareness', 'server');
    case MESSAGE.presence:
      return readPresence(decoder, 'presence', 'server');
    case MESSAGE.auth:
      return readAuth(decoder);
    case MESSAGE.welcome:
      return readWelcome(decoder);
    case MESSAGE.refused:
      return readRefused(decoder);
    case MESSAGE.ack:
      return readAck(decoder);
    case MESSAGE.nack:
      return readNack(decoder);
    case MESSAGE.data:
      return readData(decoder);
    case MESSAGE.event:
      return readEvent(decoder);
    case MESSAGE.advice:
      return readAdvice(decoder);
    case MESSAGE.ping:
      return readLiveness(decoder, 'ping');
    case MESSAGE.pong:
      return readLiveness(decoder, 'pong');
    default:
      return null;
  }
}

function decode<T>(frame: Uint8Array, read: (decoder: Decoder) => T | null, most: number): Decoded<T[]> {
  const decoder = decoderOf(frame);
  const value: T[] = [];
  try {
    while (hasMore(decoder)) {
      const message = read(decoder);
      if (message === null) break;
      if (value.length === most) return { ok: false, reason: `more than ${most} messages in a frame` };
      value.push(message);
    }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  if (value.length === 0 && frame.length === 0) return { ok: false, reason: 'an empty frame' };
  return { ok: true, value };
}

/** The server's reader: everything in a frame must parse, or nothing of it counts. Byte fields are views into `frame`. */
export function decodeClientFrame(frame: Uint8Array): Decoded<ClientMessage[]> {
  return decode(frame, readClientMessage, MAX_MESSAGES_PER_FRAME);
}

/** The client's reader: what stands before an unknown type counts, the rest is skipped. Byte fields are views into `frame`. */
export function decodeServerFrame(frame: Uint8Array): Decoded<ServerMessage[]> {
  return decode(frame, readServerMessage, Number.POSITIVE_INFINITY);
}
