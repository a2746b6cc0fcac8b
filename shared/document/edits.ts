/** Edits of a text and how they are carried out. */
import * as Y from 'yjs';
import { unreachable } from '#shared/assert.ts';
import type { Attributes } from './attributes.ts';
import { difference, NONE } from './attributes.ts';
import type { Marker } from './layout.ts';
import { insertItem } from './items.ts';
import { partFormats } from './part-formats.ts';
import { itemOf } from './read.ts';

/** Positions are those of the text before any of the edits. */
export type Edit =
  | {
      readonly kind: 'insert';
      readonly at: number;
      text: string;
      readonly attributes: Attributes;
      readonly inherits: boolean;
    }
  | {
      readonly kind: 'embed';
      readonly at: number;
      readonly embed: object;
      readonly attributes: Attributes;
      /** of the last one of some new blocks: the marker that they come behind, null for the start of the text */
      readonly behind?: Marker | null;
    }
  | { readonly kind: 'delete'; readonly at: number; size: number }
  | { readonly kind: 'format'; readonly at: number; size: number; readonly from: Attributes; readonly to: Attributes }
  /** Formats that go on behind a marker end before it, and those that the next block has begin anew. */
  | {
      readonly kind: 'part';
      readonly at: number;
      readonly marker: Marker;
      readonly from: Attributes;
      readonly to: Attributes;
    };

/** A change of markers. */
export type MarkerChange = (transaction: Y.Transaction) => void;

export interface Plan {
  /** To be done before the edits: no characters come or go by it. */
  readonly first: readonly MarkerChange[];
  /** Sorted by position, insertions before what stands there. */
  readonly edits: readonly Edit[];
  /** To be done in the same transaction after the edits, in this order. */
  readonly after: readonly MarkerChange[];
}

/** Does it change nothing? What comes first only prepares the edits. */
export function isEmptyPlan({ edits, after }: Plan): boolean {
  return edits.length === 0 && after.length === 0;
}

/** By position, insertions before what stands there. */
export function inTextOrder(edits: readonly Edit[]): Edit[] {
  const order = ({ kind }: Edit): number => (kind === 'insert' || kind === 'embed' ? 0 : 1);
  return [...edits].sort((a, b) => a.at - b.at || order(a) - order(b));
}

/**
 * The edits of several changes, in the order of the text. Where whole blocks of one change and text of another go to the same place, the
 * blocks come first: the text belongs to the block that stands there.
 */
export function joinEdits(lists: ReadonlyArray<readonly Edit[]>): Edit[] {
  if (lists.length < 2) return [...(lists[0] ?? [])];
  const groups = lists.flatMap(groupByPlace);
  return groups.sort((a, b) => a.at - b.at || a.order - b.order).flatMap(({ edits }) => edits);
}

interface Group {
  readonly at: number;
  readonly order: number;
  readonly edits: Edit[];
}

/** What one change puts in at one place stays together. */
function groupByPlace(edits: readonly Edit[]): Group[] {
  const groups: Array<Group & { order: number }> = [];
  for (const edit of edits) {
    if (edit.kind !== 'insert' && edit.kind !== 'embed') {
      groups.push({ at: edit.at, order: 2, edits: [edit] });
      continue;
    }
    const order = edit.kind === 'embed' && edit.embed instanceof Y.Map ? 0 : 1;
    const last = groups.at(-1);
    if (last === undefined || last.at !== edit.at || last.order === 2)
      groups.push({ at: edit.at, order, edits: [edit] });
    else {
      last.edits.push(edit);
      last.order = order;
    }
  }
  return groups;
}

/** Carries a plan out, in a transaction: edits without attributes one by one from the end, others as one delta. */
export function applyPlan(text: Y.Text, { first, edits, after }: Plan, transaction: Y.Transaction): void {
  for (const change of first) change(transaction);
  for (const edit of edits) if (edit.kind === 'part') partFormats(text, edit.marker, edit.from, edit.to);
  const changes = edits.filter((edit) => edit.kind !== 'part');
  if (changes.length <= MAX_SINGLE_EDITS && changes.every(isSimple)) applySingly(text, changes, transaction);
  else if (changes.length > 0) {
    const placed = new Set(changes.toReversed().filter((edit) => placeFirst(text, edit, transaction)));
    text.applyDelta(deltaOf(changes, placed), { sanitize: false });
  }
  for (const change of after) change(transaction);
}

/**
 * Yjs puts what is inserted behind all that was deleted at its place. Text that was deleted at the start of a block, or with the block as a
 * whole, comes back there: so new blocks must not come to stand between it and its own marker. Puts the last marker of new blocks in front
 * of such text; all else that is inserted at that place comes in front of this by itself.
 * @returns whether the edit is done
 */
function placeFirst(text: Y.Text, edit: Change, transaction: Y.Transaction): boolean {
  if (edit.kind !== 'embed' || edit.behind === undefined || !(edit.embed instanceof Y.Map)) return false;
  const left = edit.behind === null ? null : itemOf(edit.behind);
  const right = left === null ? text._start : left.right;
  if (left?.deleted === true || right === null || !right.deleted) return false;
  insertItem(transaction, text, left, new Y.ContentType(edit.embed));
  return true;
}

/** One delta walks the text from its start, single edits find their place by Yjs's search markers. */
const MAX_SINGLE_EDITS = 200;

type Change = Exclude<Edit, { kind: 'part' }>;

function isSimple(edit: Change): boolean {
  switch (edit.kind) {
    case 'delete':
      return true;
    case 'insert':
      return edit.inherits;
    case 'embed':
      return edit.attributes === NONE;
    case 'format':
      return false;
    default:
      return unreachable(edit);
  }
}

function applySingly(text: Y.Text, edits: readonly Change[], transaction: Y.Transaction): void {
  for (const edit of edits.toReversed()) {
    if (placeFirst(text, edit, transaction)) continue;
    if (edit.kind === 'delete') text.delete(edit.at, edit.size);
    else if (edit.kind === 'insert') text.insert(edit.at, edit.text);
    else if (edit.kind === 'embed') text.insertEmbed(edit.at, edit.embed);
  }
}

/** @param placed those that are done already */
function deltaOf(edits: readonly Change[], placed: ReadonlySet<Change>): object[] {
  const delta: object[] = [];
  let position = 0;
  for (const edit of edits) {
    if (edit.at > position) delta.push({ retain: edit.at - position });
    position = Math.max(position, edit.at);
    if (placed.has(edit)) delta.push({ retain: 1 });
    else if (edit.kind === 'insert') delta.push({ insert: edit.text, attributes: { ...edit.attributes } });
    else if (edit.kind === 'embed') delta.push({ insert: edit.embed, attributes: { ...edit.attributes } });
    else if (edit.kind === 'delete') delta.push({ delete: edit.size });
    else delta.push({ retain: edit.size, attributes: difference(edit.from, edit.to) });
    if (edit.kind === 'delete' || edit.kind === 'format') position += edit.size;
  }
  return delta;
}
