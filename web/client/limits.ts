/** The client's own limits, units last; those of the wire stand in shared/protocol/limits.ts. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** from the constructor to `open`; a SYN that a firewall drops would take minutes */
export const SOCKET_OPEN_TIMEOUT_MS = 10 * SECOND_MS;
/** from `open`, and from each frame, to the next one until the hello is answered: a proxy that swallows frames is found by this */
export const HELLO_TIMEOUT_MS = 5 * SECOND_MS;
/** from the welcome on: frames pass, and the largest of them takes so long on a slow network, without a sign in between */
export const FIRST_SYNC_TIMEOUT_MS = 2 * MINUTE_MS;
/** a WebSocket that lived so long is no longer on trial */
export const SOCKET_PROVEN_MS = 10 * SECOND_MS;
/** failed WebSockets, while HTTP works, until polling stays */
export const MOST_STRIKES = 3;
/** when a WebSocket is tried again after that; the last stands for all later ones */
export const PROBE_DELAYS_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS] as const;
/** a WebSocket that was lost gets so long to come back before a poll is parked as well */
export const LOST_SOCKET_GRACE_MS = 2 * SECOND_MS;
/** after waking up: a socket that was alive answers fast, one that died in its sleep never */
export const WAKE_PONG_TIMEOUT_MS = 2 * SECOND_MS;
/** what a browser learnt about a server's WebSockets is forgotten after so long: people take their laptops elsewhere */
export const LEARNT_FOR_MS = 12 * 60 * MINUTE_MS;

/** how long a request with pushes may take before it is given up and sent again, besides the time that its bytes take */
export const WRITE_TIMEOUT_MS = 20 * SECOND_MS;
/** the slowest network on which a large write, a large answer or a first sync is waited for to its end */
export const SLOWEST_BYTES_PER_MS = 8;
/** under way on a WebSocket at a time; more goes by HTTP, or pings would wait behind it longer than their answer may take */
export const SOCKET_PUSH_BYTES = 64 * 1024;
/** pushes under way on a WebSocket; what is typed beyond that is merged until one is acknowledged */
export const MOST_PUSHES_IN_FLIGHT = 8;
/** presence over HTTP costs a request each: less often than over a WebSocket */
export const PRESENCE_HTTP_GAP_MS = 250;
/** on a WebSocket, so that presence does not lapse (PRESENCE_LAPSE_MS) */
export const PRESENCE_RENEWAL_MS = 12 * SECOND_MS;
/** a poll renews presence that is as old: together with a whole hold it is still less than PRESENCE_LAPSE_MS */
export const PRESENCE_POLL_RENEWAL_MS = 7 * SECOND_MS;
/** what browsers carry after the page is gone, over all requests of a page */
export const KEEPALIVE_BODY_BYTES = 64 * 1024;
/** room in a frame for what stands around an update */
export const FRAME_OVERHEAD_BYTES = 1024;
/** what a server finds too large is split no further */
export const LEAST_SPLIT_BYTES = 64;
/** edits that an earlier start left are taken over in bundles of that size */
export const ADOPTED_BYTES = 256 * 1024;
/** log rows on the device before they are merged into one */
export const COMPACT_AFTER_ROWS = 200;
/** a database that another tab blocks may never open, one that is broken never answer */
export const DEVICE_TIMEOUT_MS = 3 * SECOND_MS;
/** from a change of what can be undone until it is kept on the device */
export const KEEP_UNDO_DELAY_MS = SECOND_MS / 2;
/** what a tab can undo is forgotten when the tab was not opened for so long */
export const UNDO_KEPT_FOR_MS = 7 * 24 * 60 * MINUTE_MS;
/** tabs whose undo a device keeps for one document, besides the one that opens */
export const MOST_UNDO_ROWS = 20;
/** how long `destroy` waits for its goodbye to be answered */
export const FAREWELL_TIMEOUT_MS = 2 * SECOND_MS;

/** requests that are parked at one server by all tabs of a browser together: it allows six over HTTP/1.1, and pages need some */
export const MOST_PARKED_POLLS = 2;
/** how long polls that were answered are waited for, so that they go together again */
export const GATHER_MS = 30;
/** after an answer that came early and brought nothing */
export const REST_MS = SECOND_MS;
/** a poll that has so little of its wait left is answered with nothing */
export const SPENT_ASK_MS = SECOND_MS;
/** while more tabs show a document than requests are parked they take turns, each once in so long: presence outlives the rest of it */
export const TURN_CYCLE_MS = 12 * SECOND_MS;
/** how long a page that wants to poll listens for one that does it already */
export const SEEK_LEADER_MS = 500;
/** how often a page asks whether the one that polls for it is still there */
export const LEADER_PING_MS = 5 * SECOND_MS;
/** no answer for so long: another page takes over */
export const LEADER_SILENCE_MS = 2.5 * SECOND_MS;
/** colours that people may have: 1 to so many */
export const PRESENCE_COLORS = 8;
