/**
 * The blocks of a container in one order, that of the text or that of the page, in chunks, so that finding, inserting and measuring never
 * walk all of them.
 */
import { assert, BugError } from '#shared/assert.ts';
import type { Fragment } from './fragment.ts';

/** Blocks in a chunk when it is made; it is cut when it has twice as many. */
const CHUNK_BLOCKS = 200;

export interface Chunk {
  readonly items: Fragment[];
  /** Positions of all its blocks together. */
  size: number;
}

/** Where a block keeps its chunk: each is in at most one sequence of a kind. */
type ChunkField = 'chunk' | 'pageChunk';

export class Sequence {
  readonly #field: ChunkField;
  #chunks: Chunk[] = [];
  #length = 0;

  constructor(field: ChunkField) {
    this.#field = field;
  }

  /** Number of blocks. */
  get length(): number {
    return this.#length;
  }

  *[Symbol.iterator](): Generator<Fragment> {
    for (const { items } of this.#chunks) yield* items;
  }

  at(index: number): Fragment | undefined {
    if (index < 0) return undefined;
    for (const { items } of this.#chunks) {
      if (index < items.length) return items[index];
      index -= items.length;
    }
    return undefined;
  }

  /** Place of a block, -1 when it is not (or no longer) in the sequence. */
  indexOf(fragment: Fragment): number {
    const own = fragment[this.#field];
    if (own === null) return -1;
    let before = 0;
    for (const chunk of this.#chunks) {
      if (chunk === own) return before + chunk.items.indexOf(fragment);
      before += chunk.items.length;
    }
    return -1;
  }

  /** The places of some blocks, found together; of those that are not in the sequence none. */
  placesOf(fragments: Iterable<Fragment>): Map<Fragment, number> {
    const starts = new Map<Chunk, number>();
    let before = 0;
    for (const chunk of this.#chunks) {
      starts.set(chunk, before);
      before += chunk.items.length;
    }
    const places = new Map<Fragment, number>();
    for (const fragment of fragments) {
      const chunk = fragment[this.#field];
      const start = chunk === null ? undefined : starts.get(chunk);
      if (chunk !== null && start !== undefined) places.set(fragment, start + chunk.items.indexOf(fragment));
    }
    return places;
  }

  /** Position in the text at which a block begins. */
  offsetOf(fragment: Fragment): number {
    let before = 0;
    for (const chunk of this.#chunks) {
      if (chunk !== fragment[this.#field]) {
        before += chunk.size;
        continue;
      }
      for (const item of chunk.items) {
        if (item === fragment) return before;
        before += item.size;
      }
    }
    throw new BugError('the block is not in the sequence');
  }

  /** Positions of all blocks together. */
  get size(): number {
    return this.#chunks.reduce((sum, { size }) => sum + size, 0);
  }

  /** The block at a position of the text and how far in it that is; null behind the last. */
  locate(position: number): { fragment: Fragment; offset: number } | null {
    let offset = position;
    for (const chunk of this.#chunks) {
      if (offset >= chunk.size) {
        offset -= chunk.size;
        continue;
      }
      for (const fragment of chunk.items) {
        if (offset < fragment.size) return { fragment, offset };
        offset -= fragment.size;
      }
    }
    return null;
  }

  next(fragment: Fragment): Fragment | undefined {
    return this.#beside(fragment, 1);
  }

  previous(fragment: Fragment): Fragment | undefined {
    return this.#beside(fragment, -1);
  }

  slice(start: number, end: number): Fragment[] {
    const found: Fragment[] = [];
    let before = 0;
    for (const { items } of this.#chunks) {
      if (before >= end) break;
      if (before + items.length > start) {
        found.push(...items.slice(Math.max(0, start - before), Math.min(items.length, end - before)));
      }
      before += items.length;
    }
    return found;
  }

  /** Tells that a block's `size` is now another. */
  resize(fragment: Fragment, size: number): void {
    const chunk = fragment[this.#field];
    if (chunk !== null) chunk.size += size - fragment.size;
    fragment.size = size;
  }

  splice(index: number, remove: number, insert: readonly Fragment[]): void {
    let first = 0;
    let offset = index;
    for (let items = this.#chunks[0]?.items; items !== undefined && offset > items.length;) {
      offset -= items.length;
      first += 1;
      items = this.#chunks[first]?.items;
    }
    let chunk = this.#chunks[first];
    if (chunk === undefined) {
      chunk = { items: [], size: 0 };
      this.#chunks.push(chunk);
    }
    this.#remove(first, offset, remove);
    if (insert.length > 0) this.#insert(first, chunk, offset, insert);
    this.#chunks = this.#chunks.filter(({ items }) => items.length > 0);
  }

  /** Takes blocks out wherever they are; those that are not in the sequence are left alone. */
  removeAll(fragments: Iterable<Fragment>): void {
    const known = new Set(this.#chunks);
    for (const fragment of fragments) {
      const chunk = fragment[this.#field];
      if (chunk === null || !known.has(chunk)) continue;
      chunk.items.splice(chunk.items.indexOf(fragment), 1);
      chunk.size -= fragment.size;
      fragment[this.#field] = null;
      this.#length -= 1;
    }
    this.#chunks = this.#chunks.filter(({ items }) => items.length > 0);
  }

  /** Forgets all blocks. */
  clear(): void {
    for (const fragment of this) fragment[this.#field] = null;
    this.#chunks = [];
    this.#length = 0;
  }

  #beside(fragment: Fragment, step: 1 | -1): Fragment | undefined {
    const chunk = fragment[this.#field];
    if (chunk === null) return undefined;
    const inside = chunk.items[chunk.items.indexOf(fragment) + step];
    if (inside !== undefined) return inside;
    const other = this.#chunks[this.#chunks.indexOf(chunk) + step];
    return step === 1 ? other?.items[0] : other?.items.at(-1);
  }

  #remove(first: number, offset: number, count: number): void {
    for (let at = first, left = count; left > 0; at += 1) {
      const chunk = this.#chunks[at];
      assert(chunk !== undefined, 'more blocks to remove than there are');
      const gone = chunk.items.splice(at === first ? offset : 0, left);
      for (const fragment of gone) {
        chunk.size -= fragment.size;
        fragment[this.#field] = null;
      }
      left -= gone.length;
      this.#length -= gone.length;
    }
  }

  #insert(at: number, chunk: Chunk, offset: number, insert: readonly Fragment[]): void {
    this.#length += insert.length;
    const items = [...chunk.items.slice(0, offset), ...insert, ...chunk.items.slice(offset)];
    const pieces: Chunk[] = [];
    const size = items.length > 2 * CHUNK_BLOCKS ? CHUNK_BLOCKS : items.length;
    for (let start = 0; start < items.length; start += size)
      pieces.push(this.#makeChunk(items.slice(start, start + size)));
    this.#chunks.splice(at, 1, ...pieces);
  }

  #makeChunk(items: Fragment[]): Chunk {
    const chunk: Chunk = { items, size: 0 };
    for (const fragment of items) {
      fragment[this.#field] = chunk;
      chunk.size += fragment.size;
    }
    return chunk;
  }
}
