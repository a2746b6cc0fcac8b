/** What a history is made of: the rows of a document's log, and who wrote each. */

import type { Author } from '#shared/author.ts';

export interface LogRow {
  readonly seq: number;
  /** Yjs update, V1 */
  readonly update: Uint8Array;
  /** null where the log does not say */
  readonly by: Author | null;
  /** milliseconds since 1970; null where the log does not say */
  readonly at: number | null;
}

/** Who and when. */
export interface Touch {
  readonly seq: number;
  readonly by: Author | null;
  readonly at: number | null;
  /** counts the sittings: what one person wrote without a long pause has one number */
  readonly sitting: number;
}

/** Whoever writes nothing for so long begins a new sitting with what comes next. */
export const SITTING_PAUSE_MS = 10 * 60_000;

/** A touch for each row, in the order of the log. */
export function touchesOf(rows: ReadonlyArray<Pick<LogRow, 'seq' | 'by' | 'at'>>): Touch[] {
  const last = new Map<string, Touch>();
  let sittings = 0;
  return rows.map(({ seq, by, at }) => {
    const person = by === null ? '' : JSON.stringify([by.id, by.id === '' ? by.name : '']);
    const before = last.get(person);
    const goesOn = before !== undefined && (at ?? 0) - (before.at ?? 0) <= SITTING_PAUSE_MS;
    const touch = { seq, by, at, sitting: goesOn ? before.sitting : sittings++ };
    last.set(person, touch);
    return touch;
  });
}
