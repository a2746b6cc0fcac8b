import { MAX_FRAME_BYTES } from '#shared/protocol/limits.ts';

const MIB = 1024 * 1024;

/** a receiver with more than this waiting is cut off (close 4508) */
export const MAX_WAITING_BYTES = 32 * MIB;
/** with more than this waiting, presence is left out, the first that may be lost, and a long answer stands still until all has left */
export const MAX_WAITING_FOR_MORE_BYTES = 1 * MIB;
/** updates from this size on are sent as they are, not copied into each client's message */
export const SHARED_UPDATE_BYTES = 64 * 1024;
/** what a client may send while its document is being loaded: the largest frame, twice */
export const MAX_OPENING_BYTES = 2 * MAX_FRAME_BYTES;
/** what a frame costs there beside its own bytes, of which it may have none */
export const OPENING_FRAME_BYTES = 512;
/** a room without members is forgotten after so long */
export const ROOM_IDLE_MS = 30_000;
/** how often presence that lapsed is looked for, while anybody is here */
export const PRESENCE_SWEEP_MS = 2_000;
/** how often a stock client may leave a gap before it is taken for broken */
export const MAX_GAPS = 3;
/** what is merged into one update for a newcomer who reads one at a time; merging costs the square of the count */
export const RUN_ENTRIES = 128;
export const RUN_BYTES = 256 * 1024;
/** what one author sent in a row is joined up to this size */
export const MAX_RUN_BYTES = 64 * 1024;
/** what may wait for the disk, in all rooms of a node; above it an edit is refused as `storage`, and its client tries again */
export const MAX_BACKLOG_BYTES = 128 * MIB;
/** what an update costs there beside its own bytes */
export const BACKLOG_ENTRY_BYTES = 512;
/** how many client ids one owner may speak for */
export const MAX_CLIENTS_PER_OWNER = 16;
/** how long an id is kept for a client that changes its connection */
export const CLIENT_ID_GRACE_MS = 2_000;
/** who left is remembered so long, for polls that have not heard of it */
export const TOMBSTONE_MS = 90_000;

/** a log is merged into a snapshot when what lies behind the last one weighs so much, and a part of that snapshot */
export const COMPACT_BYTES = 256 * 1024;
export const COMPACT_SHARE_OF_SNAPSHOT = 0.25;
/** what an entry weighs beside its bytes: it is read, held and sent on its own */
export const COMPACT_ENTRY_BYTES = 64;
/** while somebody writes it waits until it weighs so many times that */
export const COMPACT_BUSY_FACTOR = 4;
/** nobody has written for so long: a pause */
export const QUIET_MS = 5_000;
/** a log that could not be merged is tried again after so long */
export const COMPACT_RETRY_MS = 60 * 60_000;
/** of a snapshot, read in one turn of the event loop: some milliseconds */
export const READ_PER_TURN_BYTES = 64 * 1024;
/**
 * what was deleted so long ago is swept: whoever was offline for less may still write into it, and it comes back; undo of a deletion in a
 * tab that is open goes back that far and no further
 */
export const SWEEP_AFTER_DAYS = 30;
/** a document is not swept again before so long */
export const SWEEP_PAUSE_MS = 24 * 60 * 60_000;
/** a log longer than this is not swept: all of it would be in memory at once */
export const MAX_SWEPT_BYTES = 64 * 1024 * 1024;
/** of a log, read at once for that */
export const SWEEP_READ_BYTES = 4 * 1024 * 1024;
