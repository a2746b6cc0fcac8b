/** What a view may tell an editor to do. */
import { FORMAT_TEXT_COMMAND, type LexicalEditor } from 'lexical';
import { unreachable } from '#shared/assert.ts';
import type { DocumentBinding } from '#shared/document/binding.ts';
import type { MoveTarget } from '#shared/document/block-moves.ts';
import { $setBlockKind, type BlockKind } from './block-kind.ts';
import { $insertDivider } from './dividers.ts';
import type { Format } from './format-state.ts';
import { $removeSelectedBlocks, $selectedBlocks } from './selected-blocks.ts';

export type EditorCommand =
  | { kind: 'format'; format: Format }
  | { kind: 'block'; block: BlockKind }
  | { kind: 'divider' }
  /** takes blocks past the one above or below, or to in front of another; the selected ones unless they are named by their keys */
  | { kind: 'move'; to: MoveTarget; keys?: readonly string[] }
  | { kind: 'remove-blocks' }
  | { kind: 'undo' }
  | { kind: 'redo' };

/** Blocks that were moved by command: where to, and for the how manieth time, so that two of a kind differ. */
export interface Move {
  readonly to: 'up' | 'down' | 'there';
  readonly count: number;
}

/** @returns false when a move had nowhere to go, and where nothing may be changed */
export function runCommand(editor: LexicalEditor, binding: DocumentBinding, command: EditorCommand): boolean {
  if (!editor.isEditable()) return false;
  switch (command.kind) {
    case 'format':
      editor.dispatchCommand(FORMAT_TEXT_COMMAND, command.format);
      break;
    case 'block':
      editor.update(() => $setBlockKind(command.block));
      break;
    case 'divider':
      editor.update($insertDivider);
      break;
    case 'move':
      return binding.moveBlocks(command.keys ?? editor.read('latest', $selectedBlocks), command.to);
    case 'remove-blocks':
      editor.update($removeSelectedBlocks);
      break;
    case 'undo':
      binding.undo();
      break;
    case 'redo':
      binding.redo();
      break;
    default:
      unreachable(command);
  }
  return true;
}
