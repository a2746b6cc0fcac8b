import { LinkNode } from '@lexical/link';
import { $getNearestNodeOfType, mergeRegister } from '@lexical/utils';
import {
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_CRITICAL,
  type LexicalEditor,
  SELECTION_CHANGE_COMMAND,
  type TextFormatType,
} from 'lexical';
import { $readPaint, type Painted, UNPAINTED } from '#shared/document/paint.ts';
import { $isCalloutNode } from '#shared/document/nodes/callout.ts';
import { $isFoldNode } from '#shared/document/nodes/fold.ts';
import { $boxOf } from './boxes/box-edits.ts';
import { $blockKind, type BlockKind } from './block-kind.ts';
import type { WritableStore } from './store.ts';

const FORMATS = ['bold', 'italic', 'underline', 'strikethrough', 'code'] as const satisfies readonly TextFormatType[];
export type Format = (typeof FORMATS)[number];

/** What a toolbar shows of the place where the caret is. */
export interface FormatState {
  readonly block: BlockKind | 'other';
  readonly formats: readonly Format[];
  readonly link: boolean;
  /** the innermost box around it */
  readonly box: 'callout' | 'fold' | 'columns' | null;
  readonly painted: Painted;
  /** false where nothing is selected in the text: buttons then have nothing to act on */
  readonly selected: boolean;
}

export const NO_FORMAT: FormatState = {
  block: 'text',
  formats: [],
  link: false,
  box: null,
  painted: UNPAINTED,
  selected: false,
};

export function sameFormat(a: FormatState, b: FormatState): boolean {
  return (
    a.block === b.block &&
    a.link === b.link &&
    a.box === b.box &&
    a.selected === b.selected &&
    a.painted.color === b.painted.color &&
    a.painted.mark === b.painted.mark &&
    a.formats.join(' ') === b.formats.join(' ')
  );
}

function $boxName(): FormatState['box'] {
  const box = $boxOf();
  return box === null ? null : $isCalloutNode(box) ? 'callout' : $isFoldNode(box) ? 'fold' : 'columns';
}

function $readFormat(): FormatState {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return { ...NO_FORMAT, box: $boxName() };
  return {
    block: $blockKind(selection),
    formats: FORMATS.filter((format) => selection.hasFormat(format)),
    link: $getNearestNodeOfType(selection.anchor.getNode(), LinkNode) !== null,
    box: $boxName(),
    painted: $readPaint(),
    selected: true,
  };
}

export function registerFormatState(editor: LexicalEditor, store: WritableStore<FormatState>): () => void {
  return mergeRegister(
    editor.registerUpdateListener(({ editorState }) => {
      const next = editorState.read($readFormat, { editor });
      // a click in the toolbar must not make the block menu forget which block it is about
      store.set(next.selected ? next : { ...store.get(), box: next.box, selected: false });
    }),
    editor.registerCommand(
      SELECTION_CHANGE_COMMAND,
      () => {
        const next = $readFormat();
        if (next.selected) store.set(next);
        return false;
      },
      COMMAND_PRIORITY_CRITICAL,
    ),
  );
}
