import { Toolbar as Bar } from '@base-ui/react/toolbar';
import { Baseline, Bold, Code, Italic, type LucideIcon, Strikethrough, Underline } from 'lucide-react';
import type { ReactElement, Ref } from 'react';
import type { Painted } from '#shared/document/paint.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { Format, FormatState } from '#web/editor/format-state.ts';
import { type ShortcutName, SHORTCUTS, shortcutText } from '#web/editor/key-names.ts';
import { Icon } from './icon.tsx';
import { useSurroundings } from './surroundings.ts';
import { Tip } from './tip.tsx';
import { words } from './words.ts';

interface ToolProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onClick: () => void;
  readonly keys?: ShortcutName;
  readonly flip?: boolean;
  readonly disabled?: boolean;
  /** absent for what does something instead of being on or off */
  readonly pressed?: boolean;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}

/** One button of a toolbar. */
export function Tool(props: ToolProps): ReactElement {
  const { label, icon, onClick, keys, flip = false, disabled = false, pressed, ref } = props;
  const { apple } = useSurroundings();
  return (
    <Tip label={label} keys={keys === undefined ? undefined : shortcutText(SHORTCUTS[keys], apple)}>
      <Bar.Button
        {...(ref === undefined ? {} : { ref })}
        className="mh-icon-btn"
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon of={icon} flip={flip} />
      </Bar.Button>
    </Tip>
  );
}

const FORMATS: readonly (readonly [Format & ShortcutName, LucideIcon])[] = [
  ['bold', Bold],
  ['italic', Italic],
  ['underline', Underline],
  ['strikethrough', Strikethrough],
  ['code', Code],
];

interface ColorToolProps {
  readonly painted: Painted;
  /** gets what the panel is to hang on, in px of the window */
  readonly onColor: (place: DOMRect) => void;
}

/** Opens the colours; a line under its sign has the colour that the selection has. */
export function ColorTool({ painted, onColor }: ColorToolProps): ReactElement {
  const has = painted.color !== null || painted.mark !== null;
  return (
    <Tip label={words.tools.color}>
      <Bar.Button
        className="mh-icon-btn mh-color-tool"
        aria-label={words.tools.color}
        aria-haspopup="dialog"
        onClick={(event) => onColor(event.currentTarget.getBoundingClientRect())}
      >
        <Icon of={Baseline} />
        {has ? (
          <span
            className="now"
            style={{
              ...(painted.color === null ? {} : { background: `var(--mh-color-${painted.color})` }),
              ...(painted.mark === null ? {} : { outlineColor: `var(--mh-mark-${painted.mark})` }),
            }}
          />
        ) : null}
      </Bar.Button>
    </Tip>
  );
}

interface PlaceToolProps {
  readonly label: string;
  readonly icon: LucideIcon;
  /** gets what a panel is to hang on, in px of the window */
  readonly onPlace: (place: DOMRect) => void;
}

/** Opens a panel below it. */
export function PlaceTool({ label, icon, onPlace }: PlaceToolProps): ReactElement {
  return (
    <Tip label={label}>
      <Bar.Button
        className="mh-icon-btn"
        aria-label={label}
        aria-haspopup="dialog"
        onClick={(event) => onPlace(event.currentTarget.getBoundingClientRect())}
      >
        <Icon of={icon} />
      </Bar.Button>
    </Tip>
  );
}

interface FormatToolsProps {
  readonly editor: DocumentEditor;
  readonly format: FormatState;
  /** the first of them, for the keyboard */
  readonly first?: Ref<HTMLButtonElement>;
}

/** The formats of text, as buttons that are on or off. */
export function FormatTools({ editor, format, first }: FormatToolsProps): ReactElement[] {
  return FORMATS.map(([name, icon], i) => (
    <Tool
      key={name}
      ref={i === 0 ? first : undefined}
      label={words.tools[name]}
      keys={name}
      icon={icon}
      pressed={format.formats.includes(name)}
      onClick={() => editor.run({ kind: 'format', format: name })}
    />
  ));
}
