import { ArrowLeft, UserPlus } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { ContentFormat } from '#shared/api/documents.ts';
import type * as Y from 'yjs';
import type { UserInfo } from '#web/client/document-client.ts';
import type { Person } from '#web/editor/people.ts';
import { Crowd } from './crowd.tsx';
import { Icon } from './icon.tsx';
import { MoreMenu } from './more-menu.tsx';
import { PersonDialog, ShareDialog } from './dialogs.ts';
import { Tip } from './tip.tsx';
import { TitleField } from './title-field.tsx';
import { words } from './words.ts';

interface TopBarProps {
  readonly title: Y.Text;
  readonly titleText: string;
  readonly readOnly: boolean;
  readonly loading: boolean;
  readonly status: ReactNode;
  readonly people: readonly Person[];
  readonly away: boolean;
  readonly back: { readonly href: string; readonly label: string } | undefined;
  readonly link: string;
  readonly canWrite: boolean;
  readonly user: UserInfo;
  readonly onUser: ((user: UserInfo) => void) | undefined;
  readonly onLeaveTitle: () => void;
  readonly onCopyMarkdown: () => void;
  readonly onDownload: (format: ContentFormat) => void;
  readonly onPrint: (() => void) | undefined;
  readonly onHistory: () => void;
  readonly onShortcuts: () => void;
}

export function TopBar(props: TopBarProps): ReactElement {
  const { back, user, onUser } = props;
  const [sharing, setSharing] = useState(false);
  const [naming, setNaming] = useState(false);
  const rename = onUser === undefined ? undefined : () => setNaming(true);
  return (
    <header className="mh-top">
      {back === undefined ? null : (
        <Tip label={back.label}>
          <a className="mh-icon-btn" href={back.href} aria-label={back.label}>
            <Icon of={ArrowLeft} flip />
          </a>
        </Tip>
      )}
      {props.loading && props.titleText === '' ? (
        <span className="mh-bone name" aria-hidden="true" />
      ) : (
        <TitleField title={props.title} readOnly={props.readOnly} onLeave={props.onLeaveTitle} />
      )}
      {props.status}
      <span className="gap" />
      <Crowd people={props.people} away={props.away} onChangeSelf={rename} />
      <button type="button" className="mh-btn primary wide-only" onClick={() => setSharing(true)}>
        <Icon of={UserPlus} />
        {words.share.share}
      </button>
      <button
        type="button"
        className="mh-icon-btn narrow-only hide-xs"
        aria-label={words.share.share}
        onClick={() => setSharing(true)}
      >
        <Icon of={UserPlus} />
      </button>
      <MoreMenu
        onShare={() => setSharing(true)}
        onCopyMarkdown={props.onCopyMarkdown}
        onDownload={props.onDownload}
        onPerson={rename}
        onPrint={props.onPrint}
        onHistory={props.onHistory}
        onShortcuts={props.onShortcuts}
      />
      <ShareDialog
        open={sharing}
        onOpenChange={setSharing}
        title={props.titleText === '' ? words.untitled : props.titleText}
        link={props.link}
        canWrite={props.canWrite}
      />
      {onUser === undefined ? null : (
        <PersonDialog
          open={naming}
          onOpenChange={setNaming}
          person={user}
          onSave={(next) => onUser({ ...user, ...next })}
        />
      )}
    </header>
  );
}
