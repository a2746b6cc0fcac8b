import { KEEPALIVE_BODY_BYTES } from '../limits.ts';

/**
 * What a page may leave behind: browsers refuse a request with `keepalive` once the bodies of all that are under way have 64 KiB. Each
 * goodbye takes what it needs and gives it back when it is answered.
 */
export class KeepaliveBudget {
  #taken = 0;

  /** bytes that a body may have now */
  get left(): number {
    return KEEPALIVE_BODY_BYTES - this.#taken;
  }

  /** Gives how to give them back; null when there are not so many left. */
  take(bytes: number): (() => void) | null {
    if (bytes > this.left) return null;
    this.#taken += bytes;
    let given = false;
    return () => {
      if (!given) this.#taken -= bytes;
      given = true;
    };
  }
}
