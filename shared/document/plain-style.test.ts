import { $createTextNode, $getRoot, $isElementNode, $isTextNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import { createDocumentEditor } from './headless.ts';
import { BODY_ROOT, LAYOUT, META_LAYOUT, META_ROOT } from './layout.ts';
import { documentToMarkdown } from './markdown.ts';
import { plainStyle } from './plain-style.ts';

const HOSTILE = 'position:fixed; inset:0; color:#C00; background:url(https://spy.example/track)';

/** A document in which somebody else's program has written a styled word and the end of its block. */
function written(style: string, attributes: object = { style }): Y.Doc {
  const doc = new Y.Doc();
  doc.getMap(META_ROOT).set(META_LAYOUT, LAYOUT);
  doc
    .getText(BODY_ROOT)
    .applyDelta([
      { insert: 'plain ' },
      { insert: 'word', attributes },
      { insert: new Y.Map(Object.entries({ style, textStyle: style })) },
    ]);
  return doc;
}

test('colours in plain notation are shown, nothing else', () => {
  expect(plainStyle(HOSTILE)).toBe('color: #C00;');
  for (const style of ['color: red;', 'background-color: rgb(1, 2, 3);', 'color: hsl(120 50% 50%);']) {
    expect(plainStyle(style)).toBe(style);
  }
  for (const style of [
    'color: var(--x)',
    'background-color: url(https://spy.example)',
    'background: red',
    'color: red/**/',
    'color: \\72 ed',
    'color: image-set("x")',
    '--x: red',
    'font-size: 900px',
    'color: red !important',
    '',
  ]) {
    expect(plainStyle(style)).toBe('');
  }
});

test('a style that is not shown reaches no node, and an edit of its block leaves it as it is', () => {
  const doc = written(HOSTILE);
  const editor = createDocumentEditor();
  const binding = bindDocument(editor, doc, { clock: () => 0 });
  const styles = editor.getEditorState().read(() => {
    const block = $getRoot().getFirstChild();
    const word = $getRoot().getLastDescendant();
    if (!$isElementNode(block) || !$isTextNode(word)) throw new Error('not shown');
    return [block.getStyle(), block.getTextStyle(), word.getStyle()];
  });
  expect(styles).toEqual(['color: #C00;', 'color: #C00;', 'color: #C00;']);

  editor.update(
    () => {
      const word = $getRoot().getLastDescendant();
      if (!$isTextNode(word)) throw new Error('not shown');
      word.toggleFormat('bold');
      word.insertBefore($createTextNode('two '));
      const block = $getRoot().getFirstChild();
      if ($isElementNode(block)) block.setFormat('center');
    },
    { discrete: true },
  );
  const delta = doc.getText(BODY_ROOT).toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  expect(delta.find(({ insert }) => insert === 'word')?.attributes).toEqual({ bold: true, style: HOSTILE });
  const marker = delta.at(-1)?.insert;
  expect(marker instanceof Y.Map && marker.toJSON()).toEqual({ align: 'center', style: HOSTILE, textStyle: HOSTILE });
  binding.stop();
});

test('an address that runs code is exported as its text', () => {
  for (const url of ['javascript:alert(1)', ' java\nscript:x', 'DATA:text/html,x', 'vbscript:x']) {
    expect(documentToMarkdown(written('', { link: { url } }))).toBe('plain word\n');
  }
  expect(documentToMarkdown(written('', { link: { url: 'notes/data:x' } }))).toBe('plain [word](notes/data:x)\n');
});
