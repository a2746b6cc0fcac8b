import { CircleAlert, Trash2 } from 'lucide-react';
import { type FormEvent, type ReactElement, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { type Chip, isDay } from '#shared/document/chips.ts';
import { MAX_CHIP_TEX_CHARS } from '#shared/document/limits.ts';
import { drawFormula, type FormulaLook } from '#web/editor/chips/formula-look.ts';
import type { OpenChip } from '#web/editor/chips/open-chips.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { Icon } from './icon.tsx';
import { EditorPopover } from './editor-popover.tsx';
import { words } from './words.ts';

export interface ChipPanelProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly editor: DocumentEditor;
  readonly subject: OpenChip;
  /** what it hangs on, in px of the window */
  readonly place: DOMRect;
}

/** The day or the formula of a chip. Enter takes it over, Escape leaves it as it was. */
export function ChipPanel({ open, onOpenChange, editor, subject, place }: ChipPanelProps): ReactElement {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const { key, chip } = subject;
  const take = (next: Chip | null): void => {
    if (key !== null) editor.run({ kind: 'change-chip', key, chip: next });
    else if (next !== null) editor.run({ kind: 'chip', chip: next });
    onOpenChange(false);
  };
  return (
    <EditorPopover
      open={open}
      onOpenChange={onOpenChange}
      editor={editor}
      place={place}
      label={chip.t === 'date' ? words.chip.day : words.chip.formula}
      first={field}
      marks={false}
    >
      {chip.t === 'date' ? (
        <DayForm day={chip.date} field={field} isNew={key === null} onTake={take} />
      ) : (
        <FormulaForm tex={chip.t === 'formula' ? chip.tex : ''} field={field} isNew={key === null} onTake={take} />
      )}
    </EditorPopover>
  );
}

interface FormProps {
  readonly field: RefObject<(HTMLInputElement & HTMLTextAreaElement) | null>;
  readonly isNew: boolean;
  /** null takes it out of the text */
  readonly onTake: (chip: Chip | null) => void;
}

function Buttons({ isNew, onRemove }: { isNew: boolean; onRemove: () => void }): ReactElement {
  return (
    <div className="do">
      {isNew ? null : (
        <button
          type="button"
          className="mh-icon-btn"
          aria-label={words.chip.remove}
          title={words.chip.remove}
          onClick={onRemove}
        >
          <Icon of={Trash2} />
        </button>
      )}
      <span className="gap" />
      <button type="submit" className="mh-btn primary">
        {words.done}
      </button>
    </div>
  );
}

function DayForm({ day, field, isNew, onTake }: FormProps & { day: string }): ReactElement {
  const id = useId();
  const [value, setValue] = useState(day);
  const take = (event: FormEvent): void => {
    event.preventDefault();
    if (isDay(value)) onTake({ t: 'date', date: value });
  };
  return (
    <form className="mh-linkbox" onSubmit={take} noValidate>
      <div className="mh-field">
        <label htmlFor={id}>{words.chip.day}</label>
        <input
          ref={field}
          id={id}
          className="mh-input"
          type="date"
          required
          max="9999-12-31"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
      </div>
      <Buttons isNew={isNew} onRemove={() => onTake(null)} />
    </form>
  );
}

function FormulaForm({ tex, field, isNew, onTake }: FormProps & { tex: string }): ReactElement {
  const id = useId();
  const [value, setValue] = useState(tex);
  const take = (event: FormEvent): void => {
    event.preventDefault();
    const next = value.trim();
    onTake(next === '' ? null : { t: 'formula', tex: next });
  };
  return (
    <form className="mh-linkbox" onSubmit={take} noValidate>
      <div className="mh-field">
        <label htmlFor={id}>{words.chip.tex}</label>
        <textarea
          ref={field}
          id={id}
          className="mh-input mh-tex"
          dir="ltr"
          rows={2}
          maxLength={MAX_CHIP_TEX_CHARS}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={value}
          aria-describedby={`${id}-look`}
          onChange={(event) => setValue(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) take(event);
          }}
        />
      </div>
      <Look id={`${id}-look`} tex={value} />
      <Buttons isNew={isNew} onRemove={() => onTake(null)} />
    </form>
  );
}

/** What the formula looks like, or what is wrong with it. */
function Look({ id, tex }: { id: string; tex: string }): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  const [look, setLook] = useState<FormulaLook | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let isCurrent = true;
    const show = async (): Promise<void> => {
      const drawn = tex.trim() === '' ? null : await drawFormula(element, tex, () => isCurrent);
      if (isCurrent) setLook(drawn);
    };
    void show();
    return () => {
      isCurrent = false;
    };
  }, [tex]);
  return (
    <div id={id} className="mh-look">
      <div ref={box} hidden={look?.kind !== 'drawn'} />
      <div aria-live="polite">
        {look?.kind === 'bad' || look?.kind === 'missing' ? (
          <p className="mh-help error">
            <Icon of={CircleAlert} />
            {look.kind === 'bad' ? look.why : words.chip.missing}
          </p>
        ) : null}
      </div>
    </div>
  );
}
