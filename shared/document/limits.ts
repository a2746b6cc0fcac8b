/** What a document's blocks may have at most. */

/** Lists nest this deep; deeper levels are shown at this one. */
export const MAX_LIST_LEVEL = 12;
/** Paragraphs and headings indent this far. */
export const MAX_INDENT = 40;
