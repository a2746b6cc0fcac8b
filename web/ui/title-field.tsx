import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type * as Y from 'yjs';
import { type DeltaPiece, diffText, moveCaret, oneLine } from './title-text.ts';
import { words } from './words.ts';

/** Marks the edits that come out of this field, so that they are not applied to it again. */
const TITLE_ORIGIN = Symbol('title field');
const MAX_TITLE_CHARS = 300;

interface TitleFieldProps {
  readonly title: Y.Text;
  readonly readOnly: boolean;
  /** the person is done with the title: Enter or Escape */
  readonly onLeave: () => void;
}

/** The text as it is now, for views that show the title without editing it. */
export function useTitle(title: Y.Text): string {
  const [text, setText] = useState(() => title.toJSON());
  useEffect(() => {
    const show = (): void => setText(title.toJSON());
    show();
    title.observe(show);
    return () => title.unobserve(show);
  }, [title]);
  return text;
}

/** The shared title in a plain input. */
export function TitleField({ title, readOnly, onLeave }: TitleFieldProps): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const [value, setValue] = useState(() => title.toJSON());
  /** what the field was last equal to in the document, and what came since (only while something is being composed) */
  const base = useRef(value);
  const composing = useRef(false);
  const missed = useRef<DeltaPiece[][]>([]);
  const caret = useRef<readonly [number, number] | null>(null);

  useLayoutEffect(() => {
    const show = (): void => {
      base.current = title.toJSON();
      setValue(base.current);
    };
    const onEvent = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
      if (transaction.origin === TITLE_ORIGIN) return;
      const delta = event.delta as DeltaPiece[];
      if (composing.current) {
        missed.current.push(delta);
        return;
      }
      const input = field.current;
      if (input !== null && isFocused(input)) {
        caret.current = [moveCaret(input.selectionStart ?? 0, delta), moveCaret(input.selectionEnd ?? 0, delta)];
      }
      show();
    };
    show();
    title.observe(onEvent);
    return () => title.unobserve(onEvent);
  }, [title]);

  useLayoutEffect(() => {
    const input = field.current;
    if (caret.current === null || input === null) return;
    input.setSelectionRange(...caret.current);
    caret.current = null;
  }, [value]);

  const write = (input: HTMLInputElement): void => {
    const text = oneLine(input.value);
    const edit = diffText(base.current, text, input.selectionStart ?? text.length);
    const deltas = missed.current;
    missed.current = [];
    if (edit !== null) {
      const index = deltas.reduce((at, delta) => moveCaret(at, delta), edit.index);
      title.doc?.transact(() => {
        const remove = Math.min(edit.remove, title.length - index);
        if (remove > 0) title.delete(index, remove);
        if (edit.insert !== '') title.insert(index, edit.insert);
      }, TITLE_ORIGIN);
    }
    base.current = title.toJSON();
    setValue(base.current);
  };

  return (
    <input
      ref={field}
      className="title"
      aria-label={words.title}
      placeholder={words.untitled}
      dir="auto"
      value={value}
      readOnly={readOnly}
      maxLength={MAX_TITLE_CHARS}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => {
        if (composing.current) setValue(event.target.value);
        else write(event.target);
      }}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        write(event.currentTarget);
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        onLeave();
      }}
    />
  );
}

function isFocused(input: HTMLInputElement): boolean {
  const root = input.getRootNode();
  return 'activeElement' in root && root.activeElement === input;
}
