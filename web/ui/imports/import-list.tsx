import type { ReactElement } from 'react';
import { unreachable } from '#shared/assert.ts';
import { useStore } from '../surroundings.ts';
import type { Import, Imports, ImportState } from './imports.ts';
import { importWords as say } from './words.ts';

export { createImports } from './imports.ts';

interface ListProps {
  readonly imports: Imports;
  /** where a document of this name is */
  readonly hrefOf: (name: string) => string;
}

/** Files that are being imported, and what came of them; what changes is said once, to those who do not see it. */
export function ImportList({ imports, hrefOf }: ListProps): ReactElement | null {
  const all = useStore(imports.store);
  if (all.length === 0) return null;
  return (
    <section aria-label={say.label}>
      <ul className="mh-uploads mh-imports" aria-label={say.label}>
        {all.map((one) => (
          <Entry key={one.id} imports={imports} hrefOf={hrefOf} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ imports, hrefOf, one: { id, fileName, state } }: ListProps & { readonly one: Import }): ReactElement {
  const isOver = state.kind === 'done' || state.kind === 'failed';
  return (
    <li>
      <span className="name" dir="auto">
        {fileName}
      </span>
      {isOver ? null : (
        <>
          <small className="mh-num">{stageOf(state)}</small>
          <progress
            {...(state.kind === 'reading' ? { value: state.part } : {})}
            aria-label={say.progressOf(fileName)}
          />
        </>
      )}
      <span className="why" role={state.kind === 'failed' ? 'alert' : 'status'}>
        {endOf(state)}
      </span>
      {state.kind === 'done' ? (
        <a className="mh-btn primary" href={hrefOf(state.name)} aria-label={say.openOf(fileName)}>
          {say.open}
        </a>
      ) : null}
      {state.kind === 'failed' ? (
        <button type="button" className="mh-btn" onClick={() => imports.retry(id)}>
          {say.tryAgain}
        </button>
      ) : null}
      <button
        type="button"
        className="mh-btn"
        aria-label={isOver ? say.dismissOf(fileName) : say.cancelOf(fileName)}
        onClick={() => imports.remove(id)}
      >
        {isOver ? say.dismiss : say.cancel}
      </button>
    </li>
  );
}

function stageOf(state: Exclude<ImportState, { kind: 'done' | 'failed' }>): string {
  switch (state.kind) {
    case 'sending':
      return say.sending;
    case 'waiting':
      return say.waiting;
    case 'reading':
      return say.reading(state.part);
    default:
      return unreachable(state);
  }
}

function endOf(state: ImportState): string {
  if (state.kind === 'failed') return state.why;
  if (state.kind !== 'done') return '';
  return state.lost.length === 0 ? say.done : `${say.done} ${say.lost(state.lost)}`;
}
