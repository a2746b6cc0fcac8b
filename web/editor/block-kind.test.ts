import { buildEditorFromExtensions, defineExtension } from '@lexical/extension';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  $selectAll,
  type LexicalEditor,
} from 'lexical';
import { expect, test } from 'vitest';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';
import { $blockKind, $setBlockKind, BLOCK_KINDS, type BlockKind } from './block-kind.ts';

function editorWith(...lines: string[]): LexicalEditor {
  const editor = buildEditorFromExtensions(
    defineExtension({ name: 'test', nodes: () => [...DOCUMENT_NODES], $initialEditorState: null }),
  );
  editor.update(
    () => {
      for (const line of lines) $getRoot().append($createParagraphNode().append($createTextNode(line)));
      $selectAll();
    },
    { discrete: true },
  );
  return editor;
}
function set(editor: LexicalEditor, kind: BlockKind): void {
  editor.update(() => $setBlockKind(kind), { discrete: true });
}
function kindOf(editor: LexicalEditor): string {
  return editor.getEditorState().read(() => {
    const selection = $getSelection();
    return $isRangeSelection(selection) ? $blockKind(selection) : 'none';
  });
}
const textOf = (editor: LexicalEditor): string =>
  editor.getEditorState().read(() => $getRoot().getTextContent().replace(/\n+/gu, '|'));

test('any kind of block becomes any other, and no word is lost', () => {
  for (const from of BLOCK_KINDS) {
    for (const to of BLOCK_KINDS) {
      const editor = editorWith('one two');
      if (from !== 'text') set(editor, from);
      if (from !== to) set(editor, to);
      expect(`${from} to ${to}: ${kindOf(editor)} ${textOf(editor)}`).toBe(`${from} to ${to}: ${to} one two`);
    }
  }
});

test('choosing the kind that a block has makes text of it', () => {
  for (const kind of BLOCK_KINDS) {
    const editor = editorWith('one');
    set(editor, kind);
    set(editor, kind);
    expect(`${kind}: ${kindOf(editor)}`).toBe(`${kind}: text`);
  }
});

test('several blocks become items of one list, or lines of one block of code', () => {
  const list = editorWith('one', 'two');
  set(list, 'check');
  expect(list.getEditorState().read(() => $getRoot().getChildrenSize())).toBe(1);
  const code = editorWith('one', 'two');
  set(code, 'code');
  expect(kindOf(code)).toBe('code');
  expect(textOf(code)).toContain('one|two');
});

test('text made of an item leaves the other items of its list alone', () => {
  const editor = editorWith('one', 'two', 'three');
  set(editor, 'bullet');
  editor.update(
    () => {
      const two = $getRoot()
        .getAllTextNodes()
        .find((node) => node.getTextContent() === 'two');
      two?.select(1, 1);
    },
    { discrete: true },
  );
  set(editor, 'bullet');
  const kinds = editor.getEditorState().read(() =>
    $getRoot()
      .getChildren()
      .map((block) => `${block.getType()} ${block.getTextContent()}`),
  );
  expect(kinds).toEqual(['list one', 'paragraph two', 'list three']);
});
