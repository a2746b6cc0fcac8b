import type { Clock } from '#shared/clock.ts';
import { CLIENT_ID_GRACE_MS } from './limits.ts';

interface AttendanceNeeds {
  readonly clock: Clock;
  /** what is theirs alone while they are here is free again */
  readonly onFree: (session: string) => void;
  /** they are not coming back */
  readonly onGone: (session: string) => void;
}

/** Who has a connection or a poll in a room, and who had one a moment ago. */
export class Attendance {
  readonly #needs: AttendanceNeeds;
  /** how many connections and polls each has */
  readonly #here = new Map<string, number>();
  readonly #leaving = new Map<string, readonly (() => void)[]>();

  constructor(needs: AttendanceNeeds) {
    this.#needs = needs;
  }

  get isEmpty(): boolean {
    return this.#here.size === 0;
  }

  isHere(session: string): boolean {
    return this.#here.has(session);
  }

  arrive(session: string): void {
    this.#stay(session);
    this.#here.set(session, (this.#here.get(session) ?? 0) + 1);
  }

  /** The last connection takes them along, after a grace for a hand-over; 0: at once. */
  depart(session: string, graceMs: number): void {
    const left = (this.#here.get(session) ?? 1) - 1;
    if (left > 0) {
      this.#here.set(session, left);
      return;
    }
    this.#here.delete(session);
    this.#stay(session);
    const { clock, onFree } = this.#needs;
    if (graceMs === 0) return this.#go(session);
    this.#leaving.set(session, [
      clock.after(Math.min(graceMs, CLIENT_ID_GRACE_MS), () => onFree(session)),
      clock.after(graceMs, () => this.#go(session)),
    ]);
  }

  stop(): void {
    for (const session of this.#leaving.keys()) this.#stay(session);
  }

  #go(session: string): void {
    this.#leaving.delete(session);
    this.#needs.onFree(session);
    this.#needs.onGone(session);
  }

  #stay(session: string): void {
    for (const cancel of this.#leaving.get(session) ?? []) cancel();
    this.#leaving.delete(session);
  }
}
