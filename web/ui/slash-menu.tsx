import {
  AtSign,
  Columns2,
  File,
  Heading1,
  Heading2,
  Heading3,
  Link,
  List,
  ListChecks,
  ListCollapse,
  ListOrdered,
  type LucideIcon,
  Minus,
  Quote,
  SeparatorHorizontal,
  Sigma,
  SquareCode,
  Table,
  SquarePlay,
  TableOfContents,
  Type,
  Workflow,
} from 'lucide-react';
import type { ReactElement } from 'react';
import type { EditorCommand } from '#web/editor/commands.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { CALLOUT_KINDS } from '#shared/document/nodes/callout.ts';
import { CALLOUT_ICONS } from './box-tools.tsx';
import { CaretMenu } from './caret-menu.tsx';
import { Icon } from './icon.tsx';
import { useStore } from './surroundings.ts';
import { words } from './words.ts';

interface Entry {
  readonly label: string;
  readonly icon: LucideIcon;
  /** what can be typed instead */
  readonly typed: string;
  readonly command: EditorCommand | 'link' | 'formula' | 'table' | 'files';
}
interface Group {
  readonly label: string;
  readonly entries: readonly Entry[];
}

const kinds = words.tools.blocks;
const { boxes } = words;
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
    label: words.boxes.boxes,
    entries: [
      ...CALLOUT_KINDS.map((kind): Entry => ({
        label: boxes.kinds[kind],
        icon: CALLOUT_ICONS[kind],
        typed: `> [!${kind}]`,
        command: { kind: 'box', box: { act: 'callout', callout: kind } },
      })),
      { label: boxes.fold, icon: ListCollapse, typed: '>>> Space', command: { kind: 'box', box: { act: 'fold' } } },
      ...[2, 3, 4].map((count): Entry => ({
        label: boxes.columns(count),
        icon: Columns2,
        typed: '',
        command: { kind: 'box', box: { act: 'columns', count } },
      })),
    ],
  },
  {
    label: words.slash.insert,
    entries: [
      { label: words.tools.link, icon: Link, typed: '', command: 'link' },
      { label: words.tools.files, icon: File, typed: '', command: 'files' },
      { label: words.table.insert, icon: Table, typed: '', command: 'table' },
      { label: words.mention.label, icon: AtSign, typed: '@', command: { kind: 'text', text: '@' } },
      { label: kinds.formula, icon: Sigma, typed: '$$', command: { kind: 'block', block: 'formula' } },
      { label: words.chip.inline, icon: Sigma, typed: '$…$', command: 'formula' },
      { label: kinds.diagram, icon: Workflow, typed: '```mermaid', command: { kind: 'block', block: 'diagram' } },
      { label: words.tools.embed, icon: SquarePlay, typed: '', command: { kind: 'insert', block: 'embed' } },
      { label: words.tools.contents, icon: TableOfContents, typed: '', command: { kind: 'insert', block: 'toc' } },
      { label: words.tools.divider, icon: Minus, typed: '---', command: { kind: 'insert', block: 'divider' } },
      {
        label: words.tools.pageBreak,
        icon: SeparatorHorizontal,
        typed: '',
        command: { kind: 'insert', block: 'break' },
      },
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
  /** gets where the caret is, in px of the window */
  readonly onTable: (place: DOMRect) => void;
  readonly onFiles: () => void;
}

/** Blocks at the caret, for who would rather type than point. */
export function SlashMenu({ editor, onLink, onTable, onFiles }: SlashMenuProps): ReactElement | null {
  const asked = useStore(editor.asked);
  if (asked?.sign !== '/') return null;
  const choose = ({ command }: Entry): void => {
    const place = editor.askedRect();
    editor.answer(typeof command === 'string' ? null : command);
    if (command === 'link') onLink();
    if (command === 'table' && place !== null) onTable(place);
    if (command === 'formula') editor.openChip.set({ key: null, chip: { t: 'formula', tex: '' } });
    if (command === 'files') onFiles();
  };
  const groups = find(asked.query).map(({ label, entries }) => ({
    label,
    entries: entries.map((entry) => ({
      id: entry.label,
      label: entry.label,
      icon: <Icon of={entry.icon} />,
      hint: entry.typed,
      run: () => choose(entry),
    })),
  }));
  return <CaretMenu editor={editor} asked={asked} label={words.slash.label} groups={groups} />;
}
