import { $isListItemNode, $isListNode } from '@lexical/list';
import {
  BOLD_ITALIC_STAR,
  BOLD_ITALIC_UNDERSCORE,
  BOLD_STAR,
  BOLD_UNDERSCORE,
  CHECK_LIST,
  CODE,
  type ElementTransformer,
  HEADING,
  INLINE_CODE,
  ITALIC_STAR,
  ITALIC_UNDERSCORE,
  LINK,
  type MultilineElementTransformer,
  ORDERED_LIST,
  QUOTE,
  registerMarkdownShortcuts,
  STRIKETHROUGH,
  type TextMatchTransformer,
  type Transformer,
  UNORDERED_LIST,
} from '@lexical/markdown';
import { mergeRegister } from '@lexical/utils';
import {
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  type LexicalEditor,
  type LexicalNode,
  type TextNode,
} from 'lexical';
import {
  $createDiagramNode,
  $createDividerNode,
  $createFormulaNode,
  $isDividerNode,
  DiagramNode,
  DividerNode,
  FormulaNode,
} from '#shared/document/nodes.ts';
import { $inPlainBlock } from './plain-blocks.ts';
import { $isFoldTitleNode } from '#shared/document/nodes/fold.ts';
import { $isImageNode } from '#shared/document/nodes/image.ts';
import { CALLOUT_SHORTCUT, FOLD_SHORTCUT } from './boxes/box-shortcuts.ts';
import { isSafeLink } from '#shared/document/safe-url.ts';

/** `---`, `***` or `___` and a space or Enter. */
const DIVIDER: ElementTransformer = {
  type: 'element',
  dependencies: [DividerNode],
  regExp: /^(?:---|\*\*\*|___)\s?$/u,
  export: (node) => ($isDividerNode(node) ? '---' : null),
  replace: (block) => {
    block.insertBefore($createDividerNode());
    block.selectStart();
  },
  triggerOnEnter: true,
};

/** `$$` and a space or Enter. */
const FORMULA: ElementTransformer = {
  type: 'element',
  dependencies: [FormulaNode],
  regExp: /^\$\$\s?$/u,
  export: () => null,
  replace: (block) => {
    const formula = $createFormulaNode();
    block.replace(formula);
    formula.select();
  },
  triggerOnEnter: true,
};

/** As upstream's; a fence of Mermaid is a diagram. */
const FENCE: MultilineElementTransformer = {
  ...CODE,
  dependencies: [...CODE.dependencies, DiagramNode],
  replace: (block, children, start, ...rest) => {
    if (start[0]?.trim() !== '```mermaid' || children === null) return CODE.replace(block, children, start, ...rest);
    const diagram = $createDiagramNode();
    diagram.append(...children);
    block.replace(diagram);
    diagram.select(0, 0);
    return undefined;
  },
};

/** As upstream's, for safe addresses alone: `[x](javascript:…)` stays the text that it is. */
const SAFE_LINK: TextMatchTransformer = {
  ...LINK,
  replace: (node, match) => {
    if (!isSafeLink(match[2] ?? match[3] ?? '')) return;
    return LINK.replace?.(node, match);
  },
};

const TRANSFORMERS: readonly Transformer[] = [
  CALLOUT_SHORTCUT,
  FOLD_SHORTCUT,
  HEADING,
  QUOTE,
  CHECK_LIST,
  UNORDERED_LIST,
  ORDERED_LIST,
  FORMULA,
  FENCE,
  DIVIDER,
  INLINE_CODE,
  BOLD_ITALIC_STAR,
  BOLD_ITALIC_UNDERSCORE,
  BOLD_STAR,
  BOLD_UNDERSCORE,
  STRIKETHROUGH,
  ITALIC_STAR,
  ITALIC_UNDERSCORE,
  SAFE_LINK,
];

/** The title of a fold and the caption of an image stay what they are, whatever they begin with. */
function besideTitles(transformer: Transformer): Transformer {
  if (transformer.type !== 'element') return transformer;
  const replace: ElementTransformer['replace'] = (block, children, match, isImport) =>
    $isFoldTitleNode(block) || $isImageNode(block) ? false : transformer.replace(block, children, match, isImport);
  return { ...transformer, replace };
}

const CHECK_MARK = /^\[([ xX]?)\]\s/u;

/** Markdown while typing. Pasted Markdown stays as it is. */
export function registerMarkdown(editor: LexicalEditor): () => void {
  return mergeRegister(
    registerMarkdownShortcuts(outsidePlainBlocks(editor), TRANSFORMERS.map(besideTitles)),
    // "- " has made a bullet list of it before "[ ] " is typed
    editor.registerUpdateListener(({ tags, dirtyLeaves, editorState, prevEditorState }) => {
      if (tags.has('collaboration') || tags.has('historic') || editor.isComposing() || dirtyLeaves.size !== 1) return;
      const [key] = dirtyLeaves;
      if (key === undefined) return;
      const typed = editorState.read(() => $checkMarkIn($getNodeByKey(key)));
      const before = prevEditorState.read(() => $checkMarkIn($getNodeByKey(key)));
      if (typed === null || before !== null) return;
      editor.update(() => {
        const node = $getNodeByKey(key);
        if ($isTextNode(node)) $makeCheckItem(node);
      });
    }),
  );
}

/** The editor, as it shows itself to what must not hear of plain blocks: upstream knows of code alone. */
function outsidePlainBlocks(editor: LexicalEditor): LexicalEditor {
  const $isPlain = (): boolean => {
    const selection = $getSelection();
    return $isRangeSelection(selection) && $inPlainBlock(selection.anchor.getNode());
  };
  const registerUpdateListener: LexicalEditor['registerUpdateListener'] = (listener) =>
    editor.registerUpdateListener((update) => {
      if (!update.editorState.read($isPlain)) listener(update);
    });
  const registerCommand: LexicalEditor['registerCommand'] = (command, listener, priority) =>
    editor.registerCommand(command, (payload, of) => !$isPlain() && listener(payload, of), priority);
  return new Proxy(editor, {
    get(target, name) {
      if (name === 'registerUpdateListener') return registerUpdateListener;
      if (name === 'registerCommand') return registerCommand;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function $checkMarkIn(node: LexicalNode | null): string | null {
  if (!$isTextNode(node)) return null;
  const item = node.getParent();
  const list = item?.getParent();
  if (!$isListItemNode(item) || !$isListNode(list)) return null;
  if (item.getFirstChild()?.getKey() !== node.getKey()) return null;
  return CHECK_MARK.exec(node.getTextContent())?.[1] ?? null;
}

function $makeCheckItem(node: TextNode): void {
  const match = CHECK_MARK.exec(node.getTextContent());
  const item = node.getParent();
  const list = item?.getParent();
  if (match === null || !$isListItemNode(item) || !$isListNode(list)) return;
  node.spliceText(0, match[0].length, '', true);
  list.setListType('check');
  item.setChecked((match[1] ?? '').toLowerCase() === 'x');
}
