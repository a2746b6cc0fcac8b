import { $generateNodesFromSerializedNodes } from '@lexical/clipboard';
import { buildEditorFromExtensions, defineExtension } from '@lexical/extension';
import { $getRoot, type SerializedLexicalNode } from 'lexical';
import { expect, test } from 'vitest';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';
import { $cleanNodes } from './clean-nodes.ts';

const text = (words: string, more: object = {}): SerializedLexicalNode =>
  ({ type: 'text', version: 1, text: words, ...more }) as SerializedLexicalNode;
const link = (url: string, ...children: SerializedLexicalNode[]): SerializedLexicalNode =>
  ({ type: 'link', version: 1, url, target: '_blank', rel: 'x', children }) as SerializedLexicalNode;
const paragraph = (...children: SerializedLexicalNode[]): SerializedLexicalNode =>
  ({ type: 'paragraph', version: 1, format: 'center', textStyle: 'color: red', children }) as SerializedLexicalNode;

/** What is left of a clipboard in Lexical's own format, as that format again. */
function cleaned(...nodes: SerializedLexicalNode[]): string {
  const editor = buildEditorFromExtensions(
    defineExtension({
      name: 'test',
      namespace: 'manyhands',
      nodes: () => [...DOCUMENT_NODES],
      $initialEditorState: null,
    }),
  );
  editor.update(() => $getRoot().append(...$cleanNodes($generateNodesFromSerializedNodes(nodes))), { discrete: true });
  return JSON.stringify(editor.getEditorState().toJSON());
}

test('links to unsafe addresses are their words, at any depth', () => {
  const json = cleaned(
    paragraph(text('a '), link('javascript:x()', text('bad'))),
    paragraph(link('https://ok.org', text('good'))),
  );
  expect(json).not.toContain('javascript');
  expect(json).toContain('bad');
  expect(json).toContain('https://ok.org');
  expect(json).not.toContain('_blank');
});

test('styles, alignment and formats that a document does not hold go', () => {
  const json = cleaned(paragraph(text('bold and highlighted', { format: 1 | 128, style: 'color: red' })));
  expect(json).toContain('"format":1');
  expect(json).not.toContain('red');
  expect(json).not.toContain('center');
  expect(json).not.toContain('129');
});
