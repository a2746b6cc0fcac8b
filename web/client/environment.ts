import type { Clock } from '#shared/clock.ts';
import type { Random, RandomBytes } from '#shared/random.ts';
import type { DeviceStore } from './device/device-store.ts';
import type { PageSharing } from './sharing/page-sharing.ts';

/**
 * Everything a document client takes from the world, each seam with only what is used. `environment-defaults.ts` finds them in
 * browsers and in Node; tests give their own.
 */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly fetch: FetchLike;
  /** null where there are no WebSockets: the client polls */
  readonly connect: Connect | null;
  readonly frames: FrameScheduler;
  /** an error of the host's own code, for its console or its handlers; never throws */
  readonly report: (error: unknown) => void;
  readonly page: PageSignals;
  /** null where nothing can be kept; the name is one of {@link deviceName} */
  readonly openDevice: ((name: string) => Promise<DeviceStore>) | null;
  /** between the tabs of one browser; null where there are none */
  readonly openChannel: ((name: string) => ChannelLike) | null;
  /** null without Web Locks (pages that are not served securely) */
  readonly locks: LocksLike | null;
  /** small facts that outlive the page; null where storage is blocked */
  readonly notes: NotesLike | null;
  /** small facts that the next page of the same tab finds; null where there are no tabs, or storage is blocked */
  readonly tabNotes: NotesLike | null;
  /** what the clients of a page share; null where a connection more costs nothing (Node): there each client polls for itself */
  readonly sharing: PageSharing | null;
}

export interface FetchRequest {
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** the request outlives its page (64 KiB at most, over all of a page that are under way) */
  readonly keepalive: boolean;
}
export interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}
/** Rejects when there is no answer at all. */
export type FetchLike = (url: string, request: FetchRequest) => Promise<FetchResponse>;

/** What a WebSocket tells. After `closed` nothing more comes. */
export interface SocketEvents {
  opened(): void;
  frame(bytes: Uint8Array): void;
  closed(code: number, reason: string): void;
}
export interface SocketLike {
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** no event follows */
  close(): void;
}
/** Opens a WebSocket; never throws, and calls back later, never at once. */
export type Connect = (url: string, events: SocketEvents) => SocketLike;

/** Calls once, with the next frame that the screen shows, or soon where no frame is shown; gives its stop. */
export interface FrameScheduler {
  next(callback: () => void): () => void;
}

/** `away`: the page goes, perhaps for good. `awake`: it is back, shown again or thawed. */
export type PageSignal = 'online' | 'offline' | 'away' | 'awake';
export interface PageSignals {
  /** what the runtime believes; true where it does not know */
  online(): boolean;
  /** nobody sees the page, so it may end without a word; false where there is none */
  hidden(): boolean;
  subscribe(listener: (signal: PageSignal) => void): () => void;
}

export interface ChannelLike {
  post(message: unknown): void;
  /** one listener; messages of others only */
  listen(listener: (message: unknown) => void): void;
  close(): void;
}

export interface LocksLike {
  /**
   * Holds `name` alone until the given stop is called, the page is gone or another page steals it. With `wait` it is got when all
   * before have given it back, which may be never; with `steal` at once, from whoever has it.
   */
  hold(name: string, how: 'wait' | 'steal', events: LockEvents): () => void;
}
/** Nothing is called after the stop. */
export interface LockEvents {
  got(): void;
  /** stolen */
  lost(): void;
  /** there are no locks here */
  denied(): void;
}

export interface NotesLike {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}
