/** Files that this person puts into the document: on their way they are shown here alone, then they are blocks for everybody. */
import type { LexicalEditor } from 'lexical';
import { createStore, type Store } from '../store.ts';
import { $blockKeyAtCaret, $insertFile, type Pixels } from './insert-file.ts';
import { uploadFile, type UploadOutcome, type UploadTarget } from './upload.ts';

export type UploadFailure = Exclude<UploadOutcome, { kind: 'uploaded' }>;

export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly state:
    /** the part that is sent, 0 to 1 */
    { readonly kind: 'sending'; readonly part: number } | UploadFailure;
}

export interface Uploads {
  readonly store: Store<readonly Upload[]>;
  /** Behind the caret's block, or the block of this key, in their order. `alt` is said of images. */
  add(files: Iterable<File>, after?: string | null, alt?: string): void;
  retry(id: number): void;
  /** Stops it, or takes a failed one off the list. */
  cancel(id: number): void;
  stop(): void;
}

export function createUploads(editor: LexicalEditor, target: UploadTarget): Uploads {
  const store = createStore<readonly Upload[]>([]);
  const running = new Map<number, { file: File; after: string | null; alt: string; stop: AbortController }>();
  let nextId = 1;

  const show = (id: number, state: Upload['state']): void =>
    store.set(store.get().map((upload) => (upload.id === id ? { ...upload, state } : upload)));
  const forget = (id: number): void => {
    running.delete(id);
    store.set(store.get().filter((upload) => upload.id !== id));
  };

  const run = async (id: number): Promise<void> => {
    const job = running.get(id);
    if (job === undefined) return;
    job.stop = new AbortController();
    const { signal } = job.stop;
    show(id, { kind: 'sending', part: 0 });
    try {
      const size = await pixelsOf(job.file, target.view);
      const outcome = await uploadFile(target, job.file, signal, (part) => show(id, { kind: 'sending', part }));
      if (signal.aborted) return;
      if (outcome.kind !== 'uploaded') {
        show(id, outcome);
        return;
      }
      forget(id);
      editor.update(() => {
        const made = $insertFile(outcome.file, size, job.after, job.alt);
        // what was added with it comes behind it
        for (const other of running.values()) if (other.after === job.after) other.after = made;
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };

  return {
    store,
    add(files, after, alt = '') {
      if (!editor.isEditable()) return;
      const place = after ?? editor.read('latest', $blockKeyAtCaret);
      const added: number[] = [];
      for (const file of files) {
        const id = nextId++;
        running.set(id, { file, after: place, alt, stop: new AbortController() });
        store.set([...store.get(), { id, name: file.name, state: { kind: 'sending', part: 0 } }]);
        added.push(id);
      }
      // one after the other, so that they come in their order
      void added.reduce((before, id) => before.then(() => run(id)), Promise.resolve());
    },
    retry: (id) => void run(id),
    cancel(id) {
      running.get(id)?.stop.abort();
      forget(id);
    },
    stop() {
      for (const { stop } of running.values()) stop.abort();
      running.clear();
    },
  };
}

/** Null for what is no image, or none that this browser can show. */
async function pixelsOf(file: File, view: Window & typeof globalThis): Promise<Pixels | null> {
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml') return null;
  try {
    const bitmap = await view.createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    return null;
  }
}
