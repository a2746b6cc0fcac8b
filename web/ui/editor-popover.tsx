import { Popover } from '@base-ui/react/popover';
import { type ReactElement, type ReactNode, type RefObject, useEffect } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { useSurroundings } from './surroundings.ts';

export interface EditorPopoverProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly editor: DocumentEditor;
  /** what it opens beside, in px of the window */
  readonly place: DOMRect;
  readonly label: string;
  readonly className?: string;
  /** whether the selection is what it is about, and stays marked */
  readonly marks?: boolean;
  /** gets the focus first */
  readonly first: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** What asks something about the text beside a place of it; the text has the focus again afterwards. */
export function EditorPopover(props: EditorPopoverProps): ReactElement {
  const { open, onOpenChange, editor, place, label, className, marks = true, first, children } = props;
  const { portal } = useSurroundings();
  useEffect(() => (open && marks ? editor.markSelection() : undefined), [open, marks, editor]);
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Portal container={portal}>
        <Popover.Positioner
          className="mh-place rises"
          anchor={{ getBoundingClientRect: () => place }}
          sideOffset={6}
          align="start"
          collisionPadding={8}
        >
          <Popover.Popup
            className={className === undefined ? 'mh-pop' : `mh-pop ${className}`}
            aria-label={label}
            initialFocus={first}
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
