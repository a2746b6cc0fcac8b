import { PING_INTERVAL_MS, POLL_HOLD_MS } from '#shared/protocol/limits.ts';

/** What holds where the environment says nothing. Units stand last in each name. */

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8080;
export const DEFAULT_DATA_DIR = './data';
export const DEFAULT_LOG_LEVEL = 'info';
export const DEFAULT_POLL_HOLD_MS = POLL_HOLD_MS;
export const DEFAULT_PING_INTERVAL_MS = PING_INTERVAL_MS;
export const DEFAULT_SHUTDOWN_GRACE_MS = 10_000;
/** of all addresses together */
export const DEFAULT_MAX_CONNECTIONS = 20_000;
/** of one address: an office behind one is no attacker */
export const DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 1_000;
export const DEFAULT_MAX_REQUESTS_PER_MINUTE = 30_000;
export const DEFAULT_MAX_ROOMS_PER_MINUTE = 3_000;
/** of one file in a document */
export const DEFAULT_MAX_FILE_BYTES = 25 * 1024 * 1024;
/** of all files of a document */
export const DEFAULT_MAX_FILE_BYTES_PER_DOCUMENT = 1024 ** 3;

/** Bounds of what may be set: below or above them something else breaks. */
export const POLL_HOLD_RANGE_MS = [1_000, 55_000] as const;
export const PING_INTERVAL_RANGE_MS = [1_000, 300_000] as const;
/** a body above the upper bound could not be refused with an answer */
export const FILE_BYTES_RANGE = [0, 256 * 1024 * 1024] as const;
export const DOCUMENT_FILES_BYTES_RANGE = [0, 1024 ** 4] as const;
export const SHUTDOWN_GRACE_RANGE_MS = [0, 300_000] as const;
/** also of MAX_CONNECTIONS */
export const VISITOR_LIMIT_RANGE = [0, 1_000_000] as const;
