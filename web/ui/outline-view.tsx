import { type ReactElement, type RefObject, useEffect, useState } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { NO_OUTLINE, type OutlineEntry } from '#web/editor/outline.ts';
import { useStore, useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

/** A heading counts as reached when it is in this upper part of the page. */
const REACHED_RATIO = 0.3;

interface OutlineViewProps {
  readonly editor: DocumentEditor;
  /** the part of the page that scrolls */
  readonly body: RefObject<HTMLElement | null>;
}

/** The headings and the word count, beside the sheet where there is room. */
export function OutlineView({ editor, body }: OutlineViewProps): ReactElement {
  const outline = useStore(editor.outline);
  const current = useCurrent(editor, outline.entries, body);
  const top = Math.min(...outline.entries.map((entry) => entry.level));
  return (
    <nav className="mh-outline" aria-label={words.outline.outline}>
      {outline.entries.length === 0 ? null : (
        <>
          <h2>{words.outline.outline}</h2>
          {outline.entries.map((entry) => (
            <a
              key={entry.key}
              href={`#${entry.key}`}
              dir="auto"
              className={depth(entry.level - top)}
              aria-current={entry.key === current ? 'location' : undefined}
              onClick={(event) => {
                event.preventDefault();
                editor.goTo(entry.key);
              }}
            >
              {entry.text}
            </a>
          ))}
        </>
      )}
      {outline === NO_OUTLINE ? null : (
        <p className="mh-meta mh-num">
          <bdi>{words.outline.words(outline.words)}</bdi>
        </p>
      )}
    </nav>
  );
}

function depth(below: number): string {
  if (below >= 3) return 'deeper';
  return below === 2 ? 'deep' : '';
}

function useCurrent(
  editor: DocumentEditor,
  entries: readonly OutlineEntry[],
  body: RefObject<HTMLElement | null>,
): string | null {
  const { view } = useSurroundings();
  const [current, setCurrent] = useState<string | null>(null);
  useEffect(() => {
    const scrolled = body.current;
    if (scrolled === null) return undefined;
    let frame = 0;
    const read = (): void => {
      frame = 0;
      const box = scrolled.getBoundingClientRect();
      const line = box.top + box.height * REACHED_RATIO;
      let reached = entries[0]?.key ?? null;
      for (const { key } of entries) {
        const element = editor.elementOf(key);
        if (element !== null && element.getBoundingClientRect().top <= line) reached = key;
      }
      setCurrent(reached);
    };
    const schedule = (): void => {
      if (frame === 0) frame = view.requestAnimationFrame(read);
    };
    schedule();
    scrolled.addEventListener('scroll', schedule, { passive: true });
    return () => {
      scrolled.removeEventListener('scroll', schedule);
      view.cancelAnimationFrame(frame);
    };
  }, [editor, entries, body, view]);
  return current;
}
