/**
 * HTML → tree, for what is pasted and what is sent alike. Words, headings, lists, tables, links, quotes, code, images and formats stay, colours
 * as the nearest ones of ours; scripts, styles, forms and everything else goes. It builds a new tree out of what is known here, so what is not
 * known cannot come through. A page that we wrote ourselves (`to-html.ts`) comes back whole.
 *
 * It is long because it is one walk: what is in an element is read by all of it, and each case looks at what the others left open. What can be
 * asked of an element by itself stands elsewhere.
 */
import { NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { parseChip } from '../chips.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { Run } from '../runs.ts';
import { CONTAINER_TYPES, leaf } from '../tree/block.ts';
import type { Block, Leaf } from '../tree/block.ts';
import { looseProps } from '../tree/loose-props.ts';
import { BlockWriter } from './block-writer.ts';
import type { BlockStart } from './block-writer.ts';
import { StyleSheet } from './css.ts';
import type { Declarations } from './css.ts';
import { elementsIn, hasClass, textIn } from './html-node.ts';
import type { HtmlElement, HtmlNode } from './html-node.ts';
import { lookOf } from './block-look.ts';
import { beginsPage, BREAKABLE, DROPPED, headingOf, isBlank, isHidden, LINES } from './element-kinds.ts';
import { MAX_HTML_DEPTH } from './limits.ts';
import { codeOf, linesIn, plain, readCode } from './read-code.ts';
import { checkedOff, checkOf, isCheckBox, isWrapper, levelIn } from './read-item.ts';
import { EMBED, PROPS, readData, TITLE } from './own-data.ts';
import { calloutOf } from './read-callout.ts';
import { readCell } from './read-cell.ts';
import { figureOf } from './read-figure.ts';
import { formulaOf } from './read-formula.ts';
import { pictureOf } from './read-picture.ts';
import { inParts, onlyCell, readTable } from './read-table.ts';
import { blocksIn, contextIn, inHeading, isWritten, LINE, lineOf, START } from './reading-context.ts';
import type { Context } from './reading-context.ts';
import { isWordSign, startOf, wordItemOf } from './word-list.ts';

export interface ReadHtml {
  /** what the page calls itself, '' where it does not */
  readonly title: string;
  readonly blocks: readonly Block[];
  /** images that are in the page themselves: their blocks, which have no address yet, and their data: addresses */
  readonly pictures: ReadonlyMap<Leaf, string>;
  /** It is words alone, which belong in a line and not in a paragraph of their own. */
  readonly isInline: boolean;
}

/**
 * @param page the `html` element
 * @param source what it was parsed from
 */
export function readHtml(page: HtmlElement, source: string): ReadHtml {
  // Notion writes line breaks of a block as such, and says in a comment that it is Notion
  return new HtmlReader(page).read(/<!--\s*notionvc:/u.test(source) ? 'breaks' : 'spaces');
}

/** Of blocks that HTML has no element for: those without text, and those whose text has no formats. */
const VOIDS = new Set(['break', 'toc', 'embed', 'file', 'hr']);
const PLAIN_TYPES = new Set(['code', 'formula', 'diagram']);
/** What code pages are drawn in. */
const MONOSPACE = /monospace|consolas|menlo|monaco|courier/u;

class HtmlReader {
  readonly #page: HtmlElement;
  readonly #styles: StyleSheet;
  readonly #pictures = new Map<Leaf, string>();

  constructor(page: HtmlElement) {
    this.#page = page;
    this.#styles = new StyleSheet(page);
  }

  read(lineEnds: 'breaks' | 'spaces'): ReadHtml {
    const writer = new BlockWriter();
    const body = elementsIn(this.#page).find(({ tag }) => tag === 'body') ?? this.#page;
    this.#children(body, writer, { ...START, lineEnds });
    writer.close();
    const [only, more] = writer.blocks;
    return {
      title: this.#title(),
      blocks: writer.blocks,
      pictures: this.#pictures,
      isInline: only !== undefined && more === undefined && writer.loose.has(only),
    };
  }

  #title(): string {
    const head = elementsIn(this.#page).find(({ tag }) => tag === 'head');
    const title = head === undefined ? undefined : elementsIn(head).find(({ tag }) => tag === 'title');
    return title === undefined ? '' : textIn(title);
  }

  /** What stands in a container or a cell. */
  #inside(element: HtmlElement, context: Context, only?: (child: HtmlNode) => boolean, marks?: Attributes): Block[] {
    const writer = new BlockWriter();
    this.#children(element, writer, blocksIn(context, marks), only);
    writer.close();
    return writer.blocks;
  }

  #children(element: HtmlElement, writer: BlockWriter, context: Context, only?: (child: HtmlNode) => boolean): void {
    if (context.depth > MAX_HTML_DEPTH) return;
    const inside = { ...context, depth: context.depth + 1 };
    for (const child of element.children) {
      if (only?.(child) === false) continue;
      if (typeof child === 'string') this.#text(child, writer, inside);
      else this.#element(child, writer, inside);
    }
  }

  #text(text: string, writer: BlockWriter, { marks, written, lineEnds, line }: Context): void {
    if (written || lineEnds === 'spaces' || !writer.hasOpen || text.trim() === '') {
      writer.text(text, marks, written, line);
      return;
    }
    text.split('\n').forEach((part, at) => {
      if (at > 0) writer.break(marks, line);
      writer.text(part, marks, false, line);
    });
  }

  #element(element: HtmlElement, writer: BlockWriter, around: Context): void {
    const { tag } = element;
    if (DROPPED.has(tag)) return;
    const style = this.#styles.of(element);
    if (isHidden(element, style) || isWordSign(element)) return;
    const context = contextIn(element, style, around);
    const { own } = context;
    if (own && element.attribute(TITLE) !== null) return;
    if (!own && BREAKABLE.test(tag) && beginsPage(style)) writer.add(leaf(looseProps('break', {}), []));
    const embed = readData(element, EMBED);
    if (embed !== null) {
      writer.embed(parseChip(embed) ?? embed, context.marks, context.line);
      return;
    }
    const formula = formulaOf(element);
    if (formula !== null) {
      const { tex, isBlock } = formula;
      const chip = isBlock ? null : parseChip({ t: 'formula', tex });
      if (chip !== null) writer.embed(chip, context.marks, context.line);
      else if (tex !== null) writer.insert(leaf(looseProps('formula', {}), plain(tex)));
      return;
    }
    if (this.#ownBlock(element, writer, context)) return;
    switch (tag) {
      case 'br':
        if (hasClass(element, 'Apple-interchange-newline')) return;
        if (beginsPage(style)) writer.insert(leaf(looseProps('break', {}), []));
        else writer.break(context.marks, context.line);
        return;
      case 'wbr':
      case 'input':
        return;
      case 'img':
        this.#picture(element, style, writer, context);
        return;
      case 'hr':
        writer.add(leaf(looseProps('hr', {}), []));
        return;
      case 'p':
        this.#paragraph(element, style, writer, context);
        return;
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        this.#block(
          element,
          { type: tag, props: lookOf(element, style, own), lazy: false },
          writer,
          own ? { ...context, colored: true } : inHeading(context),
        );
        return;
      case 'pre':
        writer.add(readCode(element));
        return;
      case 'blockquote':
        this.#quote(element, style, writer, context);
        return;
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
        writer.close();
        this.#list(element, writer, { ...context, lists: around.lists + 1 });
        writer.close();
        return;
      case 'li':
        this.#item(element, style, writer, context, 'bullet', undefined);
        return;
      case 'table':
        this.#table(element, writer, context);
        return;
      case 'details':
        this.#fold(element, writer, context);
        return;
      case 'td':
      case 'th':
        // of a table in another, or without one: a row is a line whose cells a tab sets apart
        if (writer.hasContent) writer.text('\t', NONE, true, context.line);
        writer.text(textIn(element).replaceAll(/\s+/gu, ' ').trim(), NONE, true, context.line);
        return;
      case 'a':
        this.#children(
          element,
          writer,
          context.marks['link'] === undefined ? context : { ...context, colored: context.own },
        );
        return;
      default:
    }
    if (this.#callout(element, writer, context)) return;
    if (tag === 'div' && context.written && MONOSPACE.test(style.get('font-family') ?? '') && !own) {
      writer.add(codeOf(undefined, linesIn(element)));
      return;
    }
    if (hasClass(element, 'Apple-converted-space') || style.get('mso-spacerun') === 'yes') {
      // a space that was kept from being taken together with its neighbours
      writer.text(textIn(element).replaceAll('\u00A0', ' '), context.marks, false, context.line);
      return;
    }
    if (!LINES.has(tag) && style.get('display') !== 'block') {
      this.#children(element, writer, context);
      return;
    }
    if (this.#furtherLine(element, writer, context)) return;
    writer.close();
    const line = lineOf(context);
    if (!own && isBlank(element)) writer.add(leaf(looseProps(line.type, line.props), []));
    else this.#children(element, writer, { ...context, line, inItem: false });
    writer.close();
  }

  /** Of an item that was begun a further paragraph is a further line; false for what stands elsewhere. */
  #furtherLine(element: HtmlElement, writer: BlockWriter, context: Context): boolean {
    if (!context.inItem || !writer.hasOpen) return false;
    writer.line();
    this.#children(element, writer, context);
    writer.line();
    return true;
  }

  #block(element: HtmlElement, start: BlockStart, writer: BlockWriter, context: Context): void {
    writer.open(start);
    this.#children(element, writer, { ...context, line: { ...start, lazy: true }, inItem: false });
    writer.close();
  }

  #paragraph(element: HtmlElement, style: Declarations, writer: BlockWriter, context: Context): void {
    const item = wordItemOf(element, style);
    if (item !== null) {
      const { type, level, number } = item;
      writer.close();
      const start = type === 'number' && number !== null ? startOf(writer.blocks, level, number) : undefined;
      this.#block(element, { type, props: { level, start }, lazy: false }, writer, context);
      return;
    }
    if (this.#furtherLine(element, writer, context)) return;
    if (!context.own && isBlank(element)) {
      writer.add(leaf(looseProps(context.line.type, context.line.props), []));
      return;
    }
    // a parser’s own, in place of an end that nothing began
    if (!context.own && element.children.length === 0 && context.line.type === 'p') return;
    const line = lineOf(context);
    const heading = context.own ? null : headingOf(element);
    const props = { ...line.props, ...lookOf(element, style, context.own) };
    const start = { type: heading ?? line.type, props, lazy: false };
    this.#block(element, start, writer, heading === null ? context : inHeading(context));
  }

  /**
   * A quote of ours is one paragraph: each that is quoted becomes one, and lists or code in between stay what they are. An empty quote stays
   * one: somebody is about to write there.
   */
  #quote(element: HtmlElement, style: Declarations, writer: BlockWriter, context: Context): void {
    writer.close();
    const before = writer.blocks.length;
    const quote: BlockStart = { type: 'quote', props: lookOf(element, style, context.own), lazy: true };
    this.#children(element, writer, { ...context, line: quote, lists: 0, inItem: false });
    const isEmpty = !writer.hasContent && writer.blocks.length === before;
    writer.close();
    if (isEmpty) writer.add(leaf(looseProps('quote', quote.props), []));
  }

  #list(element: HtmlElement, writer: BlockWriter, context: Context): void {
    const type = element.tag === 'ol' ? 'number' : 'bullet';
    let start = element.tag === 'ol' ? (element.attribute('start') ?? undefined) : undefined;
    if (start !== undefined && !/^\d{1,6}$/u.test(start)) start = undefined;
    const inside = { ...context, depth: context.depth + 1 };
    for (const child of element.children) {
      if (typeof child === 'string') {
        writer.text(child, inside.marks, inside.written, lineOf(inside));
        continue;
      }
      if (child.tag !== 'li') {
        this.#element(child, writer, inside);
        continue;
      }
      const style = this.#styles.of(child);
      if (isHidden(child, style)) continue;
      const number = start === undefined ? undefined : Number(start);
      this.#item(child, style, writer, contextIn(child, style, inside), type, number);
      start = undefined;
    }
  }

  #item(
    element: HtmlElement,
    style: Declarations,
    writer: BlockWriter,
    context: Context,
    type: 'bullet' | 'number',
    start: number | undefined,
  ): void {
    const check = checkOf(element);
    const level = levelIn(element, context.lists);
    const look = lookOf(element, style, context.own);
    const props = { level, start, ...look, ...(check === null ? {} : { checked: check.checked }) };
    const given = typeof look['t'] === 'string' ? look['t'] : null;
    writer.open({ type: given ?? (check === null ? type : 'check'), props, lazy: isWrapper(element) });
    const at = writer.blocks.length;
    const line: BlockStart = { ...LINE, props: { level: level + 1 } };
    this.#children(element, writer, { ...context, line, inItem: true }, (child) => !isCheckBox(child));
    writer.close();
    const block = writer.blocks[at];
    if (!context.own && block?.kind === 'leaf') writer.blocks[at] = checkedOff(block);
  }

  #table(element: HtmlElement, writer: BlockWriter, context: Context): void {
    writer.close();
    for (const child of elementsIn(element)) if (child.tag === 'caption') this.#element(child, writer, context);
    const frame = context.own ? null : onlyCell(element);
    if (frame !== null) {
      this.#children(frame, writer, { ...context, line: lineOf(context), inItem: false });
      writer.close();
      return;
    }
    if ((context.inTable && !context.own) || context.within >= MAX_DEPTH) {
      this.#children(element, writer, { ...context, inItem: false });
      writer.close();
      return;
    }
    const inside = { ...context, inTable: true, within: context.within + 1 };
    const table = readTable(element, context.own, (cell) =>
      readCell(cell, this.#styles.of(cell), inside, (...of) => this.#inside(...of)),
    );
    if (table !== null) writer.add(...(context.own ? [table] : inParts(table)));
  }

  #fold(element: HtmlElement, writer: BlockWriter, context: Context): void {
    writer.close();
    const summary = elementsIn(element).find(({ tag }) => tag === 'summary');
    const rest = (child: HtmlNode): boolean => child !== summary;
    const title = summary === undefined ? [] : this.#runsIn(summary, context);
    if (context.within >= MAX_DEPTH) {
      if (title.length > 0) writer.add(leaf(NONE, title));
      writer.add(...this.#inside(element, context, rest));
      return;
    }
    const props = looseProps('fold', {
      closed: element.attribute('open') === null,
      ...(context.own ? readData(element, PROPS) : {}),
    });
    const children = this.#inside(element, { ...context, within: context.within + 1 }, rest);
    writer.add({ kind: 'container', props, runs: title, children });
  }

  /** The text of an element that is one line. */
  #runsIn(element: HtmlElement, context: Context): readonly Run[] {
    const written = isWritten(this.#styles.of(element)) ?? false;
    const blocks = this.#inside(element, { ...context, written });
    return blocks.flatMap((block) => (block.kind === 'leaf' ? block.runs : []));
  }

  #callout(element: HtmlElement, writer: BlockWriter, context: Context): boolean {
    const callout = context.own || context.within >= MAX_DEPTH ? null : calloutOf(element);
    if (callout === null) return false;
    const children = this.#inside(
      element,
      { ...context, within: context.within + 1 },
      (child) => typeof child === 'string' || !hasClass(child, 'markdown-alert-title'),
    );
    const props = looseProps('callout', { kind: callout.kind });
    writer.add({ kind: 'container', props, runs: [], children });
    return true;
  }

  #picture(element: HtmlElement, style: Declarations, writer: BlockWriter, context: Context): void {
    const picture = pictureOf(element, style);
    if (picture.kind === 'words' || (context.marks['link'] !== undefined && picture.props['alt'] !== '')) {
      const words = picture.kind === 'words' ? picture.words : String(picture.props['alt']);
      if (words !== '') writer.text(words, context.marks, false, context.line);
      return;
    }
    const block = leaf(looseProps('image', picture.props), []);
    if (picture.kind === 'data') this.#pictures.set(block, picture.url);
    writer.insert(block);
  }

  /** Blocks that HTML has no element for, and figures; false for what is read by its tag. */
  #ownBlock(element: HtmlElement, writer: BlockWriter, context: Context): boolean {
    if (element.tag === 'figure') return this.#figure(element, writer, context);
    if (!context.own) return false;
    const { t, ...props } = readData(element, PROPS) ?? {};
    if (typeof t !== 'string' || element.tag === 'li' || element.tag === 'table' || element.tag === 'tr') return false;
    if (CONTAINER_TYPES.has(t)) {
      if (t === 'fold' || context.within >= MAX_DEPTH) return false;
      const inside = { ...context, within: context.within + 1 };
      writer.add({ kind: 'container', props: looseProps(t, props), runs: [], children: this.#inside(element, inside) });
    } else if (PLAIN_TYPES.has(t)) {
      writer.add(leaf(looseProps(t, props), plain(textIn(element))));
    } else if (VOIDS.has(t)) {
      writer.add(leaf(looseProps(t, props), []));
    } else {
      this.#block(element, { type: t, props, lazy: false }, writer, context);
    }
    return true;
  }

  #figure(element: HtmlElement, writer: BlockWriter, context: Context): boolean {
    const figure = figureOf(element, context.own, (image) => this.#styles.of(image));
    if (figure === null) return false;
    const { props, caption, url } = figure;
    const block = leaf(looseProps('image', props), caption === undefined ? [] : this.#runsIn(caption, context));
    if (url !== null) this.#pictures.set(block, url);
    writer.add(block);
    return true;
  }
}
