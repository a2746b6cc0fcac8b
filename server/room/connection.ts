import type { CloseName } from '#shared/protocol/close-code.ts';

/** The server's end of a byte channel: a member's frames leave through it, in order. */
export interface Connection {
  /** Each payload is one WebSocket message. The same buffers may be given to many connections: they are not to be changed. */
  send(payloads: readonly Uint8Array[]): void;
  /** what was sent and has not left yet */
  readonly waitingBytes: number;
  close(code: CloseName, reason: string): void;
}
