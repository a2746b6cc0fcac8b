/** Tree → plain text: each block on lines of its own, in the order of the page. What says something stands in it once. */
import { unreachable } from '#shared/assert.ts';
import { UNTITLED, oneLine } from '../markdown/title.ts';
import { isPlainType } from '../layout.ts';
import { readableText } from '../runs.ts';
import type { Block, DocumentTree, Leaf, Table } from '../tree/block.ts';
import { kindOf, textProp } from '../tree/kinds.ts';
import { nestLists } from '../tree/nest-lists.ts';
import type { NestedItem, NestedList } from '../tree/nest-lists.ts';
import { shownCells } from '../tree/shown-cells.ts';

const DIVIDER = '---';
const QUOTE = '> ';

/** The title, unless the first line says it already, then the blocks; '' for what has no word. */
export function treeToText({ title, blocks }: DocumentTree): string {
  const lines = linesOf(blocks);
  const line = oneLine(title);
  if (line !== '' && line !== UNTITLED && line !== oneLine(lines[0] ?? '')) lines.unshift(line);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function linesOf(blocks: readonly Block[]): string[] {
  return nestLists(blocks).flatMap((block): string[] => {
    switch (block.kind) {
      case 'list':
        return listLines(block);
      case 'leaf':
        return leafLines(block);
      case 'container':
        return [...textLines(readableText(block.runs)), ...linesOf(block.children)];
      case 'table':
        return tableLines(block);
      default:
        return unreachable(block);
    }
  });
}

function leafLines(leaf: Leaf): string[] {
  const kind = kindOf(leaf.props);
  const words = wordsOf(leaf);
  if (isPlainType(kind)) return words === '' ? [] : words.split('\n');
  if (kind === 'hr') return [DIVIDER];
  const lines = textLines(words);
  return kind === 'quote' ? lines.map((line) => QUOTE + line) : lines;
}

/** What a block without others in it says: an image its description and its caption, an embed its address. */
function wordsOf({ props, runs }: Leaf): string {
  switch (kindOf(props)) {
    case 'image': {
      const alt = textProp(props, 'alt');
      return [...(alt === undefined ? [] : [`[${alt}]`]), readableText(runs)].join('\n');
    }
    case 'embed':
      return textProp(props, 'url') ?? '';
    case 'file':
      return textProp(props, 'name') ?? textProp(props, 'src') ?? '';
    default:
      return readableText(runs);
  }
}

/** A line's breaks end it; those at its edges show nothing. */
function textLines(text: string): string[] {
  const inner = text.replaceAll(/^\n+|(?<!\n)\n+$/gu, '');
  return inner === '' ? [] : inner.split('\n');
}

/** What is in an item stands below its first letter. */
function listLines({ type, start, items }: NestedList): string[] {
  return items.flatMap((item, at) => itemLines(item, markerOf(item.block, type, start + at)));
}

function itemLines({ block, lists }: NestedItem, marker: string): string[] {
  const [first = '', ...more] = textLines(readableText(block.runs));
  const inside = [...more, ...lists.flatMap(listLines)];
  const indent = ' '.repeat(marker.length);
  return [(marker + first).trimEnd(), ...inside.map((line) => (line === '' ? '' : indent + line))];
}

function markerOf({ props }: Leaf, type: NestedList['type'], number: number): string {
  switch (type) {
    case 'bullet':
      return '- ';
    case 'number':
      return `${number}. `;
    case 'check':
      return props['checked'] === true ? '[x] ' : '[ ] ';
    default:
      return unreachable(type);
  }
}

/** As a spreadsheet takes it: a row a line, cells parted by tabs; cells that are merged into another are empty. */
function tableLines(table: Table): string[] {
  return shownCells(table).map((cells) => {
    const texts = table.columns.map(() => '');
    for (const { column, blocks } of cells) texts[column] = oneLine(cellWords(blocks));
    return texts.join('\t');
  });
}

/** Without the signs of lists, which a spreadsheet would take for a formula's. */
function cellWords(blocks: readonly Block[]): string {
  return blocks
    .map((block): string => {
      switch (block.kind) {
        case 'leaf':
          return wordsOf(block);
        case 'container':
          return `${readableText(block.runs)} ${cellWords(block.children)}`;
        case 'table':
          return cellWords(shownCells(block).flatMap((cells) => cells.flatMap((cell) => cell.blocks)));
        default:
          return unreachable(block);
      }
    })
    .join(' ');
}
