import { Ban, Check, RemoveFormatting } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useId, useRef } from 'react';
import { PALETTE, type PaletteColor } from '#shared/document/palette.ts';
import type { Paint, Painted } from '#shared/document/paint.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { SHORTCUTS, shortcutText } from '#web/editor/key-names.ts';
import { Icon } from './icon.tsx';
import { useSurroundings } from './surroundings.ts';
import { EditorPopover } from './editor-popover.tsx';
import { words } from './words.ts';

export interface ColorPanelProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly editor: DocumentEditor;
  /** what it is about: how the selection is painted */
  readonly painted: Painted;
  /** what it hangs on, in px of the window */
  readonly place: DOMRect;
}

/** The colours of the selected words, or of what is typed next. */
export function ColorPanel({ open, onOpenChange, editor, painted, place }: ColorPanelProps): ReactElement {
  const { apple } = useSurroundings();
  const first = useRef<HTMLButtonElement>(null);
  const give = (paint: Paint): void => {
    editor.run({ kind: 'paint', paint });
    onOpenChange(false);
  };
  return (
    <EditorPopover
      open={open}
      onOpenChange={onOpenChange}
      editor={editor}
      place={place}
      label={words.tools.color}
      className="mh-colors"
      first={first}
    >
      <Swatches kind="color" current={painted.color} first={first} onChoose={(color) => give({ color })} />
      <Swatches kind="mark" current={painted.mark} onChoose={(mark) => give({ mark })} />
      <button
        type="button"
        className="mh-item"
        disabled={painted.color === null && painted.mark === null}
        onClick={() => give({ color: null, mark: null })}
      >
        <Icon of={RemoveFormatting} />
        <span className="grow">{words.color.remove}</span>
      </button>
      <p className="mh-key wide-only">
        {words.color.again}: <span dir="ltr">{shortcutText(SHORTCUTS.paint, apple)}</span>
      </p>
    </EditorPopover>
  );
}

interface SwatchesProps {
  readonly kind: 'color' | 'mark';
  readonly current: PaletteColor | null;
  readonly first?: React.RefObject<HTMLButtonElement | null>;
  readonly onChoose: (color: PaletteColor | null) => void;
}

const CHOICES: readonly (PaletteColor | null)[] = [null, ...PALETTE];

/** One tab stop; the arrows go from colour to colour, Enter and Space choose. */
function Swatches({ kind, current, first, onChoose }: SwatchesProps): ReactElement {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const buttons = [...(group.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const step = stepOf(event, buttons);
    if (at < 0 || step === 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div>
      <div id={id} className="group">
        {words.color[kind === 'color' ? 'text' : 'mark']}
      </div>
      <div ref={group} role="radiogroup" aria-labelledby={id} className="swatches" onKeyDown={onKeyDown}>
        {CHOICES.map((name) => (
          <button
            key={name ?? 'none'}
            ref={name === current ? first : undefined}
            type="button"
            role="radio"
            aria-checked={name === current}
            aria-label={name === null ? words.color.none : words.color.names[name]}
            title={name === null ? words.color.none : words.color.names[name]}
            tabIndex={name === current ? 0 : -1}
            className={`swatch ${kind}`}
            style={name === null ? {} : { [kind === 'color' ? 'color' : 'background']: `var(--mh-${kind}-${name})` }}
            onClick={() => onChoose(name)}
          >
            {name === null ? <Icon of={Ban} /> : name === current ? <Icon of={Check} /> : kind === 'color' ? 'A' : ''}
          </button>
        ))}
      </div>
    </div>
  );
}

/** How far an arrow goes: across with the line, down as many as stand in one. */
function stepOf({ key }: KeyboardEvent, buttons: readonly HTMLElement[]): number {
  const [top] = buttons.map(({ offsetTop }) => offsetTop);
  const inLine = buttons.filter(({ offsetTop }) => offsetTop === top).length;
  const rtl = buttons[0]?.matches(':dir(rtl)') === true;
  switch (key) {
    case 'ArrowRight':
      return rtl ? -1 : 1;
    case 'ArrowLeft':
      return rtl ? 1 : -1;
    case 'ArrowDown':
      return inLine;
    case 'ArrowUp':
      return -inLine;
    default:
      return 0;
  }
}
