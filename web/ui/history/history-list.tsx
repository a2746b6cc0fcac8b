import type { ReactElement } from 'react';
import type { WritingSession } from '#shared/api/history.ts';
import { groupBy } from '#shared/group-by.ts';
import { howLongAgo, shortTime } from '../times.ts';
import { historyWords as words } from './words.ts';

interface HistoryListProps {
  /** newest first */
  readonly sessions: readonly WritingSession[];
  readonly chosen: WritingSession | null;
  readonly now: number;
  readonly onChoose: (session: WritingSession) => void;
  /** null where there are no older ones */
  readonly onOlder: (() => void) | null;
}

const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const wholeTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

/** Who wrote when, day by day. */
export function HistoryList({ sessions, chosen, now, onChoose, onOlder }: HistoryListProps): ReactElement {
  const days = groupBy(sessions, ({ endedAt }) => (endedAt === null ? words.unknownTime : dayName.format(endedAt)));
  return (
    <nav className="mh-past-list" aria-label={words.list}>
      {[...days].map(([day, own]) => (
        <section key={day}>
          <h3>{day}</h3>
          <ul>
            {own.map((session) => (
              <li key={session.to}>
                <button
                  type="button"
                  aria-current={session === chosen ? 'true' : undefined}
                  onClick={() => onChoose(session)}
                >
                  <span className="when mh-num">{timeOf(session)}</span>
                  <span className="who">
                    {session.people.map(({ id, name, color }) => (
                      <i key={`${id}${name}`} style={{ background: `var(--mh-p${color ?? 1})` }} aria-hidden="true" />
                    ))}
                    <bdi>{words.people(session.people.map(({ name }) => name))}</bdi>
                  </span>
                  {session === sessions[0] ? <span className="hint">{words.current}</span> : agoOf(session, now)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {onOlder === null ? null : (
        <button type="button" className="mh-btn" onClick={onOlder}>
          {words.older}
        </button>
      )}
    </nav>
  );
}

function timeOf({ startedAt, endedAt }: WritingSession): string {
  if (startedAt === null || endedAt === null) return '–';
  const [from, to] = [shortTime(startedAt), shortTime(endedAt)];
  return from === to ? to : `${from} – ${to}`;
}

function agoOf({ endedAt }: WritingSession, now: number): ReactElement | null {
  if (endedAt === null) return null;
  return (
    <time className="hint" dateTime={new Date(endedAt).toISOString()} title={wholeTime.format(endedAt)}>
      {howLongAgo(endedAt, now)}
    </time>
  );
}
