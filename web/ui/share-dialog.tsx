import { Link2 } from 'lucide-react';
import { type ReactElement, useId, useRef, useState } from 'react';
import { copyText } from './clipboard.ts';
import { Icon } from './icon.tsx';
import { Modal } from './panel.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

export interface ShareDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly link: string;
  /** whether whoever opens the link may write too, as far as is known */
  readonly canWrite: boolean;
}

/** Sharing is a link as long as access is open. Where the browser refuses the clipboard, the link is chosen for copying by hand. */
export function ShareDialog({ open, onOpenChange, title, link, canWrite }: ShareDialogProps): ReactElement {
  const { view, toasts, apple } = useSurroundings();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const copyButton = useRef<HTMLButtonElement>(null);
  const [refused, setRefused] = useState(false);
  const copy = async (): Promise<void> => {
    if (await copyText(view, link)) {
      toasts.show({ kind: 'link', text: words.toast.linkCopied });
      onOpenChange(false);
      return;
    }
    setRefused(true);
    field.current?.focus();
    field.current?.select();
  };
  return (
    <Modal
      open={open}
      onOpenChange={(next) => {
        setRefused(false);
        onOpenChange(next);
      }}
      title={words.share.title(title)}
      initialFocus={copyButton}
      footer={
        <button type="button" className="mh-btn" onClick={() => onOpenChange(false)}>
          {words.done}
        </button>
      }
    >
      <div className="in">
        <p>{canWrite ? words.share.text : words.share.textView}</p>
        <div className="mh-copyfield">
          <div className="mh-field">
            <label htmlFor={id}>{words.share.link}</label>
            <input
              ref={field}
              id={id}
              className="mh-input"
              dir="ltr"
              readOnly
              value={link}
              onFocus={(event) => event.target.select()}
            />
          </div>
          <button ref={copyButton} type="button" className="mh-btn primary field" onClick={() => void copy()}>
            <Icon of={Link2} />
            {words.share.copy}
          </button>
        </div>
        {refused ? (
          <p className="mh-help" role="status">
            {apple ? words.share.byHandApple : words.share.byHand}
          </p>
        ) : null}
      </div>
    </Modal>
  );
}
