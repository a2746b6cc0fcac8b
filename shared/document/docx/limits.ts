/** What an office file may have at most, the unit last in each name. Far above what people write; what is above is refused. */

/** elements in each other: a table in a cell takes some eight of them */
export const MAX_XML_DEPTH_ELEMENTS = 256;
/** in one paragraph or table, which is in memory whole */
export const MAX_BLOCK_ELEMENTS = 400_000;
/** of text and attributes in one of those */
export const MAX_BLOCK_CHARS = 8 * 1024 * 1024;
/** in one part of the file */
export const MAX_PART_ELEMENTS = 6_000_000;
/** of an element, and of one attribute */
export const MAX_ATTRIBUTES = 256;
/** of a document, in UTF-16 units */
export const MAX_OFFICE_TEXT_CHARS = 4 * 1024 * 1024;
/** paragraphs, items, tables, rows */
export const MAX_OFFICE_BLOCKS = 40_000;
/** of one table; a larger one becomes text */
export const MAX_TABLE_COLUMNS = 60;
export const MAX_TABLE_ROWS = 1_000;
/** of all tables together */
export const MAX_TABLE_CELLS = 60_000;
/** styles that are based on each other */
export const MAX_STYLE_CHAIN = 24;
/** pictures that are taken out of a file */
export const MAX_OFFICE_IMAGES = 500;
