import type { NackCode } from '#shared/protocol/nack-code.ts';
import type { OutboxKey } from '../device/device-store.ts';
import { merged } from './updates.ts';

/** One or more edits that the server has not acknowledged. */
export interface Item {
  /** of its first edit; items are sent in this order */
  readonly order: number;
  readonly update: Uint8Array;
  /** how many transactions of the person it holds */
  readonly edits: number;
  /** where they are kept on the device */
  readonly rows: readonly OutboxKey[];
}

/** What is under way. An ack speaks only of pushes of its own lane: a WebSocket, or one request. */
export interface Push extends Item {
  readonly n: number;
  readonly lane: string;
}

export interface RefusedItem extends Item {
  readonly code: NackCode;
  readonly reason: string;
}

/**
 * The person's edits until the server has them: waiting, then under way, then gone with their ack; or refused. Only memory and rules:
 * the device's rows are the keeper's, the sending is the sync's.
 */
export class Outbox {
  #waiting: Item[] = [];
  #flying: Push[] = [];
  #refused: RefusedItem[] = [];
  #nextN = 1;
  #nextOrder = 1;

  /** Gives the order that the edit got. */
  add(update: Uint8Array, edits: number, rows: (order: number) => readonly OutboxKey[]): number {
    const order = this.#nextOrder++;
    this.#waiting.push({ order, update, edits, rows: rows(order) });
    return order;
  }

  /** Takes what waits, merged, up to `mostBytes`, as the next push of `lane`; null when nothing waits. */
  take(lane: string, mostBytes: number): Push | null {
    const [first] = this.#waiting;
    if (first === undefined) return null;
    let count = 1;
    let bytes = first.update.length;
    for (const item of this.#waiting.slice(1)) {
      bytes += item.update.length;
      if (bytes > mostBytes) break;
      count++;
    }
    const push = { ...join(this.#waiting.slice(0, count)), n: this.#nextN++, lane };
    this.#waiting.splice(0, count);
    this.#flying.push(push);
    return push;
  }

  /** Gives what is done with. */
  acked(lane: string, n: number): readonly Item[] {
    const done = this.#flying.filter((push) => push.lane === lane && push.n <= n);
    this.#flying = this.#flying.filter((push) => !done.includes(push));
    return done;
  }

  /** `storage` and `gap` mean that it is sent again; anything else that it is refused for good. */
  nacked(lane: string, n: number, code: NackCode, reason: string): void {
    const push = this.#flying.find((one) => one.lane === lane && one.n === n);
    if (push === undefined) return;
    this.#flying = this.#flying.filter((one) => one !== push);
    if (code === 'gap' || code === 'storage') this.#putBack([push]);
    else this.#refused.push({ ...itemOf(push), code, reason });
  }

  /** What waits first could not be sent at all. */
  refuseFirst(code: NackCode, reason: string): void {
    const first = this.#waiting.shift();
    if (first !== undefined) this.#refused.push({ ...first, code, reason });
  }

  /** A lane is gone: what it did not acknowledge waits again. */
  laneClosed(lane: string): void {
    const back = this.#flying.filter((push) => push.lane === lane);
    this.#flying = this.#flying.filter((push) => push.lane !== lane);
    this.#putBack(back);
  }

  /** `update` holds everything that waits, and more. */
  replaceWaiting(update: Uint8Array): void {
    const [first] = this.#waiting;
    if (first === undefined) this.add(update, 0, () => []);
    else this.#waiting = [{ ...join(this.#waiting), update, order: first.order }];
  }

  /** Refused for this reason once, perhaps not now. */
  retryRefused(code: NackCode): void {
    const again = this.#refused.filter((item) => item.code === code);
    this.#refused = this.#refused.filter((item) => item.code !== code);
    this.#putBack(again);
  }

  takeOutRefused(): readonly RefusedItem[] {
    const out = this.#refused;
    this.#refused = [];
    return out;
  }

  /** Above the order of everything so far. */
  get nextOrder(): number {
    return this.#nextOrder;
  }

  /** Whether nothing of a lower order is waiting or under way. */
  isDoneBelow(order: number): boolean {
    return [...this.#waiting, ...this.#flying].every((item) => item.order >= order);
  }

  get flying(): readonly Push[] {
    return this.#flying;
  }

  get waiting(): readonly Item[] {
    return this.#waiting;
  }

  get refused(): readonly RefusedItem[] {
    return this.#refused;
  }

  /** edits that are not acknowledged and not refused; what only heals a server counts as none */
  get count(): number {
    return [...this.#waiting, ...this.#flying].reduce((sum, item) => sum + item.edits, 0);
  }

  get refusedCount(): number {
    return this.#refused.reduce((sum, item) => sum + item.edits, 0);
  }

  #putBack(items: readonly Item[]): void {
    this.#waiting = [...items.map(itemOf), ...this.#waiting].sort((a, b) => a.order - b.order);
  }
}

function itemOf({ order, update, edits, rows }: Item): Item {
  return { order, update, edits, rows };
}

function join(items: readonly Item[]): Item {
  return {
    order: items[0]?.order ?? 0,
    update: merged(items.map((item) => item.update)),
    edits: items.reduce((sum, item) => sum + item.edits, 0),
    rows: items.flatMap((item) => item.rows),
  };
}
