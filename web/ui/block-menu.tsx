import { Menu } from '@base-ui/react/menu';
import { Toolbar } from '@base-ui/react/toolbar';
import {
  ChevronDown,
  Heading1,
  Heading2,
  Heading3,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Quote,
  Sigma,
  SquareCode,
  Type,
  Workflow,
} from 'lucide-react';
import type { ReactElement } from 'react';
import { BLOCK_KINDS, type BlockKind } from '#web/editor/block-kind.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { SHORTCUTS, shortcutText } from '#web/editor/key-names.ts';
import { BoxItems } from './box-tools.tsx';
import { Icon } from './icon.tsx';
import { MoveItems } from './move-items.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

const ICONS: Readonly<Record<BlockKind, LucideIcon>> = {
  text: Type,
  h1: Heading1,
  h2: Heading2,
  h3: Heading3,
  quote: Quote,
  code: SquareCode,
  formula: Sigma,
  diagram: Workflow,
  bullet: List,
  number: ListOrdered,
  check: ListChecks,
};

/** What kind of block the caret is in, and the others that it could be. */
export function BlockMenu({ editor, current }: { editor: DocumentEditor; current: BlockKind | 'other' }): ReactElement {
  const { portal, apple } = useSurroundings();
  return (
    <Menu.Root modal={false}>
      <Toolbar.Button
        className="mh-btn quiet kind"
        aria-label={`${words.tools.block}: ${words.tools.blocks[current]}`}
        render={<Menu.Trigger />}
      >
        {words.tools.blocks[current]}
        <Icon of={ChevronDown} />
      </Toolbar.Button>
      <Menu.Portal container={portal}>
        <Menu.Positioner className="mh-place rises" sideOffset={6} align="start" collisionPadding={8}>
          <Menu.Popup
            className="mh-pop mh-menu"
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            <Menu.RadioGroup value={current}>
              {BLOCK_KINDS.map((kind) => (
                <Menu.RadioItem
                  key={kind}
                  value={kind}
                  closeOnClick
                  className="mh-item"
                  onClick={() => {
                    if (kind !== current) editor.run({ kind: 'block', block: kind });
                  }}
                >
                  <Icon of={ICONS[kind]} />
                  <span className="grow">{words.tools.blocks[kind]}</span>
                  {kind === 'code' || kind === 'formula' || kind === 'diagram' ? null : (
                    <span className="mh-key wide-only" dir="ltr">
                      {shortcutText(SHORTCUTS[kind], apple)}
                    </span>
                  )}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator />
            <BoxItems editor={editor} wraps />
            <Menu.Separator />
            <MoveItems editor={editor} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
