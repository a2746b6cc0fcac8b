/**
 * The protocol's version: a whole number, raised when an older peer would misunderstand something.
 * Append-only history, newest last:
 * 1  2026-11-24  hello, push and ack, cursors, long polling
 */
export const PROTOCOL_VERSION = 1;
/** the oldest that this side still speaks */
export const OLDEST_PROTOCOL_VERSION = 1;
