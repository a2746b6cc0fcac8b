import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import type { Awareness } from 'y-protocols/awareness';
import type { Clock } from '#shared/clock.ts';
import { PRESENCE_RENEWAL_MS } from '../limits.ts';

interface Change {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

interface PresenceParts {
  readonly awareness: Awareness;
  /** of what came from others */
  readonly origin: unknown;
  readonly clock: Clock;
  /** there is something to send */
  readonly dirty: () => void;
  /** the person's own presence changed, for the other tabs of this browser */
  readonly local: (update: Uint8Array) => void;
}

/** Who is here: sends the person's own newest state, at most one a gap, and keeps it from lapsing. */
export class PresenceSync {
  readonly #parts: PresenceParts;
  #dirty = true;
  #renewing = false;
  #sentAt = Number.NEGATIVE_INFINITY;
  #stopRenewal: () => void;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    const { awareness } = parts;
    // its own timer runs on the real clock and knows nothing of the server, which renews and removes others for us
    clearInterval(awareness._checkInterval);
    awareness.on('update', this.#changed);
    this.#stopRenewal = this.#renewLater();
  }

  /** What is new, or has not been renewed for `renewalMs`; null when there is none or the last one is less than `gapMs` ago. */
  take(gapMs: number, renewalMs: number): Uint8Array | null {
    const ageMs = this.#parts.clock.now() - this.#sentAt;
    if (ageMs < gapMs || (!this.#dirty && ageMs < renewalMs)) return null;
    const { awareness, clock } = this.#parts;
    const state = awareness.getLocalState();
    if (!this.#dirty && state !== null) {
      // a higher clock is what others take for a sign of life
      this.#renewing = true;
      awareness.setLocalState(state);
      this.#renewing = false;
    }
    this.#dirty = false;
    if (!awareness.meta.has(awareness.clientID)) return null;
    this.#sentAt = clock.now();
    return encodeAwarenessUpdate(awareness, [awareness.clientID]);
  }

  /** Milliseconds until `take` gives something; null when nothing waits. */
  dueIn(gapMs: number): number | null {
    return this.#dirty ? Math.max(0, this.#sentAt + gapMs - this.#parts.clock.now()) : null;
  }

  /** The server may have forgotten it: a new session, a lost request. */
  sendAgain(): void {
    this.#dirty = true;
  }

  receive(update: Uint8Array): void {
    try {
      applyAwarenessUpdate(this.#parts.awareness, update, this.#parts.origin);
    } catch {
      // presence is worth no connection: what cannot be read is left out, the next one replaces it
    }
  }

  /** Nobody can be seen any more. */
  removeOthers(): void {
    const { awareness, origin } = this.#parts;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    if (others.length > 0) removeAwarenessStates(awareness, others, origin);
  }

  stop(): void {
    this.#stopRenewal();
    this.#parts.awareness.off('update', this.#changed);
  }

  readonly #changed = (change: Change, origin: unknown): void => {
    const { awareness } = this.#parts;
    const ids = [...change.added, ...change.updated, ...change.removed];
    if (!ids.includes(awareness.clientID)) return;
    this.#dirty = true;
    if (origin !== this.#parts.origin) this.#parts.local(encodeAwarenessUpdate(awareness, [awareness.clientID]));
    if (!this.#renewing) this.#parts.dirty();
  };

  #renewLater(): () => void {
    return this.#parts.clock.after(PRESENCE_RENEWAL_MS, () => {
      // it may be time to renew it, where there is a WebSocket; polls carry it by themselves
      this.#parts.dirty();
      this.#stopRenewal = this.#renewLater();
    });
  }
}
