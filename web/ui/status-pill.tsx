import {
  Check,
  CircleAlert,
  CloudOff,
  Eye,
  HardDrive,
  LoaderCircle,
  Lock,
  type LucideIcon,
  RefreshCw,
} from 'lucide-react';
import type { ReactElement } from 'react';
import type { DocumentClient } from '#web/client/document-client.ts';
import { ConnectionPanel } from './connection-panel.tsx';
import { useClientState, useLastSaved } from './hooks.ts';
import { Icon } from './icon.tsx';
import type { JournalEntry } from './journal.ts';
import { Panel } from './panel.tsx';
import { pillOf, type Situation, type StatusIcon } from './status.ts';
import { words } from './words.ts';

export const STATUS_ICONS: Readonly<Record<StatusIcon, LucideIcon>> = {
  check: Check,
  saving: LoaderCircle,
  retry: RefreshCw,
  offline: CloudOff,
  alert: CircleAlert,
  eye: Eye,
  lock: Lock,
  device: HardDrive,
};

interface StatusPillProps {
  readonly client: DocumentClient;
  /** all but the client's state, which changes with each key: the pill follows it by itself */
  readonly situation: Omit<Situation, 'state'>;
  readonly journal: readonly JournalEntry[];
}

/** The one part of the interface that can never be turned off. */
export function StatusPill({ client, situation: rest, journal }: StatusPillProps): ReactElement {
  const situation: Situation = { ...rest, state: useClientState(client) };
  const { tone, icon, text, short } = pillOf(situation);
  const lastSaved = useLastSaved(situation.state);
  return (
    <Panel
      label={words.connection.title}
      className="mh-conn"
      trigger={
        <button type="button" className={`mh-pill ${tone === 'calm' ? '' : tone}`} data-status={icon}>
          <Icon of={STATUS_ICONS[icon]} className={icon === 'saving' ? 'mh-spin' : ''} />
          {short === text ? (
            text
          ) : (
            <>
              <span className="wide-only">{text}</span>
              <span className="narrow-only">{short}</span>
            </>
          )}
        </button>
      }
    >
      <ConnectionPanel client={client} situation={situation} journal={journal} lastSaved={lastSaved} />
    </Panel>
  );
}
