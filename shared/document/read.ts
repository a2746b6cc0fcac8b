/** Yjs items → blocks. Reads the item list itself: events and deltas walk the text from its start. */
import * as Y from 'yjs';
import { intern, NONE } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { parseChip } from './chips.ts';
import { wholeLetters } from './clusters.ts';
import { breakAttributes, shownAttributes } from './formats.ts';
import type { FragmentContent } from './fragment.ts';
import { isVoidType, KEY_DELETED } from './layout.ts';
import type { Marker } from './layout.ts';
import { AT_HOME, readPlacement } from './placement.ts';
import { readProps, typeOf } from './props.ts';
import { NO_RUNS, pushText } from './runs.ts';
import { NO_MERGED, readMerged } from './table-regions.ts';
import type { Run } from './runs.ts';

/** The marker that an item holds, null when it holds something else. */
export function markerOf(item: Y.Item): Marker | null {
  const { content } = item;
  return content instanceof Y.ContentType && content.type instanceof Y.Map ? (content.type as Marker) : null;
}

/** The item of a marker that is part of a document. */
export function itemOf(marker: Marker): Y.Item {
  const item = marker._item;
  if (item === null) throw new TypeError('the marker is not part of a document');
  return item;
}

/**
 * Reads blocks from an item on.
 * @param attributes what is in force at that place
 * @param until the last marker to read; null reads to the end of the text
 */
export function readBlocks(from: Y.Item | null, attributes: Attributes, until: Marker | null): FragmentContent[] {
  const found: FragmentContent[] = [];
  let block = new BlockReader(from, attributes);
  for (let item = from; item !== null; item = item.right) {
    if (item.deleted) continue;
    const marker = markerOf(item);
    if (marker === null) {
      block.add(item);
      continue;
    }
    found.push(...block.close(marker));
    if (marker === until) return found;
    block = new BlockReader(item.right, block.attributes);
  }
  if (!block.isEmpty) found.push(block.closeVirtual());
  return found;
}

/**
 * The formats that a block goes on with from the one before: those that begin in that one and end in this. Others were left open, because
 * their end was taken away by somebody who did not know of their beginning: they stop with the block that they begin in.
 * @param from where the block begins
 * @param attributes what Yjs has in force there
 */
export function carriedOver(from: Y.Item | null, attributes: Attributes): Attributes {
  if (attributes === NONE || from === null) return NONE;
  const keys = Object.keys(attributes).filter((key) => endsFrom(from, key) && changesBefore(from, key));
  return intern(Object.fromEntries(keys.map((key) => [key, attributes[key]])));
}

/** Does a format begin or end in the last block in front of an item? Blocks without characters count as part of the next. */
function changesBefore(from: Y.Item, key: string): boolean {
  let inside = false;
  for (let item = from.left; item !== null; item = item.left) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat && item.content.key === key) return true;
    if (markerOf(item) === null) inside ||= item.countable;
    else if (inside) return false;
  }
  return false;
}

/**
 * The formats that can go on through a marker put so many characters into a block, as they begin before and end behind it. Where others
 * are in force as well there are none: all have to end before the marker and begin anew.
 * @param carried what the block goes on with from the one before
 */
export function formatsThrough(from: Y.Item | null, carried: Attributes, offset: number): Attributes {
  let left = offset;
  let inForce = carried;
  const begun = new Set<string>();
  let item = from;
  for (; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentFormat) {
      if (left === 0 && content.value !== null) break;
      inForce = intern({ ...inForce, [content.key]: content.value });
      begun.add(content.key);
    } else if (item.countable) {
      if (left < item.length) break;
      left -= item.length;
    }
  }
  return Object.keys(inForce).every((key) => begun.has(key) && endsFrom(item, key)) ? inForce : NONE;
}

/** Is the next change of a format, in what is left of the block, its end? Blocks without characters count as part of the next. */
function endsFrom(from: Y.Item | null, key: string): boolean {
  let inside = false;
  for (let item = from; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat && item.content.key === key) return item.content.value === null;
    if (markerOf(item) === null) inside ||= item.countable;
    else if (inside) return false;
  }
  return false;
}

class BlockReader {
  /** All attributes in force here, as Yjs has it, also those that are not known. */
  attributes: Attributes;
  /** The same without those that were left open before the block. */
  #own: Attributes;
  #runs: Run[] = [];
  #text = '';
  #size = 0;
  #plain: boolean;
  #unknown: string | null = null;

  constructor(from: Y.Item | null, attributes: Attributes) {
    this.attributes = attributes;
    this.#own = carriedOver(from, attributes);
    this.#plain = attributes === NONE;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  add(item: Y.Item): void {
    const { content } = item;
    if (content instanceof Y.ContentString) {
      this.#text += content.str;
      this.#size += content.str.length;
    } else if (content instanceof Y.ContentFormat) {
      const change = { [content.key]: content.value };
      this.attributes = intern({ ...this.attributes, ...change });
      const next = intern({ ...this.#own, ...change });
      if (next === this.#own) return;
      this.#flush();
      this.#own = next;
      this.#plain = false;
    } else if (item.countable) {
      this.#flush();
      const embed: unknown = content instanceof Y.ContentEmbed ? content.embed : null;
      const chip = parseChip(embed);
      this.#runs.push({ kind: 'embed', embed: chip ?? embed, attributes: breakAttributes(shownAttributes(this.#own)) });
      this.#size += item.length;
      if (chip === null) this.#unknown ??= `embed ${JSON.stringify(embed)}`;
    }
  }

  /** The block that ends with this marker; text before a void marker comes first, as a block without a marker. */
  close(marker: Marker): FragmentContent[] {
    this.#flush();
    const { props, unknown } = readProps(marker);
    const type = typeOf(props);
    const before = isVoidType(type) && !this.isEmpty ? [this.closeVirtual()] : [];
    const alone = before.length > 0;
    return [
      ...before,
      {
        marker,
        props,
        own: alone || this.isEmpty ? NO_RUNS : wholeLetters(this.#runs),
        size: alone ? 1 : this.#size + 1,
        deleted: marker.get(KEY_DELETED) !== undefined,
        placement: readPlacement(marker),
        merged: type === 'table' ? readMerged(marker) : NO_MERGED,
        endAttributes: this.attributes,
        plain: alone ? this.attributes === NONE : this.#plain,
        unknown: unknown === null ? this.#unknown : `block ${unknown}`,
      },
    ];
  }

  closeVirtual(): FragmentContent {
    this.#flush();
    return {
      marker: null,
      props: NONE,
      own: wholeLetters(this.#runs),
      size: this.#size,
      deleted: false,
      placement: AT_HOME,
      merged: NO_MERGED,
      endAttributes: this.attributes,
      plain: this.#plain,
      unknown: this.#unknown,
    };
  }

  #flush(): void {
    if (this.#text !== '') pushText(this.#runs, this.#text, shownAttributes(this.#own));
    this.#text = '';
  }
}
