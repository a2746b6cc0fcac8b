import { encodeFrame } from '#shared/protocol/frame.ts';
import { CLOSE, mayReconnect } from '#shared/protocol/close-code.ts';
import type { CloseName } from '#shared/protocol/close-code.ts';

/** A client may come back by itself after so long, where it may come back at all. */
const RETRY_AFTER_MS = 5_000;

/** `refused` with the retry rule that goes with its close code. */
export function refusedFrame(code: CloseName, reason: string): Uint8Array {
  const retryAfterMs = mayReconnect(CLOSE[code]) ? RETRY_AFTER_MS : 0;
  return encodeFrame({ type: 'refused', code, reason, retryAfterMs });
}
