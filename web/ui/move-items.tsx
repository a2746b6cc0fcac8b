import { Menu } from '@base-ui/react/menu';
import { ArrowDown, ArrowUp, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { SHORTCUTS, shortcutText } from '#web/editor/key-names.ts';
import { Icon } from './icon.tsx';
import { useSurroundings } from './surroundings.ts';
import { words } from './words.ts';

const MOVES: readonly (readonly ['up' | 'down', 'moveUp' | 'moveDown', LucideIcon])[] = [
  ['up', 'moveUp', ArrowUp],
  ['down', 'moveDown', ArrowDown],
];

/** The entries of a menu that take the selected blocks past their neighbours. */
export function MoveItems({ editor }: { editor: DocumentEditor }): ReactElement[] {
  const { apple } = useSurroundings();
  return MOVES.map(([to, name, icon]) => (
    <Menu.Item key={to} className="mh-item" onClick={() => editor.run({ kind: 'move', to })}>
      <Icon of={icon} />
      <span className="grow">{words.tools[name]}</span>
      <span className="mh-key wide-only" dir="ltr">
        {shortcutText(SHORTCUTS[name], apple)}
      </span>
    </Menu.Item>
  ));
}
