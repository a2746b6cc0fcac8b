import { RefreshCw } from 'lucide-react';
import { Fragment, type ReactElement } from 'react';
import { unreachable } from '#shared/assert.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import type { ClientState, Connection } from '#web/client/state.ts';
import { copyText } from './clipboard.ts';
import { useNow } from './hooks.ts';
import { Icon } from './icon.tsx';
import type { JournalEntry } from './journal.ts';
import { noticeOf, pillOf, type Situation, SLOW_SAVE_MS, unsaved } from './status.ts';
import { useSurroundings } from './surroundings.ts';
import { shortTime, timeOfDay } from './times.ts';
import { words } from './words.ts';

const say = words.connection;

function heading(state: ClientState, now: number): string {
  if (state.connection.kind === 'closed' || state.saving.kind === 'refused') return say.notSaved;
  if (state.connection.kind !== 'online') return say.waiting;
  return unsaved(state) === 0 || now === 0 ? say.saved : say.saving;
}

/** Which transport, and why. */
function transportText(connection: Connection, now: number): string {
  switch (connection.kind) {
    case 'online': {
      const { transport, reason } = connection;
      if (transport === 'websocket')
        return reason.kind === 'chosen' ? `${say.websocket} ${say.websocketChosen}` : say.websocket;
      switch (reason.kind) {
        case 'while-connecting':
          return `${say.polling} ${say.pollingWhileConnecting}`;
        case 'websocket-failed':
          return `${say.polling} ${say.pollingFailed(shortTime(reason.at))}`;
        case 'chosen':
          return `${say.polling} ${say.pollingChosen}`;
        case 'first-choice':
          return say.polling;
        default:
          return unreachable(reason);
      }
    }
    case 'reconnecting':
      return words.notice.retryIn(Math.ceil((connection.retryAt - now) / 1000));
    case 'offline':
      return words.notice.offline(0);
    case 'connecting':
      return words.pill.connecting;
    case 'closed':
      return connection.reason;
    default:
      return unreachable(connection);
  }
}

function keptText({ device, saving }: ClientState): string {
  if (device.kind !== 'kept') return say.keptNo;
  return saving.kind === 'offline' && saving.kept < saving.count
    ? say.keptSome(saving.kept, saving.count)
    : say.keptYes;
}

interface ConnectionPanelProps {
  readonly client: DocumentClient;
  readonly situation: Situation;
  readonly journal: readonly JournalEntry[];
  /** ms since 1970 */
  readonly lastSaved: number | null;
}

export function ConnectionPanel({ client, situation, journal, lastSaved }: ConnectionPanelProps): ReactElement {
  const { view, toasts } = useSurroundings();
  const { state } = situation;
  const now = useNow(true);
  const { connection, saving } = state;
  const count = unsaved(state);
  const slow = saving.kind === 'saving' && now - saving.since >= SLOW_SAVE_MS;
  const failed =
    connection.kind === 'online' && connection.transport === 'polling' && connection.reason.kind === 'websocket-failed';
  const waiting =
    connection.kind === 'reconnecting' || connection.kind === 'offline' || connection.kind === 'connecting';
  const facts: [string, string][] = [
    [say.lastSaved, lastSaved === null ? say.notYet : timeOfDay(lastSaved)],
    [say.unsaved, say.changes(count)],
    [say.keptHere, keptText(state)],
  ];
  const copyReport = async (): Promise<void> => {
    const copied = await copyText(view, report(situation, journal, view.navigator.userAgent));
    toasts.show(
      copied ? { kind: 'ok', text: words.toast.reportCopied } : { kind: 'bad', text: words.toast.copyFailed },
    );
  };
  return (
    <>
      <h2>{heading(state, now)}</h2>
      <p>{transportText(connection, now)}</p>
      {slow ? <p>{say.slow}</p> : null}
      <dl>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      {journal.length === 0 ? null : (
        <>
          <h3>{say.happened}</h3>
          <ol>
            {journal.map((entry) => (
              <li key={`${entry.at} ${entry.text}`} className={entry.warn ? 'warn' : ''}>
                <time dateTime={new Date(entry.at).toISOString()}>{timeOfDay(entry.at)}</time>
                {entry.text}
              </li>
            ))}
          </ol>
        </>
      )}
      <div className="do">
        {waiting || failed ? (
          <button type="button" className="mh-btn" onClick={() => client.retryNow()}>
            <Icon of={RefreshCw} />
            {failed ? say.tryWebSocket : say.tryNow}
          </button>
        ) : null}
        <button
          type="button"
          className={waiting || failed ? 'mh-btn quiet' : 'mh-btn'}
          onClick={() => void copyReport()}
        >
          {say.copyReport}
        </button>
      </div>
    </>
  );
}

/** What somebody who helps needs to know: no name, no text, no address of the document. */
function report(situation: Situation, journal: readonly JournalEntry[], agent: string): string {
  const notice = noticeOf(situation);
  return [
    `${words.product}: ${pillOf(situation).text}`,
    notice === null ? '' : `${notice.strong} ${notice.text}`,
    JSON.stringify(situation.state, null, 2),
    ...journal.map((entry) => `${new Date(entry.at).toISOString()} ${entry.text}`),
    agent,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
