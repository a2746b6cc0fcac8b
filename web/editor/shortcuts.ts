import { mergeRegister } from '@lexical/utils';
import {
  COMMAND_PRIORITY_NORMAL,
  FORMAT_TEXT_COMMAND,
  KEY_DOWN_COMMAND,
  type LexicalEditor,
  type TextFormatType,
} from 'lexical';
import { $setBlockKind, type BlockKind } from './block-kind.ts';
import { isShortcut, type ShortcutName, SHORTCUTS } from './key-names.ts';

const FORMATS: readonly (ShortcutName & TextFormatType)[] = ['strikethrough', 'code'];
const BLOCKS: readonly (ShortcutName & BlockKind)[] = ['text', 'h1', 'h2', 'h3', 'number', 'bullet', 'check', 'quote'];

/**
 * The keys that Lexical does not know by itself; it does bold, italic, underline, undo and redo. `onLink` opens the fields of a link,
 * which are a view's business; `onMove` takes the selected blocks past their neighbour, `onPaint` gives the colour that was given last.
 */
export function registerShortcuts(
  editor: LexicalEditor,
  options: { apple: boolean; onLink: () => void; onMove: (to: 'up' | 'down') => void; onPaint: () => void },
): () => void {
  return mergeRegister(
    editor.registerCommand(
      KEY_DOWN_COMMAND,
      (event) => {
        // AltGr types letters on many keyboards, and reports itself as Ctrl and Alt
        if (event.isComposing || event.getModifierState('AltGraph') || !editor.isEditable()) return false;
        const is = (name: ShortcutName): boolean => isShortcut(event, SHORTCUTS[name], options.apple);
        const format = FORMATS.find(is);
        const block = BLOCKS.find(is);
        const move = is('moveUp') ? 'up' : is('moveDown') ? 'down' : undefined;
        const other = is('link') ? options.onLink : is('paint') ? options.onPaint : undefined;
        if (format === undefined && block === undefined && move === undefined && other === undefined) return false;
        event.preventDefault();
        if (format !== undefined) editor.dispatchCommand(FORMAT_TEXT_COMMAND, format);
        else if (block !== undefined) $setBlockKind(block);
        else if (move !== undefined) options.onMove(move);
        else other?.();
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
  );
}
