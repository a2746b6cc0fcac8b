import type { CloseName } from '#shared/protocol/close-code.ts';

/** One WebSocket message; in pieces where a large update is part of it, so that it is in memory once for all who get it. */
export type Payload = Uint8Array | readonly Uint8Array[];

/** The server's end of a byte channel: a member's frames leave through it, in order. */
export interface Connection {
  /** The same buffers may be given to many connections: they are not to be changed. */
  send(payloads: readonly Payload[]): void;
  /** what was sent and has not left yet */
  readonly waitingBytes: number;
  /** Calls once, when everything that waits now has left; never on a connection that breaks before. */
  whenSent(callback: () => void): void;
  close(code: CloseName, reason: string): void;
}
