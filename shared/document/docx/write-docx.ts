/** Tree → a Word document (Office Open XML). What Word has no word for is said as `names.ts` has it, and comes back. */
import {
  AlignmentType,
  CheckBox,
  Document,
  ExternalHyperlink,
  HeadingLevel,
  ImageRun,
  Packer,
  PageBreak,
  Paragraph,
  Tab,
  TableOfContents,
  TextRun,
} from 'docx';
import type { FileChild, IParagraphOptions, ParagraphChild } from 'docx';
import { unreachable } from '#shared/assert.ts';
import { levelOf } from '../props.ts';
import type { BlockProps } from '../props.ts';
import { readableText } from '../runs.ts';
import type { Block, Container, DocumentTree, Leaf } from '../tree/block.ts';
import { headingDepth, kindOf, numberProp, textProp } from '../tree/kinds.ts';
import { nestLists } from '../tree/nest-lists.ts';
import type { NestedList } from '../tree/nest-lists.ts';
import { repeatsTitle } from '../tree/title-block.ts';
import { ContentControl } from './elements.ts';
import { numberingOf, wordStyles } from './look.ts';
import type { ListReference } from './look.ts';
import {
  codeStyle,
  INDENT_TWIPS,
  MAX_WORD_LEVEL,
  STYLES,
  TEXT_WIDTH_TWIPS,
  TWIPS_PER_PIXEL,
  writeTag,
  xmlText,
} from './names.ts';
import { writeInline, writeMath, writeText } from './write-inline.ts';
import { shownSize } from './office-file.ts';
import type { LostInWriting, OfficeFile, OfficeNeeds } from './office-file.ts';
import { wholeUrl } from './whole-url.ts';
import { writeCallout, writeColumns, writeTable } from './write-table.ts';

export async function treeToDocx(tree: DocumentTree, needs: OfficeNeeds): Promise<OfficeFile> {
  const writer = new DocxWriter(needs);
  const title = tree.title === '' || repeatsTitle(tree) ? [] : [titleBlock(tree.title)];
  const children = [...title, ...writer.write(tree.blocks, TEXT_WIDTH_TWIPS)];
  const document = new Document({
    title: xmlText(tree.title),
    creator: '',
    lastModifiedBy: '',
    description: '',
    styles: wordStyles(writer.codeStyles),
    numbering: { config: [...writer.references].map(numberingOf) },
    sections: [{ properties: { page: { size: A4, margin: MARGINS } }, children }],
  });
  const bytes = new Uint8Array(await Packer.toArrayBuffer(document));
  return { bytes, lost: [...writer.lost].toSorted() };
}

const A4 = { width: 11_906, height: 16_838 } as const;
const MARGINS = { top: 1_440, right: 1_440, bottom: 1_440, left: 1_440 } as const;

function titleBlock(title: string): Paragraph {
  return new Paragraph({ heading: HeadingLevel.TITLE, children: [writeText(title)] });
}

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
] as const;

/** Something on the page, and whether it ends in a table: two of those one behind the other would be one. */
interface Piece {
  readonly child: FileChild;
  readonly isTable: boolean;
}

class DocxWriter {
  readonly references = new Set<ListReference>();
  readonly codeStyles = new Set<string>();
  readonly lost = new Set<LostInWriting>();
  readonly #needs: OfficeNeeds;
  #lists = 0;

  constructor(needs: OfficeNeeds) {
    this.#needs = needs;
  }

  /** What a page or a cell holds; its last is a paragraph, as Word wants it, so it is never nothing. */
  readonly write = (blocks: readonly Block[], width: number): FileChild[] => {
    const children: FileChild[] = [];
    let behindTable = false;
    for (const { child, isTable } of this.#pieces(blocks, width)) {
      if (behindTable && isTable) children.push(gap());
      children.push(child);
      behindTable = isTable;
    }
    const last = children.at(-1);
    if (last === undefined) return [new Paragraph({})];
    return last instanceof Paragraph ? children : [...children, gap()];
  };

  #pieces(blocks: readonly Block[], width: number): Piece[] {
    return nestLists(blocks).flatMap((block): Piece[] => {
      switch (block.kind) {
        case 'list':
          return this.#list(block).map(plain);
        case 'leaf':
          return this.#leaf(block, width).map(plain);
        case 'container':
          return [this.#container(block, width)];
        case 'table':
          return [{ child: writeTable(block, width, this.write), isTable: true }];
        default:
          return unreachable(block);
      }
    });
  }

  #leaf(block: Leaf, width: number): FileChild[] {
    const { props, runs } = block;
    const depth = headingDepth(props);
    const heading = HEADINGS[depth - 1];
    if (heading !== undefined) return [this.#paragraph(block, { heading })];
    switch (kindOf(props)) {
      case 'hr':
        return [new Paragraph({ style: STYLES.divider })];
      case 'break':
        return [new Paragraph({ children: [new PageBreak()] })];
      case 'toc':
        return [new TableOfContents('', { hyperlink: true, headingStyleRange: '1-6' })];
      case 'code':
        return [this.#source(block, codeStyle(textProp(props, 'language')))];
      case 'diagram':
        return [this.#source(block, STYLES.diagram)];
      case 'formula':
        return [this.#formula(block)];
      case 'embed': {
        const url = textProp(props, 'url') ?? '';
        return [this.#linkTo(url, url, STYLES.embed)];
      }
      case 'file':
        return [this.#linkTo(textProp(props, 'src') ?? '', textProp(props, 'name') ?? textProp(props, 'src') ?? '')];
      case 'image':
        return this.#image(block, width);
      case 'quote':
        return [this.#paragraph(block, { style: 'Quote' })];
      default:
        return [new Paragraph({ ...lookOf(props, true), children: writeInline(runs, this.#inline) })];
    }
  }

  #paragraph({ props, runs }: Leaf, options: IParagraphOptions): Paragraph {
    return new Paragraph({ ...options, ...lookOf(props, true), children: writeInline(runs, this.#inline) });
  }

  #list(list: NestedList): Paragraph[] {
    const { type, start } = list;
    const reference: ListReference =
      type === 'bullet' ? 'bullets' : type === 'check' ? 'checks' : `numbers-${Math.max(0, start)}`;
    this.references.add(reference);
    this.#lists += 1;
    const instance = this.#lists;
    return list.items.flatMap(({ block, lists }) => {
      const level = Math.min(levelOf(block.props), MAX_WORD_LEVEL);
      const box: ParagraphChild[] =
        type === 'check' ? [checkBox(block.props['checked'] === true), new TextRun({ children: [new Tab()] })] : [];
      const item = new Paragraph({
        style: 'ListParagraph',
        numbering: { reference, level, instance },
        ...lookOf(block.props, false),
        children: [...box, ...writeInline(block.runs, this.#inline)],
      });
      return [item, ...lists.flatMap((inner) => this.#list(inner))];
    });
  }

  #container(block: Container, width: number): Piece {
    const { props, runs, children } = block;
    switch (kindOf(props)) {
      case 'fold': {
        const title = new Paragraph({ style: STYLES.foldTitle, children: writeInline(runs, this.#inline) });
        const inside = children.length === 0 ? [] : this.write(children, width);
        const tag = writeTag('fold', props['closed'] === true ? 'closed' : '');
        return plain(new ContentControl(tag, [title, ...inside]));
      }
      case 'columns': {
        const columns = children.filter((child) => child.kind === 'container');
        const shares = columns.map((column) => numberProp(column.props, 'share') ?? 1);
        const tag = writeTag('columns', shares.join(','));
        return table(new ContentControl(tag, [writeColumns(columns, width, this.write)]));
      }
      // a column by itself, which only a broken document has, is a callout
      default:
        return table(
          new ContentControl(writeTag('callout', textProp(props, 'kind')), [writeCallout(block, width, this.write)]),
        );
    }
  }

  /** One paragraph, its lines parted by breaks, so that it stays one block. */
  #source({ runs }: Leaf, style: string): Paragraph {
    if (style !== STYLES.diagram) this.codeStyles.add(style);
    return new Paragraph({ style, children: [writeText(readableText(runs))] });
  }

  #formula({ runs }: Leaf): Paragraph {
    const tex = readableText(runs);
    const math = writeMath(tex);
    if (math === null && tex.trim() !== '') this.lost.add('formulas');
    return new Paragraph({ style: STYLES.formula, children: [math ?? writeText(tex, { style: STYLES.inlineCode })] });
  }

  #image({ props, runs }: Leaf, width: number): FileChild[] {
    const src = textProp(props, 'src') ?? '';
    const alt = xmlText(textProp(props, 'alt') ?? '');
    const picture = this.#needs.pictures.get(src);
    const caption =
      runs.length === 0 ? [] : [new Paragraph({ style: 'Caption', children: writeInline(runs, this.#inline) })];
    if (picture === undefined) {
      this.lost.add('images');
      return [this.#linkTo(src, alt === '' ? src : alt), ...caption];
    }
    const [across, down] = shownSize(picture, numberProp(props, 'width'), width / TWIPS_PER_PIXEL);
    const image = new ImageRun({
      type: picture.type,
      data: picture.bytes,
      transformation: { width: across, height: down },
      altText: { name: 'Image', description: alt, title: '' },
    });
    return [new Paragraph({ ...lookOf(props, false), keepNext: caption.length > 0, children: [image] }), ...caption];
  }

  #linkTo(url: string, text: string, style?: string): Paragraph {
    const link = wholeUrl(url, this.#needs.base);
    const words = writeText(text, link === null ? {} : { style: 'Hyperlink' });
    const children = link === null ? [words] : [new ExternalHyperlink({ link, children: [words] })];
    return new Paragraph({ children, ...(style === undefined ? {} : { style }) });
  }

  get #inline() {
    return { base: this.#needs.base, lose: (feature: LostInWriting) => this.lost.add(feature) };
  }
}

const plain = (child: FileChild): Piece => ({ child, isTable: false });
const table = (child: FileChild): Piece => ({ child, isTable: true });

function gap(): Paragraph {
  return new Paragraph({ style: STYLES.gap });
}

function checkBox(checked: boolean): CheckBox {
  return new CheckBox({
    checked,
    checkedState: { value: '2612', font: 'MS Gothic' },
    uncheckedState: { value: '2610', font: 'MS Gothic' },
  });
}

/** Alignment, direction and indent. In a paragraph from right to left the library changes sides, as Word has them. */
function lookOf(props: BlockProps, indents: boolean): IParagraphOptions {
  const align = textProp(props, 'align');
  const isRtl = props['dir'] === 'rtl';
  const level = levelOf(props);
  const alignment =
    align === 'center'
      ? AlignmentType.CENTER
      : align === 'justify'
        ? AlignmentType.BOTH
        : align === 'left' || align === (isRtl ? 'end' : 'start')
          ? AlignmentType.LEFT
          : align === 'right' || align === (isRtl ? 'start' : 'end')
            ? AlignmentType.RIGHT
            : null;
  return {
    ...(alignment === null ? {} : { alignment }),
    ...(props['dir'] === undefined ? {} : { bidirectional: isRtl }),
    ...(indents && level > 0 ? { indent: { left: level * INDENT_TWIPS } } : {}),
  };
}
