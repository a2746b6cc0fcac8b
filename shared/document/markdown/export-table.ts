/** A table as GitHub's Markdown has it: a header row, and in each cell one line of text. */
import type { AlignType, PhrasingContent, Table as MarkdownTable, TableRow } from 'mdast';
import { intern, NONE } from '../attributes.ts';
import { internLink } from '../formats.ts';
import { isListType } from '../layout.ts';
import { pushText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { childrenOf } from '../tree/block.ts';
import type { Block, Leaf, Table } from '../tree/block.ts';
import { kindOf, textProp } from '../tree/kinds.ts';
import { exportInline } from './export-inline.ts';
import { fileNameIn, imageOf } from './export-files.ts';

export function exportTable(table: Table): MarkdownTable {
  const rows = table.rows.map(({ cells }): TableRow => ({
    type: 'tableRow',
    children: cells.map(({ children }) => ({ type: 'tableCell', children: cellContent(children) })),
  }));
  // Markdown has no table without a header row: an empty one stands for none
  if (table.rows[0]?.props['head'] !== true) {
    const children = table.columns.map(() => ({ type: 'tableCell' as const, children: [] }));
    rows.unshift({ type: 'tableRow', children });
  }
  return { type: 'table', align: table.columns.map((_, column) => alignOf(table, column)), children: rows };
}

/** The alignment that all paragraphs of a column have, null where they have several. */
function alignOf({ rows }: Table, column: number): AlignType {
  const blocks = rows.flatMap(({ cells }) => cells[column]?.children ?? []);
  const [first] = blocks;
  const align = first === undefined ? undefined : textProp(first.props, 'align');
  if (align !== 'left' && align !== 'center' && align !== 'right') return null;
  return blocks.every((block) => block.kind === 'leaf' && block.props['align'] === align) ? align : null;
}

/** The lines of a cell, parted by `<br>`. */
function cellContent(children: readonly Block[]): PhrasingContent[] {
  const lines = linesOf(children).map((line) => ('props' in line ? [imageOf(line)] : exportInline(line, 'cell')));
  return lines
    .filter((line) => line.length > 0)
    .flatMap((line, at): PhrasingContent[] => (at === 0 ? line : [{ type: 'html', value: '<br>' }, ...line]));
}

/** The text of blocks, whatever they are in, and images. */
function linesOf(blocks: readonly Block[]): Array<readonly Run[] | Leaf> {
  return blocks.flatMap((block): Array<readonly Run[] | Leaf> => {
    if (block.kind === 'table')
      return block.rows.flatMap(({ cells }) => cells.flatMap((cell) => linesOf(cell.children)));
    const kind = kindOf(block.props);
    if (block.kind === 'leaf' && kind === 'image') return [block];
    if (block.kind === 'leaf' && kind === 'file') return [fileRuns(block)];
    const url = kind === 'embed' ? textProp(block.props, 'url') : undefined;
    const sign = signOf(kind, block.props['checked'] === true);
    const own =
      url !== undefined ? plain(url) : kind === 'code' || kind === 'diagram' ? asCode(block.runs) : block.runs;
    return [sign === '' || own.length === 0 ? own : [...plain(sign), ...own], ...linesOf(childrenOf(block))];
  });
}

function signOf(kind: string, checked: boolean): string {
  if (!isListType(kind)) return '';
  return kind === 'check' ? (checked ? '☑ ' : '☐ ') : '• ';
}

/** A link to a file. */
function fileRuns({ props }: Leaf): Run[] {
  const runs: Run[] = [];
  pushText(runs, fileNameIn(props), intern({ link: internLink({ url: textProp(props, 'src') ?? '' }) }));
  return runs;
}

function plain(text: string): Run[] {
  const runs: Run[] = [];
  pushText(runs, text, NONE);
  return runs;
}

/** Lines of code, each with the format. */
function asCode(runs: readonly Run[]): Run[] {
  const code: Run[] = [];
  pushText(code, readableText(runs), intern({ code: true }));
  return code;
}
