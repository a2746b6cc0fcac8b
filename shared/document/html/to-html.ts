/**
 * Tree → a page to read: one file that loads nothing but pictures that the document names, runs nothing and looks right on paper, by day and
 * by night. What is written goes through hast, which escapes it. What HTML has no way to say stands in attributes (`own-data.ts`), so that the
 * page comes back whole when it is read (`read-html.ts`).
 */
import type { Element, Properties, Root } from 'hast';
import { toHtml as stringify } from 'hast-util-to-html';
import { unreachable } from '#shared/assert.ts';
import { isFileUrl } from '../file-url.ts';
import { KEY_TYPE } from '../layout.ts';
import { levelOf } from '../props.ts';
import type { BlockProps } from '../props.ts';
import { readableText } from '../runs.ts';
import { isSafeLink } from '../safe-url.ts';
import type { Block, Container, DocumentTree, Leaf, Table } from '../tree/block.ts';
import { walk } from '../tree/block.ts';
import { headingDepth, kindOf, numberProp, textProp } from '../tree/kinds.ts';
import { nestLists } from '../tree/nest-lists.ts';
import type { NestedList } from '../tree/nest-lists.ts';
import { shownCells } from '../tree/shown-cells.ts';
import type { ShownCell } from '../tree/shown-cells.ts';
import { repeatsTitle } from '../tree/title-block.ts';
import { el, text } from './elements.ts';
import { inlineToHast, spaceOf } from './inline-to-html.ts';
import { READING_STYLES } from './styles.ts';

/** What a page is made for, where it is not for reading. */
export interface PageOptions {
  readonly policy: string;
  /** behind those of the page to read */
  readonly styles: string;
  /** changes the whole before it is written; raw HTML in it is written as it is */
  readonly finish: (root: Root) => void;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:";

/** A whole HTML document. */
export function treeToHtml(
  tree: DocumentTree,
  { policy = POLICY, styles = '', finish }: Partial<PageOptions> = {},
): string {
  const heading = repeatsTitle(tree) || tree.title === '' ? [] : [el('h1', { dataMhTitle: '' }, [text(tree.title)])];
  const head = [
    el('meta', { charSet: 'utf-8' }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { httpEquiv: ['Content-Security-Policy'], content: policy }),
    el('meta', { name: 'referrer', content: 'no-referrer' }),
    el('title', {}, [text(tree.title)]),
    el('style', {}, [text(READING_STYLES + styles)]),
  ];
  const blocks = new HtmlWriter(tree).blocks(tree.blocks);
  const body = el('main', { dir: 'auto', dataMhDocument: '1' }, [...heading, ...blocks]);
  const html = el('html', {}, [el('head', {}, head), el('body', {}, [body])]);
  const root: Root = { type: 'root', children: [{ type: 'doctype' }, html] };
  finish?.(root);
  return `${stringify(root, { allowDangerousHtml: finish !== undefined })}\n`;
}

class HtmlWriter {
  /** the headings that a table of contents leads to, where there is one */
  readonly #headings: ReadonlyMap<Block, string>;

  constructor({ blocks }: DocumentTree) {
    const all = [...walk(blocks)];
    const headings = all.some(({ props }) => kindOf(props) === 'toc')
      ? all.filter((block) => headingDepth(block.props) > 0 && block.kind === 'leaf')
      : [];
    this.#headings = new Map(headings.map((block, at) => [block, `heading-${at + 1}`]));
  }

  blocks(blocks: readonly Block[]): Element[] {
    return nestLists(blocks).flatMap((block): Element[] => {
      switch (block.kind) {
        case 'list':
          return [this.#list(block)];
        case 'leaf':
          return [this.#leaf(block)];
        case 'container':
          return [this.#container(block)];
        case 'table':
          return [this.#table(block)];
        default:
          return unreachable(block);
      }
    });
  }

  #leaf(block: Leaf): Element {
    const { props, runs } = block;
    const type = kindOf(props);
    if (headingDepth(props) > 0) {
      const id = this.#headings.get(block);
      return line(type, block, id === undefined ? {} : { id });
    }
    switch (type) {
      case 'hr':
        return el('hr');
      case 'break':
        return el('div', { className: ['page-break'], ...data(props) });
      case 'toc':
        return this.#contents(props);
      case 'code':
      case 'diagram': {
        const language = type === 'diagram' ? 'mermaid' : textProp(props, 'language');
        const name = language === undefined ? {} : { className: [`language-${language.replaceAll(/\s/gu, '-')}`] };
        return el('pre', data(props), [el('code', name, [text(readableText(runs))])]);
      }
      case 'formula':
        return el('pre', { className: ['formula'], ...data(props) }, [el('code', {}, [text(readableText(runs))])]);
      case 'embed':
      case 'file': {
        const url = textProp(props, type === 'embed' ? 'url' : 'src') ?? '';
        const words = [text(textProp(props, 'name') ?? url)];
        const isLink = isSafeLink(url) || isFileUrl(url);
        return el('p', data(props), isLink ? [el('a', { href: url, rel: ['noopener', 'noreferrer'] }, words)] : words);
      }
      case 'image':
        return figure(block);
      case 'quote':
        return line('blockquote', block);
      case 'p':
        return line('p', block);
      default:
        return el('p', { ...lookOf(props, []), ...data(props) }, inlineToHast(runs, true));
    }
  }

  /** The headings, each with a link to it. */
  #contents(props: BlockProps): Element {
    const items = [...this.#headings].flatMap(([heading, id]) => {
      const words = heading.kind === 'leaf' ? readableText(heading.runs).trim() : '';
      if (words === '') return [];
      const style = `margin-inline-start:${headingDepth(heading.props) - 1}em`;
      return [el('li', { style }, [el('a', { href: `#${id}` }, [text(words)])])];
    });
    return el('nav', { className: ['contents'], ...data(props) }, [el('ul', {}, items)]);
  }

  #container({ props, runs, children }: Container): Element {
    const inside = this.blocks(children);
    switch (kindOf(props)) {
      case 'fold': {
        const summary = el('summary', spaceOf(runs), inlineToHast(runs));
        const open = props['closed'] === true ? {} : { open: true };
        return el('details', { ...open, ...data(props, KEY_TYPE, 'closed') }, [summary, ...inside]);
      }
      case 'callout': {
        const kind = textProp(props, 'kind') ?? 'note';
        return el('aside', { className: ['callout', kind.replaceAll(/[^a-z]/gu, '')], ...data(props) }, inside);
      }
      case 'columns':
        return el('div', { className: ['columns'], ...data(props) }, inside);
      default:
        return el('div', { style: `flex:${numberProp(props, 'share') ?? 1}`, ...data(props) }, inside);
    }
  }

  #list({ type, start, items }: NestedList, depth = 0): Element {
    const children = items.map(({ block, lists }, at) => {
      const { props, runs } = block;
      const checked = props['checked'] === true;
      const box = type === 'check' ? [el('input', { type: 'checkbox', disabled: true, checked })] : [];
      const said = ['checked', ...(levelOf(props) === depth ? ['level'] : []), ...(at === 0 ? ['start'] : [])];
      const inside = [...box, ...inlineToHast(runs, true), ...lists.map((list) => this.#list(list, depth + 1))];
      return el('li', { ...lookOf(props, runs, false), ...data(props, KEY_TYPE, ...LOOKS, ...said) }, inside);
    });
    if (type !== 'number') return el('ul', type === 'check' ? { className: ['checks'] } : {}, children);
    return el('ol', start === 1 ? {} : { start }, children);
  }

  #table(table: Table): Element {
    const columns = table.columns.map(({ props }) => {
      const width = numberProp(props, 'width');
      return el('col', { ...(width === undefined ? {} : { style: `width:${width}px` }), ...data(props, KEY_TYPE) });
    });
    const rows = shownCells(table).map((cells, at) => {
      const props = table.rows[at]?.props ?? {};
      const height = numberProp(props, 'height');
      return el(
        'tr',
        { ...(height === undefined ? {} : { style: `height:${height}px` }), ...data(props, KEY_TYPE) },
        cells.map((cell) => this.#cell(table, cell, at)),
      );
    });
    return el('table', data(table.props, KEY_TYPE), [el('colgroup', {}, columns), el('tbody', {}, rows)]);
  }

  #cell(table: Table, { cell, column, rowSpan, columnSpan }: ShownCell, row: number): Element {
    const isRowHead = table.rows[row]?.props['head'] === true;
    const isHead = isRowHead || table.columns[column]?.props['head'] === true;
    const [only, ...more] = cell.children;
    const parts = this.#covered(table, row, column, rowSpan, columnSpan);
    const isPlain =
      more.length === 0 && parts.length === 0 && only?.kind === 'leaf' && isPlainLine(only) && only.runs.length > 0;
    const background = cell.background === undefined || !/^[\w#-]+$/u.test(cell.background) ? [] : [cell.background];
    const align = cell.align === 'middle' || cell.align === 'bottom' ? [`vertical-align:${cell.align}`] : [];
    const looks = [
      ...background.map((name) => `--cell:var(--mark-${name},transparent)`),
      ...align,
      ...(isPlain ? Object.values(spaceOf(only.runs)) : []),
    ].join(';');
    return el(
      isHead ? 'th' : 'td',
      {
        ...(isHead ? { scope: isRowHead ? 'col' : 'row' } : {}),
        ...(rowSpan > 1 ? { rowSpan } : {}),
        ...(columnSpan > 1 ? { colSpan: columnSpan } : {}),
        ...(looks === '' ? {} : { style: looks }),
      },
      isPlain ? inlineToHast(only.runs) : [...this.blocks(cell.children), ...parts],
    );
  }

  /** What the other cells of a merged region hold. */
  #covered({ rows }: Table, row: number, column: number, rowSpan: number, columnSpan: number): Element[] {
    const parts: Element[] = [];
    for (let down = 0; down < rowSpan; down += 1) {
      for (let across = 0; across < columnSpan; across += 1) {
        const { children = [], background, align } = rows[row + down]?.cells[column + across] ?? {};
        const look = { ...(background === undefined ? {} : { background }), ...(align === undefined ? {} : { align }) };
        if (down + across === 0 || children.length + Object.keys(look).length === 0) continue;
        parts.push(el('div', { dataMhCell: `${down},${across}`, ...data(look) }, this.blocks(children)));
      }
    }
    return parts;
  }
}

/** What {@link lookOf} says of a block. */
const LOOKS = ['align', 'dir'] as const;

function line(tagName: string, { props, runs }: Leaf, more: Properties = {}): Element {
  const properties = { ...more, ...lookOf(props, runs), ...data(props, KEY_TYPE, ...LOOKS, 'level') };
  return el(tagName, properties, inlineToHast(runs, true));
}

/** A paragraph that says nothing but its words. */
function isPlainLine({ props }: Leaf): boolean {
  return Object.keys(props).length === 0;
}

function figure({ props, runs }: Leaf): Element {
  const src = textProp(props, 'src') ?? '';
  const width = numberProp(props, 'width');
  const style = width === undefined ? {} : { style: `width:${width}%` };
  const image = isFileUrl(src) ? [el('img', { src, alt: textProp(props, 'alt') ?? '', ...style })] : [];
  const caption = runs.length === 0 ? [] : [el('figcaption', spaceOf(runs), inlineToHast(runs))];
  return el('figure', data(props, 'src'), [...image, ...caption]);
}

/** A block's keys as JSON, but for those that are said in another way. */
function data(props: Readonly<Record<string, unknown>>, ...said: readonly string[]): Properties {
  const left = Object.entries(props).filter(([key]) => !said.includes(key));
  return left.length === 0 ? {} : { dataMhProps: JSON.stringify(Object.fromEntries(left)) };
}

/** Alignment, direction, indent, and that white space counts. */
function lookOf(props: BlockProps, runs: Leaf['runs'], indents = true): Properties {
  const styles: string[] = Object.values(spaceOf(runs));
  const align = textProp(props, 'align');
  const level = numberProp(props, 'level') ?? 0;
  if (align !== undefined && /^[a-z]+$/u.test(align)) styles.push(`text-align:${align}`);
  if (indents && level > 0) styles.push(`margin-inline-start:${level * 2}em`);
  const dir = textProp(props, 'dir');
  return { ...(styles.length === 0 ? {} : { style: styles.join(';') }), ...(dir === undefined ? {} : { dir }) };
}
