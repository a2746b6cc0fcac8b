/** What the document client says of itself: one value, replaced whole at each change, never mutated. Times are ms since 1970. */

export type TransportKind = 'websocket' | 'polling';

/** `auto` races both and keeps what works; the other two are for those who know their network. */
export const TRANSPORT_CHOICES = ['auto', 'websocket', 'polling'] as const;
export type TransportChoice = (typeof TRANSPORT_CHOICES)[number];

/** Why this transport is in use: shown in the connection panel. */
export type TransportReason =
  | { kind: 'first-choice' }
  /** polling answers while the WebSocket is still opening or being tried again */
  | { kind: 'while-connecting' }
  /** WebSockets failed here while HTTP worked: `at` is when polling took over, `closed` how the last attempt ended */
  | { kind: 'websocket-failed'; at: number; closed: string }
  /** the host app or the user asked for it */
  | { kind: 'chosen' };

export type Connection =
  | { kind: 'connecting'; since: number }
  | { kind: 'online'; transport: TransportKind; reason: TransportReason; since: number }
  /** HTTP and WebSocket both failed; the next try is at `retryAt` */
  | { kind: 'reconnecting'; retryAt: number; since: number }
  /** the browser says that there is no network */
  | { kind: 'offline'; since: number }
  /** final: the server does not want this client for this document (close code 4400-4499), or `destroy` was called */
  | { kind: 'closed'; code: string; reason: string };

/** Where the person's own edits are. `count` is the number of edits that the server has not acknowledged. */
export type Saving =
  /** everything is on the server's disk; `at` is the time of the last acknowledgement, null before the first */
  | { kind: 'saved'; at: number | null }
  | { kind: 'saving'; count: number; since: number }
  /** not connected; so many of them are `kept` on this device, in a transaction of IndexedDB that has ended: the others are in this tab only */
  | { kind: 'offline'; count: number; kept: number }
  /** the server refused so many edits, no others; `code` is a NackCode of the protocol, `kept` whether this device holds them all */
  | { kind: 'refused'; count: number; kept: boolean; code: string; reason: string };

/** Whether the document can be shown. */
export type Content =
  | { kind: 'loading' }
  /** `from` the device's copy while the server has not answered yet, or the server */
  | { kind: 'ready'; from: 'device' | 'server' }
  /** the server holds the document but cannot load it, or there is none for this person */
  | { kind: 'unavailable'; code: string; reason: string };

/** The copy on this device. */
export type Device = { kind: 'kept' } | { kind: 'off' } | { kind: 'not-kept'; reason: 'blocked' | 'full' };

export type Role = 'viewer' | 'commenter' | 'editor' | 'owner';

export interface ClientState {
  readonly content: Content;
  readonly connection: Connection;
  readonly saving: Saving;
  readonly device: Device;
  /** null until the server has said it */
  readonly role: Role | null;
}
