/**
 * One text at two states, walked once in the order of its items: what each unit was and is. Text never changes places, so the units of the
 * older state come in the same order in the newer one, where those that are gone have left their ids.
 */
import type * as Y from 'yjs';
import { markerOf } from '../read.ts';
import type { Authorship } from './authorship.ts';
import type { Touch } from './log-row.ts';

/** Neighbouring units of one kind that have one history. */
export interface UnitStretch {
  /** as the older state has it when it was there, else as the newer one has it */
  readonly item: Y.Item;
  readonly kind: 'text' | 'format' | 'marker';
  readonly clock: number;
  readonly size: number;
  readonly was: boolean;
  readonly is: boolean;
  /** the item of the newer state that they are or were part of */
  readonly now: Y.Item;
  /** who brought or took them; null where they stay, and where nobody is known */
  readonly touch: Touch | null;
}

/** The newer document lacks something of the older state: it is no later state of it. */
export class ForeignStateError extends Error {
  readonly code = 'foreign-state';
  override readonly name = 'ForeignStateError';
}

/**
 * All units that are there in one of the states or in both.
 * @param old the text in a document of the older state
 * @param now the same text in a document of the newer one
 * @throws ForeignStateError
 */
export function* unitsOf(old: Y.Text, now: Y.Text, authorship: Authorship | null): Generator<UnitStretch> {
  const before = new VisibleItems(old);
  for (let item = now._start; item !== null; item = item.right) {
    const { client } = item.id;
    const end = item.id.clock + item.length;
    for (let clock = item.id.clock; clock < end;) {
      const known = before.stretchAt(client, clock, end);
      const is = !item.deleted;
      const was = known.item !== null;
      let to = known.end;
      let touch: Touch | null = null;
      if (was !== is && authorship !== null) {
        const found = was ? authorship.deleted(client, clock) : authorship.inserted(client, clock);
        touch = found.value;
        to = Math.min(to, found.end);
      }
      if (was || is) {
        const one = known.item ?? item;
        yield { item: one, kind: kindOf(one), clock, size: to - clock, was, is, now: item, touch };
      }
      if (was) before.pass(to - clock);
      clock = to;
    }
  }
  if (!before.isAtEnd) throw new ForeignStateError('the document does not hold the older state');
}

function kindOf(item: Y.Item): UnitStretch['kind'] {
  if (markerOf(item) !== null) return 'marker';
  return item.countable ? 'text' : 'format';
}

/** The items of a text that are there, one after the other. */
class VisibleItems {
  #item: Y.Item | null;
  #passed = 0;

  constructor(text: Y.Text) {
    this.#item = visibleFrom(text._start);
  }

  get isAtEnd(): boolean {
    return this.#item === null;
  }

  /** The item that holds this clock, null when it was not there; and how far that holds, at most to `end`. */
  stretchAt(client: number, clock: number, end: number): { readonly item: Y.Item | null; readonly end: number } {
    const item = this.#item;
    if (item === null || item.id.client !== client) return { item: null, end };
    const from = item.id.clock + this.#passed;
    if (from < clock || from >= end) return { item: null, end };
    return from > clock ? { item: null, end: from } : { item, end: Math.min(end, item.id.clock + item.length) };
  }

  pass(size: number): void {
    const item = this.#item;
    if (item === null) return;
    this.#passed += size;
    if (this.#passed < item.length) return;
    this.#passed = 0;
    this.#item = visibleFrom(item.right);
  }
}

function visibleFrom(start: Y.Item | null): Y.Item | null {
  let item = start;
  while (item !== null && item.deleted) item = item.right;
  return item;
}
