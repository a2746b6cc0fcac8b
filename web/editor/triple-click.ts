import { NormalizeTripleClickSelectionExtension } from '@lexical/extension';
import { mergeRegister } from '@lexical/utils';
import { COMMAND_PRIORITY_BEFORE_CRITICAL, type LexicalEditor, SELECTION_CHANGE_COMMAND } from 'lexical';

const { $fixFocusOverselection } = NormalizeTripleClickSelectionExtension.config ?? {};

/**
 * A third click selects a block, and browsers let the selection end at the start of the next one. Is that a table, all of it would count as
 * selected, and a key would delete it. So the selection ends with the block, before anybody else hears of it.
 */
export function registerTripleClick(editor: LexicalEditor): () => void {
  let clicked = false;
  return mergeRegister(
    editor.registerCommand(
      SELECTION_CHANGE_COMMAND,
      () => {
        if (clicked) $fixFocusOverselection?.();
        return false;
      },
      COMMAND_PRIORITY_BEFORE_CRITICAL,
    ),
    editor.registerRootListener((root) => {
      if (root === null) return undefined;
      const onDown = ({ detail }: MouseEvent): void => {
        clicked = detail > 2;
      };
      const onKey = (): void => {
        clicked = false;
      };
      root.addEventListener('mousedown', onDown, true);
      root.addEventListener('keydown', onKey, true);
      return () => {
        root.removeEventListener('mousedown', onDown, true);
        root.removeEventListener('keydown', onKey, true);
        clicked = false;
      };
    }),
  );
}
