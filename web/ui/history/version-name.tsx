import { type FormEvent, type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { MAX_VERSION_NAME_LENGTH } from '#shared/api/history-limits.ts';
import { words as common } from '../words.ts';
import { historyWords as words } from './words.ts';

interface VersionNameProps {
  /** null where it has none */
  readonly name: string | null;
  /** null takes it away */
  readonly onName: (name: string | null) => Promise<boolean>;
}

/** Gives the chosen version a name, another one, or none. */
export function VersionName({ name, onName }: VersionNameProps): ReactElement {
  const [draft, setDraft] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const isOpen = draft !== null;
  useEffect(() => {
    if (isOpen) field.current?.select();
  }, [isOpen]);
  const send = async (wanted: string | null): Promise<void> => {
    setBusy(true);
    const done = await onName(wanted);
    setBusy(false);
    if (done) setDraft(null);
  };
  if (draft === null) {
    return (
      <div className="mh-past-name-row">
        <button type="button" className="mh-btn quiet" onClick={() => setDraft(name ?? '')}>
          {name === null ? words.nameVersion : words.rename}
        </button>
        {name === null ? null : (
          <button type="button" className="mh-btn quiet" disabled={busy} onClick={() => void send(null)}>
            {words.unname}
          </button>
        )}
      </div>
    );
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = draft.trim();
    if (wanted === '') field.current?.focus();
    else void send(wanted);
  };
  return (
    <form className="mh-past-name-form" onSubmit={submit} noValidate>
      <label htmlFor={id} className="mh-sr">
        {words.nameLabel}
      </label>
      <input
        ref={field}
        id={id}
        className="mh-input"
        dir="auto"
        autoFocus
        value={draft}
        placeholder={words.nameLabel}
        maxLength={MAX_VERSION_NAME_LENGTH}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      <button type="submit" className="mh-btn primary" disabled={busy}>
        {common.save}
      </button>
      <button type="button" className="mh-btn quiet" onClick={() => setDraft(null)}>
        {common.cancel}
      </button>
    </form>
  );
}
