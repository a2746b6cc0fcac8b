import { Toolbar as Bar } from '@base-ui/react/toolbar';
import {
  Image as ImageIcon,
  Link,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Minus,
  Quote,
  Redo2,
  SquareCode,
  Table,
  Undo2,
} from 'lucide-react';
import type { ReactElement, ReactNode, Ref } from 'react';
import type { BlockKind } from '#web/editor/block-kind.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { ShortcutName } from '#web/editor/key-names.ts';
import { BlockMenu } from './block-menu.tsx';
import { useStore } from './surroundings.ts';
import { ColorTool, FormatTools, PlaceTool, Tool } from './tool.tsx';
import { words } from './words.ts';

const LISTS: readonly (readonly [BlockKind & ShortcutName, LucideIcon])[] = [
  ['bullet', List],
  ['number', ListOrdered],
  ['check', ListChecks],
];

interface ToolbarProps {
  readonly editor: DocumentEditor;
  readonly onLink: () => void;
  readonly onColor: (place: DOMRect) => void;
  readonly onTable: (place: DOMRect) => void;
  readonly onFiles: () => void;
  /** the element to focus for Alt+F10 */
  readonly first: Ref<HTMLButtonElement>;
  /** at the end: the status, where there is no bar above */
  readonly children?: ReactNode;
}

/** One tab stop; arrows move inside, Escape goes back to the text. A press of the pointer leaves the text's selection alone. */
export function Toolbar({ editor, onLink, onColor, onTable, onFiles, first, children }: ToolbarProps): ReactElement {
  const format = useStore(editor.format);
  const history = useStore(editor.history);
  return (
    <div className="mh-tools" role="region" aria-label={words.tools.formatting}>
      <Bar.Root
        className="mh-toolbar"
        aria-label={words.tools.formatting}
        onMouseDown={(event) => event.preventDefault()}
        // before a tooltip, which would take the key to close itself
        onKeyDownCapture={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          editor.focus();
        }}
      >
        <Tool
          ref={first}
          label={words.undo}
          keys="undo"
          icon={Undo2}
          flip
          disabled={!history.canUndo}
          onClick={() => editor.run({ kind: 'undo' })}
        />
        <Tool
          label={words.redo}
          keys="redo"
          icon={Redo2}
          flip
          disabled={!history.canRedo}
          onClick={() => editor.run({ kind: 'redo' })}
        />
        <Bar.Separator className="sep" />
        <BlockMenu editor={editor} current={format.block} />
        <Bar.Separator className="sep" />
        <FormatTools editor={editor} format={format} />
        <ColorTool painted={format.painted} onColor={onColor} />
        <Tool label={words.tools.link} keys="link" icon={Link} pressed={format.link} onClick={onLink} />
        <Bar.Separator className="sep" />
        {LISTS.map(([name, icon]) => (
          <Tool
            key={name}
            label={words.tools.blocks[name]}
            keys={name}
            icon={icon}
            flip
            pressed={format.block === name}
            onClick={() => editor.run({ kind: 'block', block: name })}
          />
        ))}
        <Bar.Separator className="sep" />
        <Tool
          label={words.tools.blocks.quote}
          keys="quote"
          icon={Quote}
          flip
          pressed={format.block === 'quote'}
          onClick={() => editor.run({ kind: 'block', block: 'quote' })}
        />
        <Tool
          label={words.tools.blocks.code}
          icon={SquareCode}
          pressed={format.block === 'code'}
          onClick={() => editor.run({ kind: 'block', block: 'code' })}
        />
        <Tool label={words.tools.files} icon={ImageIcon} onClick={onFiles} />
        <Tool
          label={words.tools.divider}
          icon={Minus}
          onClick={() => editor.run({ kind: 'insert', block: 'divider' })}
        />
        <PlaceTool label={words.table.insert} icon={Table} onPlace={onTable} />
        {children}
      </Bar.Root>
    </div>
  );
}
