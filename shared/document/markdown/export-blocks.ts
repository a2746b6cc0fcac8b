/** Tree → Markdown's tree: neighbouring quotes are one quote, list items a tree of lists, columns stand one below the other. */
import type { Blockquote, List, ListItem, Paragraph, RootContent } from 'mdast';
import { unreachable } from '#shared/assert.ts';
import { isListType } from '../layout.ts';
import { levelOf } from '../props.ts';
import { readableText } from '../runs.ts';
import type { Block, Container, Leaf } from '../tree/block.ts';
import { headingDepth, kindOf, textProp } from '../tree/kinds.ts';
import { withoutColumns } from '../tree/lost.ts';
import { fileOf, imageOf } from './export-files.ts';
import { exportInline } from './export-inline.ts';
import { exportTable } from './export-table.ts';
import { writeCallout, writeFold } from './boxes.ts';
import { CONTENTS, DIAGRAM_LANGUAGE, NOTHING, PAGE_BREAK, writeEmbed } from './signs.ts';

export function exportBlocks(blocks: readonly Block[]): RootContent[] {
  const nodes: RootContent[] = [];
  /** The lists that the last block is in, outermost first. */
  let lists: List[] = [];
  /** The quote that the last block is in. */
  let quote: Blockquote | null = null;
  for (const block of withoutColumns(blocks)) {
    if (block.kind === 'leaf' && isListType(kindOf(block.props))) {
      quote = null;
      lists = addItem(nodes, lists, block);
      continue;
    }
    const made = exportBlock(block);
    // also for what Markdown does not have: lists with nothing between them are kept apart by an empty comment
    lists = [];
    const [only] = made;
    const isQuote = block.kind === 'leaf' && only?.type === 'blockquote';
    if (isQuote && quote !== null) quote.children.push(...only.children);
    else nodes.push(...made);
    if (!isQuote) quote = null;
    else quote ??= only;
  }
  return nodes;
}

function exportBlock(block: Block): RootContent[] {
  switch (block.kind) {
    case 'table':
      return [exportTable(block)];
    case 'container':
      return exportContainer(block);
    case 'leaf':
      return exportLeaf(block);
    default:
      return unreachable(block);
  }
}

function exportContainer({ props, runs, children }: Container): RootContent[] {
  const inside = exportBlocks(children);
  if (kindOf(props) === 'fold') return writeFold(runs, props['closed'] === true, inside);
  return [writeCallout(textProp(props, 'kind'), inside)];
}

function exportLeaf(block: Leaf): RootContent[] {
  const { props, runs } = block;
  const depth = headingDepth(props);
  if (depth > 0) return [{ type: 'heading', depth: depth as 1, children: exportInline(runs, 'cell') }];
  switch (kindOf(props)) {
    case 'hr':
      return [{ type: 'thematicBreak' }];
    case 'break':
      return [{ type: 'html', value: PAGE_BREAK }];
    case 'toc':
      return [{ type: 'html', value: CONTENTS }];
    case 'embed': {
      const url = textProp(props, 'url');
      return url === undefined ? [] : [writeEmbed(url)];
    }
    case 'formula':
      return [{ type: 'math', value: readableText(runs) }];
    case 'diagram':
      return [{ type: 'code', lang: DIAGRAM_LANGUAGE, value: readableText(runs) }];
    case 'image':
      return [{ type: 'paragraph', children: [imageOf(block)] }];
    case 'file':
      return [{ type: 'paragraph', children: [fileOf(block)] }];
    case 'code':
      return [{ type: 'code', lang: textProp(props, 'language') ?? null, value: readableText(runs) }];
    case 'quote':
      return paragraph(runs).map((only) => ({ type: 'blockquote', children: [only] }));
    default:
      return paragraph(runs);
  }
}

/** Markdown has no empty paragraph. */
function paragraph(runs: Leaf['runs']): Paragraph[] {
  const children = exportInline(runs);
  const [only, more] = children;
  // a formula alone would be a block
  if (only?.type === 'inlineMath' && more === undefined) children.push({ type: 'html', value: NOTHING });
  return children.length === 0 ? [] : [{ type: 'paragraph', children }];
}

/** Adds an item at its level, at most one deeper than the item before it; returns the lists that it is in. */
function addItem(nodes: RootContent[], open: readonly List[], { props, runs }: Leaf): List[] {
  const type = kindOf(props);
  const ordered = type === 'number';
  const checked = type === 'check' ? props['checked'] === true : null;
  const level = Math.min(levelOf(props), open.length);
  const children: ListItem['children'] = paragraph(runs);
  const nothing = { type: 'html' as const, value: NOTHING };
  // a box without a word is none in Markdown, and a sign alone below a line makes a heading of that
  if (children.length === 0 && checked !== null) children.push({ type: 'paragraph', children: [nothing] });
  else if (children.length === 0 && level > 0) children.push(nothing);
  const item: ListItem = { type: 'listItem', spread: false, checked, children };
  const lists = open.slice(0, level + 1);
  const same = lists[level];
  if (same !== undefined && same.ordered === ordered) {
    same.children.push(item);
    return lists;
  }
  const list: List = { type: 'list', ordered, spread: false, children: [item] };
  if (ordered) list.start = (props['start'] as number | undefined) ?? 1;
  const parent = lists[level - 1]?.children.at(-1);
  if (parent === undefined) nodes.push(list);
  else parent.children.push(...(parent.children.length === 0 ? [nothing] : []), list);
  return [...lists.slice(0, level), list];
}
