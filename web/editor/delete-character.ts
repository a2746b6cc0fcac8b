import {
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_LOW,
  DELETE_CHARACTER_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  type TextNode,
} from 'lexical';

/**
 * Delete takes what a person reads as one letter: a base with its marks, an emoji of several signs, also where a format changes within it.
 * Lexical takes the last code unit of it, and the mark alone is gone. Backspace stays as it is: there platforms take the mark first, so that
 * a wrong accent can be typed again.
 */
export function registerDeleteCharacter(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    DELETE_CHARACTER_COMMAND,
    (isBackward) => !isBackward && $deleteLetter(),
    COMMAND_PRIORITY_LOW,
  );
}

/** True when it was done: for a letter of one code unit, and for anything that is no text, it is Lexical's. */
function $deleteLetter(): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || selection.anchor.type !== 'text') return false;
  const { anchor, focus } = selection;
  const nodes = $textFrom(anchor.getNode());
  const text = nodes.map((node) => node.getTextContent()).join('');
  const end = anchor.offset + letterLength(text.slice(anchor.offset));
  if (end - anchor.offset < 2) return false;
  let before = 0;
  for (const node of nodes) {
    const size = node.getTextContentSize();
    if (end <= before + size) {
      focus.set(node.getKey(), end - before, 'text');
      selection.removeText();
      return true;
    }
    before += size;
  }
  return false;
}

/** The text node and those that follow it without anything in between. */
function $textFrom(node: LexicalNode): TextNode[] {
  const nodes: TextNode[] = [];
  for (let next: LexicalNode | null = node; $isTextNode(next) && next.isSimpleText(); next = next.getNextSibling())
    nodes.push(next);
  return nodes;
}

/** In code units; 0 for no text. Browsers that cannot tell (Firefox before 125) are left to what Lexical does. */
function letterLength(text: string): number {
  if (typeof Intl.Segmenter === 'undefined') return 0;
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text);
  return first?.segment.length ?? 0;
}
