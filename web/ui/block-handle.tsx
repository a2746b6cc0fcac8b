import { Menu } from '@base-ui/react/menu';
import { Copy, GripVertical, Trash2 } from 'lucide-react';
import { type ReactElement, type RefObject, useEffect, useRef, useState } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { BoxItems } from './box-tools.tsx';
import { Icon } from './icon.tsx';
import { MoveItems } from './move-items.tsx';
import { useStore, useSurroundings } from './surroundings.ts';
import { Tip } from './tip.tsx';
import { words } from './words.ts';

interface BlockHandleProps {
  readonly editor: DocumentEditor;
  readonly sheet: RefObject<HTMLElement | null>;
  /** the part of the page that scrolls */
  readonly body: RefObject<HTMLElement | null>;
}

/**
 * The grip in the margin beside the block under the pointer. The editor moves it about; it is no stop of Tab, because the keyboard moves
 * blocks by keys of its own.
 */
export function BlockHandle({ editor, sheet, body }: BlockHandleProps): ReactElement {
  const overlay = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const elements = {
      area: sheet.current,
      overlay: overlay.current,
      handle: handle.current,
      line: line.current,
      scroller: body.current,
    };
    return hasAll(elements) ? editor.mountHandle(elements, () => setOpen(true)) : undefined;
  }, [editor, sheet, body]);
  return (
    <div ref={overlay} className="mh-handles">
      <Tip label={words.handle.tip}>
        <button
          ref={handle}
          type="button"
          className="mh-icon-btn mh-handle"
          aria-label={words.handle.label}
          aria-haspopup="menu"
          aria-expanded={open}
          tabIndex={-1}
          // the focus and the selection stay in the text
          onMouseDown={(event) => event.preventDefault()}
        >
          <Icon of={GripVertical} />
        </button>
      </Tip>
      <div ref={line} className="mh-drop" hidden />
      <Moved editor={editor} />
      <HandleMenu editor={editor} anchor={handle} open={open} onOpenChange={setOpen} />
    </div>
  );
}

/** Tells who cannot see it that blocks were moved, also by key. */
function Moved({ editor }: { editor: DocumentEditor }): ReactElement {
  const moved = useStore(editor.moved);
  return (
    <p className="mh-sr" role="status">
      {/* what is the same as before is not read out */}
      {moved === null ? '' : words.handle.moved[moved.to] + '\u00a0'.repeat(moved.count % 2)}
    </p>
  );
}

function hasAll<T extends object>(elements: T): elements is { [K in keyof T]: NonNullable<T[K]> } & T {
  return Object.values(elements).every((element) => element !== null);
}

interface HandleMenuProps {
  readonly editor: DocumentEditor;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function HandleMenu({ editor, anchor, open, onOpenChange }: HandleMenuProps): ReactElement {
  const { portal } = useSurroundings();
  return (
    <Menu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Menu.Portal container={portal}>
        <Menu.Positioner className="mh-place" anchor={anchor} sideOffset={4} align="start" collisionPadding={8}>
          <Menu.Popup
            className="mh-pop mh-menu"
            aria-label={words.handle.menu}
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            <BoxItems editor={editor} />
            <MoveItems editor={editor} />
            <Menu.Separator />
            <Menu.Item className="mh-item" onClick={() => editor.run({ kind: 'copy-blocks' })}>
              <Icon of={Copy} />
              <span className="grow">{words.handle.copy}</span>
            </Menu.Item>
            <Menu.Item className="mh-item" onClick={() => editor.run({ kind: 'remove-blocks' })}>
              <Icon of={Trash2} />
              <span className="grow">{words.handle.remove}</span>
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
