import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { UndoShelf } from './device/undo-shelf.ts';
import type { ClientState, TransportChoice } from './state.ts';

export interface UserInfo {
  readonly name: string;
  /** the same in all tabs of one person, so that they are shown once; absent: every tab is somebody */
  readonly id?: string;
  /** index 1 to 8 into the presence colours (`--mh-p1` to `--mh-p8`) */
  readonly color: number;
}

export interface DocumentClientOptions {
  /** base URL of the Manyhands server, with or without a trailing slash and a sub-path: `https://docs.example.com/hands` */
  readonly server: string;
  /** the document's name, as it stands behind `/d/` */
  readonly document: string;
  /** asked on connect and after a 401; absent where access is open */
  readonly token?: () => Promise<string>;
  readonly user?: UserInfo;
  /** default `auto` */
  readonly transport?: TransportChoice;
  /**
   * Keep a copy and the unsent edits on this device. Default true, in pages and wherever else there is an IndexedDB; a page without one
   * says so by `device` `not-kept`. Where there is neither, as in Node, nothing is kept.
   */
  readonly offline?: boolean;
}

/**
 * One person's membership of one document. It keeps `doc` the same as the server's, sends what is written into it (by any
 * transaction whose origin is not the client itself) and keeps that until the server has acknowledged it.
 */
export interface DocumentClient {
  readonly doc: Y.Doc;
  /** presence as y-protocols has it; the client sends and receives it */
  readonly awareness: Awareness;
  readonly state: ClientState;
  /** called after each change of `state`; gives its own stop */
  subscribe(listener: () => void): () => void;
  /** Tells others who this is. Throws a ClientError `malformed-option` for what is no UserInfo; who was told before stays. */
  setUser(user: UserInfo): void;
  /** try again at once instead of waiting for the back-off */
  retryNow(): void;
  setTransport(choice: TransportChoice): void;
  /** resolves when content can be shown (from the device or the server), rejects with a ClientError when it never can */
  readonly loaded: Promise<void>;
  /** resolves when everything written so far is on the server's disk */
  saved(): Promise<void>;
  /**
   * An update of others waits while `holds` says so of it, and comes with the first frame after: a word that is being composed must not be
   * moved under the browser's hands. Of what builds on one that waits it has to say the same. Own edits are sent as ever. Gives its own stop.
   */
  holdWhile(holds: (update: Uint8Array) => boolean): () => void;
  /** for an editor of `doc`: what can be undone outlives the page, in its tab. To be asked once `loaded`. */
  readonly undo: UndoShelf;
  /** takes the edits that the server refused out of the outbox; they stay in `doc` on this device until it is reloaded */
  dismissRefused(): void;
  /**
   * Says goodbye, closes both transports and the device's copy; unsent edits stay on the device. Where the device keeps nothing, they
   * are tried for 2 s more; then it rejects with a ClientError `not-saved` that names how many the server has not acknowledged. All is
   * closed then too.
   */
  destroy(): Promise<void>;
}
