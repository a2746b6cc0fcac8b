/** Limits of conversions, the unit last in each name. */

/** beyond this a worker ends, and its conversion with it */
export const CONTENT_WORKER_HEAP_MIB = 512;
/** for one conversion, from when a worker begins with it */
export const IMPORT_TIMEOUT_MS = 15_000;
export const EXPORT_TIMEOUT_MS = 20_000;
/** as many may wait for the one that is under way; they are in memory with all they hold */
export const MAX_WAITING_IMPORTS = 32;
export const MAX_WAITING_EXPORTS = 32;

/** paragraphs, headings, list items, rows: each costs the parser some 60 µs and 10 KB */
export const MAX_MARKDOWN_BLOCKS = 30_000;
/** lines that are not empty, also within a block */
export const MAX_MARKDOWN_LINES = 100_000;
/** quotes and lists inside each other, and as many columns of indentation before an item, twice */
export const MAX_MARKDOWN_NESTING = 100;
/** characters that may begin or end a format, in lines that follow each other: the parser takes time in the square of them */
export const MAX_MARKS_PER_PARAGRAPH = 5_000;
/** bars of a table: time in the square of them, too */
export const MAX_BARS_PER_TABLE = 15_000;
/** in all: the sum of the squares of a paragraph's marks, a tenth of those of a table's bars, and those of each line's nesting so many times */
export const MAX_MARKDOWN_WEIGHT = 100_000_000;
export const NESTING_WEIGHT = 10;
