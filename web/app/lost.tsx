import type { ReactElement } from 'react';
import { words } from '#web/ui/words.ts';
import { EmptyDrawing } from './drawings.tsx';

/** Any address that the site does not have. */
export function Lost(): ReactElement {
  return (
    <main className="mh-lost">
      <section className="mh-empty">
        <EmptyDrawing />
        <h1>{words.home.notFound}</h1>
        <p>{words.home.notFoundText}</p>
        <div className="do">
          <a className="mh-btn primary" href="/">
            {words.home.toDocuments}
          </a>
        </div>
      </section>
    </main>
  );
}
