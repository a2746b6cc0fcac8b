import { MAX_FRAME_BYTES } from './limits.ts';
import { MESSAGE } from './message-type.ts';
import { readBytes, readUint, WireError, writeBytes, writeUint } from './wire.ts';
import type { Decoder, Encoder } from './wire.ts';

/** y-protocols' sync: what stock clients speak. Step 1 carries a state vector, step 2 and update a Yjs update (V1). */
export type SyncMessage =
  | { type: 'sync'; step: 'step1'; stateVector: Uint8Array }
  | { type: 'sync'; step: 'step2' | 'update'; update: Uint8Array };

const STEPS = ['step1', 'step2', 'update'] as const;

export function writeSync(encoder: Encoder, message: SyncMessage): void {
  writeUint(encoder, MESSAGE.sync);
  writeUint(encoder, STEPS.indexOf(message.step));
  writeBytes(encoder, message.step === 'step1' ? message.stateVector : message.update);
}

export function readSync(decoder: Decoder): SyncMessage {
  const step = STEPS[readUint(decoder)];
  if (step === undefined) throw new WireError('unknown sync step');
  const payload = readBytes(decoder, MAX_FRAME_BYTES, `sync ${step}`);
  return step === 'step1' ? { type: 'sync', step, stateVector: payload } : { type: 'sync', step, update: payload };
}
