import { type ReactElement, type RefObject, useLayoutEffect, useRef } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { CodeHeads } from './code-heads.tsx';
import { words } from './words.ts';

interface SheetProps {
  readonly editor: DocumentEditor;
  readonly shell: RefObject<HTMLElement | null>;
  readonly readOnly: boolean;
  readonly autofocus: boolean;
}

/** The page that is written on. What is inside of the two inner elements belongs to the editor, not to React. */
export function Sheet({ editor, shell, readOnly, autofocus }: SheetProps): ReactElement {
  const sheet = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const carets = useRef<HTMLDivElement>(null);
  const focusAtFirst = useRef(autofocus);
  useLayoutEffect(() => {
    if (text.current === null || carets.current === null || shell.current === null) return undefined;
    const unmount = editor.mount({ text: text.current, carets: carets.current, shell: shell.current });
    if (focusAtFirst.current) editor.focusStart();
    return unmount;
  }, [editor, shell]);
  return (
    <div
      ref={sheet}
      className="mh-sheet"
      onMouseDown={(event) => {
        // the margins belong to the page: a press there puts the caret at the end, as on paper
        if (readOnly || event.target !== sheet.current) return;
        event.preventDefault();
        editor.focus();
      }}
    >
      <div className="mh-writing">
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
      </div>
    </div>
  );
}
