/**
 * Tree → a page to read: one file that loads nothing but pictures that the document names, runs nothing and looks right on paper, by day and
 * by night. What is written goes through hast, which escapes it.
 */
import { isFileUrl } from '../file-url.ts';
import type { Element, ElementContent, Properties } from 'hast';
import { toHtml as stringify } from 'hast-util-to-html';
import { unreachable } from '#shared/assert.ts';
import type { Attributes } from '../attributes.ts';
import { linkOf } from '../formats.ts';
import { embedText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';
import type { Block, Container, DocumentTree, Leaf, Table } from '../tree/block.ts';
import { headingDepth, kindOf, numberProp, textProp } from '../tree/kinds.ts';
import { nestLists } from '../tree/nest-lists.ts';
import type { NestedList } from '../tree/nest-lists.ts';
import { shownCells } from '../tree/shown-cells.ts';
import type { ShownCell } from '../tree/shown-cells.ts';
import { repeatsTitle } from '../tree/title-block.ts';
import { READING_STYLES } from './styles.ts';

/** A whole HTML document. */
export function treeToHtml(tree: DocumentTree): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:";
  const heading = repeatsTitle(tree) || tree.title === '' ? [] : [el('h1', {}, [text(tree.title)])];
  const head = [
    el('meta', { charSet: 'utf-8' }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { httpEquiv: ['Content-Security-Policy'], content: policy }),
    el('title', {}, [text(tree.title)]),
    el('style', {}, [text(READING_STYLES)]),
  ];
  const body = el('main', { dir: 'auto' }, [...heading, ...blocksToHast(tree.blocks)]);
  const html = el('html', {}, [el('head', {}, head), el('body', {}, [body])]);
  return `${stringify({ type: 'root', children: [{ type: 'doctype' }, html] })}\n`;
}

function blocksToHast(blocks: readonly Block[]): Element[] {
  return nestLists(blocks).flatMap((block): Element[] => {
    switch (block.kind) {
      case 'list':
        return [listToHast(block)];
      case 'leaf':
        return leafToHast(block);
      case 'container':
        return containerToHast(block);
      case 'table':
        return [tableToHast(block)];
      default:
        return unreachable(block);
    }
  });
}

function leafToHast(block: Leaf): Element[] {
  const { props, runs } = block;
  const type = kindOf(props);
  const depth = headingDepth(props);
  if (depth > 0) return [el(`h${depth}`, lookOf(props), inlineToHast(runs))];
  switch (type) {
    case 'hr':
      return [el('hr')];
    case 'break':
      return [el('div', { className: ['page-break'] })];
    // made of the headings, which a reader of a file has before them
    case 'toc':
      return [];
    case 'code':
    case 'diagram': {
      const language = type === 'diagram' ? 'mermaid' : textProp(props, 'language');
      const name = language === undefined ? {} : { className: [`language-${language.replaceAll(/\s/gu, '-')}`] };
      return [el('pre', {}, [el('code', name, [text(readableText(runs))])])];
    }
    case 'formula':
      return [el('pre', { className: ['formula'] }, [text(readableText(runs))])];
    case 'embed':
    case 'file': {
      const url = textProp(props, type === 'embed' ? 'url' : 'src') ?? '';
      const words = [text(textProp(props, 'name') ?? url)];
      return [
        el(
          'p',
          {},
          isSafeUrl(url) || isFileUrl(url) ? [el('a', { href: url, rel: ['noopener', 'noreferrer'] }, words)] : words,
        ),
      ];
    }
    case 'image': {
      const src = textProp(props, 'src') ?? '';
      const alt = textProp(props, 'alt') ?? '';
      const width = numberProp(props, 'width');
      const image = isFileUrl(src)
        ? [el('img', { src, alt, ...(width === undefined ? {} : { style: `width:${width}%` }) })]
        : [];
      const caption = runs.length === 0 ? [] : [el('figcaption', {}, inlineToHast(runs))];
      return [el('figure', {}, [...image, ...caption])];
    }
    case 'quote':
      return [el('blockquote', lookOf(props), inlineToHast(runs))];
    default:
      return [el('p', lookOf(props), inlineToHast(runs))];
  }
}

function containerToHast({ props, runs, children }: Container): Element[] {
  const inside = blocksToHast(children);
  switch (kindOf(props)) {
    case 'fold': {
      const open = props['closed'] === true ? {} : { open: true };
      return [el('details', open, [el('summary', {}, inlineToHast(runs)), ...inside])];
    }
    case 'callout': {
      const kind = textProp(props, 'kind') ?? 'note';
      return [el('aside', { className: ['callout', kind.replaceAll(/[^a-z]/gu, '')] }, inside)];
    }
    case 'columns':
      return [el('div', { className: ['columns'] }, inside)];
    default:
      return [el('div', { style: `flex:${numberProp(props, 'share') ?? 1}` }, inside)];
  }
}

function listToHast({ type, start, items }: NestedList): Element {
  const children = items.map(({ block, lists }) => {
    const checked = block.props['checked'] === true;
    const box = type === 'check' ? [el('input', { type: 'checkbox', disabled: true, checked })] : [];
    return el('li', lookOf(block.props, false), [...box, ...inlineToHast(block.runs), ...lists.map(listToHast)]);
  });
  if (type !== 'number') return el('ul', type === 'check' ? { className: ['checks'] } : {}, children);
  return el('ol', start === 1 ? {} : { start }, children);
}

function tableToHast(table: Table): Element {
  const columns = table.columns.map(({ props }) => {
    const width = numberProp(props, 'width');
    return el('col', width === undefined ? {} : { style: `width:${width}px` });
  });
  const rows = shownCells(table).map((cells, at) =>
    el(
      'tr',
      {},
      cells.map((cell) => cellToHast(table, cell, at)),
    ),
  );
  return el('table', {}, [el('colgroup', {}, columns), el('tbody', {}, rows)]);
}

function cellToHast(table: Table, { cell, column, rowSpan, columnSpan, blocks }: ShownCell, row: number): Element {
  const isHead = table.rows[row]?.props['head'] === true || table.columns[column]?.props['head'] === true;
  const [only] = blocks;
  const plain = blocks.length === 1 && only?.kind === 'leaf' && kindOf(only.props) === 'p';
  const background = cell.background === undefined || !/^[\w#-]+$/u.test(cell.background) ? [] : [cell.background];
  const align = cell.align === 'middle' || cell.align === 'bottom' ? [`vertical-align:${cell.align}`] : [];
  const looks = [...background.map((name) => `--cell:var(--mark-${name},transparent)`), ...align].join(';');
  return el(
    isHead ? 'th' : 'td',
    {
      ...(rowSpan > 1 ? { rowSpan } : {}),
      ...(columnSpan > 1 ? { colSpan: columnSpan } : {}),
      ...(looks === '' ? {} : { style: looks }),
    },
    plain ? inlineToHast(only.runs) : blocksToHast(blocks),
  );
}

/** Alignment, direction and indent. */
function lookOf(props: Readonly<Record<string, unknown>>, indents = true): Properties {
  const styles: string[] = [];
  const align = textProp(props, 'align');
  const level = numberProp(props, 'level') ?? 0;
  if (align !== undefined && /^[a-z]+$/u.test(align)) styles.push(`text-align:${align}`);
  if (indents && level > 0) styles.push(`margin-inline-start:${level * 2}em`);
  const dir = textProp(props, 'dir');
  return { ...(styles.length === 0 ? {} : { style: styles.join(';') }), ...(dir === undefined ? {} : { dir }) };
}

/** Attribute and element, from the inside to the outside. */
const FORMATS: ReadonlyArray<readonly [attribute: string, tag: string]> = [
  ['code', 'code'],
  ['sub', 'sub'],
  ['sup', 'sup'],
  ['strike', 's'],
  ['underline', 'u'],
  ['highlight', 'mark'],
  ['italic', 'em'],
  ['bold', 'strong'],
];
const CASES: ReadonlyArray<readonly [attribute: string, css: string]> = [
  ['uppercase', 'uppercase'],
  ['lowercase', 'lowercase'],
  ['capitalize', 'capitalize'],
];

function inlineToHast(runs: readonly Run[]): ElementContent[] {
  return runs.flatMap((run): ElementContent[] => {
    const content = run.kind === 'text' ? linesOf(run.text) : [text(embedText(run.embed))];
    return wrap(content, run.attributes);
  });
}

function linesOf(words: string): ElementContent[] {
  return words
    .split('\n')
    .flatMap((line, at) => [...(at === 0 ? [] : [el('br')]), ...(line === '' ? [] : [text(line)])]);
}

function wrap(content: ElementContent[], attributes: Attributes): ElementContent[] {
  let inside = content;
  const styles = CASES.flatMap(([name, css]) => (attributes[name] === true ? [`text-transform:${css}`] : []));
  for (const [key, property] of [
    ['color', 'color'],
    ['mark', 'background-color'],
  ] as const) {
    const name = attributes[key];
    if (typeof name === 'string' && /^[\w-]+$/u.test(name)) styles.push(`${property}:var(--${key}-${name})`);
  }
  if (styles.length > 0) inside = [el('span', { style: styles.join(';') }, inside)];
  for (const [name, tag] of FORMATS) if (attributes[name] === true) inside = [el(tag, {}, inside)];
  const link = linkOf(attributes);
  if (link === null || link.unlinked === true || !isSafeUrl(link.url)) return inside;
  const title = link.title === undefined ? {} : { title: link.title };
  return [el('a', { href: link.url, rel: ['noopener', 'noreferrer'], ...title }, inside)];
}

/** Absolute addresses of schemes that run nothing; browsers skip control characters and spaces in a scheme. */
function isSafeUrl(url: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
  return /^(?:https?|mailto|tel):/iu.test(url.replace(/[\u0000-\u0020]/gu, ''));
}

function el(tagName: string, properties: Properties = {}, children: ElementContent[] = []): Element {
  return { type: 'element', tagName, properties, children };
}

function text(value: string): ElementContent {
  return { type: 'text', value };
}
