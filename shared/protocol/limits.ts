/** Every limit of the protocol, its unit last in its name. PROTOCOL.md holds the same table. */

const KIB = 1024;
const MIB = 1024 * KIB;

export const MAX_UPDATE_BYTES = 8 * MIB;
/** a WebSocket message: the largest update and room for what stands around it */
export const MAX_FRAME_BYTES = MAX_UPDATE_BYTES + 64 * KIB;
/** from a client: in a WebSocket message, and for each document of a poll */
export const MAX_MESSAGES_PER_FRAME = 1_000;
export const MAX_POLL_BODY_BYTES = 16 * MIB;
export const MAX_PRESENCE_BYTES = 16 * KIB;
/** all states of one document together; who would go beyond is not seen by others */
export const MAX_PRESENCE_BYTES_PER_DOCUMENT = 1 * MIB;
/** client ids of one document with a state, or with one a moment ago; and of one message */
export const MAX_PRESENCE_ENTRIES = 2_000;
export const MAX_PRESENCE_CLOCK = 2 ** 40;
/** of a value in an edit or a state; readers and writers of values go down one call a level */
export const MAX_VALUE_DEPTH = 64;
export const MAX_STRUCTS_PER_UPDATE = 1_000_000;
/** Yjs client ids: each start of an editor takes a new one, and what everybody gets at first names them all */
export const MAX_CLIENTS_PER_UPDATE = 50_000;
export const MAX_CLIENTS_PER_DOCUMENT = 250_000;
export const MAX_ROOTS_PER_UPDATE = 1_000;
export const MAX_ROOTS_PER_DOCUMENT = 10_000;
/** in UTF-8 */
export const MAX_ROOT_NAME_BYTES = 1 * KIB;
/** how many clocks one client id may write in one document */
export const MAX_CLOCK = 2 ** 31;
/** clocks of structs whose content is gone: a few bytes claim any number of them */
export const MAX_DELETED_CLOCKS_PER_UPDATE = 2 ** 24;
/** in UTF-8 */
export const MAX_DOCUMENT_NAME_BYTES = 512;
export const MAX_DOCUMENTS_PER_POLL = 64;
export const MAX_TOKEN_BYTES = 8 * KIB;
/** updates in one data message; a single larger update travels alone */
export const DATA_CHUNK_BYTES = 1 * MIB;

export const POLL_HOLD_MS = 20_000;
/** the hold is shortened or lengthened by up to this share, so that polls do not come back in step */
export const POLL_HOLD_JITTER_RATIO = 0.1;
export const POLL_MIN_HOLD_MS = 5_000;
/** how long beyond the hold a client waits for an answer */
export const POLL_GIVE_UP_MS = 10_000;
export const POLL_QUIET_MS = 250;
export const POLL_MIN_WINDOW_MS = 25;
export const POLL_MAX_WINDOW_MS = 50;

export const PING_INTERVAL_MS = 15_000;
export const PONG_TIMEOUT_MS = 8_000;

export const PRESENCE_LAPSE_MS = 30_000;
export const HANDOVER_GRACE_MS = 10_000;
export const PRESENCE_MIN_GAP_MS = 100;

export const INSTANCE_ID_BYTES = 16;
