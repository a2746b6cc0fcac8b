import type { Clock } from '../clock.ts';

export interface LinkedEnd {
  /** copied, so that a sender may use its buffer again */
  send(frame: Uint8Array): void;
  /** tells the other end, after all frames that were sent before */
  close(code: number, reason: string): void;
  /** set these before anything can arrive */
  onFrame: (frame: Uint8Array) => void;
  onClose: (code: number, reason: string) => void;
}

/**
 * Two queues of frames, as a WebSocket is: in order, after a delay, each way by itself. `cut` ends it as a lost network does,
 * `swallow` lets it look alive while nothing arrives any more.
 */
export class LinkedPair {
  readonly left: LinkedEnd;
  readonly right: LinkedEnd;
  #open = true;
  #swallowing = false;

  /** `bytesPerMs`: how fast each end can send; a frame waits until those before it are sent */
  constructor(
    clock: Clock,
    delayMs: () => number,
    bytesPerMs: (end: 'left' | 'right') => number = () => Number.POSITIVE_INFINITY,
  ) {
    const ends: [LinkedEnd, LinkedEnd] = [
      this.#end(
        clock,
        delayMs,
        () => bytesPerMs('left'),
        0,
        () => ends,
      ),
      this.#end(
        clock,
        delayMs,
        () => bytesPerMs('right'),
        1,
        () => ends,
      ),
    ];
    [this.left, this.right] = ends;
  }

  get open(): boolean {
    return this.#open;
  }

  /** Both ends hear of it at once; what was on its way is lost. */
  cut(code: number, reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.left.onClose(code, reason);
    this.right.onClose(code, reason);
  }

  swallow(): void {
    this.#swallowing = true;
  }

  #end(
    clock: Clock,
    delayMs: () => number,
    bytesPerMs: () => number,
    side: 0 | 1,
    ends: () => [LinkedEnd, LinkedEnd],
  ): LinkedEnd {
    let last = 0;
    let sentAt = 0;
    let closing = false;
    const later = (bytes: number, deliver: (other: LinkedEnd) => void): void => {
      sentAt = Math.max(sentAt, clock.now()) + bytes / bytesPerMs();
      const at = Math.max(last, sentAt + delayMs());
      last = at;
      clock.after(at - clock.now(), () => {
        if (this.#open && !this.#swallowing) deliver(ends()[side === 0 ? 1 : 0]);
      });
    };
    return {
      send: (frame) => {
        const copy = frame.slice();
        if (this.#open && !closing) later(copy.length, (other) => other.onFrame(copy));
      },
      close: (code, reason) => {
        if (!this.#open || closing) return;
        closing = true;
        later(0, (other) => {
          this.#open = false;
          other.onClose(code, reason);
        });
      },
      onFrame: () => {},
      onClose: () => {},
    };
  }
}
