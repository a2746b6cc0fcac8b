import { type ReactElement, type RefObject, useEffect, useRef } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { TableTools } from './dialogs.ts';
import { useStorePart } from './surroundings.ts';

interface TableLayerProps {
  readonly editor: DocumentEditor;
  readonly sheet: RefObject<HTMLElement | null>;
}

const nothing = (): void => {};

/** Lies over the text, for what is drawn at the edges of tables; that comes with the first table. */
export function TableLayer({ editor, sheet }: TableLayerProps): ReactElement {
  const overlay = useRef<HTMLDivElement>(null);
  const shown = useStorePart(editor.tables.frame, (frame) => frame !== null);
  useEffect(() => {
    const [area, layer] = [sheet.current, overlay.current];
    return area === null || layer === null ? undefined : editor.tables.mount({ area, overlay: layer });
  }, [editor, sheet]);
  return (
    <div ref={overlay} className="mh-tabletools">
      <TableTools open={shown} onOpenChange={nothing} editor={editor} />
    </div>
  );
}
