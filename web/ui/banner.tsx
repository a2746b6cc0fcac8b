import type { ReactElement } from 'react';
import { Icon } from './icon.tsx';
import type { Notice, NoticeAction } from './status.ts';
import { STATUS_ICONS } from './status-pill.tsx';
import { words } from './words.ts';

const LABELS: Readonly<Record<NoticeAction, string>> = {
  retry: words.notice.tryNow,
  'take-out': words.notice.takeOut,
  'copy-text': words.notice.copyText,
  reload: words.notice.reload,
  dismiss: words.notice.dismiss,
};

/** What a person has to know now, and the one or two things to do about it. */
export function Banner({
  notice,
  onAction,
}: {
  notice: Notice;
  onAction: (action: NoticeAction) => void;
}): ReactElement {
  return (
    <div
      className={`mh-banner ${notice.tone === 'note' ? '' : notice.tone}`}
      // the others are told by the announcer; a countdown in here would be read out every second
      role={notice.tone === 'bad' ? 'alert' : undefined}
    >
      <Icon of={STATUS_ICONS[notice.icon]} />
      <p className="say">
        <b>{notice.strong}</b> {notice.text}
      </p>
      {notice.actions.length === 0 ? null : (
        <div className="do">
          {notice.actions.map((action, i) => (
            <button
              key={action}
              type="button"
              className={i === 0 && action !== 'dismiss' ? 'mh-btn' : 'mh-btn quiet'}
              onClick={() => onAction(action)}
            >
              {LABELS[action]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
