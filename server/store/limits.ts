/** Every limit of the store, its unit last in its name. */

const KIB = 1024;
const MIB = 1024 * KIB;

export const EPOCH_BYTES = 8;

/** the share of the time that transactions may take under load; waking the threads for one costs about as much CPU again */
export const COMMIT_SHARE_RATIO = 0.02;
/** the longest time that a commit waits for company, so the most that it adds to an edit's way */
export const COMMIT_MAX_WINDOW_MS = 10;
/** what goes into one transaction; a single larger append goes alone */
export const COMMIT_MAX_BYTES = 16 * MIB;

/** a load reads in pieces of this size, so that commits of other documents get their turn between them */
export const READ_CHUNK_BYTES = 4 * MIB;

/** how long SQLite waits for a lock that another program (a backup, the sqlite3 shell) holds */
export const BUSY_TIMEOUT_MS = 5_000;
/** of SQLite's own page cache */
export const PAGE_CACHE_KIB = 16 * KIB;
/** the write-ahead log is cut back to this size after it grew beyond it */
export const WAL_KEEP_BYTES = 64 * MIB;
