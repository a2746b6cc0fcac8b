import type { NackCode } from '#shared/protocol/nack-code.ts';
import type { OutboxKey } from '../device/device-store.ts';
import { LEAST_SPLIT_BYTES } from '../limits.ts';
import { block, blockedBy, isBlocked } from './blocked.ts';
import type { Blocked } from './blocked.ts';
import { splitUpdate } from '#shared/update/split-update.ts';
import { merged } from './updates.ts';

/** One or more edits that the server has not acknowledged. */
export interface Item {
  /** of its first edit; items are sent in this order. Pieces of an item that was split lie between its order and the next one's */
  readonly order: number;
  /** the order of the next one */
  readonly until: number;
  /** of the item of which this is a piece, or its own; the last piece has its edits and rows, for only with that one it is done with */
  readonly end: number;
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
  /** refused and given up: the server never gets them, nor what builds on them */
  #dismissed: RefusedItem[] = [];
  #blocked = new Map<number, number>();
  /** a server, or something on the way, found more than that too large */
  #mostBytes = Number.POSITIVE_INFINITY;

  /** Gives the order that the edit got. */
  add(update: Uint8Array, edits: number, rows: (order: number) => readonly OutboxKey[]): number {
    const order = this.#nextOrder++;
    this.#waiting.push({ order, until: order + 1, end: order + 1, update, edits, rows: rows(order) });
    this.#setAsideBlocked(this.#waiting.length - 1);
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
      if (bytes > Math.min(mostBytes, this.#mostBytes)) break;
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

  /**
   * `storage` and `gap` mean that it is sent again, `too-large` that its parts are, as far as it has some; anything else that it is
   * refused for good, with what builds on it. Gives whether it was.
   */
  nacked(lane: string, n: number, code: NackCode, reason: string): boolean {
    const push = this.#flying.find((one) => one.lane === lane && one.n === n);
    if (push === undefined) return false;
    this.#flying = this.#flying.filter((one) => one !== push);
    if (code === 'gap' || code === 'storage') this.#putBack([push]);
    else if (code !== 'too-large' || !this.#splitInHalf(push)) {
      this.#refuse(push, code, reason);
      return true;
    }
    return false;
  }

  /** What waits first could not be sent at all. */
  refuseFirst(code: NackCode, reason: string): void {
    const first = this.#waiting.shift();
    if (first !== undefined) this.#refuse(first, code, reason);
  }

  /** Cuts what waits first into pieces of so many bytes; false where that cannot be. */
  splitFirst(mostBytes: number): boolean {
    const [first] = this.#waiting;
    if (first === undefined) return false;
    const pieces = piecesOf(first, mostBytes);
    if (pieces.length < 2) return false;
    this.#waiting = [...pieces, ...this.#waiting.slice(1)];
    return true;
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
    else this.#waiting = [{ ...join(this.#waiting), update }];
  }

  /** Refused for this reason once, perhaps not now. */
  retryRefused(code: NackCode): void {
    const again = this.#refused.filter((item) => item.code === code);
    if (again.length === 0) return;
    this.#refused = this.#refused.filter((item) => item.code !== code);
    this.#blocked = blockedBy(this.known.refused);
    this.#putBack(again);
  }

  takeOutRefused(): readonly RefusedItem[] {
    const out = this.#refused;
    this.#refused = [];
    this.#dismissed.push(...out);
    return out;
  }

  /** What the server will not have, and whatever builds on it. */
  get blocked(): Blocked {
    return this.#blocked;
  }

  /** whether something was refused that is never sent again */
  get isBlockedForGood(): boolean {
    return this.#dismissed.length > 0 || this.#refused.some(({ code }) => code !== 'read-only');
  }

  /** every update that is here, by whether the server may get it yet */
  get known(): { readonly coming: readonly Uint8Array[]; readonly refused: readonly Uint8Array[] } {
    const updates = (items: readonly Item[]): Uint8Array[] => items.map((item) => item.update);
    return {
      coming: updates([...this.#waiting, ...this.#flying]),
      refused: updates([...this.#refused, ...this.#dismissed]),
    };
  }

  /** Above the order of everything so far. */
  get nextOrder(): number {
    return this.#nextOrder;
  }

  /** Whether nothing of a lower order is waiting or under way. */
  isDoneBelow(order: number): boolean {
    return [...this.#waiting, ...this.#flying].every((item) => item.order >= order);
  }

  /** all that is not acknowledged, refused edits too */
  get items(): readonly Item[] {
    return [...this.#flying, ...this.#waiting, ...this.#refused];
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
    this.#setAsideBlocked(0);
  }

  #splitInHalf(push: Push): boolean {
    const half = Math.floor(push.update.length / 2);
    if (half < LEAST_SPLIT_BYTES) return false;
    const pieces = piecesOf(push, half);
    if (pieces.length < 2) return false;
    this.#mostBytes = Math.min(this.#mostBytes, half);
    this.#putBack(pieces);
    return true;
  }

  #refuse(item: Item, code: NackCode, reason: string): void {
    this.#setAside(item, code, reason);
    this.#setAsideBlocked(0);
  }

  /** Gives whether more is blocked by it than was before. */
  #setAside(item: Item, code: NackCode, reason: string): boolean {
    const whole = item.until === item.end ? itemOf(item) : this.#withLast(item);
    this.#refused.push({ ...whole, code, reason });
    return block(this.#blocked, item.update);
  }

  /** Of an item that was split one piece is refused: so is the item, and the rows stay where they are. */
  #withLast(piece: Item): Item {
    const last = stripLast(this.#waiting, piece.end) ?? stripLast(this.#flying, piece.end);
    if (last === null) return itemOf(piece);
    return { ...itemOf(piece), edits: piece.edits + last.edits, rows: [...piece.rows, ...last.rows] };
  }

  /** The server would answer each with `gap`, for ever. What waits before `from` was looked at since anything was blocked last. */
  #setAsideBlocked(from: number): void {
    const why = this.#refused[0] ?? this.#dismissed[0];
    if (why === undefined) return;
    for (let start = from, grew = true; grew; start = 0) {
      grew = false;
      for (let index = start; index < this.#waiting.length;) {
        const item = this.#waiting[index];
        if (item === undefined || !isBlocked(item.update, this.#blocked)) {
          index++;
          continue;
        }
        this.#waiting.splice(index, 1);
        // what stands before it, left by another tab, may build on it too
        if (this.#setAside(item, why.code, why.reason)) grew = true;
      }
    }
  }
}

/** Takes the edits and the rows of an item that was split from its last piece; gives that as it was, null where it is not among these. */
function stripLast<T extends Item>(items: T[], end: number): T | null {
  const index = items.findIndex((item) => item.order < end && item.until >= end);
  const last = items[index];
  if (last === undefined) return null;
  items[index] = { ...last, edits: 0, rows: [] };
  return last;
}

function itemOf({ order, until, end, update, edits, rows }: Item): Item {
  return { order, until, end, update, edits, rows };
}

function piecesOf(item: Item, mostBytes: number): readonly Item[] {
  const pieces = splitUpdate(item.update, mostBytes);
  const step = (item.until - item.order) / pieces.length;
  return pieces.map((update, index) => {
    const order = item.order + index * step;
    return index === pieces.length - 1
      ? { ...itemOf(item), order, update }
      : { order, until: order + step, end: item.end, update, edits: 0, rows: [] };
  });
}

function join(items: readonly Item[]): Item {
  const [first, last] = [items[0], items.at(-1)];
  return {
    order: first?.order ?? 0,
    until: last?.until ?? 0,
    end: last?.end ?? 0,
    update: merged(items.map((item) => item.update)),
    edits: items.reduce((sum, item) => sum + item.edits, 0),
    rows: items.flatMap((item) => item.rows),
  };
}
