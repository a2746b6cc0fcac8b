// @vitest-environment happy-dom
import { $isTableCellNode, $isTableNode, registerTableSelectionObserver } from '@lexical/table';
import { registerRichText } from '@lexical/rich-text';
import { $createParagraphNode, $getRoot, type LexicalEditor, PASTE_COMMAND } from 'lexical';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from '#shared/document/binding.ts';
import { $createEmptyTable } from '#shared/document/table-edits.ts';
import { $gridOf } from '#shared/document/table-grid.ts';
import { registerPaste } from '../paste.ts';
import { mountEditor } from '../testing/mounted-editor.ts';
import { parseTsv } from './table-paste.ts';
import { $goToCell, $selectCells, $selectedCells } from './table-place.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** An editor with a paragraph, or with an empty table of two rows and columns. */
function open(withTable = false): LexicalEditor {
  const { editor, unmount } = mountEditor();
  const binding = bindDocument(editor, new Y.Doc(), { clock: () => 0 });
  stops.push(
    registerRichText(editor),
    registerPaste(editor, () => {}),
    registerTableSelectionObserver(editor, false),
  );
  stops.push(() => binding.stop(), unmount);
  editor.update(
    () => {
      $getRoot().clear().append($createParagraphNode());
      if (withTable) $getRoot().append($createEmptyTable(2, 2), $createParagraphNode());
      $getRoot().selectStart();
    },
    { discrete: true },
  );
  return editor;
}

const $table = () => $getRoot().getChildren().filter($isTableNode)[0] ?? $createEmptyTable(1, 1);
const goTo = (editor: LexicalEditor, row: number, column: number): void =>
  editor.update(() => $goToCell($table(), row, column), { discrete: true });

function paste(editor: LexicalEditor, data: Readonly<Record<string, string>>): void {
  const event = new Event('paste', { cancelable: true });
  Object.assign(event, { clipboardData: { getData: (type: string) => data[type] ?? '', types: Object.keys(data) } });
  editor.update(() => void editor.dispatchCommand(PASTE_COMMAND, event as ClipboardEvent), { discrete: true });
}

/** A line for each block of the page; a table's rows in brackets, blocks of a cell set apart by a plus, headers by a star. */
const shape = (editor: LexicalEditor): string =>
  editor.read(() =>
    $getRoot()
      .getChildren()
      .map((block) => {
        if (!$isTableNode(block)) return block.getTextContent();
        return $gridOf(block)
          .map((row) => {
            const cells = row.map((place) => {
              const cell = place?.cell;
              if (!$isTableCellNode(cell)) return '?';
              const texts = cell.getChildren().map((child) => child.getTextContent());
              return texts.join('+') + '*'.repeat(cell.getHeaderStyles());
            });
            return `[${cells.join('|')}]`;
          })
          .join('');
      })
      .join(' '),
  );

test('a table of the web, of Word and of a spreadsheet is a table', () => {
  const web = open();
  paste(web, {
    'text/html':
      '<table><thead><tr><th>Day</th><th>Open</th></tr></thead><tbody><tr><td>Mon</td><td>9<br>10</td></tr></tbody></table>',
  });
  expect(shape(web)).toContain('[Day*|Open*][Mon|9\n10]');
  const word = open();
  paste(word, {
    'text/html': `<body><!--StartFragment--><table class=MsoTableGrid border=1><tr><td width=100 valign=top><p class=MsoNormal>Lamp<o:p></o:p></p><p class=MsoNormal>warm</p></td><td><p class=MsoNormal>12<o:p></o:p></p></td></tr><tr><td><p class=MsoNormal>Shelf</p></td><td><p class=MsoNormal>3</p></td></tr></table><!--EndFragment--></body>`,
  });
  expect(shape(word)).toContain('[Lamp+warm|12][Shelf|3]');
  const sheets = open();
  paste(sheets, {
    'text/html':
      '<google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #ccc;}--></style><table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" dir="ltr" border="1" data-sheets-root="1"><colgroup><col width="100"/><col width="100"/></colgroup><tbody><tr style="height:21px;"><td style="font-weight:bold;">a</td><td data-sheets-value="1">1</td></tr><tr><td colspan="2">both</td></tr></tbody></table>',
    'text/plain': 'a\t1\nboth',
  });
  expect(shape(sheets)).toContain('[a|1][both|both]');
});

test('cells that are pasted into a table take the place of those from the caret on, and it grows', () => {
  const editor = open(true);
  goTo(editor, 1, 1);
  paste(editor, { 'text/plain': 'a\tb\nc\t"d\ne"' });
  expect(shape(editor)).toBe(' [||][|a|b][|c|d+e] ');
  goTo(editor, 0, 0);
  paste(editor, { 'text/html': '<table><tr><td>x</td><td>y</td></tr></table>', 'text/plain': 'not this' });
  expect(shape(editor)).toBe(' [x|y|][|a|b][|c|d+e] ');
  expect(editor.read(() => $selectedCells()?.area)).toEqual({ top: 0, bottom: 0, left: 0, right: 1 });
});

test('merged cells are merged where they are pasted, and what was there is not in them', () => {
  const editor = open(true);
  goTo(editor, 0, 0);
  paste(editor, { 'text/plain': 'a\tb\nc\td' });
  goTo(editor, 0, 1);
  paste(editor, { 'text/html': '<table><tr><td rowspan="2">x</td><td>y</td></tr><tr><td>z</td></tr></table>' });
  expect(shape(editor)).toBe(' [a|x|y][c|x|z] ');
  const spans = editor.read(() => $gridOf($table())[1]?.[1]?.cell.getRowSpan());
  expect(spans).toBe(2);
});

test('one thing that is pasted where cells are selected takes the place of all of them', () => {
  const editor = open(true);
  goTo(editor, 0, 0);
  paste(editor, { 'text/plain': 'a\tb\nc\td' });
  editor.update(() => $selectCells($table(), { top: 0, bottom: 1, left: 0, right: 0 }), { discrete: true });
  paste(editor, { 'text/plain': 'one' });
  expect(shape(editor)).toBe(' [one|b][|d] ');
  // and a table of one cell is what is in it
  goTo(editor, 1, 0);
  paste(editor, { 'text/html': '<table><tr><td><b>two</b></td></tr></table>' });
  expect(shape(editor)).toBe(' [one|b][two|d] ');
});

test('text of a spreadsheet is rows of cells', () => {
  expect(parseTsv('a\tb\nc\td')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(parseTsv('a\t\r\n\tb\r\n')).toEqual([
    ['a', ''],
    ['', 'b'],
  ]);
  expect(parseTsv('one')).toEqual([['one']]);
  expect(parseTsv('')).toEqual([['']]);
});

test('what is quoted may hold line breaks, tabs and quotation marks; what is not may hold quotation marks too', () => {
  expect(parseTsv('"a\nb\tc ""d"""\te "f"\n"g" h\ti')).toEqual([
    ['a\nb\tc "d"', 'e "f"'],
    ['"g" h', 'i'],
  ]);
});
