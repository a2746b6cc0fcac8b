/** A block as it lies in the text: its characters and the marker behind them. */
import type { NodeKey } from 'lexical';
import type { Attributes } from './attributes.ts';
import type { Marker } from './layout.ts';
import type { BlockProps } from './props.ts';
import type { Run } from './runs.ts';
import type { Chunk } from './sequence.ts';

/** What the text says about a block. */
export interface FragmentContent {
  /** Null where text has no marker of its own: at the end of the container, and before a void block's marker. */
  readonly marker: Marker | null;
  readonly props: BlockProps;
  readonly runs: readonly Run[];
  /** Positions in the `Y.Text`, the marker included. */
  readonly size: number;
  /** Deleted as a whole (key `d`): hidden as long as it has no text. */
  readonly deleted: boolean;
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
  runs: readonly Run[];
  size: number;
  deleted: boolean;
  endAttributes: Attributes;
  plain: boolean;
  unknown: string | null;
  /** The Lexical node that shows it: a paragraph, a list item …; null while it is not shown. */
  key: NodeKey | null;
  /** The root's child that this node is or lies in. */
  top: NodeKey | null;
  /** Where the sequence keeps it. */
  chunk: Chunk | null;
}

export function makeFragment(content: FragmentContent): Fragment {
  return { ...content, key: null, top: null, chunk: null };
}

/** Is it on the page? Text without a marker and deleted blocks are, as soon as they have characters. */
export function isShown(content: FragmentContent): boolean {
  return content.runs.length > 0 || (content.marker !== null && !content.deleted);
}
