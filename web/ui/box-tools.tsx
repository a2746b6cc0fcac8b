import { Menu } from '@base-ui/react/menu';
import {
  Columns2,
  Info,
  Lightbulb,
  ListCollapse,
  type LucideIcon,
  MessageSquareWarning,
  Minus,
  OctagonAlert,
  Plus,
  SquareDashed,
  TriangleAlert,
  Ungroup,
} from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react';
import { CALLOUT_KINDS, type CalloutKind } from '#shared/document/nodes/callout.ts';
import type { BoxAct } from '#web/editor/boxes/box-edits.ts';
import { type CalloutFrame, type GapFrame, LEAST_PART } from '#web/editor/boxes/box-frames.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { Icon } from './icon.tsx';
import { useStore, useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

const say = words.boxes;

export const CALLOUT_ICONS: Readonly<Record<CalloutKind, LucideIcon>> = {
  note: Info,
  tip: Lightbulb,
  important: MessageSquareWarning,
  warning: TriangleAlert,
  caution: OctagonAlert,
};

/** What is drawn over callouts and columns: the choice of a kind, and the gaps that give columns their widths. */
export function BoxTools({ editor }: { editor: DocumentEditor }): ReactElement {
  const frames = useStore(editor.boxes.frames);
  return (
    <div className="mh-boxtools">
      {frames.map((frame) =>
        frame.kind === 'callout' ? (
          <KindMenu key={frame.key} editor={editor} frame={frame} />
        ) : (
          <Gap key={frame.key} editor={editor} frame={frame} />
        ),
      )}
    </div>
  );
}

function KindMenu({ editor, frame }: { editor: DocumentEditor; frame: CalloutFrame }): ReactElement {
  const { portal } = useSurroundings();
  const start = frame.rtl ? frame.left + frame.width - 46 : frame.left + 10;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className="mh-icon-btn kind"
        style={{ transform: `translate(${start}px, ${frame.top + 10}px)` }}
        aria-label={say.kind(say.kinds[frame.callout])}
        // a page full of callouts is not a hundred stops of Tab
        tabIndex={frame.active ? 0 : -1}
        onMouseDown={(event) => event.preventDefault()}
      />
      <Menu.Portal container={portal}>
        <Menu.Positioner className="mh-place rises" sideOffset={4} align="start" collisionPadding={8}>
          <Menu.Popup
            className="mh-pop mh-menu"
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            <Menu.RadioGroup value={frame.callout}>
              {CALLOUT_KINDS.map((kind) => (
                <Menu.RadioItem
                  key={kind}
                  value={kind}
                  closeOnClick
                  className="mh-item"
                  onClick={() => editor.run({ kind: 'box', box: { act: 'kind', callout: kind, key: frame.key } })}
                >
                  <Icon of={CALLOUT_ICONS[kind]} />
                  <span className="grow">{say.kinds[kind]}</span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator />
            <Menu.Item
              className="mh-item"
              onClick={() => editor.run({ kind: 'box', box: { act: 'unwrap', key: frame.key } })}
            >
              <Icon of={Ungroup} />
              <span className="grow">{say.unwrap.callout}</span>
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** By arrow key, of both columns' width. */
const STEP = 0.05;

function Gap({ editor, frame }: { editor: DocumentEditor; frame: GapFrame }): ReactElement {
  const held = useRef<{ readonly x: number; readonly part: number } | null>(null);
  const { boxes } = editor;
  const partAt = (event: PointerEvent): number => {
    if (held.current === null) return frame.part;
    const moved = (event.clientX - held.current.x) / frame.both;
    return held.current.part + (frame.rtl ? -moved : moved);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const grows = (event.key === 'ArrowRight') !== frame.rtl;
    boxes.share(frame.key, frame.after, { by: grows ? STEP : -STEP });
  };
  return (
    <div
      className="gap"
      role="separator"
      aria-orientation="vertical"
      aria-label={say.width}
      aria-valuenow={Math.round(frame.part * 100)}
      aria-valuemin={LEAST_PART * 100}
      aria-valuemax={100 - LEAST_PART * 100}
      tabIndex={frame.active ? 0 : -1}
      style={{
        transform: `translate(${frame.left}px, ${frame.top}px)`,
        inlineSize: frame.width,
        blockSize: frame.height,
      }}
      onKeyDown={onKeyDown}
      onDoubleClick={() => boxes.share(frame.key, frame.after, 0.5)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { x: event.clientX, part: frame.part };
      }}
      onPointerMove={(event) => {
        if (held.current !== null) boxes.preview(frame.key, frame.after, partAt(event));
      }}
      onPointerUp={(event) => {
        if (held.current === null) return;
        const part = partAt(event);
        held.current = null;
        if (part !== frame.part) boxes.share(frame.key, frame.after, part);
      }}
      onPointerCancel={() => {
        held.current = null;
        boxes.preview(frame.key, frame.after, frame.part);
      }}
    />
  );
}

interface BoxItemsProps {
  readonly editor: DocumentEditor;
  /** also what puts the selected blocks into a box */
  readonly wraps?: boolean;
}

/** The entries of a menu that are about the box around the selected blocks. */
export function BoxItems({ editor, wraps = false }: BoxItemsProps): ReactElement {
  const { box } = useStore(editor.format);
  const item = (label: string, icon: LucideIcon, act: BoxAct): ReactElement => (
    <Menu.Item key={label} className="mh-item" onClick={() => editor.run({ kind: 'box', box: act })}>
      <Icon of={icon} />
      <span className="grow">{label}</span>
    </Menu.Item>
  );
  return (
    <>
      {wraps ? (
        <>
          {item(say.callout, CALLOUT_ICONS.note, { act: 'callout', callout: 'note' })}
          {item(say.fold, ListCollapse, { act: 'fold' })}
          {item(say.columns(2), Columns2, { act: 'columns', count: 2 })}
        </>
      ) : null}
      {box === 'columns' ? (
        <>
          {item(say.addColumn, Plus, { act: 'add-column' })}
          {item(say.removeColumn, Minus, { act: 'remove-column' })}
        </>
      ) : null}
      {box === null ? null : (
        <>
          {item(say.whole[box], SquareDashed, { act: 'select' })}
          {item(say.unwrap[box], Ungroup, { act: 'unwrap' })}
          {wraps ? null : <Menu.Separator />}
        </>
      )}
    </>
  );
}
