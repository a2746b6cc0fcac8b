/** A version of a document: what was added and taken away stands in place, marked by line and colour, and says who it was. */
import type { ReactElement } from 'react';
import { memo, useMemo } from 'react';
import { viewTree } from '#shared/document/history-view/view-tree.ts';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import { PastNodes } from './past-nodes.tsx';
import { Spans } from './past-text.tsx';

export const HistoryPage = memo(function HistoryPage({ view }: { readonly view: HistoryView }): ReactElement {
  const nodes = useMemo(() => viewTree(view.blocks), [view]);
  return (
    <>
      {view.title.length === 0 ? null : (
        <p className="mh-past-title" dir="auto">
          <Spans spans={view.title} />
        </p>
      )}
      <PastNodes nodes={nodes} />
    </>
  );
});
