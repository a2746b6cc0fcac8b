import type { ClientState } from '#web/client/state.ts';
import { RECONNECTING_NOTICE_MS } from './status.ts';

/** What is remembered of a lost connection until it is back and everything is saved. */
export interface Absence {
  /** ms since 1970; null while connected */
  readonly since: number | null;
  /** the most changes that waited meanwhile */
  readonly kept: number;
}

export const PRESENT: Absence = { since: null, kept: 0 };

/**
 * Follows the client's state. `back` is the number of changes that waited and are saved now, null as long as there is nothing to say: a
 * connection that was gone for a blink, with nothing waiting, is nobody's business.
 */
export function followAbsence(
  absence: Absence,
  state: ClientState,
  now: number,
): { absence: Absence; back: number | null } {
  const { connection, saving } = state;
  const kept = saving.kind === 'offline' ? Math.max(absence.kept, saving.count) : absence.kept;
  if (connection.kind === 'offline' || connection.kind === 'reconnecting') {
    return { absence: { since: absence.since ?? connection.since, kept }, back: null };
  }
  if (absence.since === null && kept === 0) return { absence: PRESENT, back: null };
  if (connection.kind !== 'online' || saving.kind !== 'saved') return { absence: { ...absence, kept }, back: null };
  const long = absence.since !== null && now - absence.since >= RECONNECTING_NOTICE_MS;
  return { absence: PRESENT, back: kept > 0 || long ? kept : null };
}
