/** What a view may tell an editor to do. */
import { $getSelection, $isRangeSelection, FORMAT_TEXT_COMMAND, type LexicalEditor } from 'lexical';
import { unreachable } from '#shared/assert.ts';
import type { DocumentBinding } from '#shared/document/binding.ts';
import type { MoveTarget } from '#shared/document/block-moves.ts';
import type { Chip } from '#shared/document/chips.ts';
import { $paint, type Paint } from '#shared/document/paint.ts';
import { $actOnBox, type BoxAct } from './boxes/box-edits.ts';
import { $setBlockKind, type BlockKind } from './block-kind.ts';
import { $changeChip, $removeChip } from './chips/open-chips.ts';
import { $insertChip } from './chips/insert-chip.ts';
import type { Format } from './format-state.ts';
import { $insertVoid, type VoidBlock } from './leaves/voids.ts';
import { copyBlocks } from './copy-whole.ts';
import { $removeSelectedBlocks, $selectedBlocks } from './selected-blocks.ts';
import { $actOnTable, $insertTable, type TableAct } from './table/table-commands.ts';
import type { TablePlace } from './table/table-place.ts';

export type EditorCommand =
  | { kind: 'format'; format: Format }
  /** a colour or a highlight */
  | { kind: 'paint'; paint: Paint }
  /** a person, a document, a day or a formula */
  | { kind: 'chip'; chip: Chip }
  | { kind: 'text'; text: string }
  /** takes another one in the place of a chip, or takes it away */
  | { kind: 'change-chip'; key: string; chip: Chip | null }
  | { kind: 'block'; block: BlockKind }
  /** a block without text, below the one with the caret */
  | { kind: 'insert'; block: VoidBlock }
  | { kind: 'insert-table'; rows: number; columns: number }
  /** what is done to the selected cells, or to those of `place` */
  | { kind: 'table'; act: TableAct; place?: TablePlace }
  /** callouts, folds and columns */
  | { kind: 'box'; box: BoxAct }
  /** takes blocks past the one above or below, or to in front of another; the selected ones unless they are named by their keys */
  | { kind: 'move'; to: MoveTarget; keys?: readonly string[] }
  /** puts the selected blocks onto the clipboard, each whole; to be called when somebody clicks */
  | { kind: 'copy-blocks' }
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
    case 'paint':
      editor.update(() => $paint(command.paint));
      break;
    case 'chip':
      editor.update(() => $insertChip(command.chip));
      break;
    case 'change-chip': {
      const { key, chip } = command;
      editor.update(() => (chip === null ? $removeChip(key) : $changeChip(key, chip)));
      break;
    }
    case 'text':
      editor.update(() => $insertText(command.text));
      break;
    case 'block':
      editor.update(() => $setBlockKind(command.block));
      break;
    case 'insert':
      editor.update(() => $insertVoid(command.block));
      break;
    case 'insert-table':
      // the caret must be there before the focus is
      editor.update(() => $insertTable(command.rows, command.columns), { discrete: true });
      break;
    case 'table':
      editor.update(() => $actOnTable(command.act, command.place));
      break;
    case 'box':
      editor.update(() => $actOnBox(command.box));
      break;
    case 'move':
      return binding.moveBlocks(command.keys ?? editor.read('latest', $selectedBlocks), command.to);
    case 'copy-blocks':
      copyBlocks(editor);
      break;
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

function $insertText(text: string): void {
  const selection = $getSelection();
  if ($isRangeSelection(selection)) selection.insertText(text);
}
