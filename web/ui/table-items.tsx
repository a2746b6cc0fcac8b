import { Menu } from '@base-ui/react/menu';
import {
  AlignVerticalJustifyCenter,
  AlignVerticalJustifyEnd,
  AlignVerticalJustifyStart,
  ArrowDown,
  ArrowDownToLine,
  ArrowLeft,
  ArrowLeftToLine,
  ArrowRight,
  ArrowRightToLine,
  ArrowUp,
  ArrowUpToLine,
  Ban,
  Check,
  Copy,
  Eraser,
  type LucideIcon,
  PanelLeft,
  PanelTop,
  SquareMousePointer,
  TableCellsMerge,
  TableCellsSplit,
  Trash2,
} from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { PALETTE } from '#shared/document/palette.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { TableAct, TableState } from '#web/editor/table/table-commands.ts';
import type { TablePlace } from '#web/editor/table/table-place.ts';
import { Icon } from './icon.tsx';
import { words } from './words.ts';

/** What a menu of a table is about. */
export type TableMenuKind = 'row' | 'column' | 'table';

interface TableItemsProps {
  readonly editor: DocumentEditor;
  readonly kind: TableMenuKind;
  readonly place: TablePlace;
  readonly state: TableState;
}

/** All that can be done to rows, columns and cells, as the entries of a menu. */
export function TableItems({ editor, kind, place, state }: TableItemsProps): ReactElement {
  const run = (act: TableAct): void => editor.run({ kind: 'table', act, place });
  const { area } = place;
  const rows = area.bottom - area.top + 1;
  const columns = area.right - area.left + 1;
  const hasRow = kind !== 'column';
  const hasColumn = kind !== 'row';
  return (
    <>
      {hasRow ? (
        <>
          <Item icon={ArrowUpToLine} label={words.table.rowAbove(rows)} onClick={() => run(insert('row', 'before'))} />
          <Item
            icon={ArrowDownToLine}
            label={words.table.rowBelow(rows)}
            onClick={() => run(insert('row', 'behind'))}
          />
        </>
      ) : null}
      {hasColumn ? (
        <>
          <Item
            icon={ArrowLeftToLine}
            flip
            label={words.table.columnBefore(columns)}
            onClick={() => run(insert('column', 'before'))}
          />
          <Item
            icon={ArrowRightToLine}
            flip
            label={words.table.columnBehind(columns)}
            onClick={() => run(insert('column', 'behind'))}
          />
        </>
      ) : null}
      <Menu.Separator />
      {hasRow ? (
        <>
          <Item
            icon={ArrowUp}
            label={words.table.rowUp(rows)}
            disabled={area.top === 0}
            onClick={() => run({ do: 'move', way: 'row', to: 'before' })}
          />
          <Item
            icon={ArrowDown}
            label={words.table.rowDown(rows)}
            disabled={area.bottom >= state.rows - 1}
            onClick={() => run({ do: 'move', way: 'row', to: 'behind' })}
          />
        </>
      ) : null}
      {hasColumn ? (
        <>
          <Item
            icon={ArrowLeft}
            flip
            label={words.table.columnBack(columns)}
            disabled={area.left === 0}
            onClick={() => run({ do: 'move', way: 'column', to: 'before' })}
          />
          <Item
            icon={ArrowRight}
            flip
            label={words.table.columnOn(columns)}
            disabled={area.right >= state.columns - 1}
            onClick={() => run({ do: 'move', way: 'column', to: 'behind' })}
          />
        </>
      ) : null}
      {hasRow ? (
        <Item icon={Copy} label={words.table.copyRow(rows)} onClick={() => run({ do: 'copy', way: 'row' })} />
      ) : null}
      {hasColumn ? (
        <Item icon={Copy} label={words.table.copyColumn(columns)} onClick={() => run({ do: 'copy', way: 'column' })} />
      ) : null}
      <Menu.Separator />
      {state.merges ? (
        <Item icon={TableCellsMerge} label={words.table.merge} onClick={() => run({ do: 'merge' })} />
      ) : null}
      {state.splits ? (
        <Item icon={TableCellsSplit} label={words.table.split} onClick={() => run({ do: 'split' })} />
      ) : null}
      {hasRow ? (
        <Switch
          icon={PanelTop}
          label={words.table.headRow}
          on={state.headRow}
          onChange={(on) => run({ do: 'head', way: 'row', on })}
        />
      ) : null}
      {hasColumn ? (
        <Switch
          icon={PanelLeft}
          label={words.table.headColumn}
          on={state.headColumn}
          onChange={(on) => run({ do: 'head', way: 'column', on })}
        />
      ) : null}
      <Aligns state={state} run={run} />
      <Colors state={state} run={run} />
      <Menu.Separator />
      {kind === 'table' ? (
        <Item
          icon={SquareMousePointer}
          label={words.table.selectTable}
          onClick={() => run({ do: 'select', what: 'table' })}
        />
      ) : null}
      <Item icon={Eraser} label={words.table.clear} onClick={() => run({ do: 'clear' })} />
      {hasRow ? (
        <Item icon={Trash2} label={words.table.deleteRow(rows)} onClick={() => run({ do: 'delete', way: 'row' })} />
      ) : null}
      {hasColumn ? (
        <Item
          icon={Trash2}
          label={words.table.deleteColumn(columns)}
          onClick={() => run({ do: 'delete', way: 'column' })}
        />
      ) : null}
      {kind === 'table' ? (
        <Item icon={Trash2} label={words.table.deleteTable} onClick={() => run({ do: 'delete-table' })} />
      ) : null}
    </>
  );
}

function insert(way: 'row' | 'column', where: 'before' | 'behind'): TableAct {
  return { do: 'insert', way, where };
}

interface ItemProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly flip?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function Item({ icon, label, flip = false, disabled = false, onClick }: ItemProps): ReactElement {
  return (
    <Menu.Item className="mh-item" disabled={disabled} onClick={onClick}>
      <Icon of={icon} flip={flip} />
      <span className="grow">{label}</span>
    </Menu.Item>
  );
}

interface SwitchProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Switch({ icon, label, on, onChange }: SwitchProps): ReactElement {
  return (
    <Menu.CheckboxItem className="mh-item" checked={on} closeOnClick onCheckedChange={onChange}>
      <Icon of={icon} />
      <span className="grow">{label}</span>
      {on ? <Icon of={Check} /> : null}
    </Menu.CheckboxItem>
  );
}

interface PartProps {
  readonly state: TableState;
  readonly run: (act: TableAct) => void;
}

const ALIGNS = [
  ['top', AlignVerticalJustifyStart],
  ['middle', AlignVerticalJustifyCenter],
  ['bottom', AlignVerticalJustifyEnd],
] as const;

function Aligns({ state, run }: PartProps): ReactElement {
  return (
    <Menu.Group>
      <Menu.GroupLabel className="group">{words.table.align}</Menu.GroupLabel>
      <Menu.RadioGroup className="row" value={state.align ?? ''}>
        {ALIGNS.map(([align, icon]) => (
          <Choice
            key={align}
            value={align}
            label={words.table.aligns[align]}
            onClick={() => run({ do: 'align', align })}
          >
            <Icon of={icon} />
          </Choice>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

function Colors({ state, run }: PartProps): ReactElement {
  return (
    <Menu.Group>
      <Menu.GroupLabel className="group">{words.table.color}</Menu.GroupLabel>
      <Menu.RadioGroup className="row" value={state.color ?? ''}>
        <Choice value="" label={words.color.none} onClick={() => run({ do: 'color', color: null })}>
          <Icon of={Ban} />
        </Choice>
        {PALETTE.map((color) => (
          <Choice
            key={color}
            value={color}
            label={words.color.names[color]}
            background={`var(--mh-mark-${color})`}
            onClick={() => run({ do: 'color', color })}
          >
            {state.color === color ? <Icon of={Check} /> : null}
          </Choice>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly label: string;
  readonly background?: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Choice({ value, label, background, onClick, children }: ChoiceProps): ReactElement {
  return (
    <Menu.RadioItem
      value={value}
      closeOnClick
      className="mh-choice"
      aria-label={label}
      title={label}
      style={background === undefined ? {} : { background }}
      onClick={onClick}
    >
      {children}
    </Menu.RadioItem>
  );
}
