import { Popover } from '@base-ui/react/popover';
import { CircleAlert, Copy, ExternalLink, Unlink } from 'lucide-react';
import { type FormEvent, type ReactElement, useEffect, useId, useRef, useState } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { LinkDraft } from '#web/editor/links.ts';
import { completeLink } from '#web/editor/safe-link.ts';
import { copyText } from './clipboard.ts';
import { Icon } from './icon.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

interface LinkPopoverProps {
  readonly editor: DocumentEditor;
  /** null: closed */
  readonly draft: LinkDraft | null;
  readonly onClose: () => void;
}

/** The two fields of a link, under the words that it is about, which stay marked meanwhile. */
export function LinkPopover({ editor, draft, onClose }: LinkPopoverProps): ReactElement {
  const { portal } = useSurroundings();
  const [place, setPlace] = useState<DOMRect | null>(null);
  const open = draft !== null;
  const url = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    setPlace(editor.selectionRect());
    return editor.markSelection();
  }, [open, editor]);
  return (
    <Popover.Root open={open && place !== null} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Popover.Portal container={portal}>
        <Popover.Positioner
          className="mh-place rises"
          anchor={place === null ? null : { getBoundingClientRect: () => place }}
          sideOffset={6}
          align="start"
          collisionPadding={8}
        >
          <Popover.Popup
            className="mh-pop"
            aria-label={words.tools.link}
            initialFocus={url}
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            {draft === null ? null : <LinkForm editor={editor} draft={draft} urlField={url} onClose={onClose} />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface LinkFormProps {
  readonly editor: DocumentEditor;
  readonly draft: LinkDraft;
  readonly urlField: React.RefObject<HTMLInputElement | null>;
  readonly onClose: () => void;
}

function LinkForm({ editor, draft, urlField, onClose }: LinkFormProps): ReactElement {
  const { view, toasts } = useSurroundings();
  const id = useId();
  const [text, setText] = useState(draft.text);
  const [url, setUrl] = useState(draft.url);
  const [bad, setBad] = useState(false);
  const whole = completeLink(url);
  const apply = (event: FormEvent): void => {
    event.preventDefault();
    if (whole === null) {
      setBad(true);
      urlField.current?.focus();
      return;
    }
    editor.writeLink({ text: text.trim(), url: whole });
    onClose();
  };
  const copy = async (): Promise<void> => {
    const copied = await copyText(view, whole ?? url);
    toasts.show(
      copied ? { kind: 'link', text: words.toast.linkCopied } : { kind: 'bad', text: words.toast.copyFailed },
    );
  };
  return (
    <form className="mh-linkbox" onSubmit={apply} noValidate>
      <div className="mh-field">
        <label htmlFor={`${id}-text`}>{words.link.text}</label>
        <input
          id={`${id}-text`}
          className="mh-input"
          dir="auto"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="mh-field">
        <label htmlFor={`${id}-url`}>{words.link.url}</label>
        <input
          ref={urlField}
          id={`${id}-url`}
          className="mh-input"
          dir="ltr"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder={words.link.urlPlaceholder}
          value={url}
          aria-invalid={bad}
          aria-describedby={bad ? `${id}-bad` : undefined}
          onChange={(event) => {
            setUrl(event.target.value);
            setBad(false);
          }}
        />
        {bad ? (
          <p id={`${id}-bad`} className="mh-help error" role="alert">
            <Icon of={CircleAlert} />
            {words.link.bad}
          </p>
        ) : null}
      </div>
      <div className="do">
        {draft.url === '' ? null : (
          <>
            {whole === null ? null : (
              <a
                className="mh-icon-btn"
                href={whole}
                target="_blank"
                rel="noopener noreferrer"
                aria-label={words.link.open}
                title={words.link.open}
              >
                <Icon of={ExternalLink} flip />
              </a>
            )}
            <button
              type="button"
              className="mh-icon-btn"
              aria-label={words.link.copy}
              title={words.link.copy}
              onClick={() => void copy()}
            >
              <Icon of={Copy} />
            </button>
            <button
              type="button"
              className="mh-icon-btn"
              aria-label={words.link.remove}
              title={words.link.remove}
              onClick={() => {
                editor.removeLink();
                onClose();
              }}
            >
              <Icon of={Unlink} />
            </button>
          </>
        )}
        <span className="gap" />
        <button type="button" className="mh-btn quiet" onClick={onClose}>
          {words.cancel}
        </button>
        <button type="submit" className="mh-btn primary">
          {words.link.apply}
        </button>
      </div>
    </form>
  );
}
