import { type ReactElement, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { BlockHandle } from './block-handle.tsx';
import { BoxTools } from './box-tools.tsx';
import { CodeHeads } from './code-heads.tsx';
import { whenFontsReady } from './fonts-ready.ts';
import { Bones } from './skeleton.tsx';
import { TableLayer } from './table-layer.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

interface SheetProps {
  readonly editor: DocumentEditor;
  readonly shell: RefObject<HTMLElement | null>;
  /** the part of the page that scrolls */
  readonly body: RefObject<HTMLElement | null>;
  readonly readOnly: boolean;
  readonly autofocus: boolean;
}

/** The page that is written on. What is inside of the two inner elements belongs to the editor, not to React. */
export function Sheet({ editor, shell, body, readOnly, autofocus }: SheetProps): ReactElement {
  const sheet = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const carets = useRef<HTMLDivElement>(null);
  const focusAtFirst = useRef(autofocus);
  const shown = useShown();
  useLayoutEffect(() => {
    if (text.current === null || carets.current === null || shell.current === null) return undefined;
    return editor.mount({ text: text.current, carets: carets.current, shell: shell.current });
  }, [editor, shell]);
  useEffect(() => {
    // what is hidden takes no focus
    if (shown && focusAtFirst.current) editor.focusStart();
  }, [editor, shown]);
  return (
    <div
      ref={sheet}
      className="mh-sheet"
      onMouseDown={(event) => {
        // the margins belong to the page: a press there puts the caret at the end, as on paper
        if (readOnly || event.target !== sheet.current) return;
        event.preventDefault();
        editor.focusAt(event.clientY);
      }}
    >
      {shown ? null : <Bones />}
      <div className={shown ? 'mh-writing' : 'mh-writing hidden'}>
        <div
          ref={text}
          className="mh-doc"
          role="textbox"
          aria-multiline="true"
          aria-readonly={readOnly}
          aria-label={words.document}
          tabIndex={0}
        />
        <div ref={carets} className="mh-carets" aria-hidden="true" />
        <CodeHeads editor={editor} readOnly={readOnly} />
        {readOnly ? null : <TableLayer editor={editor} sheet={sheet} />}
        {readOnly ? null : <BoxTools editor={editor} />}
        {readOnly ? null : <BlockHandle editor={editor} sheet={sheet} body={body} />}
      </div>
    </div>
  );
}

/** False until the fonts of these words are there: the words are laid out by then, which is what makes the browser get the fonts. */
function useShown(): boolean {
  const { view } = useSurroundings();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    return whenFontsReady(view, () => setShown(true));
  }, [view]);
  return shown;
}
