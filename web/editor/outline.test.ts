import { $createHeadingNode } from '@lexical/rich-text';
import type { HeadingNode } from '@lexical/rich-text';
import { $createTableCellNode, $createTableNode, $createTableRowNode } from '@lexical/table';
import { $createTextNode, $getRoot } from 'lexical';
import { expect, test } from 'vitest';
import { createDocumentEditor } from '#shared/document/headless.ts';
import { $createCalloutNode } from '#shared/document/nodes/callout.ts';
import { $createColumnNode, $createColumnsNode } from '#shared/document/nodes/columns.ts';
import { $createFoldNode } from '#shared/document/nodes/fold.ts';
import { $topics, countWords } from './outline.ts';

const english = new Intl.Segmenter('en', { granularity: 'word' });

test('words are counted as a reader counts them', () => {
  expect(countWords('', english)).toBe(0);
  expect(countWords('One, two; three: 4.5 — five!', english)).toBe(5);
  expect(countWords('don’t stop', english)).toBe(2);
});

test('scripts without spaces have words too', () => {
  expect(countWords('私は本を読みます', new Intl.Segmenter('ja', { granularity: 'word' }))).toBeGreaterThan(3);
});

test('headings are those of the page and of all that it holds, in the order of reading', () => {
  const editor = createDocumentEditor();
  const $heading = (text: string): HeadingNode => $createHeadingNode('h2').append($createTextNode(text));
  const $cell = (text: string) => $createTableCellNode().append($heading(text));
  editor.update(
    () => {
      const fold = $createFoldNode();
      fold.getBody()?.append($heading('in a fold'), $createCalloutNode('tip').append($heading('in a callout in it')));
      const columns = $createColumnsNode().append(
        $createColumnNode().append($heading('left')),
        $createColumnNode().append($heading('right')),
      );
      const table = $createTableNode().append($createTableRowNode().append($cell('one'), $cell('two')));
      $getRoot().append($heading('first'), fold, columns, table, $heading('last'));
    },
    { discrete: true },
  );
  expect(editor.read(() => $topics($getRoot()).map((topic) => topic.getTextContent()))).toEqual([
    'first',
    'in a fold',
    'in a callout in it',
    'left',
    'right',
    'one',
    'two',
    'last',
  ]);
});
