import { CalendarDays, FileText, UserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { MAX_CHIP_NAME_CHARS } from '#shared/document/limits.ts';
import type { Chip } from '#shared/document/chips.ts';
import { dayOf, dayText, findDays } from '#web/editor/chips/days.ts';
import type { KnownPerson } from '#web/editor/chips/known-people.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { CaretMenu, type MenuEntry } from './caret-menu.tsx';
import { Icon } from './icon.tsx';
import { useStore, useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

/** Other documents, as a host knows them. */
export interface EditorDocuments {
  readonly list: () => readonly { readonly name: string; readonly title: string }[];
  readonly href: (name: string) => string | null;
}

interface MentionMenuProps {
  readonly editor: DocumentEditor;
  readonly documents: EditorDocuments | undefined;
  /** this document's name: nobody links it to itself */
  readonly own: string;
}

/** So many of a kind are shown; who types on finds the others. */
const MAX_ENTRIES = 6;

/** Names without their accents, as somebody in a hurry types them. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

function fits(name: string, query: string): boolean {
  const [whole, wanted] = [plain(name), plain(query.trim())];
  return whole.startsWith(wanted) || whole.split(/\s+/u).some((word) => word.startsWith(wanted));
}

/** People, documents and days at the caret, for an `@`. */
export function MentionMenu({ editor, documents, own }: MentionMenuProps): ReactElement | null {
  const { view, clock } = useSurroundings();
  const asked = useStore(editor.asked);
  if (asked?.sign !== '@') return null;
  const { query } = asked;
  const put = (chip: Chip) => (): void => editor.answer({ kind: 'chip', chip });
  const people = editor
    .knownPeople()
    .filter(({ name }) => fits(name, query))
    .slice(0, MAX_ENTRIES)
    .map(({ id, name, self, isHere }: KnownPerson): MenuEntry => ({
      id: `person ${id}`,
      label: name,
      icon: <Icon of={UserRound} />,
      hint: self ? words.mention.self : isHere ? '' : words.mention.away,
      run: put({ t: 'person', id, name }),
    }));
  const others = (documents?.list() ?? [])
    .filter(({ name, title }) => name !== own && title.trim() !== '' && fits(title, query))
    .slice(0, MAX_ENTRIES)
    .map(({ name, title }): MenuEntry => ({
      id: `document ${name}`,
      label: title,
      icon: <Icon of={FileText} />,
      run: put({ t: 'document', id: name, title: title.slice(0, MAX_CHIP_NAME_CHARS) }),
    }));
  const locale = view.navigator.language;
  const days = findDays(query, dayOf(clock.now()), locale).map(({ day, name }): MenuEntry => ({
    id: `day ${name ?? day}`,
    label: name === null ? dayText(day, locale, 'full') : words.mention.named[name],
    icon: <Icon of={CalendarDays} />,
    hint: name === null ? '' : dayText(day, locale, 'medium'),
    run: put({ t: 'date', date: day }),
  }));
  const groups = [
    { label: words.mention.people, entries: people },
    { label: words.mention.documents, entries: others },
    { label: words.mention.days, entries: days },
  ];
  return <CaretMenu editor={editor} asked={asked} label={words.mention.label} groups={groups} />;
}
