/**
 * Two who deleted the same text both have it to bring back. Who does so second finds that it is there: the first one's copy stands right in
 * front of what was deleted, says the same, and was not there when it was deleted.
 */
import * as Y from 'yjs';
import { groupBy } from '#shared/group-by.ts';
import { hasAny } from '#shared/update/keep-deleted.ts';
import type { UndoStep } from './step.ts';

/** Units of a deleted item. */
export interface Part {
  /** how many units in front of it */
  readonly from: number;
  readonly size: number;
}

/** An item that may be a copy. */
interface Copy {
  readonly item: Y.Item;
  /** what its first unit stands for, if its text begins with it */
  readonly of: Y.ID;
  /** so many units before it its text may begin: there are others of the same person right before it that stand for the same */
  readonly starts: readonly number[];
}

/** Fewer letters that are the same may have been typed there by chance, and a block may have been split there. */
const MIN_LETTERS = 2;

export class Returned {
  readonly #store: Y.Doc['store'];
  readonly #step: UndoStep;
  readonly #isOwn: (item: Y.Item) => boolean;
  readonly #seen = new Set<Y.Item>();
  readonly #copies: Copy[] = [];
  /** the units of a deleted item that are there */
  readonly #back = new Map<Y.Item, Set<number>>();

  /** @param isOwn did this person put it in? It is no copy of somebody else's then */
  constructor(store: Y.Doc['store'], step: UndoStep, items: Iterable<Y.Item>, isOwn: (item: Y.Item) => boolean) {
    this.#store = store;
    this.#step = step;
    this.#isOwn = isOwn;
    const deleted = [...items].filter(({ parentSub }) => parentSub === null);
    for (const item of deleted) this.#look(item);
    if (this.#copies.length === 0) return;
    const gone = groupBy(this.#copies, (copy) => (copy.item.deleted ? nameOf(copy) : undefined));
    const found: { readonly copy: Copy; readonly item: Y.Item; readonly units: ReadonlySet<number> }[] = [];
    const people = new Set<number>();
    for (const [copy, item] of overlaps(this.#copies, deleted)) {
      const units = unitsBack(copy, item, gone.get(nameOf(copy)) ?? []);
      if (units.size > 0) found.push({ copy, item, units });
      // who brought back letters of the step for sure
      if (isProof(copy, units.size)) people.add(copy.item.id.client);
    }
    for (const { copy, item, units } of found) {
      if (!people.has(copy.item.id.client)) continue;
      const known = this.#back.get(item);
      if (known === undefined) this.#back.set(item, new Set(units));
      else for (const unit of units) known.add(unit);
    }
  }

  /** The parts of a deleted item that nobody has brought back. */
  missing(item: Y.Item): Part[] {
    const back = this.#back.get(item);
    if (back === undefined) return [{ from: 0, size: item.length }];
    const parts: { from: number; size: number }[] = [];
    for (let at = 0; at < item.length; at += 1) {
      if (back.has(at)) continue;
      const last = parts.at(-1);
      if (last !== undefined && last.from + last.size === at) last.size += 1;
      else parts.push({ from: at, size: 1 });
    }
    return parts;
  }

  /** Looks at what stands in front of an item, as long as it has to do with what was deleted. No item is looked at twice. */
  #look(start: Y.Item): void {
    this.#lookBehind(start);
    let part = start;
    for (let item = start.left; item !== null && !this.#seen.has(item); item = item.left) {
      const of = item.rightOrigin === null ? null : this.#deletedUnit(item.rightOrigin, part);
      const isPart = this.#isDeleted(item) || (item.deleted && isRightBefore(item, part));
      if (of === null && !isPart) return;
      this.#seen.add(item);
      if (isPart) part = item;
      if (of !== null) this.#note(item, of);
    }
  }

  /** What was deleted may be a copy itself: then another copy of the same stands between the two. */
  #lookBehind(start: Y.Item): void {
    const { rightOrigin } = start;
    if (rightOrigin === null) return;
    for (let item = start.right; item !== null; item = item.right) {
      if (holds(item, rightOrigin) || this.#seen.has(item)) return;
      if (!Y.compareIDs(item.rightOrigin, rightOrigin)) return;
      this.#seen.add(item);
      this.#note(item, start.id);
    }
  }

  #note(item: Y.Item, of: Y.ID): void {
    if (this.#isNew(item) && !this.#isOwn(item)) this.#copies.push({ item, of, starts: startsOf(this.#store, item) });
  }

  #isDeleted({ id, length }: Y.Item): boolean {
    return hasAny(this.#step.deletions, id, length);
  }

  #isNew({ id: { client, clock } }: Y.Item): boolean {
    return clock >= (this.#step.known.get(client) ?? 0);
  }

  /** The deleted unit that an id stands for: that of a copy stands for what it is a copy of. */
  #deletedUnit(id: Y.ID, part: Y.Item): Y.ID | null {
    if (hasAny(this.#step.deletions, id, 1) || holds(part, id)) return id;
    const copy = this.#copies.find(({ item }) => holds(item, id));
    return copy === undefined ? null : Y.createID(copy.of.client, copy.of.clock + id.clock - copy.item.id.clock);
  }
}

function isProof({ item: { content } }: Copy, letters: number): boolean {
  if (content instanceof Y.ContentEmbed) return letters > 0;
  return content instanceof Y.ContentString && letters >= MIN_LETTERS;
}

function holds({ id: { client, clock }, length }: Y.Item, id: Y.ID): boolean {
  return client === id.client && id.clock >= clock && id.clock < clock + length;
}

function isRightBefore({ id, length }: Y.Item, next: Y.Item): boolean {
  return id.client === next.id.client && id.clock + length === next.id.clock;
}

/** By ids: what others wrote into a copy stands between its parts. */
function startsOf(store: Y.Doc['store'], item: Y.Item): number[] {
  const starts = [0];
  for (let one = item; one.origin !== null && one.origin.client === one.id.client;) {
    const before: Y.Item | Y.GC = Y.getItem(store, one.origin);
    if (!(before instanceof Y.Item) || !isRightBefore(before, one)) break;
    if (!Y.compareIDs(before.rightOrigin, item.rightOrigin)) break;
    starts.push(item.id.clock - before.id.clock);
    one = before;
  }
  return starts;
}

/** Each copy beside the deleted items that it may stand for. */
function* overlaps(copies: readonly Copy[], deleted: readonly Y.Item[]): Generator<[Copy, Y.Item]> {
  const byClient = groupBy(deleted, ({ id }) => id.client);
  for (const items of byClient.values()) items.sort((a, b) => a.id.clock - b.id.clock);
  for (const copy of copies) {
    if (copy.item.deleted) continue;
    const items = byClient.get(copy.of.client) ?? [];
    const end = copy.of.clock + (copy.starts.at(-1) ?? 0) + copy.item.length;
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = items[middle];
      if (item !== undefined && item.id.clock + item.length <= copy.of.clock) low = middle + 1;
      else high = middle;
    }
    for (let item = items[low]; item !== undefined && item.id.clock < end; item = items[++low]) yield [copy, item];
  }
}

/** What the parts of one copy have in common. */
function nameOf({ item: { id, rightOrigin }, of }: Copy): string {
  return [id.client, of.client, of.clock, rightOrigin?.client, rightOrigin?.clock].join(' ');
}

/**
 * The units of a deleted item that a copy stands for. What was deleted from a copy of which something is left was brought back, too.
 * @param gone parts of this copy, or of others of the same
 */
function unitsBack(copy: Copy, deleted: Y.Item, gone: readonly Copy[]): Set<number> {
  for (const start of copy.starts) {
    const units = unitsOf(copy, start, deleted);
    if (units.length === 0 || !isSame(copy, start, deleted, units)) continue;
    const first = copy.item.id.clock - start;
    const parts = gone.filter(({ item }) => item.id.clock >= first);
    return new Set([...units, ...parts.flatMap((one) => unitsOf(one, one.item.id.clock - first, deleted))]);
  }
  return new Set();
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
