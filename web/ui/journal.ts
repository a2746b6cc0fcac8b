import type { ClientState } from '#web/client/state.ts';
import { unsaved } from './status.ts';
import { words } from './words.ts';

/** What happened to the connection since the document was opened, newest first, for the connection panel and for a report. */
export interface JournalEntry {
  /** ms since 1970 */
  readonly at: number;
  readonly text: string;
  readonly warn: boolean;
}

export const JOURNAL_LENGTH = 8;
/** While typing, everything is saved several times a second: entries of saving closer together than this are one. */
export const SAVED_GAP_MS = 60_000;

/** The journal after one change of the client's state. Pure. */
export function writeJournal(
  journal: readonly JournalEntry[],
  previous: ClientState,
  next: ClientState,
  now: number,
): readonly JournalEntry[] {
  const say = words.connection.events;
  const news: JournalEntry[] = [];
  const note = (text: string, warn = false): void => {
    news.unshift({ at: now, text, warn });
  };
  const before = previous.connection;
  const after = next.connection;
  const transport = after.kind === 'online' ? after.transport : null;
  if (transport !== null && (before.kind !== 'online' || before.transport !== transport)) note(say[transport]);
  if (after.kind === 'offline' && before.kind !== 'offline') note(say.offline, true);
  if (after.kind === 'reconnecting' && before.kind !== 'reconnecting') note(say.lost, true);
  if (after.kind === 'closed' && before.kind !== 'closed') note(say.closed, true);
  if (next.saving.kind === 'refused' && previous.saving.kind !== 'refused') note(say.refused, true);
  if (next.saving.kind === 'saved' && previous.saving.kind !== 'saved') {
    const waited = previous.saving.kind === 'offline' ? unsaved(previous) : 0;
    if (waited > 0) note(say.sent(waited));
    const last = journal.find((entry) => entry.text === say.saved);
    if (waited > 0 || last === undefined || now - last.at > SAVED_GAP_MS) note(say.saved);
  }
  return news.length === 0 ? journal : [...news, ...journal].slice(0, JOURNAL_LENGTH);
}
