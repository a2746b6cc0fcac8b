/** Blocks → OpenDocument's paragraphs, lists and tables. */
import { unreachable } from '#shared/assert.ts';
import { MARK_COLORS } from '../docx/colors.ts';
import { shownSize } from '../docx/office-file.ts';
import type { LostInWriting, OfficeNeeds, Picture } from '../docx/office-file.ts';
import { wholeUrl } from '../docx/whole-url.ts';
import { isPaletteColor } from '../palette.ts';
import { levelOf } from '../props.ts';
import type { BlockProps } from '../props.ts';
import { readableText } from '../runs.ts';
import { walk } from '../tree/block.ts';
import type { Block, Container, DocumentTree, Leaf, Table } from '../tree/block.ts';
import { headingDepth, kindOf, numberProp, textProp } from '../tree/kinds.ts';
import { nestLists } from '../tree/nest-lists.ts';
import type { NestedList } from '../tree/nest-lists.ts';
import { shownCells } from '../tree/shown-cells.ts';
import type { ShownCell } from '../tree/shown-cells.ts';
import { repeatsTitle } from '../tree/title-block.ts';
import { AutomaticStyles } from './automatic-styles.ts';
import { linkTo, writeInline, writeText } from './write-inline.ts';
import { el } from './xml.ts';
import type { XmlChild, XmlNode } from './xml.ts';

/** Inches between the margins of an A4 page. */
const TEXT_INCHES = 6.27;
const PIXELS_PER_INCH = 96;
const INDENT_INCHES = 0.5;
/** of a column that says nothing, beside one that does */
const DEFAULT_COLUMN_PIXELS = 160;
const LINE = '0.5pt solid #dcdce0';
const HEAD_WASH = '#f0f0f3';
const CALLOUT_WASH = '#f5f5f7';
const CALLOUT_LINES: Readonly<Record<string, string>> = {
  note: '#0b57d0',
  tip: '#1a7f37',
  important: '#8250df',
  warning: '#bf8700',
  caution: '#cf222e',
};
const LIST_STYLES = { bullet: 'Bullets', number: 'Numbers', check: 'Checks' } as const;

const inches = (value: number): string => `${value.toFixed(3)}in`;

export class OdtWriter {
  readonly styles = new AutomaticStyles();
  readonly lost = new Set<LostInWriting>();
  /** images of the file by their paths in it */
  readonly pictures = new Map<string, Picture>();
  readonly #needs: OfficeNeeds;
  readonly #tree: DocumentTree;
  readonly #paths = new Map<string, string>();
  #tables = 0;

  constructor(needs: OfficeNeeds, tree: DocumentTree) {
    this.#needs = needs;
    this.#tree = tree;
  }

  write(): XmlNode[] {
    const { title, blocks } = this.#tree;
    const heading =
      title === '' || repeatsTitle(this.#tree) ? [] : [el('text:p', { 'text:style-name': 'Title' }, writeText(title))];
    return [...heading, ...this.#blocks(blocks, TEXT_INCHES)];
  }

  /** @param width inches that there are */
  #blocks(blocks: readonly Block[], width: number): XmlNode[] {
    return nestLists(blocks).flatMap((block): XmlNode[] => {
      switch (block.kind) {
        case 'list':
          return [this.#list(block, true)];
        case 'leaf':
          return this.#leaf(block, width);
        case 'container':
          return this.#container(block, width);
        case 'table':
          return [this.#table(block, width)];
        default:
          return unreachable(block);
      }
    });
  }

  #leaf(block: Leaf, width: number): XmlNode[] {
    const { props, runs } = block;
    const depth = headingDepth(props);
    if (depth > 0) {
      const name = this.#look(props, `Heading_20_${depth}`);
      return [el('text:h', { 'text:style-name': name, 'text:outline-level': depth }, this.#inline(runs))];
    }
    switch (kindOf(props)) {
      case 'hr':
        return [el('text:p', { 'text:style-name': 'Horizontal_20_Line' })];
      case 'break':
        return [el('text:p', { 'text:style-name': this.#look({}, 'Standard', { 'fo:break-after': 'page' }) })];
      case 'toc':
        return [this.#contents()];
      case 'formula':
        if (runs.length > 0) this.lost.add('formulas');
        return [this.#source(runs)];
      case 'code':
      case 'diagram':
        return [this.#source(runs)];
      case 'embed':
        return [this.#linkParagraph(textProp(props, 'url') ?? '', textProp(props, 'url') ?? '')];
      case 'file': {
        const src = textProp(props, 'src') ?? '';
        return [this.#linkParagraph(src, textProp(props, 'name') ?? src)];
      }
      case 'image':
        return this.#image(block, width);
      case 'quote':
        return [this.#paragraph(block, 'Quotations')];
      default:
        return [this.#paragraph(block, 'Standard')];
    }
  }

  #paragraph(
    { props, runs }: Pick<Leaf, 'props' | 'runs'>,
    parent: string,
    indents = true,
    before: XmlChild[] = [],
  ): XmlNode {
    return el('text:p', { 'text:style-name': this.#look(props, parent, {}, indents) }, [
      ...before,
      ...this.#inline(runs),
    ]);
  }

  #source(runs: Leaf['runs']): XmlNode {
    return el('text:p', { 'text:style-name': 'Preformatted_20_Text' }, writeText(readableText(runs)));
  }

  #list({ type, start, items }: NestedList, isOuter: boolean): XmlNode {
    const children = items.map(({ block, lists }, at) => {
      const box = type === 'check' ? [block.props['checked'] === true ? '☑ ' : '☐ '] : [];
      const from = type === 'number' && at === 0 && start !== 1 ? start : undefined;
      return el('text:list-item', { 'text:start-value': from }, [
        this.#paragraph(block, 'List_20_Contents', false, box),
        ...lists.map((inner) => this.#list(inner, false)),
      ]);
    });
    const fresh = isOuter ? { 'text:continue-numbering': 'false' } : {};
    return el('text:list', { 'text:style-name': LIST_STYLES[type], ...fresh }, children);
  }

  #container(block: Container, width: number): XmlNode[] {
    const { props, runs, children } = block;
    switch (kindOf(props)) {
      case 'fold':
        return [
          el('text:p', { 'text:style-name': 'Fold_20_Title' }, this.#inline(runs)),
          ...this.#blocks(children, width),
        ];
      case 'columns': {
        const columns = children.filter((child) => child.kind === 'container');
        const shares = columns.map((column) => numberProp(column.props, 'share') ?? 1);
        const all = shares.reduce((sum, share) => sum + share, 0);
        const widths = shares.map((share) => (width * share) / all);
        const cells = columns.map((column, at) =>
          this.#cell(column.children, widths[at] ?? width, { 'fo:padding': '0.08in' }),
        );
        return columns.length === 0 ? [] : [this.#frame(widths, [el('table:table-row', {}, cells)])];
      }
      default: {
        const line = CALLOUT_LINES[textProp(props, 'kind') ?? 'note'] ?? '#dcdce0';
        const look = {
          'fo:background-color': CALLOUT_WASH,
          'fo:border-left': `3pt solid ${line}`,
          'fo:padding': '0.1in',
        };
        return [this.#frame([width], [el('table:table-row', {}, [this.#cell(children, width, look)])])];
      }
    }
  }

  #table(table: Table, width: number): XmlNode {
    const pixels = table.columns.map(({ props }) => numberProp(props, 'width'));
    const isEven = pixels.every((one) => one === undefined);
    const widths = pixels.map((one) =>
      isEven ? width / pixels.length : (one ?? DEFAULT_COLUMN_PIXELS) / PIXELS_PER_INCH,
    );
    const shown = shownCells(table);
    const rows = shown.map((cells, row) => this.#row(table, cells, row, widths));
    const heads = headRows(table, shown);
    const head = heads === 0 ? [] : [el('table:table-header-rows', {}, rows.slice(0, heads))];
    return this.#frame(widths, [...head, ...rows.slice(heads)]);
  }

  #row(table: Table, shown: readonly ShownCell[], row: number, widths: readonly number[]): XmlNode {
    const props = table.rows[row]?.props ?? {};
    const starts = new Map(shown.map((cell) => [cell.column, cell]));
    const cells = table.columns.map((column, at) => {
      const found = starts.get(at);
      if (found === undefined) return el('table:covered-table-cell');
      const { cell, rowSpan, columnSpan, blocks } = found;
      const isHead = props['head'] === true || column.props['head'] === true;
      const fill = isPaletteColor(cell.background)
        ? `#${MARK_COLORS[cell.background]}`
        : isHead
          ? HEAD_WASH
          : undefined;
      const size = widths.slice(at, at + columnSpan).reduce((sum, one) => sum + one, 0);
      return this.#cell(
        blocks,
        size,
        {
          'fo:border': LINE,
          'fo:padding': '0.05in',
          'fo:background-color': fill,
          'style:vertical-align': cell.align === 'middle' || cell.align === 'bottom' ? cell.align : undefined,
        },
        {
          'table:number-columns-spanned': columnSpan > 1 ? columnSpan : undefined,
          'table:number-rows-spanned': rowSpan > 1 ? rowSpan : undefined,
        },
      );
    });
    const height = numberProp(props, 'height');
    const name =
      height === undefined
        ? undefined
        : this.styles.nameOf('table-row', undefined, {
            'table-row': { 'style:min-row-height': inches(height / PIXELS_PER_INCH) },
          });
    return el('table:table-row', { 'table:style-name': name }, cells);
  }

  /** A cell holds a paragraph at least. */
  #cell(
    blocks: readonly Block[],
    width: number,
    look: Readonly<Record<string, string | undefined>>,
    spans: Readonly<Record<string, number | undefined>> = {},
  ): XmlNode {
    const name = this.styles.nameOf('table-cell', undefined, { 'table-cell': look });
    const inside = this.#blocks(blocks, Math.max(0.2, width - 0.2));
    return el(
      'table:table-cell',
      { 'table:style-name': name, 'office:value-type': 'string', ...spans },
      inside.length === 0 ? [el('text:p', { 'text:style-name': 'Standard' })] : inside,
    );
  }

  #frame(widths: readonly number[], rows: readonly XmlNode[]): XmlNode {
    this.#tables += 1;
    const name = this.styles.nameOf('table', undefined, {
      table: {
        'style:width': inches(widths.reduce((sum, one) => sum + one, 0)),
        'table:align': 'left',
        'fo:margin-top': '0.06in',
        'fo:margin-bottom': '0.12in',
      },
    });
    const columns = widths.map((one) =>
      el('table:table-column', {
        'table:style-name': this.styles.nameOf('table-column', undefined, {
          'table-column': { 'style:column-width': inches(one) },
        }),
      }),
    );
    return el('table:table', { 'table:name': `Table${this.#tables}`, 'table:style-name': name }, [...columns, ...rows]);
  }

  #image({ props, runs }: Leaf, width: number): XmlNode[] {
    const src = textProp(props, 'src') ?? '';
    const alt = textProp(props, 'alt') ?? '';
    const picture = this.#needs.pictures.get(src);
    const caption = runs.length === 0 ? [] : [el('text:p', { 'text:style-name': 'Caption' }, this.#inline(runs))];
    if (picture === undefined) {
      this.lost.add('images');
      return [this.#linkParagraph(src, alt === '' ? src : alt), ...caption];
    }
    const [across, down] = shownSize(picture, numberProp(props, 'width'), width * PIXELS_PER_INCH);
    const frame = el(
      'draw:frame',
      {
        'text:anchor-type': 'as-char',
        'svg:width': inches(across / PIXELS_PER_INCH),
        'svg:height': inches(down / PIXELS_PER_INCH),
      },
      [
        el('draw:image', {
          'xlink:href': this.#pathOf(src, picture),
          'xlink:type': 'simple',
          'xlink:show': 'embed',
          'xlink:actuate': 'onLoad',
        }),
        ...(alt === '' ? [] : [el('svg:desc', {}, [alt])]),
      ],
    );
    return [el('text:p', { 'text:style-name': this.#look(props, 'Standard', {}, false) }, [frame]), ...caption];
  }

  /** An image that is shown twice is in the file once. */
  #pathOf(src: string, picture: Picture): string {
    let path = this.#paths.get(src);
    if (path === undefined) {
      path = `Pictures/${this.#paths.size + 1}.${picture.type}`;
      this.#paths.set(src, path);
      this.pictures.set(path, picture);
    }
    return path;
  }

  /** The headings as they are now; an office program makes it anew, with pages, when it is asked to. */
  #contents(): XmlNode {
    const entries = [...walk(this.#tree.blocks)]
      .filter((block): block is Leaf => block.kind === 'leaf' && headingDepth(block.props) > 0)
      .map(({ props, runs }) =>
        el('text:p', { 'text:style-name': `Contents_20_${headingDepth(props)}` }, writeText(readableText(runs))),
      );
    return el('text:table-of-content', { 'text:name': 'Contents', 'text:protected': 'false' }, [
      el('text:table-of-content-source', { 'text:outline-level': 6 }),
      el('text:index-body', {}, entries),
    ]);
  }

  #linkParagraph(url: string, text: string): XmlNode {
    const href = wholeUrl(url, this.#needs.base);
    const words = writeText(text);
    return el('text:p', { 'text:style-name': 'Standard' }, href === null ? words : [linkTo(href, words)]);
  }

  #inline(runs: Leaf['runs']): XmlChild[] {
    return writeInline(runs, {
      styles: this.styles,
      base: this.#needs.base,
      loseFormula: () => void this.lost.add('formulas'),
    });
  }

  /** Alignment, direction and indent on top of a style. */
  #look(
    props: BlockProps,
    parent: string,
    more: Readonly<Record<string, string>> = {},
    indents = true,
  ): string | undefined {
    const align = textProp(props, 'align');
    const level = indents ? levelOf(props) : 0;
    const dir = textProp(props, 'dir');
    return this.styles.nameOf('paragraph', parent, {
      paragraph: {
        'fo:text-align': align,
        'fo:margin-left': level > 0 ? inches(level * INDENT_INCHES) : undefined,
        'style:writing-mode': dir === 'rtl' ? 'rl-tb' : dir === 'ltr' ? 'lr-tb' : undefined,
        ...more,
      },
    });
  }
}

/** How many rows at the top are repeated on every page; a region that reaches below them ends them before it. */
function headRows(table: Table, shown: readonly (readonly ShownCell[])[]): number {
  const plain = table.rows.findIndex(({ props }) => props['head'] !== true);
  let heads = plain === -1 ? 0 : plain;
  for (let row = 0; row < heads; row += 1) {
    if (shown[row]?.some(({ rowSpan }) => row + rowSpan > heads) === true) heads = row;
  }
  return heads;
}
