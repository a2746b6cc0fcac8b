import { RefreshCw } from 'lucide-react';
import type { ReactElement } from 'react';
import { Icon } from './icon.tsx';
import { words } from './words.ts';

interface UnavailableProps {
  readonly code: string;
  readonly reason: string;
  readonly onRetry: () => void;
  readonly back: { readonly href: string; readonly label: string } | undefined;
}

/** Instead of the sheet, when there is nothing that could be shown: what is the matter, and what can be done. */
export function Unavailable({ code, reason, onRetry, back }: UnavailableProps): ReactElement {
  const { title, text, retry } = wordsFor(code, reason);
  return (
    <div className="mh-sheet">
      <section className="mh-empty" role="alert">
        <h2>{title}</h2>
        <p>{text}</p>
        <div className="do">
          {retry ? (
            <button type="button" className="mh-btn primary" onClick={onRetry}>
              <Icon of={RefreshCw} />
              {words.unavailable.tryAgain}
            </button>
          ) : null}
          {back === undefined ? null : (
            <a className="mh-btn" href={back.href}>
              {back.label}
            </a>
          )}
        </div>
      </section>
    </div>
  );
}

function wordsFor(code: string, reason: string): { title: string; text: string; retry: boolean } {
  const say = words.unavailable;
  switch (code) {
    case 'not-found':
    case 'forbidden':
      return { title: say.missing, text: say.missingText, retry: false };
    case 'foreign-origin':
      return { title: say.foreign, text: say.foreignText, retry: true };
    case 'unauthorized':
      return { title: words.notice.signedOut, text: words.notice.noAccess, retry: true };
    case 'version':
      return { title: words.notice.oldVersion, text: words.notice.oldVersionSaved, retry: true };
    case 'unavailable':
    case 'storage':
      return { title: say.broken, text: say.brokenText, retry: true };
    case 'unreachable':
      return { title: say.unreachable, text: say.unreachableText, retry: true };
    default:
      return { title: say.other, text: reason, retry: true };
  }
}
