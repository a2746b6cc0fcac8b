/** Blocks that are one thing: a divider, a page break, an embed … They are chosen as a whole. */
import { $insertNodeToNearestRoot, mergeRegister } from '@lexical/utils';
import {
  $createParagraphNode,
  $getNearestNodeFromDOMNode,
  $getSelection,
  $isDecoratorNode,
  $isElementNode,
  $isNodeSelection,
  $isParagraphNode,
  $isRangeSelection,
  CLICK_COMMAND,
  COMMAND_PRIORITY_LOW,
  isDOMNode,
  isHTMLElement,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
} from 'lexical';
import { unreachable } from '#shared/assert.ts';
import {
  $createContentsNode,
  $createDividerNode,
  $createEmbedNode,
  $createPageBreakNode,
} from '#shared/document/nodes.ts';
import { $blockOf } from '../selected-blocks.ts';
import { $selectWhole } from '#shared/document/nodes/select-whole.ts';

const CHOSEN = 'mh-chosen';
/** Nearer to the block's edge than this, in lines, the caret is in its first or last line. */
const EDGE_LINES = 0.8;

export type VoidBlock = 'divider' | 'break' | 'toc' | 'embed';

function $create(block: VoidBlock): LexicalNode {
  switch (block) {
    case 'divider':
      return $createDividerNode();
    case 'break':
      return $createPageBreakNode();
    case 'toc':
      return $createContentsNode();
    case 'embed':
      // it asks for its address itself
      return $createEmbedNode('');
    default:
      return unreachable(block);
  }
}

/** Puts a block below the selection's and the caret behind it; it takes the place of an empty paragraph. */
export function $insertVoid(block: VoidBlock): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  const here = $blockOf(selection.anchor.getNode());
  const node = $create(block);
  // what was typed to ask for it may have left an empty text
  if ($isParagraphNode(here) && here.getTextContentSize() === 0) {
    const next = here.getNextSibling();
    here.insertBefore(node);
    if ($isElementNode(next)) {
      here.remove();
      next.selectStart();
    }
    if (block === 'embed') $selectWhole(node.getKey());
    return;
  }
  $insertNodeToNearestRoot(node);
}

/** The block that is chosen, where it is one of these. */
function $chosen(): LexicalNode | null {
  const selection = $getSelection();
  const [only, second] = $isNodeSelection(selection) ? selection.getNodes() : [];
  return second === undefined && $isDecoratorNode(only) && !only.isInline() ? only : null;
}

/** A click or an arrow chooses one, so that Backspace and Delete take it away, and copying takes it along. Enter goes on below it. */
export function registerVoids(editor: LexicalEditor): () => void {
  let shown: NodeKey | null = null;
  const step =
    (to: 'up' | 'down') =>
    (event: KeyboardEvent): boolean => {
      if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
      const next = $besideCaret(editor, to);
      if (next === null) return false;
      event.preventDefault();
      $selectWhole(next.getKey());
      return true;
    };
  return mergeRegister(
    editor.registerCommand(
      CLICK_COMMAND,
      (event) => {
        const { target } = event;
        if (!isDOMNode(target) || (isHTMLElement(target) && target.closest('a, button, input') !== null)) return false;
        const node = $getNearestNodeFromDOMNode(target);
        if (!$isDecoratorNode(node) || node.isInline()) return false;
        $selectWhole(node.getKey());
        editor.getRootElement()?.focus({ preventScroll: true });
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, step('up'), COMMAND_PRIORITY_LOW),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, step('down'), COMMAND_PRIORITY_LOW),
    editor.registerCommand(
      KEY_ENTER_COMMAND,
      (event) => {
        const chosen = $chosen();
        if (chosen === null || !editor.isEditable()) return false;
        event?.preventDefault();
        const below = $createParagraphNode();
        chosen.insertAfter(below);
        below.select();
        return true;
      },
      COMMAND_PRIORITY_LOW,
    ),
    editor.registerUpdateListener(({ editorState }) => {
      const chosen = editorState.read(() => $chosen()?.getKey() ?? null);
      if (shown !== null && shown !== chosen) editor.getElementByKey(shown)?.classList.remove(CHOSEN);
      if (chosen !== null) editor.getElementByKey(chosen)?.classList.add(CHOSEN);
      shown = chosen;
    }),
  );
}

/** The block without text that an arrow leads to: from the last line of the text above it, or the first of that below. */
function $besideCaret(editor: LexicalEditor, to: 'up' | 'down'): LexicalNode | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return null;
  const block = $blockOf(selection.anchor.getNode());
  const next = to === 'up' ? block?.getPreviousSibling() : block?.getNextSibling();
  if (block == null || !$isDecoratorNode(next) || next.isInline()) return null;
  const element = editor.getElementByKey(block.getKey());
  const view = element?.ownerDocument.defaultView;
  if (element == null || view == null) return null;
  const caret = caretRect(editor);
  if (caret === null) return next;
  const box = element.getBoundingClientRect();
  const style = view.getComputedStyle(element);
  const padding = Number.parseFloat(to === 'up' ? style.paddingTop : style.paddingBottom);
  const line = Number.parseFloat(style.lineHeight) || caret.height;
  const distance = (to === 'up' ? caret.top - box.top : box.bottom - caret.bottom) - padding;
  return distance < line * EDGE_LINES ? next : null;
}

/** Null in an empty block, where the caret has no place of its own. */
function caretRect(editor: LexicalEditor): DOMRect | null {
  const root = editor.getRootElement();
  const selection = root?.ownerDocument.getSelection();
  if (selection == null || selection.rangeCount === 0) return null;
  const [rect] = selection.getRangeAt(0).getClientRects();
  return rect === undefined || rect.height === 0 ? null : rect;
}
