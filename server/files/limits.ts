/** Limits of stored files, the unit last in each name. What an operator may change stands in config/defaults.ts. */

/** a file takes at least so much of what its document may hold, because that is what it takes on disk */
export const LEAST_COUNTED_BYTES = 4_096;
/** uploads under way at a time, of everybody together: each holds a file open */
export const MAX_UPLOADS = 256;
/** a file that nothing names is kept so long: what names it may be on a device that is offline */
export const UNUSED_FILE_MS = 30 * 24 * 60 * 60_000;
/** how often those are looked for, and how long after the start the first time */
export const UNUSED_FILES_INTERVAL_MS = 24 * 60 * 60_000;
export const UNUSED_FILES_FIRST_MS = 10 * 60_000;
/** on the disk, for the documents themselves: no upload begins when it would leave less */
export const KEPT_FREE_BYTES = 256 * 1024 * 1024;
/** enough of a file's beginning to know its type by */
export const HEAD_BYTES = 64;
/** of a file's name in UTF-8, as file systems have it; with its extension */
export const MAX_NAME_BYTES = 200;
