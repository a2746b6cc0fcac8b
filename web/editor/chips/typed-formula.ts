/** `$…$` becomes a formula when its last sign is typed. */
import {
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';
import { $isCodeNode } from '@lexical/code-core';
import { $createChipNode } from '#shared/document/nodes.ts';
import { MAX_CHIP_TEX_CHARS } from '#shared/document/limits.ts';

/** As Pandoc reads it: no space inside of the signs, so that two prices are none. `\$` is a sign. */
const TYPED = /(?:^|[^\\$\p{L}\p{N}])\$([^\s$](?:[^$\n]*[^\s$\\])?)\$$/u;

/** The formula at the end of a text; null where there is none. */
export function formulaAtEnd(text: string): string | null {
  const tex = TYPED.exec(text)?.[1];
  return tex === undefined || tex.length > MAX_CHIP_TEX_CHARS ? null : tex;
}

export function registerTypedFormula(editor: LexicalEditor): () => void {
  return editor.registerUpdateListener(({ tags, dirtyLeaves, editorState, prevEditorState }) => {
    if (tags.has('collaboration') || tags.has('historic') || tags.has('paste') || editor.isComposing()) return;
    const typed = editorState.read($typedFormula);
    if (typed === null || !dirtyLeaves.has(typed.key)) return;
    // the last sign was typed just now, and not come to by the caret
    const before = prevEditorState.read(() => $getNodeByKey(typed.key)?.getTextContent() ?? '');
    if (before.slice(0, typed.end - 1) !== typed.text.slice(0, -1) || before.startsWith(typed.text)) return;
    editor.update(() => {
      const node = $getNodeByKey(typed.key);
      if (!$isTextNode(node)) return;
      const chip = $createChipNode({ t: 'formula', tex: typed.tex });
      const start = typed.end - typed.tex.length - 2;
      const parts = start === 0 ? node.splitText(typed.end) : node.splitText(start, typed.end);
      parts[start === 0 ? 0 : 1]?.replace(chip);
      chip.selectNext(0, 0);
    });
  });
}

function $typedFormula(): { key: NodeKey; end: number; tex: string; text: string } | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || selection.anchor.type !== 'text') return null;
  const node = selection.anchor.getNode();
  if (!$isTextNode(node) || node.hasFormat('code') || $isCodeNode(node.getParent())) return null;
  const text = node.getTextContent().slice(0, selection.anchor.offset);
  const tex = formulaAtEnd(text);
  return tex === null ? null : { key: node.getKey(), end: text.length, tex, text };
}
