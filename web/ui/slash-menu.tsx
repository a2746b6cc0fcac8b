import {
  Heading1,
  Heading2,
  Heading3,
  Link,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Minus,
  Quote,
  SquareCode,
  Type,
} from 'lucide-react';
import { type ReactElement, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { EditorCommand } from '#web/editor/commands.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { Slash } from '#web/editor/slash.ts';
import { Icon } from './icon.tsx';
import { useStore, useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

interface Entry {
  readonly label: string;
  readonly icon: LucideIcon;
  /** what can be typed instead */
  readonly typed: string;
  readonly command: EditorCommand | 'link';
}
interface Group {
  readonly label: string;
  readonly entries: readonly Entry[];
}

const kinds = words.tools.blocks;
const GROUPS: readonly Group[] = [
  {
    label: words.slash.text,
    entries: [
      { label: kinds.text, icon: Type, typed: '', command: { kind: 'block', block: 'text' } },
      { label: kinds.h1, icon: Heading1, typed: '# Space', command: { kind: 'block', block: 'h1' } },
      { label: kinds.h2, icon: Heading2, typed: '## Space', command: { kind: 'block', block: 'h2' } },
      { label: kinds.h3, icon: Heading3, typed: '### Space', command: { kind: 'block', block: 'h3' } },
      { label: kinds.quote, icon: Quote, typed: '> Space', command: { kind: 'block', block: 'quote' } },
      { label: kinds.code, icon: SquareCode, typed: '```', command: { kind: 'block', block: 'code' } },
    ],
  },
  {
    label: words.slash.lists,
    entries: [
      { label: kinds.bullet, icon: List, typed: '- Space', command: { kind: 'block', block: 'bullet' } },
      { label: kinds.number, icon: ListOrdered, typed: '1. Space', command: { kind: 'block', block: 'number' } },
      { label: kinds.check, icon: ListChecks, typed: '[] Space', command: { kind: 'block', block: 'check' } },
    ],
  },
  {
    label: words.slash.insert,
    entries: [
      { label: words.tools.link, icon: Link, typed: '', command: 'link' },
      { label: words.tools.divider, icon: Minus, typed: '---', command: { kind: 'divider' } },
    ],
  },
];

/** What a query finds: a label may begin with it, with its spaces or without, and so may every word of one. */
function find(query: string): readonly Group[] {
  const wanted = query.toLocaleLowerCase();
  const fits = ({ label }: Entry): boolean => {
    const name = label.toLocaleLowerCase();
    return [name, name.replaceAll(' ', ''), ...name.split(' ')].some((word) => word.startsWith(wanted));
  };
  return GROUPS.flatMap((group) => {
    const entries = group.entries.filter(fits);
    return entries.length === 0 ? [] : [{ ...group, entries }];
  });
}

interface SlashMenuProps {
  readonly editor: DocumentEditor;
  readonly onLink: () => void;
}

/** Blocks at the caret, for who would rather type than point. The focus stays in the text; the arrows move in here. */
export function SlashMenu({ editor, onLink }: SlashMenuProps): ReactElement | null {
  const slash = useStore(editor.slash);
  const groups = slash === null ? [] : find(slash.query);
  if (slash === null || groups.length === 0) return null;
  return <OpenMenu editor={editor} slash={slash} groups={groups} onLink={onLink} />;
}

function OpenMenu({
  editor,
  slash,
  groups,
  onLink,
}: SlashMenuProps & { slash: Slash; groups: readonly Group[] }): ReactElement | null {
  const { portal } = useSurroundings();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const entries = groups.flatMap((group) => group.entries);
  const [active, setActive] = useState(0);
  const at = Math.min(active, entries.length - 1);

  const choose = (entry: Entry): void => {
    if (entry.command === 'link') {
      editor.chooseSlash(null);
      onLink();
    } else {
      editor.chooseSlash(entry.command);
    }
  };

  useEffect(() => setActive(0), [slash.query]);
  useEffect(() =>
    editor.onSlashKey((key) => {
      const entry = entries[at];
      if (key === 'up') setActive((at + entries.length - 1) % entries.length);
      else if (key === 'down') setActive((at + 1) % entries.length);
      else if (key === 'choose' && entry !== undefined) choose(entry);
      return true;
    }),
  );
  useEffect(() => editor.describeActive(`${id}-list`, `${id}-${at}`), [editor, id, at]);
  useLayoutEffect(() => {
    const element = menu.current;
    const rect = editor.slashRect();
    const app = portal?.closest('.mh-app')?.getBoundingClientRect();
    if (element === null || rect === null || app === undefined) return;
    const below = rect.bottom + 6 + element.offsetHeight <= app.bottom || rect.top - app.top < element.offsetHeight;
    const top = below ? rect.bottom - app.top + 6 : rect.top - app.top - element.offsetHeight - 6;
    const left = Math.max(8, Math.min(rect.left - app.left, app.width - element.offsetWidth - 8));
    element.style.transform = `translate(${left}px, ${top}px)`;
  });
  useEffect(() => {
    menu.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  if (portal === null) return null;
  let index = -1;
  return createPortal(
    <div ref={menu} className="mh-pop mh-menu mh-slash" onMouseDown={(event) => event.preventDefault()}>
      <div id={`${id}-list`} role="listbox" aria-label={words.slash.label} className="list">
        {groups.map((group) => (
          <div key={group.label} role="group" aria-label={group.label}>
            <div className="group" aria-hidden="true">
              {group.label}
            </div>
            {group.entries.map((entry) => {
              index++;
              const own = index;
              return (
                <div
                  key={entry.label}
                  id={`${id}-${own}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={own === at}
                  className="mh-item"
                  onPointerMove={() => setActive(own)}
                  onClick={() => choose(entry)}
                >
                  <Icon of={entry.icon} />
                  <span className="grow">{entry.label}</span>
                  <span className="mh-key" dir="ltr">
                    {entry.typed}
                  </span>
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <div className="keys mh-key wide-only" aria-hidden="true">
        <span>{words.slash.choose}</span>
        <span>{words.slash.insertKey}</span>
        <span>{words.slash.keep(slash.query)}</span>
      </div>
    </div>,
    portal,
  );
}
