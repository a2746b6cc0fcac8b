/** All blocks of a container, found by place, by marker and by the Lexical node that shows them. */
import type { NodeKey } from 'lexical';
import * as Y from 'yjs';
import { NONE } from './attributes.ts';
import { isShown, makeFragment } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import type { Marker } from './layout.ts';
import { itemOf, readBlocks } from './read.ts';
import { Sequence } from './sequence.ts';

/** Blocks that were read anew, in the order of the text, and those that are no longer there. */
export interface Region {
  readonly blocks: readonly Fragment[];
  readonly gone: readonly Fragment[];
  /** The last block before the region when it was read. */
  readonly before: Fragment | null;
}

export class BlockIndex {
  readonly sequence = new Sequence();
  readonly text: Y.Text;
  /** The name of the container in its document. */
  readonly root: string;
  readonly #byMarker = new Map<Marker, Fragment>();
  readonly #byKey = new Map<NodeKey, Fragment>();
  /** The blocks that each child of the root shows. */
  readonly #tops = new Map<NodeKey, Set<Fragment>>();
  readonly #unknown = new Set<Fragment>();

  constructor(text: Y.Text) {
    this.text = text;
    this.root = Y.findRootTypeKey(text);
  }

  ofMarker(marker: unknown): Fragment | undefined {
    return this.#byMarker.get(marker as Marker);
  }

  ofKey(key: NodeKey): Fragment | undefined {
    return this.#byKey.get(key);
  }

  /** Does this child of the root show any block? */
  isTop(key: NodeKey): boolean {
    return this.#tops.has(key);
  }

  /** How many children of the root show a block. */
  get topCount(): number {
    return this.#tops.size;
  }

  /** The last block that a child of the root shows; null when it shows none. */
  lastOf(top: NodeKey): Fragment | null {
    const [any] = this.#tops.get(top) ?? [];
    if (any === undefined) return null;
    let last = any;
    for (let next = this.nextShown(any); next?.top === top; next = this.nextShown(next)) last = next;
    return last;
  }

  /** One thing that this version does not know, null when it knows the whole document. */
  get unknown(): string | null {
    for (const fragment of this.#unknown) return fragment.unknown;
    return null;
  }

  /** The item at which a block's characters begin, and the attributes in force there. */
  startOf(index: number): { item: Y.Item | null; attributes: Fragment['endAttributes'] } {
    const previous = this.sequence.at(index - 1);
    if (previous === undefined) return { item: this.text._start, attributes: NONE };
    if (previous.marker === null) return this.startOf(index - 1);
    return { item: itemOf(previous.marker).right, attributes: previous.endAttributes };
  }

  /** Reads the blocks at [start, end) anew, up to a marker or to the end of the text. */
  reread(start: number, end: number, until: Marker | null): Region {
    const from = this.startOf(start);
    const old = this.sequence.slice(start, end);
    const spare = old.filter((fragment) => fragment.marker === null);
    const blocks = readBlocks(from.item, from.attributes, until).map((content) => {
      const known = content.marker === null ? spare.shift() : this.#byMarker.get(content.marker);
      if (known === undefined) return makeFragment(content);
      this.sequence.resize(known, content.size);
      return Object.assign(known, content);
    });
    const kept = new Set(blocks);
    const gone = old.filter((fragment) => !kept.has(fragment));
    this.sequence.splice(start, end - start, blocks);
    for (const fragment of gone) this.#forget(fragment);
    for (const fragment of blocks) this.#learn(fragment);
    return { blocks, gone, before: this.sequence.at(start - 1) ?? null };
  }

  /** Tells which node shows a block; null when none does. */
  show(fragment: Fragment, key: NodeKey | null, top: NodeKey | null): void {
    if (fragment.key !== null && fragment.key !== key && this.#byKey.get(fragment.key) === fragment) {
      this.#byKey.delete(fragment.key);
    }
    if (fragment.top !== top) {
      this.#leaveTop(fragment);
      if (top !== null) this.#enterTop(fragment, top);
    }
    fragment.key = key;
    fragment.top = top;
    if (key !== null) this.#byKey.set(key, fragment);
  }

  nextShown(fragment: Fragment | null): Fragment | null {
    let next = fragment === null ? this.sequence.at(0) : this.sequence.next(fragment);
    while (next !== undefined && !isShown(next)) next = this.sequence.next(next);
    return next ?? null;
  }

  previousShown(fragment: Fragment): Fragment | null {
    let previous = this.sequence.previous(fragment);
    while (previous !== undefined && !isShown(previous)) previous = this.sequence.previous(previous);
    return previous ?? null;
  }

  #enterTop(fragment: Fragment, top: NodeKey): void {
    const blocks = this.#tops.get(top);
    if (blocks === undefined) this.#tops.set(top, new Set([fragment]));
    else blocks.add(fragment);
  }

  #leaveTop(fragment: Fragment): void {
    if (fragment.top === null) return;
    const blocks = this.#tops.get(fragment.top);
    blocks?.delete(fragment);
    if (blocks?.size === 0) this.#tops.delete(fragment.top);
  }

  #learn(fragment: Fragment): void {
    if (fragment.marker !== null) this.#byMarker.set(fragment.marker, fragment);
    if (fragment.unknown === null) this.#unknown.delete(fragment);
    else this.#unknown.add(fragment);
  }

  #forget(fragment: Fragment): void {
    if (fragment.marker !== null) this.#byMarker.delete(fragment.marker);
    this.#unknown.delete(fragment);
  }
}
