/**
 * Two who deleted the same text both have it to bring back. Who does so second finds that it is there: the first one's copy stands right in
 * front of what was deleted and says the same.
 */
import * as Y from 'yjs';
import type { IdSet } from './step.ts';
import { hasAny } from './step.ts';

/** Units of a deleted item. */
export interface Part {
  /** how many units in front of it */
  readonly from: number;
  readonly size: number;
}

/** An item that may be a copy: its first unit stands for this one, if the copy begins with it. */
interface Copy {
  readonly item: Y.Item;
  /** what its `rightOrigin` names */
  readonly of: Y.ID;
  /** units of the same person right before it, with the same `rightOrigin`: it may begin with any of these cuts */
  readonly starts: readonly number[];
}

export class Returned {
  readonly #deletions: IdSet;
  /** what this person put in is no copy of somebody else's */
  readonly #isOwn: (item: Y.Item) => boolean;
  readonly #seen = new Set<Y.Item>();
  readonly #copies: Copy[] = [];

  constructor(deletions: IdSet, isOwn: (item: Y.Item) => boolean) {
    this.#deletions = deletions;
    this.#isOwn = isOwn;
  }

  /** The parts of a deleted item that nobody has brought back. */
  missing(item: Y.Item): Part[] {
    if (item.parentSub !== null) return [{ from: 0, size: item.length }];
    this.#look(item);
    const back = new Set<number>();
    for (const copy of this.#copies) for (const at of unitsBack(copy, item, this.#copies)) back.add(at);
    const parts: { from: number; size: number }[] = [];
    for (let at = 0; at < item.length; at += 1) {
      const last = parts.at(-1);
      if (back.has(at)) continue;
      if (last !== undefined && last.from + last.size === at) last.size += 1;
      else parts.push({ from: at, size: 1 });
    }
    return parts;
  }

  /** Looks at what stands in front of an item, as long as it has to do with what was deleted. No item is looked at twice. */
  #look(start: Y.Item): void {
    let part = start;
    for (let item = start.left; item !== null && !this.#seen.has(item); item = item.left) {
      const of = item.rightOrigin === null ? null : this.#deletedUnit(item.rightOrigin, part);
      const isPart = item.deleted && isRightBefore(item, part);
      if (of === null && !isPart && !this.#isDeleted(item)) return;
      this.#seen.add(item);
      if (isPart || this.#isDeleted(item)) part = item;
      if (of !== null && !this.#isOwn(item)) this.#copies.push({ item, of, starts: startsOf(item) });
    }
  }

  #isDeleted({ id, length }: Y.Item): boolean {
    return hasAny(this.#deletions, id, length);
  }

  /** The deleted unit that an id stands for: that of a copy stands for what it is a copy of. */
  #deletedUnit(id: Y.ID, part: Y.Item): Y.ID | null {
    if (hasAny(this.#deletions, id, 1) || holds(part, id)) return id;
    const copy = this.#copies.find(({ item }) => holds(item, id));
    return copy === undefined ? null : Y.createID(copy.of.client, copy.of.clock + id.clock - copy.item.id.clock);
  }
}

function holds({ id: { client, clock }, length }: Y.Item, id: Y.ID): boolean {
  return client === id.client && id.clock >= clock && id.clock < clock + length;
}

function isRightBefore({ id, length }: Y.Item, next: Y.Item): boolean {
  return id.client === next.id.client && id.clock + length === next.id.clock;
}

/** How far the cuts lie before an item at which the text that it belongs to may begin. */
function startsOf(item: Y.Item): number[] {
  const starts = [0];
  for (let one = item; one.left !== null; one = one.left) {
    const { left } = one;
    if (!isRightBefore(left, one) || !Y.compareIDs(one.origin, left.lastId)) break;
    if (!Y.compareIDs(left.rightOrigin, item.rightOrigin)) break;
    starts.push(item.id.clock - left.id.clock);
  }
  return starts;
}

/** The units of a deleted item that a copy stands for. What was deleted from a copy of which something is left was brought back, too. */
function unitsBack(copy: Copy, deleted: Y.Item, all: readonly Copy[]): number[] {
  if (copy.item.deleted || copy.of.client !== deleted.id.client) return [];
  for (const start of copy.starts) {
    const units = unitsOf(copy, start, deleted);
    if (units.length === 0 || !isSame(copy, start, deleted, units)) continue;
    const first = copy.item.id.clock - start;
    const others = all.filter(
      ({ item, of }) =>
        item.deleted &&
        item.id.client === copy.item.id.client &&
        item.id.clock >= first &&
        Y.compareIDs(of, copy.of) &&
        Y.compareIDs(item.rightOrigin, copy.item.rightOrigin),
    );
    return [...units, ...others.flatMap((other) => unitsOf(other, other.item.id.clock - first, deleted))];
  }
  return [];
}

/** Which units of the deleted item a copy would stand for if its text began so many units before it. */
function unitsOf({ item, of }: Copy, start: number, deleted: Y.Item): number[] {
  const first = of.clock + start - deleted.id.clock;
  const units: number[] = [];
  for (let at = Math.max(first, 0); at < Math.min(first + item.length, deleted.length); at += 1) units.push(at);
  return units;
}

function isSame({ item, of }: Copy, start: number, deleted: Y.Item, units: readonly number[]): boolean {
  const [one, other] = [item.content, deleted.content];
  if (one instanceof Y.ContentString && other instanceof Y.ContentString) {
    const first = of.clock + start - deleted.id.clock;
    return units.every((at) => one.str[at - first] === other.str[at]);
  }
  if (one instanceof Y.ContentType && other instanceof Y.ContentType)
    return one.type instanceof Y.Map && other.type instanceof Y.Map;
  if (one instanceof Y.ContentFormat && other instanceof Y.ContentFormat)
    return one.key === other.key && JSON.stringify(one.value) === JSON.stringify(other.value);
  if (one instanceof Y.ContentEmbed && other instanceof Y.ContentEmbed)
    return JSON.stringify(one.embed) === JSON.stringify(other.embed);
  return false;
}
