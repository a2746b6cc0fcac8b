/** Limits of stored files, the unit last in each name. What an operator may change stands in config/defaults.ts. */

/** a file takes at least so much of what its document may hold, because that is what it takes on disk */
export const LEAST_COUNTED_BYTES = 4_096;
/** uploads under way at a time, of everybody together: each holds a file open */
export const MAX_UPLOADS = 256;
/** on the disk, for the documents themselves: no upload begins when it would leave less */
export const KEPT_FREE_BYTES = 256 * 1024 * 1024;
/** enough of a file's beginning to know its type by */
export const HEAD_BYTES = 64;
/** of a file's name in UTF-8, as file systems have it; with its extension */
export const MAX_NAME_BYTES = 200;
