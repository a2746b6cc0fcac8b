import { type ReactElement, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Asked } from '#web/editor/asked.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

export interface MenuEntry {
  /** unlike any other of the menu */
  readonly id: string;
  readonly label: string;
  readonly icon: ReactNode;
  /** at the end of the line: what can be typed instead, or what else tells it from others */
  readonly hint?: string;
  readonly run: () => void;
}

export interface MenuGroup {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

interface CaretMenuProps {
  readonly editor: DocumentEditor;
  readonly asked: Asked;
  /** what the menu is for */
  readonly label: string;
  readonly groups: readonly MenuGroup[];
}

/**
 * A list at the caret of what was asked for by typing. The focus stays in the text, where the arrows move in here, Enter and Tab choose and
 * Escape closes; the text names the active entry to assistive technology. Where nothing fits, nothing is shown.
 */
export function CaretMenu(props: CaretMenuProps): ReactElement | null {
  return props.groups.some(({ entries }) => entries.length > 0) ? <OpenMenu {...props} /> : null;
}

function OpenMenu({ editor, asked, label, groups }: CaretMenuProps): ReactElement | null {
  const { portal } = useSurroundings();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const entries = groups.flatMap((group) => group.entries);
  const [active, setActive] = useState(0);
  const at = Math.min(active, entries.length - 1);

  useEffect(() => setActive(0), [asked.query]);
  useEffect(() =>
    editor.onMenuKey((key) => {
      if (key === 'up') setActive((at + entries.length - 1) % entries.length);
      else if (key === 'down') setActive((at + 1) % entries.length);
      else if (key === 'choose') entries[at]?.run();
      return true;
    }),
  );
  useEffect(() => editor.describeActive(`${id}-list`, `${id}-${at}`), [editor, id, at]);
  useLayoutEffect(() => {
    const element = menu.current;
    const rect = editor.askedRect();
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
      <p className="mh-sr" role="status">
        {words.slash.found(label, entries.length)}
      </p>
      <div id={`${id}-list`} role="listbox" aria-label={label} className="list">
        {groups.map((group) =>
          group.entries.length === 0 ? null : (
            <div key={group.label} role="group" aria-label={group.label}>
              <div className="group" aria-hidden="true">
                {group.label}
              </div>
              {group.entries.map((entry) => {
                index++;
                const own = index;
                return (
                  <div
                    key={entry.id}
                    id={`${id}-${own}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={own === at}
                    className="mh-item"
                    onPointerMove={() => setActive(own)}
                    onClick={entry.run}
                  >
                    {entry.icon}
                    <span className="grow">{entry.label}</span>
                    <span className="mh-key" dir="auto">
                      {entry.hint}
                    </span>
                  </div>
                );
              })}
            </div>
          ),
        )}
      </div>
      <div className="keys mh-key wide-only" aria-hidden="true">
        <span>{words.slash.choose}</span>
        <span>{words.slash.insertKey}</span>
        <span>{words.slash.keep(asked.sign + asked.query)}</span>
      </div>
    </div>,
    portal,
  );
}
