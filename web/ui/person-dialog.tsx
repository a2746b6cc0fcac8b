import { Check, CircleAlert } from 'lucide-react';
import { type FormEvent, type ReactElement, useId, useRef, useState } from 'react';
import { MAX_GUEST_NAME_CHARS } from './guest.ts';
import { Icon } from './icon.tsx';
import { Modal } from './panel.tsx';
import { words } from './words.ts';

export interface PersonDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly person: { readonly name: string; readonly color: number };
  readonly onSave: (person: { name: string; color: number }) => void;
}

/** A guest's name and colour. */
export function PersonDialog({ open, onOpenChange, person, onSave }: PersonDialogProps): ReactElement {
  const form = useId();
  const field = useRef<HTMLInputElement>(null);
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title={words.person.title}
      initialFocus={field}
      footer={
        <>
          <button type="button" className="mh-btn quiet" onClick={() => onOpenChange(false)}>
            {words.cancel}
          </button>
          <button type="submit" form={form} className="mh-btn primary">
            {words.save}
          </button>
        </>
      }
    >
      <PersonForm
        id={form}
        field={field}
        person={person}
        onSave={(next) => {
          onSave(next);
          onOpenChange(false);
        }}
      />
    </Modal>
  );
}

interface PersonFormProps extends Pick<PersonDialogProps, 'person' | 'onSave'> {
  readonly id: string;
  readonly field: React.RefObject<HTMLInputElement | null>;
}

function PersonForm({ id, field, person, onSave }: PersonFormProps): ReactElement {
  const [name, setName] = useState(person.name);
  const [color, setColor] = useState(person.color);
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === '') {
      setMissing(true);
      field.current?.focus();
    } else {
      onSave({ name: trimmed, color });
    }
  };
  return (
    <form id={id} className="in" onSubmit={submit} noValidate>
      <div className="mh-field">
        <label htmlFor={`${id}-name`}>{words.person.name}</label>
        <input
          ref={field}
          id={`${id}-name`}
          className="mh-input"
          dir="auto"
          value={name}
          maxLength={MAX_GUEST_NAME_CHARS}
          autoComplete="nickname"
          aria-invalid={missing}
          aria-describedby={`${id}-help`}
          onChange={(event) => {
            setName(event.target.value);
            setMissing(false);
          }}
        />
        <p id={`${id}-help`} className={missing ? 'mh-help error' : 'mh-help'} role={missing ? 'alert' : undefined}>
          {missing ? <Icon of={CircleAlert} /> : null}
          {missing ? words.person.nameMissing : words.person.nameHelp}
        </p>
      </div>
      <div className="mh-field" role="radiogroup" aria-labelledby={`${id}-color`}>
        <span className="mh-label" id={`${id}-color`}>
          {words.person.color}
        </span>
        <div className="mh-colors">
          {words.person.colors.map((label, i) => (
            <label key={label} className={`mh-color mh-p${i + 1}`} title={label}>
              <input
                type="radio"
                name={`${id}-color`}
                aria-label={label}
                checked={color === i + 1}
                onChange={() => setColor(i + 1)}
              />
              <span>
                <Icon of={Check} />
              </span>
            </label>
          ))}
        </div>
      </div>
    </form>
  );
}
