/** Edits of a text and how they are carried out. */
import * as Y from 'yjs';
import { unreachable } from '#shared/assert.ts';
import type { Attributes } from './attributes.ts';
import { difference, NONE } from './attributes.ts';
import type { Marker } from './layout.ts';
import { partFormats } from './part-formats.ts';

/** Positions are those of the text before any of the edits. */
export type Edit =
  | {
      readonly kind: 'insert';
      readonly at: number;
      text: string;
      readonly attributes: Attributes;
      readonly inherits: boolean;
    }
  | { readonly kind: 'embed'; readonly at: number; readonly embed: object; readonly attributes: Attributes }
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
  if (changes.length <= MAX_SINGLE_EDITS && changes.every(isSimple)) applySingly(text, changes);
  else if (changes.length > 0) text.applyDelta(deltaOf(changes), { sanitize: false });
  for (const change of after) change(transaction);
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

function applySingly(text: Y.Text, edits: readonly Change[]): void {
  for (const edit of edits.toReversed()) {
    if (edit.kind === 'delete') text.delete(edit.at, edit.size);
    else if (edit.kind === 'insert') text.insert(edit.at, edit.text);
    else if (edit.kind === 'embed') text.insertEmbed(edit.at, edit.embed);
  }
}

function deltaOf(edits: readonly Change[]): object[] {
  const delta: object[] = [];
  let position = 0;
  for (const edit of edits) {
    if (edit.at > position) delta.push({ retain: edit.at - position });
    position = Math.max(position, edit.at);
    if (edit.kind === 'insert') delta.push({ insert: edit.text, attributes: { ...edit.attributes } });
    else if (edit.kind === 'embed') delta.push({ insert: edit.embed, attributes: { ...edit.attributes } });
    else if (edit.kind === 'delete') delta.push({ delete: edit.size });
    else delta.push({ retain: edit.size, attributes: difference(edit.from, edit.to) });
    if (edit.kind === 'delete' || edit.kind === 'format') position += edit.size;
  }
  return delta;
}
