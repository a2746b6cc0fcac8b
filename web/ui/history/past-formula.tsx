/** A block that is a formula, with its changes. */
import type { ReactElement } from 'react';
import type { ViewBlock } from '#shared/document/history-view/view.ts';
import { Formula } from './past-formula-chip.tsx';
import { Parts } from './past-text.tsx';

/** The formula as it was then; its source below only where a part of that was changed. */
export function FormulaBlock({ block: { kind: whole, parts } }: { readonly block: ViewBlock }): ReactElement {
  const spans = parts.flatMap((part) => part.spans);
  const kinds = new Set(spans.map(({ kind }) => kind));
  const shown = kinds.size === 1 ? spans : spans.filter(({ kind }) => kind !== 'deleted');
  const tex = shown.map(({ run }) => (run.kind === 'text' ? run.text : '')).join('');
  const isOne = kinds.size <= 1 && parts.length === 1;
  // a block that came or went as a whole says so itself
  const isPlain =
    isOne && (!kinds.has('inserted') || whole === 'inserted') && (!kinds.has('deleted') || whole === 'deleted');
  return (
    <>
      <div className="mh-past-formula">
        <Formula tex={tex} isBlock />
      </div>
      {isPlain ? null : (
        <pre className="mh-code" dir="ltr">
          <Parts parts={parts} />
        </pre>
      )}
    </>
  );
}
