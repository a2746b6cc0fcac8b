import * as Y from 'yjs';
import { backoffMs } from '#shared/backoff.ts';
import type { Clock } from '#shared/clock.ts';
import type { InstanceId } from '#shared/ids.ts';
import type { AdviceMessage } from '#shared/protocol/advice.ts';
import type { DataMessage } from '#shared/protocol/data.ts';
import { encodeFrame } from '#shared/protocol/frame.ts';
import type { ServerMessage } from '#shared/protocol/frame.ts';
import { MAX_FRAME_BYTES, MAX_POLL_BODY_BYTES, MAX_UPDATE_BYTES } from '#shared/protocol/limits.ts';
import type { NackCode } from '#shared/protocol/nack-code.ts';
import type { NackMessage } from '#shared/protocol/push.ts';
import type { WelcomeMessage } from '#shared/protocol/session.ts';
import { PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import type { Random } from '#shared/random.ts';
import { can } from '#shared/role.ts';
import type { Role } from '#shared/role.ts';
import { without } from '#shared/update/without.ts';
import type { FrameScheduler } from '../environment.ts';
import type { DeviceBatch } from '../device/device-store.ts';
import type { Keeper } from '../device/keeper.ts';
import { PRESENCE_POLL_RENEWAL_MS } from '../limits.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import type { Item } from './outbox.ts';
import type { PresenceSync } from './presence-sync.ts';
import { lacksMoreThan, missingAt } from './updates.ts';

export interface ServerLimits {
  readonly maxUpdateBytes: number;
  readonly maxFrameBytes: number;
  readonly maxBodyBytes: number;
  readonly batchWindowMs: number;
}

interface SyncParts {
  readonly doc: Y.Doc;
  readonly origin: unknown;
  readonly instance: InstanceId;
  readonly keeper: Keeper;
  readonly presence: PresenceSync;
  readonly clock: Clock;
  readonly random: Random;
  readonly frames: FrameScheduler;
  /** something that the host is told has changed, or something can be sent */
  readonly changed: () => void;
  /** this client needs another id in the document: its own belongs to somebody else, or the server refused what it wrote with it */
  readonly foreign: () => void;
  /** what the server sends cannot be taken in: it is asked again after so long */
  readonly unreadable: (afterMs: number) => void;
}

const NO_CURSOR = new Uint8Array(0);

/**
 * What a document client says to a server and makes of its answers, whichever way they come: how far the log was read, which edits it
 * has, what it lacks. A lane is one WebSocket or one request.
 */
export class DocumentSync {
  readonly outbox = new Outbox();
  readonly inbox: Inbox;
  readonly #parts: SyncParts;
  #cursor: Uint8Array = NO_CURSOR;
  /** the server refused an edit for lack of earlier ones: the next welcome says which */
  #wantsWelcome = false;
  #gaps = 0;
  #storageFailures = 0;
  /** times in a row that what came could not be taken in */
  #unread = 0;
  #heldUntil = 0;
  /** lanes on which a hello with an empty cursor is under way */
  readonly #asked = new Set<string>();
  /**
   * lanes whose cursor the server did not know: what is relayed there before the next hello is answered has no beginning, so it is
   * applied and the cursor stays
   */
  readonly #stray = new Set<string>();
  #role: Role | null = null;
  #caughtUp = false;
  #savedAt: number | null = null;
  limits: ServerLimits = {
    maxUpdateBytes: MAX_UPDATE_BYTES,
    maxFrameBytes: MAX_FRAME_BYTES,
    maxBodyBytes: MAX_POLL_BODY_BYTES,
    batchWindowMs: 0,
  };

  constructor(parts: SyncParts) {
    this.#parts = parts;
    const { doc, origin, frames } = parts;
    this.inbox = new Inbox({ doc, origin, frames, applied: this.#applied, broken: () => this.#unreadable() });
  }

  get role(): Role | null {
    return this.#role;
  }

  /** whether the document was, once, as the server has it */
  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  /** time of the last acknowledgement */
  get savedAt(): number | null {
    return this.#savedAt;
  }

  /** nothing is pushed before that */
  get heldUntil(): number {
    return this.#heldUntil;
  }

  /** Begins with what the device knew. */
  begin(cursor: Uint8Array): void {
    this.#cursor = cursor;
  }

  /** An edit of the person. Gives the order that it got. */
  edited(update: Uint8Array): void {
    const { instance, keeper } = this.#parts;
    const order = this.outbox.add(update, 1, (order) => [{ instance, order }]);
    keeper.keep({ updates: [update], added: [{ instance, order, update, edits: 1 }] });
    this.#leaveBlockedId();
  }

  /** Everything that a device should hold; of one whose copy may have more than the document has yet nothing is forgotten. */
  whole(): DeviceBatch {
    this.inbox.flush();
    const { doc } = this.#parts;
    const added = this.outbox.items.flatMap(({ rows: [row], update, edits }) =>
      row === undefined ? [] : [{ ...row, update, edits }],
    );
    const updates = [missingAt(doc, new Uint8Array([0]))];
    return {
      forget: this.#caughtUp,
      updates,
      cursor: this.#caughtUp ? this.#cursor : null,
      added,
      removed: [],
      undo: null,
    };
  }

  /** The frame that begins a session, or begins it again, with the newest presence. */
  hello(lane: string, token: string): Uint8Array<ArrayBuffer> {
    const { doc, instance, presence } = this.#parts;
    this.inbox.settle();
    // what is held was received: it is not to be sent again and again
    const cursor = this.#wantsWelcome ? NO_CURSOR : (this.inbox.cursor ?? this.#cursor);
    const whole = cursor.length === 0;
    if (whole) this.#asked.add(lane);
    const stateVector = whole ? Y.encodeStateVector(doc) : NO_CURSOR;
    const hello = { type: 'hello', version: PROTOCOL_VERSION, instance, token, cursor, stateVector } as const;
    const update = presence.take(0, PRESENCE_POLL_RENEWAL_MS);
    return update === null ? encodeFrame(hello) : encodeFrame(hello, { type: 'presence', update });
  }

  /** Whether the server must say first what it has; nothing is pushed until then. */
  get needsWelcome(): boolean {
    return this.#wantsWelcome || this.#cursor.length === 0;
  }

  /** Whether that was asked for on this lane already. */
  hasAsked(lane: string): boolean {
    return this.#asked.has(lane);
  }

  /** `answered`: a request has its answer; otherwise what it carried may be lost, presence too. */
  laneClosed(lane: string, answered: boolean): void {
    if (!answered) this.#parts.presence.sendAgain();
    this.#asked.delete(lane);
    this.#stray.delete(lane);
    this.outbox.laneClosed(lane);
  }

  /** Whether the lane may be counted on for what comes after: false from `stale` until the next hello is answered. */
  follows(lane: string): boolean {
    return !this.#stray.has(lane);
  }

  receive(lane: string, message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcome(lane, message);
        return;
      case 'data':
        this.#data(lane, message);
        return;
      case 'ack':
        this.#done(this.outbox.acked(lane, message.n));
        return;
      case 'nack':
        this.#nack(lane, message);
        return;
      case 'advice':
        this.#advice(message);
        return;
      case 'presence':
        this.#parts.presence.receive(message.update);
        return;
      // what only stock clients get, what the connection itself deals with, and what this version knows nothing of
      case 'sync':
      case 'awareness':
      case 'auth':
      case 'event':
      case 'ping':
      case 'pong':
      case 'refused':
        return;
    }
  }

  /** Waits before the next push, longer each time, and at least as long as the server asked for. */
  holdBack(failures: number, leastMs = 0): void {
    this.#heldUntil = this.#parts.clock.now() + Math.max(leastMs, backoffMs(failures, this.#parts.random));
  }

  release(): void {
    this.#heldUntil = 0;
  }

  #welcome(lane: string, message: WelcomeMessage): void {
    const { doc } = this.#parts;
    if (this.#asked.delete(lane)) this.#stray.delete(lane);
    this.#role = message.role;
    const { maxUpdateBytes, maxFrameBytes } = message;
    this.limits = { ...this.limits, maxUpdateBytes, maxFrameBytes };
    if (can(message.role, 'edit')) {
      this.outbox.retryRefused('read-only');
      this.#heal(doc, message.stateVector);
    }
    this.#wantsWelcome = false;
    this.#parts.changed();
  }

  /** The server lacks something that no waiting edit holds: it was restored from a backup, or edits overtook each other. */
  #heal(doc: Y.Doc, serverVector: Uint8Array): void {
    const { coming, refused } = this.outbox.known;
    if (!this.#wantsWelcome && !lacksMoreThan(doc, serverVector, [...coming, ...refused])) return;
    const missing = without(missingAt(doc, serverVector), this.outbox.blocked);
    if (missing !== null) this.outbox.replaceWaiting(missing);
  }

  #data(lane: string, message: DataMessage): void {
    if (message.flags.stale) {
      this.inbox.flush();
      // the server may have been restored from a backup: it is given all that it lacks, deletions too
      this.#wantsWelcome = true;
      this.#stray.add(lane);
      this.#startOver();
      return;
    }
    if (this.#stray.has(lane)) {
      this.inbox.add(message.updates, null);
      return;
    }
    this.inbox.add(message.updates, message.cursor);
    if (message.flags.caughtUp && !this.#caughtUp) {
      // what is shown first is not kept waiting for a frame
      this.inbox.flush();
      if (this.#cursor.length > 0) this.#caughtUp = true;
      this.#parts.changed();
    }
    if (message.flags.caughtUp) this.#asked.delete(lane);
  }

  readonly #applied = (updates: readonly Uint8Array[], cursor: Uint8Array | null): void => {
    if (cursor !== null) this.#cursor = cursor;
    this.#unread = 0;
    this.#parts.keeper.keep({ updates, cursor });
    this.#parts.changed();
  };

  /** Once may be a fault of who watches the document; again and again, with nothing taken in between, would be a loop of requests. */
  #unreadable(): void {
    this.#startOver();
    if (++this.#unread > 2) this.#parts.unreadable(backoffMs(this.#unread, this.#parts.random));
  }

  /** The log's place is lost: sync by state vector. */
  #startOver(): void {
    this.#cursor = NO_CURSOR;
    this.#asked.clear();
    this.#parts.keeper.keep({ cursor: NO_CURSOR });
    this.#parts.changed();
  }

  #done(items: readonly Item[]): void {
    if (items.length === 0) return;
    this.#savedAt = this.#parts.clock.now();
    this.#gaps = 0;
    this.#storageFailures = 0;
    this.#parts.keeper.keep({ removed: items.flatMap((item) => item.rows) });
    this.#parts.changed();
  }

  #nack(lane: string, { n, code, reason }: NackMessage): void {
    const refused = this.outbox.nacked(lane, n, code, reason);
    if (code === 'gap') {
      // the pushes behind it are refused with it: one welcome answers for all
      if (!this.#wantsWelcome) {
        this.#wantsWelcome = true;
        this.#asked.delete(lane);
        // once is what overtaking edits do; again and again would be a loop
        if (++this.#gaps > 2) this.holdBack(this.#gaps);
      }
    } else if (code === 'storage') this.holdBack(++this.#storageFailures);
    if (refused) this.#leaveBlockedId();
    this.#parts.changed();
  }

  /** What waits first can be sent in no way. */
  setAside(code: NackCode, reason: string): void {
    this.outbox.refuseFirst(code, reason);
    this.#leaveBlockedId();
  }

  /**
   * Clocks leave no hole: what is written from here on, and builds on nothing that was refused, needs a client id of its own. Not so
   * while a right may come back: then everything is sent again.
   */
  #leaveBlockedId(): void {
    const { blocked, isBlockedForGood } = this.outbox;
    if (isBlockedForGood && blocked.has(this.#parts.doc.clientID)) this.#parts.foreign();
  }

  #advice({ maxBodyBytes, batchWindowMs }: AdviceMessage): void {
    this.limits = { ...this.limits, maxBodyBytes, batchWindowMs };
  }
}
