/**
 * Layout `flat/1`: how a document lies in Yjs. `docs/document.md` describes it for readers; this file names its parts.
 *
 * A container is one `Y.Text`. A block is its characters followed by a marker, an embedded `Y.Map` whose keys are the block's
 * properties, each merging on its own. A key that is absent has its default: a new paragraph's marker is empty.
 */
import type * as Y from 'yjs';

/** The layout that this code reads and writes; stands in `meta.layout` from a document's first edit on. */
export const LAYOUT = 'flat/1';
/** Root name of the body, a `Y.Text`. */
export const BODY_ROOT = 'body';
/** Root name of the title, a `Y.Text` of plain text. */
export const TITLE_ROOT = 'title';
/** Root name of the document's own properties, a `Y.Map` with the key `layout`. */
export const META_ROOT = 'meta';
/** Key of the layout's name in `meta`. */
export const META_LAYOUT = 'layout';

/** What stands behind each block. */
export type Marker = Y.Map<unknown>;

export const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const;
export const LISTS = ['bullet', 'number', 'check'] as const;
export type HeadingType = (typeof HEADINGS)[number];
export type ListBlockType = (typeof LISTS)[number];
/** A block's type, the value of the marker's key `t`. */
export type BlockType = 'p' | HeadingType | 'quote' | ListBlockType | 'code' | 'hr';

const BLOCK_TYPES: ReadonlySet<string> = new Set<BlockType>(['p', ...HEADINGS, 'quote', ...LISTS, 'code', 'hr']);

export function isBlockType(value: unknown): value is BlockType {
  return typeof value === 'string' && BLOCK_TYPES.has(value);
}

export function isListType(type: string): type is ListBlockType {
  return (LISTS as readonly string[]).includes(type);
}

/** A void block has a marker and no characters: text that comes to stand before its marker is a paragraph of its own. */
export function isVoidType(type: string): boolean {
  return type === 'hr';
}

/** Marker key of the block's type. */
export const KEY_TYPE = 't';
/** Marker key of a block that was deleted as a whole: hidden while it is empty, shown again when it has text. */
export const KEY_DELETED = 'd';
/** Marker key of a moved block: the id of its anchor. */
export const KEY_PLACE = 'at';
/** Marker key of a block that was joined with one that lies elsewhere: the id of what its text is shown in front of. */
export const KEY_INTO = 'into';
/** Marker key of a block that was split off: the id of the other half's marker. */
export const KEY_FOLLOWS = 'f';

/** Lists nest this deep; deeper levels are shown at this one. */
export const MAX_LIST_LEVEL = 12;
/** Paragraphs and headings indent this far. */
export const MAX_INDENT = 40;
