/** Every limit of the store, its unit last in its name. */

const KIB = 1024;
const MIB = 1024 * KIB;

export const EPOCH_BYTES = 8;

/**
 * Under a load that lasts, commits begin at least so far apart. A commit with what it sets off (two threads woken, an fsync, a write to
 * each socket of the room) costs half a millisecond and more, whatever it carries.
 */
export const COMMIT_MIN_SPACING_MS = 20;
/** each document in a commit has pages of its own that are written, so the next one comes later by so much */
export const COMMIT_SPACING_PER_DOCUMENT_MS = 0.5;
/** but never later than this */
export const COMMIT_MAX_SPACING_MS = 28;
/**
 * When a commit is due it begins with the next update that comes in, which so waits for nothing; without one it begins after so long.
 * With the spacing this is the most that waiting for company adds to an edit's way.
 */
export const COMMIT_GRACE_MS = 8;
/** so many begin at once after a quiet time */
export const COMMIT_BURST = 3;
/** as many updates are company enough: they wait for no more */
export const COMMIT_ENOUGH_UPDATES = 64;
/** what goes into one transaction; a single larger append goes alone */
export const COMMIT_MAX_BYTES = 16 * MIB;

/** a load reads in pieces of this size, so that commits of other documents get their turn between them */
export const READ_CHUNK_BYTES = 4 * MIB;
/** and of no more entries than this: each costs some two microseconds beside its bytes */
export const READ_CHUNK_ENTRIES = 4_096;

/** how long SQLite waits for a lock that another program (a backup, the sqlite3 shell) holds */
export const BUSY_TIMEOUT_MS = 5_000;
/** of SQLite's own page cache */
export const PAGE_CACHE_KIB = 16 * KIB;
/** the write-ahead log is cut back to this size after it grew beyond it */
export const WAL_KEEP_BYTES = 64 * MIB;
/** with more documents than this, a new one is made without looking at all of them first: that takes 0.02 ms for each thousand */
export const MAX_DOCUMENTS_TO_SCAN = 5_000;
/** positions of one document that have a name */
export const MAX_VERSIONS = 1_000;

/** a merged state lies in pieces of about this size, so that neither a transaction nor a message carries a whole document */
export const STATE_PIECE_BYTES = 64 * KIB;
/** what goes from the log into one compressed segment, and is deleted there in the same transaction: some milliseconds */
export const SEGMENT_ENTRIES = 1_024;
export const SEGMENT_BYTES = 512 * KIB;
/** no segment says that it is larger than this when it is unpacked: its updates and what an entry costs beside them */
export const MAX_SEGMENT_BYTES = 64 * MIB;
/** a compaction leaves the disk to others for so long after each step, and moves what was written to its place after so many */
export const STEP_PAUSE_MS = 5;
export const CHECKPOINT_STEPS = 8;
/** of documents, in one answer */
export const NAMES_AT_ONCE = 1_000;
/** pages given back to the file system in one transaction */
export const VACUUM_STEP_PAGES = 32;
/** as many free pages (of 4 KiB) stay in the file for what is written next */
export const FREE_PAGES_KEPT = 1_024;
/** the newest entries stay out of a snapshot: the cursor of who was here lately is found among them */
export const KEPT_TAIL_ENTRIES = 500;
/** updates that are taken into a document at once: behind them it forgets what was deleted and joins what belongs together */
export const MERGE_ENTRIES = 5_000;
/** beyond this the worker that merges a log ends, and the document stays as it is: about a hundred megabytes of it */
export const COMPACTION_HEAP_MIB = 1_536;
