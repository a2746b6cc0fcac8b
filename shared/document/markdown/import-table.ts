/** A table of GitHub's Markdown → a table; one that is too large for an editor → a block of code that shows its columns. */
import type { Table as MarkdownTable } from 'mdast';
import { intern, NONE } from '../attributes.ts';
import { internLink } from '../formats.ts';
import { makeProps } from '../props.ts';
import { pushText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { MAX_TABLE_COLUMNS, MAX_TABLE_ROWS } from '../table-edits.ts';
import { leaf } from '../tree/block.ts';
import type { Block, Cell, Leaf, Row } from '../tree/block.ts';
import { textProp } from '../tree/kinds.ts';
import { partsOf } from './figures.ts';
import type { LinePart } from './figures.ts';
import type { Definitions } from './import-inline.ts';

export function importTable(table: MarkdownTable, definitions: Definitions): Block {
  const lines = table.children.map(({ children }) => children.map((cell) => partsOf(cell.children, definitions)));
  const width = Math.max(...lines.map((line) => line.length));
  const [first = [], ...rest] = lines;
  // a header row without text is there as Markdown needs one
  const hasHead = rest.length === 0 || first.some((parts) => parts.length > 0);
  const shown = hasHead ? lines : rest;
  if (width > MAX_TABLE_COLUMNS || shown.length > MAX_TABLE_ROWS)
    return leaf(makeProps('code', {}), draw(lines, width));
  const columns = Array.from({ length: width }, () => ({ props: intern({ t: 'col' }) }));
  const rows = shown.map((line, row): Row => ({
    props: intern(hasHead && row === 0 ? { t: 'row', head: true } : { t: 'row' }),
    cells: columns.map((_, column): Cell => {
      const align = table.align?.[column] ?? undefined;
      const parts = line[column] ?? [];
      return {
        children: parts.map((part) =>
          part.kind === 'image' ? part.image : leaf(makeProps('p', { align }), part.runs),
        ),
      };
    }),
  }));
  return { kind: 'table', props: intern({ t: 'table' }), columns, rows };
}

/** Columns under each other, for a block of fixed pitch. */
function draw(cells: ReadonlyArray<ReadonlyArray<readonly LinePart[]>>, width: number): Run[] {
  const rows = cells.map((row) => row.map(cellText));
  const widths = Array.from({ length: width }, (_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' | ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((size) => '-'.repeat(size)).join(' | '));
  const runs: Run[] = [];
  pushText(runs, lines.join('\n'), NONE);
  return runs;
}

function cellText(parts: readonly LinePart[]): string {
  return parts
    .flatMap((part) => (part.kind === 'text' ? part.runs : altOf(part.image)))
    .map((run) => {
      const text = readableText([run]).replaceAll('\n', ' ');
      const link = run.attributes['link'] as { readonly url: string } | undefined;
      return link === undefined || link.url === text ? text : `${text} (${link.url})`;
    })
    .join('');
}

/** A link to an image, with its words. */
function altOf({ props }: Leaf): Run[] {
  const runs: Run[] = [];
  const [url, alt] = [textProp(props, 'src') ?? '', textProp(props, 'alt')];
  pushText(runs, alt ?? url, intern({ link: internLink({ url }) }));
  return runs;
}
