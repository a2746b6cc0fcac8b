import { assert } from '#shared/assert.ts';
import { instanceIdFromBytes } from '#shared/ids.ts';
import type { InstanceId } from '#shared/ids.ts';
import { INSTANCE_ID_BYTES } from '#shared/protocol/limits.ts';
import type { RandomBytes } from '#shared/random.ts';

/** One start of a document client. */
export function newInstance(randomBytes: RandomBytes): InstanceId {
  const instance = instanceIdFromBytes(randomBytes(INSTANCE_ID_BYTES));
  assert(instance !== null, 'an instance id has the wrong length');
  return instance;
}

/** Yjs' own are 32 random bits too. */
export function newClientId(randomBytes: RandomBytes): number {
  const [a = 0, b = 0, c = 0, d = 0] = randomBytes(4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
