import { MESSAGE } from './message-type.ts';
import { readString, writeString, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** Something happened to the document that is not an edit; a client skips names that it does not know. */
export interface EventMessage {
  readonly type: 'event';
  readonly name: string;
  /** JSON text */
  readonly json: string;
}

export function writeEvent(encoder: Encoder, message: EventMessage): void {
  writeUint(encoder, MESSAGE.event);
  writeString(encoder, message.name);
  writeString(encoder, message.json);
}

export function readEvent(decoder: Decoder): EventMessage {
  return {
    type: 'event',
    name: readString(decoder, 256, 'event'),
    json: readString(decoder, 1024 * 1024, 'event body'),
  };
}
