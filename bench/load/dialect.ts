import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { randomBytes } from 'node:crypto';
import { instanceIdFromBytes } from '#shared/ids.ts';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';

/** How a client of the load generator speaks to a server: no Y.Doc, only what the wire needs. */

export type DialectName = 'y-websocket' | 'hocuspocus' | 'full';

/** What a frame from the server means to a client. */
export interface Heard {
  update(update: Uint8Array): void;
  /** the first sync is complete */
  synced(): void;
  /** the server has answered for the client's updates up to and with `n`, counted from 1 */
  acknowledged(n: number): void;
  reply(frame: Uint8Array): void;
  failed(reason: string): void;
}

export interface Dialect {
  url(base: string, document: string): string;
  /** what a client says when the socket is open */
  opening(document: string): Uint8Array[];
  hear(frame: Uint8Array, document: string, heard: Heard): void;
  /** a frame with an edit; `n` counts a client's edits from 1 */
  edit(n: number, update: Uint8Array, document: string): Uint8Array;
}

const EMPTY_STATE_VECTOR = Uint8Array.of(0);
const EMPTY_UPDATE = Uint8Array.of(0, 0);

const SYNC = 0;
const AUTH = 2;
const STEP1 = 0;
const STEP2 = 1;
const UPDATE = 2;

function message(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

function writeSync(encoder: encoding.Encoder, step: number, payload: Uint8Array): void {
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, payload);
}

const stock: Dialect = {
  url: (base, document) => `${base}/${document}`,
  opening: () => [message((encoder) => writeSync(encoder, STEP1, EMPTY_STATE_VECTOR))],
  hear(frame, _document, heard) {
    const decoder = decoding.createDecoder(frame);
    while (decoding.hasContent(decoder)) {
      const type = decoding.readVarUint(decoder);
      if (type === AUTH) return heard.failed('refused');
      const step = type === SYNC ? decoding.readVarUint(decoder) : null;
      const payload = decoding.readVarUint8Array(decoder);
      if (step === STEP1) heard.reply(message((encoder) => writeSync(encoder, STEP2, EMPTY_UPDATE)));
      else if (step !== null) heard.update(payload);
      if (step === STEP2) heard.synced();
    }
  },
  edit: (_n, update) => message((encoder) => writeSync(encoder, UPDATE, update)),
};

const SYNC_REPLY = 4;
const CLOSE = 7;
const SYNC_STATUS = 8;
const TOKEN = 0;

/** As @hocuspocus/provider 4 speaks: each message begins with the document's name, the first one authenticates. */
const hocuspocus: Dialect = {
  url: (base) => base,
  opening: (document) => [
    message((encoder) => {
      encoding.writeVarString(encoder, document);
      encoding.writeVarUint(encoder, AUTH);
      encoding.writeVarUint(encoder, TOKEN);
      encoding.writeVarString(encoder, '');
      encoding.writeVarString(encoder, '4.7.0');
    }),
    message((encoder) => {
      encoding.writeVarString(encoder, document);
      writeSync(encoder, STEP1, EMPTY_STATE_VECTOR);
    }),
  ],
  hear(frame, document, heard) {
    const decoder = decoding.createDecoder(frame);
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === CLOSE) return heard.failed('closed');
    if (type !== SYNC && type !== SYNC_REPLY) return type === SYNC_STATUS ? heard.acknowledged(1) : undefined;
    const step = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    if (step === STEP1) {
      return heard.reply(
        message((encoder) => {
          encoding.writeVarString(encoder, document);
          writeSync(encoder, STEP2, EMPTY_UPDATE);
        }),
      );
    }
    heard.update(payload);
    if (step === STEP2) heard.synced();
  },
  edit: (_n, update, document) =>
    message((encoder) => {
      encoding.writeVarString(encoder, document);
      writeSync(encoder, UPDATE, update);
    }),
};

/** The project's own: hello, acknowledged pushes, data with a cursor. */
const full: Dialect = {
  url: (base, document) => `${base}/sync/${document}`,
  opening() {
    const instance = instanceIdFromBytes(randomBytes(16));
    if (instance === null) throw new Error('an instance id has 16 bytes');
    const nothing = new Uint8Array();
    return [
      encodeFrame({
        type: 'hello',
        version: PROTOCOL_VERSION,
        instance,
        token: '',
        cursor: nothing,
        stateVector: EMPTY_STATE_VECTOR,
      }),
    ];
  },
  hear(frame, _document, heard) {
    const decoded = decodeServerFrame(frame);
    if (!decoded.ok) return heard.failed(decoded.reason);
    for (const message of decoded.value) {
      if (message.type === 'data') {
        for (const update of message.updates) heard.update(update);
        if (message.flags.caughtUp) heard.synced();
      } else if (message.type === 'ack') heard.acknowledged(message.n);
      else if (message.type === 'ping') heard.reply(encodeFrame({ type: 'pong', nonce: message.nonce }));
      else if (message.type === 'nack') heard.failed(`push ${message.n}: ${message.code} ${message.reason}`);
      else if (message.type === 'refused') heard.failed(`${message.code} ${message.reason}`);
    }
  },
  edit: (n, update) => encodeFrame({ type: 'push', n, update }),
};

const DIALECTS = {
  'y-websocket': stock,
  hocuspocus,
  full,
} satisfies Record<DialectName, Dialect>;

/** Manyhands serves stock clients below `/sync`, the peers at their root. */
export function dialectFor(name: DialectName, ours: boolean): Dialect {
  const dialect = DIALECTS[name];
  return ours && name === 'y-websocket' ? { ...dialect, url: (base, document) => `${base}/sync/${document}` } : dialect;
}
