/** A block as it lies in the text: its characters and the marker behind them. */
import type { NodeKey } from 'lexical';
import { NO_ANCHORS } from './anchors.ts';
import type { Anchors } from './anchors.ts';
import type { Attributes } from './attributes.ts';
import { wholeLetters } from './clusters.ts';
import { containerForm, isPartForm, isPlainType } from './layout.ts';
import type { ContainerForm, Marker } from './layout.ts';
import type { Placement } from './placement.ts';
import { typeOf } from './props.ts';
import type { BlockProps } from './props.ts';
import { joinRuns } from './runs.ts';
import type { Run } from './runs.ts';
import { NO_INSIDES, ROOT_SECTION } from './sections.ts';
import type { Inside } from './sections.ts';
import type { Chunk } from './sequence.ts';
import type { MergedKey } from './table-regions.ts';

/** What the text says about a block. */
export interface FragmentContent {
  /** Null where text has no marker of its own: at the end of the container, and before a void block's marker. */
  readonly marker: Marker | null;
  readonly props: BlockProps;
  /** The characters in front of the marker. */
  readonly own: readonly Run[];
  /** Positions in the `Y.Text`, the marker included. */
  readonly size: number;
  /** Deleted as a whole (key `d`): hidden as long as it has no text. */
  readonly deleted: boolean;
  /** Where the marker says that the block is shown. */
  readonly placement: Placement;
  /** Of a table: the regions that its marker calls merged. */
  readonly merged: readonly MergedKey[];
  /** All attributes, unknown ones included, that are in force behind the block: the next one starts with them. */
  readonly endAttributes: Attributes;
  /** Nowhere in the block, its start included, is any attribute in force. */
  readonly plain: boolean;
  /** What in this block this version does not know, null when it knows all. */
  readonly unknown: string | null;
}

/** A block in the index; the same object as long as its marker lives. */
export interface Fragment extends FragmentContent {
  marker: Marker | null;
  props: BlockProps;
  own: readonly Run[];
  size: number;
  deleted: boolean;
  placement: Placement;
  endAttributes: Attributes;
  plain: boolean;
  unknown: string | null;
  /** What the block shows: the text of the blocks that were joined to it from elsewhere, and its own. */
  runs: readonly Run[];
  /** The blocks whose text it shows in front of its own, in order. */
  heads: readonly Fragment[];
  /** The block that shows this one's text; null where that is its own. */
  host: Fragment | null;
  /** It was joined to a block that was joined to it, so both are shown as if they were not joined. */
  isInCircle: boolean;
  /** The block that this one is shown in front of, as it was moved by somebody who did not know of this one. */
  tail: Fragment | null;
  /** Moved blocks that are shown in front of it, as their anchors are in its text. */
  anchors: Anchors;
  /** Where on the page it is shown, null when it is there alone where it lies in the text. */
  spot: Spot | null;
  /** The name of the section that it is shown in. */
  section: string;
  /** The same, but of a block in merged cells the one of them that it is in. */
  cell: string;
  /** The container that section is a part of; null at the page's own level. */
  owner: Fragment | null;
  /** Of a container: what the blocks in it call it; empty for any other block. */
  name: string;
  /** Of a container: what is in it, in the order of the page. */
  insides: readonly Inside[];
  /** The Lexical node that shows it: a paragraph, a list item …; null while it is not shown. */
  key: NodeKey | null;
  /** The child of its section's node that this node is or lies in. */
  top: NodeKey | null;
  /** Where the sequence of the text keeps it. */
  chunk: Chunk | null;
  /** Where the sequence of the page keeps it, when that is another. */
  pageChunk: Chunk | null;
}

/** The block where whose text lies it is shown, and how many others are shown there in front of it. */
export interface Spot {
  readonly lies: Fragment;
  readonly rank: number;
}

const NONE_JOINED: readonly Fragment[] = [];

export function makeFragment(content: FragmentContent): Fragment {
  const fragment: Fragment = {
    ...content,
    runs: content.own,
    heads: NONE_JOINED,
    host: null,
    isInCircle: false,
    tail: null,
    anchors: NO_ANCHORS,
    spot: null,
    section: ROOT_SECTION,
    cell: ROOT_SECTION,
    owner: null,
    name: '',
    insides: NO_INSIDES,
    key: null,
    top: null,
    chunk: null,
    pageChunk: null,
  };
  setHeads(fragment, NONE_JOINED);
  return fragment;
}

/** Tells which blocks show their text here; to be called also when that text or the block's own is another now. */
export function setHeads(fragment: Fragment, heads: readonly Fragment[]): void {
  fragment.heads = heads.length === 0 ? NONE_JOINED : heads;
  const parts = [...heads, fragment].map(({ own }) => own);
  fragment.runs = wholeLetters(joinRuns(parts, isPlainType(typeOf(fragment.props))));
}

/** The parts of the text that the block shows, in order; each ends where its marker stands. */
export function piecesOf(fragment: Fragment): readonly Fragment[] {
  return fragment.heads.length === 0 ? [fragment] : [...fragment.heads, fragment];
}

/** The block that shows its text. */
export function leadOf(fragment: Fragment): Fragment {
  return fragment.host ?? fragment;
}

/**
 * Is it on the page? Text without a marker and deleted blocks are, as soon as they have characters; a container that was deleted is, as soon
 * as something in it is.
 */
export function isShown(fragment: Fragment): boolean {
  const { host, runs, marker, deleted, owner } = fragment;
  if (host !== null) return false;
  const form = containerForm(typeOf(fragment.props));
  if (form === null) return runs.length > 0 || (marker !== null && !deleted);
  if (isPartForm(form)) return owner !== null && isAlive(owner) && isAlive(fragment);
  return isAlive(fragment) && hasParts(fragment, form);
}

/** A part of a container that was not deleted, or in which something is. */
function isAlive(fragment: Fragment): boolean {
  return fragment.runs.length > 0 || (fragment.marker !== null && !fragment.deleted) || hasContent(fragment);
}

/** Is anything in it that a person would miss? */
export function hasContent({ insides }: Fragment): boolean {
  return insides.some(({ page }) => {
    for (const one of page) {
      const form = containerForm(typeOf(one.props));
      if (form !== null && isPartForm(form) ? hasContent(one) : isShown(one)) return true;
    }
    return false;
  });
}

/** A table has a row and a column, columns have one. */
function hasParts({ insides }: Fragment, form: ContainerForm): boolean {
  if (form === 'box') return true;
  const [inside] = insides;
  if (inside === undefined) return false;
  const found = new Set<string>();
  for (const part of inside.page) if (isAlive(part)) found.add(typeOf(part.props));
  return form === 'columns' ? found.has('column') : found.has('row') && found.has('col');
}
