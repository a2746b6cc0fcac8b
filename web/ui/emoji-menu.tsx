import { type ReactElement, useEffect, useState } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { findEmoji } from '#web/editor/emoji/emoji.ts';
import { CaretMenu } from './caret-menu.tsx';
import { useStore } from './surroundings.ts';
import { words } from './words.ts';

const MAX_EMOJI = 8;

type Find = typeof findEmoji;

/** Emoji at the caret, for a `:` and letters. Where their data cannot be had, what was typed stays what it is. */
export function EmojiMenu({ editor }: { editor: DocumentEditor }): ReactElement | null {
  const asked = useStore(editor.asked);
  const [find, setFind] = useState<Find | null>(null);
  const wanted = asked?.sign === ':';
  useEffect(() => {
    if (!wanted || find !== null) return undefined;
    let isCurrent = true;
    import('#web/editor/emoji/emoji.ts').then(
      (loaded) => {
        if (isCurrent) setFind(() => loaded.findEmoji);
      },
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [wanted, find]);
  if (asked?.sign !== ':' || find === null) return null;
  const entries = find(asked.query, MAX_EMOJI).map(({ character, name }) => ({
    id: character,
    label: name,
    icon: (
      <span className="mh-emoji" aria-hidden="true">
        {character}
      </span>
    ),
    run: () => editor.answer({ kind: 'text', text: character }),
  }));
  return (
    <CaretMenu
      editor={editor}
      asked={asked}
      label={words.emoji.label}
      groups={[{ label: words.emoji.label, entries }]}
    />
  );
}
