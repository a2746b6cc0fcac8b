import { type ReactElement, useCallback, useLayoutEffect, useState } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { ChipPanel } from './dialogs.ts';
import { useStore } from './surroundings.ts';

/** What a day or a formula is changed with, beside it. Its code comes when it is first needed. */
export function ChipPopover({ editor }: { editor: DocumentEditor }): ReactElement | null {
  const open = useStore(editor.openChip);
  const [place, setPlace] = useState<DOMRect | null>(null);
  useLayoutEffect(() => {
    const element = open === null || open.key === null ? null : editor.elementOf(open.key);
    setPlace(open === null ? null : (element?.getBoundingClientRect() ?? editor.caretRect()));
  }, [open, editor]);
  const close = useCallback(() => editor.openChip.set(null), [editor]);
  if (open === null || place === null) return null;
  return <ChipPanel key={open.key} open place={place} editor={editor} subject={open} onOpenChange={close} />;
}
