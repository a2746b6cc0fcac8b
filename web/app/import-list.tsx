import type { ReactElement } from 'react';
import { unreachable } from '#shared/assert.ts';
import { useStore } from '#web/ui/surroundings.ts';
import { importWords as say } from './import-words.ts';
import type { Import, Imports, ImportState } from './imports.ts';
import { documentPath } from './route.ts';

export { createImports } from './imports.ts';

/** Files that are being imported, and what came of them; what changes is said once, to those who do not see it. */
export function ImportList({ imports }: { imports: Imports }): ReactElement | null {
  const all = useStore(imports.store);
  if (all.length === 0) return null;
  return (
    <ul className="mh-uploads" aria-label={say.label}>
      {all.map((one) => (
        <Entry key={one.id} imports={imports} one={one} />
      ))}
    </ul>
  );
}

function Entry({ imports, one: { id, fileName, state } }: { imports: Imports; one: Import }): ReactElement {
  const isOver = state.kind === 'done' || state.kind === 'failed';
  return (
    <li>
      <span className="name" dir="auto">
        {fileName}
      </span>
      {isOver ? null : (
        <>
          <small className="mh-num">{stageOf(state)}</small>
          <progress {...(state.kind === 'reading' ? { value: state.part } : {})} aria-label={say.progressOf(fileName)} />
        </>
      )}
      <span className="why" role={state.kind === 'failed' ? 'alert' : 'status'}>
        {endOf(state)}
      </span>
      {state.kind === 'done' ? (
        <a className="mh-btn primary" href={documentPath(state.name)} aria-label={say.openOf(fileName)}>
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
