import { Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import type { WritingSession } from '#shared/api/history.ts';
import { groupBy } from '#shared/group-by.ts';
import { Icon } from '../icon.tsx';
import { howLongAgo, shortTime } from '../times.ts';
import { VersionName } from './version-name.tsx';
import { historyWords as words } from './words.ts';

interface HistoryListProps {
  /** newest first */
  readonly sessions: readonly WritingSession[];
  /** the newest position */
  readonly head: number;
  readonly chosen: WritingSession | null;
  readonly now: number;
  /** only versions that have a name are shown */
  readonly namedOnly: boolean;
  readonly onNamedOnly: (named: boolean) => void;
  readonly onChoose: (session: WritingSession) => void;
  /** null where there are no older ones */
  readonly onOlder: (() => void) | null;
  /** null where the person may not delete the history */
  readonly onPurge: (() => void) | null;
  /** null where the person may give no names */
  readonly onName: ((session: WritingSession, name: string | null) => Promise<boolean>) | null;
}

const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const wholeTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

/** Who wrote when, day by day. */
export function HistoryList(props: HistoryListProps): ReactElement {
  const { sessions, head, chosen, now, namedOnly, onNamedOnly, onChoose, onOlder, onPurge, onName } = props;
  const days = groupBy(sessions, ({ endedAt }) => (endedAt === null ? words.unknownTime : dayName.format(endedAt)));
  return (
    <nav className="mh-past-list" aria-label={words.list}>
      <label className="mh-past-filter">
        <input type="checkbox" checked={namedOnly} onChange={(event) => onNamedOnly(event.target.checked)} />
        {words.named}
      </label>
      {sessions.length === 0 ? <p className="hint">{words.noneNamed}</p> : null}
      {[...days].map(([day, own]) => (
        <section key={day}>
          <h3>{day}</h3>
          <ul>
            {own.map((session) => (
              <li key={session.to}>
                <button
                  type="button"
                  aria-current={session.to === chosen?.to ? 'true' : undefined}
                  onClick={() => onChoose(session)}
                >
                  {session.version === null ? null : (
                    <strong className="name">
                      <bdi>{session.version.name}</bdi>
                    </strong>
                  )}
                  <span className="when mh-num">{timeOf(session)}</span>
                  {namedOnly ? (
                    <span className="who">
                      <bdi>{words.namedBy(session.version?.by?.name ?? null)}</bdi>
                    </span>
                  ) : (
                    <Who session={session} />
                  )}
                  {session.to === head ? <span className="hint">{words.current}</span> : <Ago {...session} now={now} />}
                </button>
                {onName !== null && session.to === chosen?.to ? (
                  <VersionName name={session.version?.name ?? null} onName={(name) => onName(session, name)} />
                ) : null}
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
      {onPurge === null ? null : (
        <button type="button" className="mh-btn quiet" onClick={onPurge}>
          <Icon of={Trash2} />
          {words.purge}
        </button>
      )}
    </nav>
  );
}

function Who({ session: { people } }: { readonly session: WritingSession }): ReactElement {
  return (
    <span className="who">
      {people.map(({ id, name, color }) => (
        <i key={`${id}${name}`} style={{ background: `var(--mh-p${color ?? 1})` }} aria-hidden="true" />
      ))}
      <bdi>{words.people(people.map(({ name }) => name))}</bdi>
    </span>
  );
}

function timeOf({ startedAt, endedAt }: WritingSession): string {
  if (startedAt === null || endedAt === null) return '–';
  const [from, to] = [shortTime(startedAt), shortTime(endedAt)];
  return from === to ? to : `${from} – ${to}`;
}

function Ago({ endedAt, now }: Pick<WritingSession, 'endedAt'> & { readonly now: number }): ReactElement | null {
  if (endedAt === null) return null;
  return (
    <time className="hint" dateTime={new Date(endedAt).toISOString()} title={wholeTime.format(endedAt)}>
      {howLongAgo(endedAt, now)}
    </time>
  );
}
