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

/** Key of the YAML in front of the Markdown that the document came from, in `meta`. */
export const META_FRONT_MATTER = 'frontMatter';

/** What stands behind each block. */
export type Marker = Y.Map<unknown>;

export { containerForm, isFigureType, isListType, isPartForm, isPlainType, isVoidType } from './kinds/kinds.ts';
export type { BlockType } from './kinds/kinds.ts';
export { HEADINGS } from './kinds/heading.ts';
export type { ContainerForm } from './kinds/kind.ts';
export { MAX_DEPTH, MAX_LIST_LEVEL } from './limits.ts';
export type { ListBlockType } from './kinds/list-item.ts';

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
/** Marker key of a container's id: a name of its own, as what is in it refers to it. */
export const KEY_ID = 'id';
/** Marker key of a block in a container: the section that it is shown in. Empty is the page's own level. */
export const KEY_SECTION = 'in';
