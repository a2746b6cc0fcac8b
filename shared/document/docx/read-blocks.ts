/** Blocks of a Word document → blocks of a tree: paragraphs, lists, tables, and the content controls that say what Word has no word for. */
import { unreachable } from '#shared/assert.ts';
import { intern, NONE } from '../attributes.ts';
import type { BlockType } from '../kinds/kinds.ts';
import { isCalloutKind } from '../nodes/callout.ts';
import { isShare } from '../nodes/columns.ts';
import { makeProps } from '../props.ts';
import { pushText, readableText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { leaf } from '../tree/block.ts';
import type { Block, Container, Leaf } from '../tree/block.ts';
import { kindOf } from '../tree/kinds.ts';
import { nestLists } from '../tree/nest-lists.ts';
import { isBlank } from './blank.ts';
import { isImageSpot } from './image-spots.ts';
import { CALLOUT_MARGINS_TWIPS, CELL_MARGINS_TWIPS, innerWidth, MAX_WORD_LEVEL, readStyle, readTag } from './names.ts';
import type { TaggedKind } from './names.ts';
import { whole } from './numbering.ts';
import { hasLine, lookOf } from './paragraph-look.ts';
import { chosen, formulaBlock, readInline } from './read-inline.ts';
import { readTable } from './read-table.ts';
import type { Reading } from './reading.ts';
import type { StyleRole } from './styles.ts';
import { childOf, elementsOf, toggleOf, valueOf, within } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** @param width twips that the blocks have, to know by whether a table says its widths or has what there is */
export function readBlocks(elements: readonly XmlElement[], reading: Reading, width: number): Block[] {
  const reader = new BlockReader(reading, width);
  for (const element of elements) reader.read(element);
  return reader.end();
}

/** The blocks of a page, a cell or a box, in the order in which they come. */
export class BlockReader {
  /** what the paragraph in the style of a title says, if it came before all others */
  title: string | null = null;
  readonly #reading: Reading;
  readonly #width: number;
  readonly #isPage: boolean;
  readonly #blocks: Block[] = [];
  /** of items of numbered lists: which number they have */
  readonly #numbers = new Map<Block, number>();
  /** a block of code whose next line may be the next paragraph */
  #openCode: Leaf | null = null;

  constructor(reading: Reading, width: number, isPage = false) {
    this.#reading = reading;
    this.#width = width;
    this.#isPage = isPage;
  }

  read(element: XmlElement): void {
    switch (element.name) {
      case 'w:p':
        this.#paragraph(element);
        return;
      case 'w:tbl':
        this.#add(readTable(element, this.#reading, this.#width, readBlocks));
        return;
      case 'w:sdt':
        this.#control(element);
        return;
      case 'w:ins':
      case 'w:moveTo':
        this.#reading.lose('tracked-changes');
        this.#all(elementsOf(element));
        return;
      case 'w:del':
      case 'w:moveFrom':
        this.#reading.lose('tracked-changes');
        return;
      case 'w:customXml':
      case 'w:smartTag':
        this.#all(elementsOf(element));
        return;
      case 'mc:AlternateContent':
        this.#all(elementsOf(chosen(element)));
        return;
      case 'm:oMathPara':
        for (const math of elementsOf(element)) if (math.name === 'm:oMath') this.#add(formulaBlock(math));
        return;
      case 'w:altChunk':
        this.#reading.lose('embedded-objects');
        return;
      case 'w:sectPr':
        this.#section(element);
        return;
      default:
    }
  }

  /** The first item of each numbered list says the number that it begins with. */
  end(): Block[] {
    if (this.#numbers.size === 0) return this.#blocks;
    const starts = new Map<Block, number>();
    const look = (entries: ReturnType<typeof nestLists>): void => {
      for (const entry of entries) {
        if (entry.kind !== 'list') continue;
        const first = entry.items[0]?.block;
        const number = first === undefined ? undefined : this.#numbers.get(first);
        if (first !== undefined && number !== undefined) starts.set(first, number);
        for (const { lists } of entry.items) look(lists);
      }
    };
    look(nestLists(this.#blocks));
    return this.#blocks.map((block) => {
      const start = starts.get(block);
      if (start === undefined || start === 1 || block.kind !== 'leaf') return block;
      return leaf(makeProps('number', { ...block.props, start }), block.runs);
    });
  }

  #all(elements: readonly XmlElement[]): void {
    for (const element of elements) this.read(element);
  }

  #add(block: Block, openCode: Leaf | null = null): void {
    this.#reading.countBlock();
    this.#blocks.push(block);
    this.#openCode = openCode;
  }

  #paragraph(paragraph: XmlElement): void {
    const props = childOf(paragraph, 'w:pPr');
    const style = valueOf(props, 'w:pStyle');
    const ours = readStyle(style);
    const block = ours === null ? null : this.#styled(paragraph, ours);
    if (block !== null) {
      this.#add(block);
      return;
    }
    const role = this.#reading.styles.roleOf(style);
    const { pieces, checked } = readInline(paragraph, this.#reading, (elements) =>
      readBlocks(elements, this.#reading, this.#width),
    );
    if (toggleOf(props, 'w:pageBreakBefore') === true && this.#blocks.length > 0)
      this.#add(leaf(makeProps('break', {}), []));
    if (pieces.every((piece) => Array.isArray(piece))) {
      this.#text(pieces[0] ?? [], role, props, checked);
    } else {
      // what stands around a block in a line is a block of its own; nothing is none
      for (const piece of pieces) {
        if (!isRuns(piece)) this.#addRead(piece);
        else if (readableText(piece).trim() !== '') this.#text(piece, role, props, checked);
      }
    }
    const section = childOf(props, 'w:sectPr');
    if (section !== undefined) {
      this.#section(section);
      if (valueOf(section, 'w:type') !== 'continuous') this.#add(leaf(makeProps('break', {}), []));
    }
  }

  /** Null where somebody has written something else into it. */
  #styled(paragraph: XmlElement, { kind, language }: NonNullable<ReturnType<typeof readStyle>>): Block | null {
    if (kind === 'embed') {
      const link = within(paragraph, 'w:hyperlink');
      const url = this.#reading.relations.get(link?.attributes['r:id'] ?? '')?.target;
      const props = makeProps('embed', { url });
      return props['url'] === undefined ? null : leaf(props, []);
    }
    const math = kind === 'formula' ? within(paragraph, 'm:oMath') : undefined;
    return math === undefined
      ? plainLeaf(kind, readableText(this.#runsOf(paragraph)), { language })
      : formulaBlock(math);
  }

  /** A block that was counted where it was read. */
  #addRead(block: Block): void {
    this.#openCode = null;
    // a table of contents is one, however many fields it is made of
    if (kindOf(block.props) === 'toc' && kindOf(this.#blocks.at(-1)?.props ?? NONE) === 'toc') return;
    this.#blocks.push(block);
  }

  #text(runs: readonly Run[], role: StyleRole, props: XmlElement | undefined, checked: boolean | null): void {
    const { inContents } = this.#reading;
    const isEmpty = runs.length === 0;
    if (isEmpty && (role.kind === 'gap' || role.kind === 'contents' || inContents)) return;
    if (role.kind === 'title' && this.#isPage && this.title === null && this.#blocks.length === 0) {
      this.title = readableText(runs);
      return;
    }
    if (isEmpty && checked === null && (role.kind === 'divider' || hasLine(props))) {
      this.#add(leaf(makeProps('hr', {}), []));
      return;
    }
    if (role.kind === 'code') {
      this.#code(runs);
      return;
    }
    if (role.kind === 'caption' && this.#caption(runs)) return;
    if (role.kind === 'heading' || role.kind === 'title') {
      const depth = role.kind === 'heading' ? role.depth : 1;
      this.#add(leaf(makeProps(`h${depth}` as BlockType, lookOf(props, true)), runs));
      return;
    }
    const item = this.#itemOf(props, checked);
    if (item !== null) {
      const block = leaf(
        makeProps(item.type, { ...lookOf(props, false), level: item.level, checked: checked === true }),
        item.type === 'check' ? withoutTab(runs) : runs,
      );
      if (item.number !== null) this.#numbers.set(block, item.number);
      this.#add(block);
      return;
    }
    const type = role.kind === 'quote' ? 'quote' : 'p';
    this.#add(leaf(makeProps(type, lookOf(props, true)), runs));
  }

  /** A paragraph's place in a list, null where it is in none. */
  #itemOf(
    props: XmlElement | undefined,
    checked: boolean | null,
  ): { type: 'bullet' | 'number' | 'check'; level: number; number: number | null } | null {
    const { styles, numbering } = this.#reading;
    const direct = childOf(props, 'w:numPr');
    const byStyle = styles.listOf(valueOf(props, 'w:pStyle'));
    const list = valueOf(direct, 'w:numId') ?? byStyle?.list ?? '0';
    const level = Math.min(Math.max(0, whole(valueOf(direct, 'w:ilvl')) ?? byStyle?.level ?? 0), MAX_WORD_LEVEL);
    if (checked !== null) return { type: 'check', level, number: null };
    const type = list === '0' ? null : numbering.typeOf(list, level);
    if (type === null || type === 'none') return null;
    return { type, level, number: type === 'number' ? numbering.count(list, level) : null };
  }

  /** Lines that follow each other are one block. */
  #code(runs: readonly Run[]): void {
    const open = this.#openCode;
    const text = readableText(runs);
    if (open === null || this.#blocks.at(-1) !== open) {
      const block = plainLeaf('code', text);
      this.#add(block, block);
      return;
    }
    const block = plainLeaf('code', `${readableText(open.runs)}\n${text}`);
    this.#blocks[this.#blocks.length - 1] = block;
    this.#openCode = block;
  }

  /** The paragraph behind an image that says what it shows. */
  #caption(runs: readonly Run[]): boolean {
    const last = this.#blocks.at(-1);
    if (last?.kind !== 'leaf' || !isImageSpot(last) || last.runs.length > 0) return false;
    this.#blocks[this.#blocks.length - 1] = leaf(last.props, runs);
    return true;
  }

  #section(section: XmlElement): void {
    if (Number(childOf(section, 'w:cols')?.attributes['w:num'] ?? 1) > 1) this.#reading.lose('text-columns');
    const hasFrame = elementsOf(section).some(
      ({ name }) => name === 'w:headerReference' || name === 'w:footerReference',
    );
    if (hasFrame) this.#reading.lose('headers-and-footers');
  }

  #control(control: XmlElement): void {
    const props = childOf(control, 'w:sdtPr');
    const content = elementsOf(childOf(control, 'w:sdtContent'));
    const gallery = valueOf(childOf(props, 'w:docPartObj'), 'w:docPartGallery');
    if (gallery === 'Table of Contents') {
      this.#addContents();
      return;
    }
    const tag = readTag(valueOf(props, 'w:tag') ?? '');
    const block = tag === null ? null : this.#tagged(tag.kind, tag.detail, content);
    if (block === null) this.#all(content);
    else this.#add(block);
  }

  #addContents(): void {
    if (kindOf(this.#blocks.at(-1)?.props ?? NONE) !== 'toc') this.#add(leaf(makeProps('toc', {}), []));
  }

  /** Null where somebody has changed what is in it, so that it is no more what its tag says. */
  #tagged(kind: TaggedKind, detail: string, content: readonly XmlElement[]): Block | null {
    const [first, ...rest] = content;
    if (first === undefined) return null;
    switch (kind) {
      case 'callout': {
        const cells = cellsOf(content);
        const [cell] = cells ?? [];
        if (cell === undefined || cells?.length !== 1) return null;
        const look = isCalloutKind(detail) && detail !== 'note' ? { t: 'callout', kind: detail } : { t: 'callout' };
        return container(look, this.#inside(cell, innerWidth(this.#width, CALLOUT_MARGINS_TWIPS)));
      }
      case 'columns': {
        const cells = cellsOf(content);
        if (cells === null || cells.length === 0) return null;
        const shares = cells.map((_, at) => shareOf(detail.split(',')[at]));
        const all = shares.reduce((sum, share) => sum + share, 0);
        const columns = cells.map((cell, at) => {
          const share = shares[at] ?? 1;
          const width = innerWidth(Math.floor((this.#width * share) / all), CELL_MARGINS_TWIPS);
          return container({ t: 'column', share: share === 1 ? undefined : share }, this.#inside(cell, width));
        });
        return container({ t: 'columns' }, columns);
      }
      case 'fold': {
        if (first.name !== 'w:p') return null;
        const closed = detail === 'closed' ? true : undefined;
        return {
          ...container({ t: 'fold', closed }, readBlocks(rest, this.#reading, this.#width)),
          runs: this.#runsOf(first),
        };
      }
      default:
        return unreachable(kind);
    }
  }

  #inside(cell: XmlElement, width: number): Block[] {
    const inside = readBlocks(elementsOf(cell), this.#reading, width);
    return isBlank(inside) ? [] : inside;
  }

  #runsOf(paragraph: XmlElement): readonly Run[] {
    return readInline(paragraph, this.#reading, () => [])
      .pieces.filter(isRuns)
      .flat();
  }
}

function isRuns(piece: readonly Run[] | Block): piece is readonly Run[] {
  return Array.isArray(piece);
}

function container(props: Record<string, unknown>, children: readonly Block[]): Container {
  return { kind: 'container', props: intern(props), runs: [], children };
}

function plainLeaf(type: BlockType, text: string, props: Readonly<Record<string, unknown>> = {}): Leaf {
  const runs: Run[] = [];
  pushText(runs, text, NONE);
  return leaf(makeProps(type, props), runs);
}

/** 1 for what is no share of a width. */
function shareOf(text: string | undefined): number {
  const share = Number(text);
  return isShare(share) ? share : 1;
}

/** The cells of a table of one row, null for anything else. */
function cellsOf(content: readonly XmlElement[]): readonly XmlElement[] | null {
  const [table, ...more] = content;
  if (table?.name !== 'w:tbl' || more.length > 0) return null;
  const rows = elementsOf(table).filter(({ name }) => name === 'w:tr');
  return rows.length === 1 ? elementsOf(rows[0]).filter(({ name }) => name === 'w:tc') : null;
}

/** What parts a box to check from its text. */
function withoutTab(runs: readonly Run[]): readonly Run[] {
  const [first, ...rest] = runs;
  if (first?.kind !== 'text' || !/^[\t ]/u.test(first.text)) return runs;
  const text = first.text.slice(1);
  return text === '' ? rest : [{ ...first, text }, ...rest];
}
