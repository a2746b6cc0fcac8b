import { Menu } from '@base-ui/react/menu';
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { useSurroundings } from './surroundings.ts';
import { TableItems } from './table-items.tsx';
import { EditorPopover } from './editor-popover.tsx';
import { words } from './words.ts';

export interface TablePanelProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly editor: DocumentEditor;
  /** what it hangs on, in px of the window */
  readonly place: DOMRect;
}

/** In a table the menu of all that can be done there, elsewhere the size of a new one. */
export function TablePanel(props: TablePanelProps): ReactElement {
  const [selected] = useState(() => props.editor.tables.selected());
  const [state] = useState(() => (selected === null ? null : props.editor.tables.stateOf(selected)));
  const { portal } = useSurroundings();
  const { open, onOpenChange, editor } = props;
  if (selected === null || state === null) return <SizePopover {...props} />;
  return (
    <Menu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Menu.Portal container={portal}>
        <Menu.Positioner
          className="mh-place rises"
          anchor={{ getBoundingClientRect: () => props.place }}
          sideOffset={6}
          align="start"
          collisionPadding={8}
        >
          <Menu.Popup
            className="mh-pop mh-menu mh-tablemenu"
            aria-label={words.table.menu}
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            <TableItems editor={editor} kind="table" place={selected} state={state} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

const ROWS = 8;
const COLUMNS = 8;

interface Size {
  readonly rows: number;
  readonly columns: number;
}

function SizePopover({ open, onOpenChange, editor, place }: TablePanelProps): ReactElement {
  const first = useRef<HTMLButtonElement>(null);
  return (
    <EditorPopover
      open={open}
      onOpenChange={onOpenChange}
      editor={editor}
      place={place}
      label={words.table.size}
      className="mh-tablesize"
      first={first}
    >
      <SizeGrid
        first={first}
        onChoose={(size) => {
          editor.focus();
          editor.run({ kind: 'insert-table', ...size });
          onOpenChange(false);
        }}
      />
    </EditorPopover>
  );
}

interface SizeGridProps {
  readonly first: React.RefObject<HTMLButtonElement | null>;
  readonly onChoose: (size: Size) => void;
}

/** A place of the grid stands for the table from the corner to there. One tab stop; the arrows make it larger and smaller. */
function SizeGrid({ first, onChoose }: SizeGridProps): ReactElement {
  const [size, setSize] = useState<Size>({ rows: 3, columns: 3 });
  const grid = useRef<HTMLDivElement>(null);
  const go = (rows: number, columns: number): void => {
    const next = { rows: clamp(rows, ROWS), columns: clamp(columns, COLUMNS) };
    setSize(next);
    grid.current?.querySelector<HTMLElement>(`[data-size="${next.rows} ${next.columns}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.currentTarget.matches(':dir(rtl)') ? -1 : 1;
    const { rows, columns } = size;
    if (event.key === 'ArrowDown') go(rows + 1, columns);
    else if (event.key === 'ArrowUp') go(rows - 1, columns);
    else if (event.key === 'ArrowRight') go(rows, columns + step);
    else if (event.key === 'ArrowLeft') go(rows, columns - step);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div ref={grid} role="grid" aria-label={words.table.size} className="sizes" onKeyDown={onKeyDown}>
        {Array.from({ length: ROWS }, (_, r) => (
          <div key={r} role="row" className="line">
            {Array.from({ length: COLUMNS }, (_cell, c) => {
              const [rows, columns] = [r + 1, c + 1];
              const own = rows === size.rows && columns === size.columns;
              return (
                <button
                  key={c}
                  ref={own ? first : undefined}
                  type="button"
                  role="gridcell"
                  data-size={`${rows} ${columns}`}
                  data-in={rows <= size.rows && columns <= size.columns ? '' : undefined}
                  aria-label={words.table.sizeOf(rows, columns)}
                  aria-selected={own}
                  tabIndex={own ? 0 : -1}
                  onPointerMove={() => setSize({ rows, columns })}
                  onFocus={() => setSize({ rows, columns })}
                  onClick={() => onChoose({ rows, columns })}
                />
              );
            })}
          </div>
        ))}
      </div>
      <p className="mh-key" aria-hidden="true">
        {words.table.sizeOf(size.rows, size.columns)}
      </p>
    </>
  );
}

function clamp(value: number, most: number): number {
  return Math.max(1, Math.min(value, most));
}
