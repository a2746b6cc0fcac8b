/** Formulas of the history, drawn as in the document. */
import { type ReactElement, useEffect, useRef } from 'react';
import { drawFormula } from '#web/editor/chips/formula-look.ts';

interface FormulaProps {
  /** LaTeX; it stays where it cannot be read, or where nothing is there to draw it with */
  readonly tex: string;
  /** on a line of its own */
  readonly isBlock: boolean;
}

export function Formula({ tex, isBlock }: FormulaProps): ReactElement {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null || tex.trim() === '') return undefined;
    let isWanted = true;
    void drawFormula(element, tex, () => isWanted, isBlock);
    return () => {
      isWanted = false;
    };
  }, [tex, isBlock]);
  // React must not write into what was drawn: another formula is another element
  return (
    <span key={tex} ref={place} dir="ltr">
      {tex}
    </span>
  );
}
