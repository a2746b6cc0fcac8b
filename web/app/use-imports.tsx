import { type DragEvent, type ReactElement, useState } from 'react';
import type { Imports } from '#web/ui/imports/imports.ts';
import { useSurroundings } from '#web/ui/surroundings.ts';
import { words } from '#web/ui/words.ts';
import { documentPath } from './route.ts';

interface Importing {
  readonly add: (files: Iterable<File>) => void;
  /** what is under way, to be shown somewhere on the page */
  readonly list: ReactElement | null;
  /** somebody holds a file over the page */
  readonly isOver: boolean;
  /** for the element on which files may be dropped */
  readonly drop: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** The import of files; its code comes with the first of them. */
export function useImports(): Importing {
  const { view, toasts, clock } = useSurroundings();
  const [loaded, setLoaded] = useState<{ imports: Imports; list: ReactElement } | null>(null);
  const [isOver, setOver] = useState(false);

  const load = async (): Promise<Imports> => {
    if (loaded !== null) return loaded.imports;
    const { createImports, ImportList } = await import('#web/ui/imports/import-list.tsx');
    const imports = createImports({
      fetch: view.fetch.bind(view),
      clock,
      onDone: (name) => view.location.assign(documentPath(name)),
    });
    setLoaded({ imports, list: <ImportList imports={imports} hrefOf={documentPath} /> });
    return imports;
  };
  const add = (files: Iterable<File>): void => {
    const chosen = [...files];
    if (chosen.length === 0) return;
    load().then(
      (imports) => imports.add(chosen),
      () => toasts.show({ kind: 'bad', text: words.toast.notLoaded }),
    );
  };
  const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');
  return {
    add,
    list: loaded?.list ?? null,
    isOver,
    drop: {
      onDragOver(event) {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave(event) {
        // not from one element of the page to another
        if (event.relatedTarget === null) setOver(false);
      },
      onDrop(event) {
        setOver(false);
        if (!holdsFiles(event)) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      },
    },
  };
}
