import type { ReactElement } from 'react';
import { type ShortcutName, SHORTCUTS, shortcutText } from '#web/editor/key-names.ts';
import { Modal } from './panel.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

const say = words.shortcuts;
const { tools } = words;

/** What is done, by which keys, and what can be typed instead. */
interface Line {
  readonly label: string;
  /** in the spelling of SHORTCUTS; a word that no key has stays as it is */
  readonly keys: string;
  readonly typed?: string;
}

const key = (name: ShortcutName, label: string, typed?: string): Line =>
  typed === undefined ? { label, keys: SHORTCUTS[name] } : { label, keys: SHORTCUTS[name], typed };

const GROUPS: readonly (readonly [title: string, lines: readonly Line[]])[] = [
  [
    say.text,
    [
      key('bold', tools.bold, '**…**'),
      key('italic', tools.italic, '*…*'),
      key('underline', tools.underline),
      key('strikethrough', tools.strikethrough, '~~…~~'),
      key('code', tools.code, '`…`'),
      key('link', tools.link, '[…](…)'),
      key('paint', say.paint),
    ],
  ],
  [
    say.blocks,
    [
      key('text', tools.blocks.text),
      key('h1', tools.blocks.h1, '#'),
      key('h2', tools.blocks.h2, '##'),
      key('h3', tools.blocks.h3, '###'),
      key('bullet', tools.blocks.bullet, '-'),
      key('number', tools.blocks.number, '1.'),
      key('check', tools.blocks.check, '[]'),
      key('quote', tools.blocks.quote, '>'),
      { label: tools.blocks.code, keys: '', typed: '```' },
      { label: tools.divider, keys: '', typed: '---' },
      { label: words.boxes.callout, keys: '', typed: '> [!note] ' },
      { label: words.boxes.fold, keys: '', typed: '>>> ' },
    ],
  ],
  [
    say.editing,
    [
      key('undo', words.undo),
      key('redo', words.redo),
      key('moveUp', say.moveUp),
      key('moveDown', say.moveDown),
      { label: say.slash, keys: '/' },
      { label: say.mention, keys: '@' },
      { label: say.emoji, keys: ':', typed: ':sm' },
      { label: words.chip.formula, keys: '', typed: '$…$' },
      key('chip', words.chip.open),
      { label: say.indent, keys: 'Tab' },
      { label: say.outdent, keys: 'Shift+Tab' },
      { label: say.belowCode, keys: 'Mod+Enter' },
      { label: say.followLink, keys: `Mod+${say.click}` },
    ],
  ],
  [
    say.moving,
    [
      { label: say.next, keys: 'F6' },
      { label: say.tools, keys: 'Alt+F10' },
      { label: say.leave, keys: 'Esc Tab' },
      key('help', say.help),
    ],
  ],
];

export interface ShortcutsDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Everything that the keyboard can do. */
export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps): ReactElement {
  const { apple } = useSurroundings();
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title={say.title}
      className="wide"
      footer={
        <button type="button" className="mh-btn" onClick={() => onOpenChange(false)}>
          {words.done}
        </button>
      }
    >
      <div className="in mh-shortcuts">
        {GROUPS.map(([title, lines]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {lines.map(({ label, keys, typed }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd className="mh-key">
                    {typed === undefined ? null : <bdi>{keys === '' ? typed : say.typed(typed)}</bdi>}
                    {keys === '' ? null : <kbd dir="ltr">{shortcutText(keys, apple)}</kbd>}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
