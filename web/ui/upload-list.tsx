import type { ReactElement } from 'react';
import { unreachable } from '#shared/assert.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { Upload } from '#web/editor/files/uploads.ts';
import { useStore } from './surroundings.ts';
import { words } from './words.ts';

/** Files on their way, and those that did not get there. Nobody else sees them. */
export function UploadList({ editor }: { editor: DocumentEditor }): ReactElement | null {
  const uploads = useStore(editor.uploads.store);
  if (uploads.length === 0) return null;
  return (
    <ul className="mh-uploads" aria-label={words.uploads.label}>
      {uploads.map((upload) => (
        <li key={upload.id}>
          <span className="name">{upload.name}</span>
          {upload.state.kind === 'sending' ? (
            <progress value={upload.state.part} aria-label={words.uploads.sending(upload.name)} />
          ) : (
            <>
              <span className="why" role="alert">
                {whyOf(upload.state)}
              </span>
              <button type="button" className="mh-btn" onClick={() => editor.uploads.retry(upload.id)}>
                {words.uploads.tryAgain}
              </button>
            </>
          )}
          <button type="button" className="mh-btn" onClick={() => editor.uploads.cancel(upload.id)}>
            {upload.state.kind === 'sending' ? words.uploads.cancel : words.uploads.dismiss}
          </button>
        </li>
      ))}
    </ul>
  );
}

function whyOf(state: Exclude<Upload['state'], { kind: 'sending' }>): string {
  switch (state.kind) {
    case 'offline':
      return words.uploads.offline;
    case 'too-large':
      return words.uploads.tooLarge(state.limit);
    case 'full':
      return words.uploads.full;
    case 'refused':
      return words.uploads.refused(state.why);
    default:
      return unreachable(state);
  }
}

/** Asks the person for files, which come to the caret. */
export function chooseFiles(editor: DocumentEditor, page: Document): void {
  const input = page.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    editor.uploads.add(input.files ?? []);
    editor.focus();
  });
  input.click();
}
