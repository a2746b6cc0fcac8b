/** Limits and times of HTTP itself, the unit last in each name. Those of the protocol stand in shared/protocol/limits.ts. */

/** longer than the minute that proxies keep a connection for, so that it is them who close it (and nobody answers 502) */
export const KEEP_ALIVE_TIMEOUT_MS = 75_000;
export const HEADERS_TIMEOUT_MS = 20_000;
/** for a whole request to come in, but for an upload; a parked poll's answer takes as long as it takes */
export const REQUEST_TIMEOUT_MS = 120_000;
/** for a file to come in: 25 MiB over a line of 350 kbit/s */
export const UPLOAD_TIMEOUT_MS = 600_000;
/** room for a ticket of the largest size, twice */
export const MAX_HEADER_BYTES = 16 * 1024;
export const MAX_HEADERS = 200;

/** connections above MAX_CONNECTIONS that are still answered, so that they know when to come back */
export const MAX_SURPLUS_CONNECTIONS = 1_000;

/** how long a browser may keep the answer to a preflight */
export const PREFLIGHT_MAX_AGE_S = 86_400;
/** what a client is told to wait while the server stops or its store refuses */
export const RETRY_AFTER_S = 5;
/** the same for what is live: the next process may be there at once */
export const DRAINING_RETRY_AFTER_S = 1;
/** documents that are being read for an export; each is in memory whole */
export const MAX_LOADING_EXPORTS = 16;
/** files smaller than this travel as they are */
export const MIN_COMPRESSED_BYTES = 1_024;
/** as much of a body that is too large is read and dropped before it is refused */
export const MAX_DISCARDED_BODY_BYTES = 64 * 1024 * 1024;
/** whoever announces more than this is refused at once */
export const MAX_DECLARED_BODY_BYTES = 256 * 1024 * 1024;
/** for a poll's answer to leave, once it is written: a client that does not read it is cut off */
export const ANSWER_TIMEOUT_MS = 60_000;
/** an answer up to this size is joined and written at once, a larger one leaves as it is in memory */
export const JOINED_ANSWER_BYTES = 64 * 1024;
/** a WebSocket whose peer does not answer the close is cut off after so long; while the server stops sooner */
export const CLOSE_TIMEOUT_MS = 5_000;
export const STOP_CLOSE_TIMEOUT_MS = 1_500;
/** whom a stop sends away comes back within so long, which is what a restart takes, and longer the more they are: not all at once */
export const RECONNECT_DELAY_MS = 1_000;
/** for each WebSocket */
export const RECONNECT_SPREAD_MS = 2;

/** whoever writes nothing for so long begins another session of a document's history */
export const SESSION_PAUSE_MS = 10 * 60_000;
/** somebody else who begins within so long writes in the same one */
export const HAND_OVER_MS = 60_000;
export const LONGEST_SESSION_MS = 2 * 60 * 60_000;
/** entries of a log that are grouped for one page of a history */
export const MAX_HISTORY_ENTRIES = 5_000;
/** of updates on one page of a log; a larger single one travels alone */
export const UPDATES_PAGE_BYTES = 1024 * 1024;
/** a log longer than this is not compared: all of it would be in memory at once */
export const MAX_COMPARED_BYTES = 64 * 1024 * 1024;
/** of a log, read at once for that */
export const COMPARED_PIECE_BYTES = 4 * 1024 * 1024;
/** of the body that gives a version its name */
export const MAX_NAMING_BYTES = 4 * 1024;
