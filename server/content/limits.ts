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

/** lines of plain text that are not empty */
export const MAX_TEXT_PARAGRAPHS = 30_000;

/** blocks and places of tables, of a document that comes as JSON or HTML; of a Word file may come as many */
export const MAX_IMPORTED_PARTS = 100_000;

/** of all of its parts together, unpacked: text never is in memory whole, an image is */
export const MAX_OFFICE_UNPACKED_BYTES = 256 * 1024 * 1024;
/** of a part that is read whole: styles, numbering, notes; and of an image */
export const MAX_OFFICE_PART_BYTES = 24 * 1024 * 1024;
export const MAX_OFFICE_PARTS = 4_000;
/** for one import, from when the worker begins with it */
export const OFFICE_IMPORT_TIMEOUT_MS = 120_000;
/** imports of office files under way or waiting, of everybody together */
export const MAX_IMPORT_JOBS = 8;
/** how long it can be asked what came of one, and of how many at most */
export const IMPORT_RESULT_KEPT_MS = 15 * 60_000;
export const MAX_IMPORT_RESULTS = 500;

/** of all images that go into an exported file */
export const MAX_EXPORTED_IMAGES_BYTES = 64 * 1024 * 1024;

/** for one PDF, from when the browser starts */
export const PRINT_TIMEOUT_MS = 60_000;
/** browsers that print at a time: each takes some 200 MiB and a core */
export const MAX_PRINTS = 2;
export const MAX_WAITING_PRINTS = 8;
export const MAX_PDF_BYTES = 256 * 1024 * 1024;
