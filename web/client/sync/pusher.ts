import type { Clock } from '#shared/clock.ts';
import { encodeFrame } from '#shared/protocol/frame.ts';
import type { ClientMessage } from '#shared/protocol/frame.ts';
import { PRESENCE_MIN_GAP_MS } from '#shared/protocol/limits.ts';
import type { Connector } from '../connection/connector.ts';
import { socketLane } from '../connection/connector.ts';
import type { HttpFailure } from '../connection/model.ts';
import {
  FRAME_OVERHEAD_BYTES,
  MOST_PUSHES_IN_FLIGHT,
  PRESENCE_HTTP_GAP_MS,
  PRESENCE_RENEWAL_MS,
  SLOWEST_BYTES_PER_MS,
  SOCKET_PUSH_BYTES,
  WRITE_TIMEOUT_MS,
} from '../limits.ts';
import type { DocumentSync } from './document-sync.ts';
import type { Outbox, Push } from './outbox.ts';
import type { PresenceSync } from './presence-sync.ts';

interface PusherParts {
  readonly connector: Connector;
  readonly sync: DocumentSync;
  readonly presence: PresenceSync;
  readonly clock: Clock;
  /** where the page may end at any time: room for a body that outlives it, to be given back; null where it need not or cannot */
  readonly outlive: (bytes: number) => (() => void) | null;
}

/** the smallest body that a proxy between is believed to refuse */
const LEAST_BODY_BYTES = 64 * 1024;

/**
 * Sends what can be sent, when it can: several pushes in flight on a WebSocket, one request at a time by HTTP, never both at once, for
 * an edit that overtakes the one it builds on is refused as a gap.
 */
export class Pusher {
  readonly #parts: PusherParts;
  #writes = 0;
  #writing = false;
  #lastWriteAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  /** learnt where something on the way refuses what the server would take */
  #bodyBytes = Number.POSITIVE_INFINITY;
  #stopTimer: (() => void) | null = null;
  #timerAt = 0;
  /** HTTP did not answer the last time: what is large goes by the WebSocket too, where there is one */
  #socketAlone = false;
  #pumping = false;
  #over = false;

  constructor(parts: PusherParts) {
    this.#parts = parts;
  }

  /** Called whenever something may have changed; cheap when nothing has. */
  pump(): void {
    // what is sent changes the state, which calls this again
    if (this.#pumping || this.#over) return;
    this.#pumping = true;
    try {
      const { way } = this.#parts.connector;
      if (way === null) return;
      if (way.kind === 'socket') this.#bySocket(socketLane(way.id));
      else this.#byHttp();
    } finally {
      this.#pumping = false;
    }
  }

  stop(): void {
    this.#over = true;
    this.#stopTimer?.();
  }

  /** What is not acknowledged, as one frame to leave behind: the first edits, as many as it has room for. */
  farewell(mostBytes: number): Uint8Array<ArrayBuffer> {
    const { sync } = this.#parts;
    const { outbox, limits } = sync;
    const lane = 'farewell';
    for (const push of outbox.flying) outbox.laneClosed(push.lane);
    const hello = sync.hello(lane, '');
    const room = Math.min(limits.maxUpdateBytes, mostBytes - hello.length - 2 * FRAME_OVERHEAD_BYTES);
    const fits = (outbox.waiting[0]?.update.length ?? 0) <= room && !sync.needsWelcome;
    const push = fits ? outbox.take(lane, room) : null;
    const rest = push === null ? encodeFrame({ type: 'bye' }) : encodeFrame(messageOf(push), { type: 'bye' });
    const frame = new Uint8Array(hello.length + rest.length);
    frame.set(hello);
    frame.set(rest, hello.length);
    outbox.laneClosed(lane);
    return frame;
  }

  #bySocket(lane: string): void {
    const { sync, presence, connector } = this.#parts;
    if (sync.needsWelcome) {
      if (this.#isHeld() || sync.hasAsked(lane)) return;
      connector.helloAgain();
      return;
    }
    const update = presence.take(PRESENCE_MIN_GAP_MS, PRESENCE_RENEWAL_MS);
    if (update !== null) connector.send(encodeFrame({ type: 'presence', update }));
    else this.#pumpIn(presence.dueIn(PRESENCE_MIN_GAP_MS));
    const { outbox, limits } = sync;
    if (this.#isHeld() || this.#writing || outbox.flying.some((push) => push.lane !== lane)) return;
    const frameBytes = limits.maxFrameBytes - FRAME_OVERHEAD_BYTES;
    const pushBytes = this.#socketAlone ? frameBytes : Math.min(frameBytes, SOCKET_PUSH_BYTES);
    while (outbox.flying.length < MOST_PUSHES_IN_FLIGHT) {
      const first = this.#firstThatFits();
      if (first === null) return;
      const flying = outbox.flying.reduce((sum, push) => sum + push.update.length, 0);
      if (first > pushBytes) {
        // too large for a WebSocket here, not for the server: by HTTP, once nothing is under way
        if (flying === 0) void this.#write();
        return;
      }
      if (flying > 0 && flying + first > pushBytes) return;
      const push = outbox.take(lane, Math.min(limits.maxUpdateBytes, pushBytes));
      if (push !== null) connector.send(encodeFrame(messageOf(push)));
    }
  }

  #byHttp(): void {
    const { sync, presence, clock } = this.#parts;
    if (this.#writing || sync.outbox.flying.length > 0) return;
    if (this.#isHeld()) return;
    const edits = sync.needsWelcome || this.#firstThatFits() !== null;
    if (edits) {
      const waitMs = this.#lastWriteAt + sync.limits.batchWindowMs - clock.now();
      if (waitMs > 0) this.#pumpIn(waitMs);
      else void this.#write();
      return;
    }
    const dueMs = presence.dueIn(PRESENCE_HTTP_GAP_MS);
    if (dueMs === 0) void this.#write();
    else this.#pumpIn(dueMs);
  }

  /** Bytes of the next update; what no server would take is set aside on the way. Null when nothing waits. */
  #firstThatFits(): number | null {
    const { outbox, limits } = this.#parts.sync;
    for (;;) {
      const [first] = outbox.waiting;
      if (first === undefined) return null;
      if (first.update.length <= limits.maxUpdateBytes) return first.update.length;
      if (!outbox.splitFirst(limits.maxUpdateBytes)) {
        this.#parts.sync.setAside(
          'too-large',
          `one thing of ${first.update.length} bytes; ${limits.maxUpdateBytes} may be`,
        );
      }
    }
  }

  async #write(): Promise<void> {
    const { sync, connector, clock } = this.#parts;
    this.#writing = true;
    this.#lastWriteAt = clock.now();
    const lane = `write ${++this.#writes}`;
    const { outbox, limits } = sync;
    // the hello comes first: it takes the newest presence, and flushes what would change the cursor
    const hello = sync.hello(lane, '');
    const mostBytes = Math.min(limits.maxUpdateBytes, limits.maxBodyBytes - hello.length, this.#bodyBytes);
    if ((outbox.waiting[0]?.update.length ?? 0) > mostBytes - FRAME_OVERHEAD_BYTES) {
      outbox.splitFirst(mostBytes - FRAME_OVERHEAD_BYTES);
    }
    const push = sync.needsWelcome ? null : outbox.take(lane, mostBytes - FRAME_OVERHEAD_BYTES);
    const frame = push === null ? hello : joined(hello, encodeFrame(messageOf(push)));
    // a page's other scripts may have used up what browsers allow: not twice in a row
    const giveBack = this.#failures === 0 ? this.#parts.outlive(frame.length + FRAME_OVERHEAD_BYTES) : null;
    const giveUpMs = WRITE_TIMEOUT_MS + Math.ceil(frame.length / SLOWEST_BYTES_PER_MS);
    const result = await connector.write({ lane, frame, giveUpMs, keepalive: giveBack !== null });
    giveBack?.();
    this.#writing = false;
    this.#socketAlone = result !== 'answered';
    if (result === 'answered') this.#written(push, outbox);
    else this.#failed(result, push);
    this.pump();
  }

  #written(push: Push | null, outbox: Outbox): void {
    // neither acknowledged nor refused: sent again, but not at once for ever
    const back = push !== null && outbox.waiting.some((item) => item.order === push.order);
    if (!back) this.#failures = 0;
    else if (!this.#isHeld() && !this.#parts.sync.needsWelcome) this.#parts.sync.holdBack(++this.#failures);
  }

  #failed(failure: HttpFailure, push: Push | null): void {
    const { sync } = this.#parts;
    if (failure.kind === 'status' && failure.status === 413 && push !== null) {
      const bytes = push.update.length;
      // it waits first again: the request is over
      if (bytes <= LEAST_BODY_BYTES || bytes > this.#bodyBytes) {
        sync.setAside('too-large', `${bytes} bytes that cannot be split: ${failure.reason}`);
      }
      this.#bodyBytes = Math.max(LEAST_BODY_BYTES, Math.floor(bytes / 2));
    }
    sync.holdBack(++this.#failures, failure.kind === 'status' ? failure.retryAfterMs : 0);
  }

  #isHeld(): boolean {
    const { sync, clock } = this.#parts;
    const ms = sync.heldUntil - clock.now();
    if (ms > 0) this.#pumpIn(ms);
    return ms > 0;
  }

  /** One timer, for the earliest of what waits. */
  #pumpIn(ms: number | null): void {
    if (ms === null) return;
    const { clock } = this.#parts;
    const at = clock.now() + ms;
    if (this.#stopTimer !== null && this.#timerAt <= at) return;
    this.#stopTimer?.();
    this.#timerAt = at;
    this.#stopTimer = clock.after(ms, () => {
      this.#stopTimer = null;
      this.pump();
    });
  }
}

function messageOf(push: Push): ClientMessage {
  return { type: 'push', n: push.n, update: push.update };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
