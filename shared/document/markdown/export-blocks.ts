/** Blocks → Markdown's tree: neighbouring quotes are one quote, list items a tree of lists. */
import type { List, ListItem, RootContent } from 'mdast';
import { unreachable } from '#shared/assert.ts';
import { isListType } from '../layout.ts';
import { levelOf, typeOf } from '../props.ts';
import { readableText } from '../runs.ts';
import type { Block } from './block.ts';
import { CONTENTS, DIAGRAM_LANGUAGE, PAGE_BREAK, writeEmbed } from './signs.ts';
import { exportInline } from './export-inline.ts';

export function exportBlocks(blocks: readonly Block[]): RootContent[] {
  const nodes: RootContent[] = [];
  /** The lists that the last block is in, outermost first. */
  let lists: List[] = [];
  for (const block of blocks) {
    const type = typeOf(block.props);
    if (isListType(type)) {
      lists = addItem(nodes, lists, block, type === 'number');
      continue;
    }
    lists = [];
    const node = exportBlock(block);
    const last = nodes.at(-1);
    if (node === null) continue;
    if (node.type === 'blockquote' && last?.type === 'blockquote') last.children.push(...node.children);
    else nodes.push(node);
  }
  return nodes;
}

function exportBlock({ props, runs }: Block): RootContent | null {
  const type = typeOf(props);
  switch (type) {
    case 'hr':
      return { type: 'thematicBreak' };
    case 'break':
      return { type: 'html', value: PAGE_BREAK };
    case 'toc':
      return { type: 'html', value: CONTENTS };
    case 'embed': {
      const url = (props['url'] as string | undefined) ?? '';
      return url === '' ? null : writeEmbed(url);
    }
    case 'formula':
      return { type: 'math', value: readableText(runs) };
    case 'diagram':
      return { type: 'code', lang: DIAGRAM_LANGUAGE, value: readableText(runs) };
    case 'code':
      return { type: 'code', lang: (props['language'] as string | undefined) ?? null, value: readableText(runs) };
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return { type: 'heading', depth: Number(type.slice(1)) as 1, children: exportInline(runs) };
    case 'callout':
    case 'columns':
    case 'column':
    case 'table':
    case 'row':
    case 'col':
      // what is in them follows
      return null;
    case 'p':
    case 'fold':
    case 'quote':
    case 'bullet':
    case 'number':
    case 'check': {
      const children = exportInline(runs);
      // Markdown has no empty paragraph.
      if (children.length === 0) return null;
      return type === 'quote'
        ? { type: 'blockquote', children: [{ type: 'paragraph', children }] }
        : { type: 'paragraph', children };
    }
    default:
      return unreachable(type);
  }
}

/** Adds an item at its level, at most one deeper than the item before it; returns the lists that it is in. */
function addItem(nodes: RootContent[], open: readonly List[], { props, runs }: Block, ordered: boolean): List[] {
  const checked = typeOf(props) === 'check' ? props['checked'] === true : null;
  const children = exportInline(runs);
  const item: ListItem = {
    type: 'listItem',
    spread: false,
    checked,
    children: children.length === 0 ? [] : [{ type: 'paragraph', children }],
  };
  const level = Math.min(levelOf(props), open.length);
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
  else parent.children.push(list);
  return [...lists.slice(0, level), list];
}
