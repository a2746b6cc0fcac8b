import { Menu } from '@base-ui/react/menu';
import { GripHorizontal, GripVertical, Plus } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactElement, type Ref, useEffect, useRef, useState } from 'react';
import { MAX_COLUMN_WIDTH, MIN_COLUMN_WIDTH } from '#shared/document/table-edits.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { TableAct } from '#web/editor/table/table-commands.ts';
import type { TableFrame, TableGap } from '#web/editor/table/table-frame.ts';
import type { TablePlace } from '#web/editor/table/table-place.ts';
import { Icon } from './icon.tsx';
import { useStore, useSurroundings } from './surroundings.ts';
import { TableItems } from './table-items.tsx';
import { words } from './words.ts';

export interface TableToolsProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly editor: DocumentEditor;
}

type Way = 'row' | 'column';

/** A pointer that is held down and moves further than this drags. */
const SLACK_PX = 4;
/** The width of a column changes by so much with a key. */
const WIDTH_STEP_PX = 16;

/** What lies at the edges of the table under the pointer or with the caret: handles, new rows and columns, the borders of columns. */
export function TableTools({ editor }: TableToolsProps): ReactElement | null {
  const frame = useStore(editor.tables.frame);
  const [gap, setGap] = useState<{ way: Way; gap: TableGap } | null>(null);
  const [said, setSaid] = useState('');
  if (frame === null) return null;
  const place: TablePlace = { table: frame.key, area: frame.area };
  const run = (act: TableAct, at: TablePlace = place): void => editor.run({ kind: 'table', act, place: at });
  const { box } = frame;
  const last = {
    table: frame.key,
    area: { top: frame.rows - 1, bottom: frame.rows - 1, left: frame.columns - 1, right: frame.columns - 1 },
  };
  return (
    <>
      {(['column', 'row'] as const).map((way) =>
        way === 'column' && !frame.inSight ? null : (
          <Handle
            key={way}
            editor={editor}
            frame={frame}
            way={way}
            onGap={(next) => setGap(next === null ? null : { way, gap: next })}
            onMoved={() => setSaid(words.table.moved[way] + (said.endsWith('\u00a0') ? '' : '\u00a0'))}
          />
        ),
      )}
      <button
        type="button"
        className="mh-tableplus rows"
        style={{ left: box.left, top: box.top + box.height + 2, inlineSize: box.width }}
        aria-label={words.table.addRow}
        title={words.table.addRow}
        tabIndex={frame.active ? 0 : -1}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => run({ do: 'insert', way: 'row', where: 'behind' }, last)}
      >
        <Icon of={Plus} />
      </button>
      <button
        type="button"
        className="mh-tableplus columns"
        style={{ left: frame.rtl ? box.left - 20 : box.left + box.width + 2, top: box.top, blockSize: box.height }}
        aria-label={words.table.addColumn}
        title={words.table.addColumn}
        tabIndex={frame.active ? 0 : -1}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => run({ do: 'insert', way: 'column', where: 'behind' }, last)}
      >
        <Icon of={Plus} />
      </button>
      <Border key={`${frame.key} ${frame.area.right}`} editor={editor} frame={frame} run={run} />
      {gap === null ? null : (
        <div
          className={`mh-tabledrop ${gap.way}`}
          style={{ left: gap.gap.left, top: gap.gap.top, [gap.way === 'row' ? 'width' : 'height']: gap.gap.length }}
        />
      )}
      <p className="mh-sr" role="status">
        {said}
      </p>
    </>
  );
}

interface HandleProps {
  readonly editor: DocumentEditor;
  readonly frame: TableFrame;
  readonly way: Way;
  readonly onGap: (gap: TableGap | null) => void;
  readonly onMoved: () => void;
}

/** Clicked it selects its rows or columns and opens their menu, dragged it moves them. */
function Handle({ editor, frame, way, onGap, onMoved }: HandleProps): ReactElement {
  const { view } = useSurroundings();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const drag = useDrag(view, {
    onDrag: (x, y) => onGap(editor.tables.gapAt(frame.key, way, x, y)),
    onDrop(x, y) {
      const to = editor.tables.gapAt(frame.key, way, x, y);
      if (to === null) return;
      editor.run({
        kind: 'table',
        act: { do: 'move', way, to: to.index },
        place: { table: frame.key, area: frame.area },
      });
      onMoved();
    },
    onEnd: () => onGap(null),
  });
  const set = (next: boolean): void => {
    editor.tables.hold(next);
    setOpen(next);
  };
  useEffect(() => () => editor.tables.hold(false), [editor]);
  const { box, row, column } = frame;
  const style =
    way === 'row'
      ? { left: frame.rtl ? box.left + box.width : box.left, top: row.top + row.height / 2 }
      : { left: column.left + column.width / 2, top: box.top };
  const number = way === 'row' ? frame.area.top + 1 : frame.area.left + 1;
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`mh-tablehandle ${way}`}
        style={style}
        aria-label={words.table.handle[way](number)}
        title={words.table.handleTip}
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={frame.active ? 0 : -1}
        onMouseDown={(event) => event.preventDefault()}
        {...drag.handlers}
        onClick={() => {
          if (drag.wasDragged()) return;
          editor.run({
            kind: 'table',
            act: { do: 'select', what: way },
            place: { table: frame.key, area: frame.area },
          });
          set(true);
        }}
      >
        <Icon of={way === 'row' ? GripVertical : GripHorizontal} />
      </button>
      <HandleMenu editor={editor} frame={frame} way={way} anchor={button} open={open} onOpenChange={set} />
    </>
  );
}

interface HandleMenuProps {
  readonly editor: DocumentEditor;
  readonly frame: TableFrame;
  readonly way: Way;
  readonly anchor: Ref<HTMLElement>;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function HandleMenu({ editor, frame, way, anchor, open, onOpenChange }: HandleMenuProps): ReactElement {
  const { portal } = useSurroundings();
  const place = { table: frame.key, area: wholeOf(frame, way) };
  const state = open ? editor.tables.stateOf(place) : null;
  return (
    <Menu.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Menu.Portal container={portal}>
        <Menu.Positioner
          className="mh-place"
          anchor={anchor as React.RefObject<HTMLElement | null>}
          sideOffset={4}
          align="start"
          collisionPadding={8}
        >
          <Menu.Popup
            className="mh-pop mh-menu mh-tablemenu"
            aria-label={words.table.menus[way]}
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            {state === null ? null : <TableItems editor={editor} kind={way} place={place} state={state} />}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** The rows or columns of an area from one end to the other. */
function wholeOf({ area, rows, columns }: TableFrame, way: Way): TableFrame['area'] {
  return way === 'row' ? { ...area, left: 0, right: columns - 1 } : { ...area, top: 0, bottom: rows - 1 };
}

interface BorderProps {
  readonly editor: DocumentEditor;
  readonly frame: TableFrame;
  readonly run: (act: TableAct) => void;
}

/** The end of a column: dragged, or with the arrows, it gives the column its width; a double click or Enter takes that away. */
function Border({ editor, frame, run }: BorderProps): ReactElement | null {
  const { view } = useSurroundings();
  const [moved, setMoved] = useState(0);
  const start = useRef(0);
  const { box, column, area, rtl } = frame;
  const sign = rtl ? -1 : 1;
  const edge = rtl ? column.left : column.left + column.width;
  const give = (width: number | null): void => {
    const drawn = editor.tables.columnWidths(frame.key);
    const has = editor.tables.stateOf({ table: frame.key, area })?.widths !== null;
    // the others stay as wide as they are
    const widths = new Map<number, number | null>(has ? [] : drawn.entries());
    run({ do: 'widths', widths: widths.set(area.right, width) });
  };
  const own = (): number => editor.tables.columnWidths(frame.key)[area.right] ?? column.width;
  const drag = useDrag(view, {
    onDrag: (x) => setMoved(x - start.current),
    onDrop: (x) => give(own() + (x - start.current) * sign),
    onEnd: () => setMoved(0),
  });
  if (edge < box.left || edge > box.left + box.width + 1) return null;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? sign : event.key === 'ArrowLeft' ? -sign : 0;
    if (step !== 0) give(own() + step * WIDTH_STEP_PX);
    else if (event.key === 'Enter') give(null);
    else if (event.key === 'Escape') editor.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="mh-tableborder"
      role="separator"
      aria-orientation="vertical"
      aria-label={words.table.width(area.right + 1)}
      aria-valuemin={MIN_COLUMN_WIDTH}
      aria-valuemax={MAX_COLUMN_WIDTH}
      aria-valuenow={Math.round(column.width)}
      tabIndex={frame.active ? 0 : -1}
      data-dragging={moved === 0 ? undefined : ''}
      style={{ left: edge + moved, top: box.top, blockSize: box.height }}
      onMouseDown={(event) => event.preventDefault()}
      {...drag.handlers}
      onPointerDown={(event) => {
        start.current = event.clientX;
        drag.handlers.onPointerDown(event);
      }}
      onDoubleClick={() => give(null)}
      onKeyDown={onKeyDown}
    />
  );
}

interface DragEvents {
  readonly onDrag: (x: number, y: number) => void;
  readonly onDrop: (x: number, y: number) => void;
  readonly onEnd: () => void;
}

interface DragHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onLostPointerCapture: () => void;
}

/** A drag begins when the pointer has moved a little; Escape ends it without a drop. */
function useDrag(view: Window, events: DragEvents): { handlers: DragHandlers; wasDragged: () => boolean } {
  const pressed = useRef<{ x: number; y: number; id: number } | null>(null);
  const dragging = useRef(false);
  const dragged = useRef(false);
  const latest = useRef(events);
  latest.current = events;
  const [stopKeys] = useState<{ run: () => void }>({ run: () => {} });
  const end = (): void => {
    stopKeys.run();
    pressed.current = null;
    if (!dragging.current) return;
    dragging.current = false;
    latest.current.onEnd();
  };
  const begin = (): void => {
    dragging.current = true;
    dragged.current = true;
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      end();
    };
    view.addEventListener('keydown', onKey, true);
    stopKeys.run = () => view.removeEventListener('keydown', onKey, true);
  };
  useEffect(() => () => stopKeys.run(), [stopKeys]);
  return {
    wasDragged: () => dragged.current,
    handlers: {
      onPointerDown(event) {
        dragged.current = false;
        if (event.button !== 0) return;
        pressed.current = { x: event.clientX, y: event.clientY, id: event.pointerId };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove({ clientX, clientY, pointerId }) {
        const from = pressed.current;
        if (from === null || from.id !== pointerId) return;
        if (!dragging.current && Math.hypot(clientX - from.x, clientY - from.y) > SLACK_PX) begin();
        if (dragging.current) latest.current.onDrag(clientX, clientY);
      },
      onPointerUp({ clientX, clientY }) {
        const drop = dragging.current;
        end();
        if (drop) latest.current.onDrop(clientX, clientY);
      },
      onLostPointerCapture: end,
    },
  };
}
