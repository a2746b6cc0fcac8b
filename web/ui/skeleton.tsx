import type { ReactElement } from 'react';
import { words } from './words.ts';

const LINES = [100, 96, 100, 58] as const;

/** The sheet before its words are there, the same size as after, so that nothing jumps. */
export function SheetBones(): ReactElement {
  return (
    <div className="mh-sheet" aria-busy="true">
      <p className="mh-sr" role="status">
        {words.loading}
      </p>
      <Bones />
    </div>
  );
}

/** Lines where words will be. */
export function Bones(): ReactElement {
  return (
    <div className="mh-bones" aria-hidden="true">
      <span className="mh-bone head" />
      {LINES.map((width, i) => (
        <span key={`${i}-${width}`} className="mh-bone" style={{ inlineSize: `${width}%` }} />
      ))}
      <span className="mh-bone" style={{ inlineSize: '34%', marginBlockStart: '24px', blockSize: '20px' }} />
      {LINES.map((width, i) => (
        <span key={`second-${i}-${width}`} className="mh-bone" style={{ inlineSize: `${width - 4}%` }} />
      ))}
    </div>
  );
}

/** The whole page before any of its code is there: the bar, the toolbar's place and the sheet. */
export function PageBones(): ReactElement {
  return (
    <div className="mh-shell no-outline">
      <header className="mh-top">
        <span className="mh-bone name" aria-hidden="true" />
      </header>
      <div className="mh-tools">
        <div className="mh-toolbar" />
      </div>
      <div className="mh-note" />
      <main className="mh-body">
        <SheetBones />
      </main>
    </div>
  );
}
