/** Chips that something can be done with: a press opens a day or a formula to be changed, and follows a document. */
import { mergeRegister } from '@lexical/utils';
import {
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_NORMAL,
  KEY_DOWN_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
  type PointType,
} from 'lexical';
import type { Chip } from '#shared/document/chips.ts';
import { $isChipNode, type ChipNode } from '#shared/document/nodes.ts';
import { isShortcut, SHORTCUTS } from '../key-names.ts';
import type { WritableStore } from '../store.ts';

/** A chip that is being changed; the key is null for one that is to be made. */
export interface OpenChip {
  readonly key: NodeKey | null;
  readonly chip: Chip;
}

interface OpenChipsOptions {
  readonly store: WritableStore<OpenChip | null>;
  readonly apple: boolean;
  /** where another document of the server is; null where none can be opened */
  readonly hrefOf: (id: string) => string | null;
}

export function registerOpenChips(editor: LexicalEditor, { store, apple, hrefOf }: OpenChipsOptions): () => void {
  /** Gives whether there was something to do. */
  const open = ({ key, chip }: { key: NodeKey; chip: Chip }): boolean => {
    if (chip.t === 'document') {
      const href = hrefOf(chip.id);
      const view = editor.getRootElement()?.ownerDocument.defaultView;
      if (href !== null) view?.open(href, '_blank', 'noopener,noreferrer');
      return href !== null;
    }
    if (chip.t === 'person' || !editor.isEditable()) return false;
    store.set({ key, chip });
    return true;
  };
  const onClick = (event: MouseEvent): void => {
    const [target] = event.composedPath();
    const view = editor.getRootElement()?.ownerDocument.defaultView;
    if (view === null || view === undefined || !(target instanceof view.Node)) return;
    const found = editor.read('latest', () => {
      const node = $getNearestNodeFromDOMNode(target);
      return $isChipNode(node) ? { key: node.getKey(), chip: node.getChip() } : null;
    });
    if (found !== null && open(found)) event.preventDefault();
  };
  return mergeRegister(
    editor.registerRootListener((root) => {
      root?.addEventListener('click', onClick);
      return () => root?.removeEventListener('click', onClick);
    }),
    editor.registerCommand(
      KEY_DOWN_COMMAND,
      (event) => {
        if (!isShortcut(event, SHORTCUTS.chip, apple)) return false;
        const chip = $chipBeside();
        if (chip === null || !open({ key: chip.getKey(), chip: chip.getChip() })) return false;
        event.preventDefault();
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
  );
}

/** The chip that the caret is right behind, or else right in front of. */
function $chipBeside(): ChipNode | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  return [$neighbour(selection.anchor, -1), $neighbour(selection.anchor, 1)].find($isChipNode) ?? null;
}

function $neighbour(point: PointType, step: -1 | 1): LexicalNode | null {
  const node = point.getNode();
  if ($isTextNode(node)) {
    if (step === -1) return point.offset === 0 ? node.getPreviousSibling() : null;
    return point.offset === node.getTextContentSize() ? node.getNextSibling() : null;
  }
  return $isElementNode(node) ? node.getChildAtIndex(step === -1 ? point.offset - 1 : point.offset) : null;
}

/** To be called in an update. */
export function $changeChip(key: NodeKey, chip: Chip): void {
  const node = $getNodeByKey(key);
  if (!$isChipNode(node)) return;
  node.setChip(chip);
  node.selectNext(0, 0);
}

/** To be called in an update. */
export function $removeChip(key: NodeKey): void {
  const node = $getNodeByKey(key);
  if (!$isChipNode(node)) return;
  node.selectPrevious();
  node.remove(true);
}
