/**
 * HTML → tree, for what is pasted and what is sent alike. Words, headings, lists, tables, links, quotes, code, images and formats stay, colours
 * as the nearest ones of ours; scripts, styles, forms and everything else goes. It builds a new tree out of what is known here, so what is not
 * known cannot come through. A page that we wrote ourselves (`to-html.ts`) comes back whole.
 *
 * It is long because it is one walk, whose cases each look at what the others left open.
 */
import { intern, NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { parseChip } from '../chips.ts';
import { isFileUrl } from '../file-url.ts';
import { MAX_DEPTH, MAX_INDENT } from '../limits.ts';
import { CALLOUT_KINDS, isCalloutKind } from '../nodes/callout.ts';
import type { Run } from '../runs.ts';
import { CONTAINER_TYPES, leaf } from '../tree/block.ts';
import type { Block, Cell, Leaf } from '../tree/block.ts';
import { looseProps } from '../tree/loose-props.ts';
import { BlockWriter } from './block-writer.ts';
import type { BlockStart } from './block-writer.ts';
import { StyleSheet } from './css.ts';
import type { Declarations } from './css.ts';
import { descendants, elementsIn, hasClass, textIn } from './html-node.ts';
import type { HtmlElement, HtmlNode } from './html-node.ts';
import { DROPPED, LINES } from './element-kinds.ts';
import { MAX_HTML_DEPTH } from './limits.ts';
import { codeOf, linesIn, plain, readCode } from './read-code.ts';
import { checkOf, isCheckBox, isWrapper, taskOf, unstruck } from './read-item.ts';
import { colorOf, marksIn } from './marks.ts';
import { CELL, DOCUMENT, EMBED, PROPS, readData, TITLE } from './own-data.ts';
import { pictureOf } from './read-picture.ts';
import { inParts, onlyCell, readTable } from './read-table.ts';
import type { CellContent } from './read-table.ts';
import { isWordSign, wordItemOf } from './word-list.ts';

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

const PLAIN_TYPES = new Set(['code', 'formula', 'diagram']);
/** What code pages are drawn in. */
const MONOSPACE = /monospace|consolas|menlo|monaco|courier/u;

interface Context {
  readonly marks: Attributes;
  /** white space counts as it is written */
  readonly written: boolean;
  /** what the end of a line in a paragraph's text is */
  readonly lineEnds: 'breaks' | 'spaces';
  /** what words stand in that are in no block of their own */
  readonly line: BlockStart;
  /** A paragraph goes on in the item that was begun, as a further line of it. */
  readonly inItem: boolean;
  /** lists around it */
  readonly lists: number;
  readonly colored: boolean;
  /** a table of ours around it, or one of others, in which tables are lines */
  readonly inTable: boolean;
  /** containers around it */
  readonly within: number;
  readonly depth: number;
  /** it is in a document of ours */
  readonly own: boolean;
}

const LINE: BlockStart = { type: 'p', props: {}, lazy: true };
const START: Context = {
  marks: NONE,
  written: false,
  lineEnds: 'spaces',
  line: LINE,
  inItem: false,
  lists: 0,
  colored: true,
  inTable: false,
  within: 0,
  depth: 0,
  own: false,
};

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
  #inside(element: HtmlElement, context: Context, only?: (child: HtmlNode) => boolean): Block[] {
    const writer = new BlockWriter();
    const inside = { ...context, line: LINE, lists: 0, inItem: false, marks: NONE, colored: true };
    this.#children(element, writer, inside, only);
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
    const context = this.#contextIn(element, style, around);
    const { own } = context;
    if (own && element.attribute(TITLE) !== null) return;
    if (!own && BREAKABLE.test(tag) && beginsPage(style)) writer.add(leaf(looseProps('break', {}), []));
    const embed = readData(element, EMBED);
    if (embed !== null) {
      writer.embed(parseChip(embed) ?? embed, context.marks, context.line);
      return;
    }
    if (this.#formula(element, writer, context) || this.#ownBlock(element, writer, context)) return;
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
        this.#block(element, { type: tag, props: this.#look(element, style, own), lazy: false }, writer, {
          ...context,
          colored: own,
          marks: own ? context.marks : without(context.marks, 'color', 'mark', 'bold'),
        });
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
        this.#link(element, writer, context);
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
    if (context.inItem && writer.hasOpen) {
      writer.line();
      this.#children(element, writer, context);
      writer.line();
      return;
    }
    writer.close();
    const line = this.#lineOf(context);
    if (!own && isBlank(element)) writer.add(leaf(looseProps(line.type, line.props), []));
    else this.#children(element, writer, { ...context, line, inItem: false });
    writer.close();
  }

  #contextIn(element: HtmlElement, style: Declarations, around: Context): Context {
    const own = around.own || element.attribute(DOCUMENT) !== null;
    const space = style.get('white-space') ?? style.get('white-space-collapse');
    return {
      ...around,
      own,
      written: space === undefined ? around.written : /^(?:pre|break-spaces|preserve)/u.test(space),
      marks: marksIn(element, style, around.marks, { ...around, own }),
    };
  }

  /** Lines in an item of a list stand below it. */
  #lineOf({ line, lists }: Context): BlockStart {
    return line.type === 'p' && lists > 0 ? { ...LINE, props: { level: Math.min(lists, MAX_INDENT) } } : line;
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
      const start = type === 'number' && number !== null ? this.#wordStart(writer, level, number) : undefined;
      this.#block(element, { type, props: { level, start }, lazy: false }, writer, context);
      return;
    }
    if (context.inItem && writer.hasOpen) {
      // a further paragraph of an item is a further line of it
      writer.line();
      this.#children(element, writer, context);
      writer.line();
      return;
    }
    if (!context.own && isBlank(element)) {
      writer.add(leaf(looseProps(context.line.type, context.line.props), []));
      return;
    }
    // a parser’s own, in place of an end that nothing began
    if (!context.own && element.children.length === 0 && context.line.type === 'p') return;
    const line = this.#lineOf(context);
    const heading = context.own ? null : headingOf(element);
    const props = { ...line.props, ...this.#look(element, style, context.own) };
    const marks = heading === null ? context.marks : without(context.marks, 'color', 'mark', 'bold');
    const start = { type: heading ?? line.type, props, lazy: false };
    this.#block(element, start, writer, { ...context, marks, colored: context.colored && heading === null });
  }

  /** The number that a list of Word's begins with, where it goes on from another number than the one before. */
  #wordStart(writer: BlockWriter, level: number, number: number): number | undefined {
    if (number === 1) return undefined;
    writer.close();
    for (let at = writer.blocks.length - 1; at >= 0; at -= 1) {
      const block = writer.blocks[at];
      const type = block?.kind === 'leaf' ? block.props['t'] : undefined;
      if (block === undefined || (type !== 'bullet' && type !== 'number')) return number;
      const itsLevel = Number(block.props['level'] ?? 0);
      if (itsLevel < level) return number;
      if (itsLevel === level) return type === 'number' ? undefined : number;
    }
    return number;
  }

  /** Alignment, direction and indent are looks, but for those of our own pages; right-to-left is none. */
  #look(element: HtmlElement, style: Declarations, own: boolean): Record<string, unknown> {
    const dir = element.attribute('dir');
    if (!own) return dir === 'rtl' ? { dir } : {};
    const indent = /^(\d+)em$/u.exec(style.get('margin-inline-start') ?? '')?.[1];
    const align = style.get('text-align');
    return {
      ...(align === undefined ? {} : { align }),
      ...(dir === null ? {} : { dir }),
      ...(indent === undefined ? {} : { level: Number(indent) / 2 }),
      ...readData(element, PROPS),
    };
  }

  /**
   * A quote of ours is one paragraph: each that is quoted becomes one, and lists or code in between stay what they are. An empty quote stays
   * one: somebody is about to write there.
   */
  #quote(element: HtmlElement, style: Declarations, writer: BlockWriter, context: Context): void {
    writer.close();
    const before = writer.blocks.length;
    const quote: BlockStart = { type: 'quote', props: this.#look(element, style, context.own), lazy: true };
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
        writer.text(child, inside.marks, inside.written, this.#lineOf(inside));
        continue;
      }
      if (child.tag !== 'li') {
        this.#element(child, writer, inside);
        continue;
      }
      const style = this.#styles.of(child);
      if (isHidden(child, style)) continue;
      const number = start === undefined ? undefined : Number(start);
      this.#item(child, style, writer, this.#contextIn(child, style, inside), type, number);
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
    // Word in a browser has a list for each level, one behind the other
    const said = Number(element.attribute('data-aria-level') ?? 0);
    const level = Math.max(0, context.lists - 1, Number.isSafeInteger(said) ? said - 1 : 0);
    const look = this.#look(element, style, context.own);
    const props = { level, start, ...look, ...(check === null ? {} : { checked: check.checked }) };
    const given = typeof look['t'] === 'string' ? look['t'] : null;
    writer.open({ type: given ?? (check === null ? type : 'check'), props, lazy: isWrapper(element) });
    const at = writer.blocks.length;
    const line: BlockStart = { ...LINE, props: { level: level + 1 } };
    this.#children(element, writer, { ...context, line, inItem: true }, (child) => !isCheckBox(child));
    writer.close();
    // as Notion and people write it
    const block = writer.blocks[at];
    if (!context.own && block?.kind === 'leaf')
      writer.blocks[at] =
        block.props['t'] === 'bullet' ? taskOf(block) : check?.checked === true ? unstruck(block) : block;
  }

  #table(element: HtmlElement, writer: BlockWriter, context: Context): void {
    writer.close();
    for (const child of elementsIn(element)) if (child.tag === 'caption') this.#element(child, writer, context);
    const frame = context.own ? null : onlyCell(element);
    if (frame !== null) {
      this.#children(frame, writer, { ...context, line: this.#lineOf(context), inItem: false });
      writer.close();
      return;
    }
    if ((context.inTable && !context.own) || context.within >= MAX_DEPTH) {
      this.#children(element, writer, { ...context, inItem: false });
      writer.close();
      return;
    }
    const inside = { ...context, inTable: true, within: context.within + 1 };
    const table = readTable(element, context.own, (cell) => this.#cell(cell, inside));
    if (table !== null) writer.add(...(context.own ? [table] : inParts(table)));
  }

  #cell(element: HtmlElement, context: Context): CellContent {
    const style = this.#styles.of(element);
    const css = style.get('--cell') ?? style.get('background-color') ?? style.get('background');
    const background = colorOf(css ?? element.attribute('bgcolor') ?? '');
    const align = context.own ? style.get('vertical-align') : undefined;
    const parts = context.own ? elementsIn(element).filter((child) => child.attribute(CELL) !== null) : [];
    const children = this.#inCell(
      element,
      { ...context, written: /^(?:pre|break-spaces)/u.test(style.get('white-space') ?? '') },
      marksIn(element, style, NONE, context),
      (child) => typeof child === 'string' || !parts.includes(child),
    );
    const covered = parts.map((part): [string, Cell] => {
      const look = readData(part, PROPS) ?? {};
      const names = (['background', 'align'] as const).filter((name) => typeof look[name] === 'string');
      const own = Object.fromEntries(names.map((name) => [name, String(look[name])]));
      return [part.attribute(CELL) ?? '', { children: this.#inside(part, context), ...own }];
    });
    return {
      cell: {
        children,
        ...(background === undefined ? {} : { background }),
        ...(align === undefined ? {} : { align }),
      },
      covered: new Map(covered),
    };
  }

  /** What a cell says of its text is a matter of the text. */
  #inCell(element: HtmlElement, context: Context, marks: Attributes, only: (child: HtmlNode) => boolean): Block[] {
    const writer = new BlockWriter();
    this.#children(element, writer, { ...context, line: LINE, lists: 0, inItem: false, marks, colored: true }, only);
    writer.close();
    return writer.blocks;
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
    const style = this.#styles.of(element);
    const written = /^(?:pre|break-spaces)/u.test(style.get('white-space') ?? '');
    const blocks = this.#inside(element, { ...context, written });
    return blocks.flatMap((block) => (block.kind === 'leaf' ? block.runs : []));
  }

  /** Callouts of our own, of GitHub's pages, and of Notion, which begin with their sign. */
  #callout(element: HtmlElement, writer: BlockWriter, context: Context): boolean {
    if (context.own || context.within >= MAX_DEPTH) return false;
    const { tag } = element;
    const isAlert = tag === 'div' && hasClass(element, 'markdown-alert');
    const isNote =
      tag === 'aside' && (hasClass(element, 'callout') || /^\s*\p{Extended_Pictographic}/u.test(textIn(element)));
    if (!isAlert && !isNote) return false;
    const kind = CALLOUT_KINDS.find((name) => hasClass(element, name) || hasClass(element, `markdown-alert-${name}`));
    const children = this.#inside(
      element,
      { ...context, within: context.within + 1 },
      (child) => typeof child === 'string' || !hasClass(child, 'markdown-alert-title'),
    );
    const props = looseProps('callout', isCalloutKind(kind) ? { kind } : {});
    writer.add({ kind: 'container', props, runs: [], children });
    return true;
  }

  #link(element: HtmlElement, writer: BlockWriter, context: Context): void {
    const isLink = context.marks['link'] !== undefined;
    this.#children(element, writer, isLink ? { ...context, colored: context.own } : context);
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

  /** LaTeX where it stands beside what is drawn of it, as KaTeX and MediaWiki have it. */
  #formula(element: HtmlElement, writer: BlockWriter, context: Context): boolean {
    const { tag } = element;
    const isDrawn = hasClass(element, 'katex') || hasClass(element, 'katex-display') || tag === 'math';
    const isMath = isDrawn || hasClass(element, 'mwe-math-element');
    if (!isMath) return false;
    const source = [...descendants(element)].find(
      (one) => one.tag === 'annotation' && one.attribute('encoding') === 'application/x-tex',
    );
    if (source === undefined) return tag === 'math';
    const tex = textIn(source).trim();
    const isBlock =
      hasClass(element, 'katex-display') ||
      [element, ...descendants(element)].some((one) => one.tag === 'math' && one.attribute('display') === 'block');
    const chip = parseChip({ t: 'formula', tex });
    if (isBlock || chip === null) writer.insert(leaf(looseProps('formula', {}), plain(tex)));
    else writer.embed(chip, context.marks, context.line);
    return true;
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
    const inside = [...descendants(element)];
    const images = inside.filter(({ tag }) => tag === 'img');
    const [image] = images;
    const data = context.own ? readData(element, PROPS) : null;
    if (data === null && (image === undefined || images.length > 1 || inside.some(({ tag }) => tag === 'table')))
      return false;
    const caption = inside.find(({ tag }) => tag === 'figcaption');
    const runs = caption === undefined ? [] : this.#runsIn(caption, context);
    const picture = image === undefined ? null : pictureOf(image, this.#styles.of(image));
    if (data === null && (picture === null || picture.kind === 'words')) return false;
    const src = image?.attribute('src');
    const ofImage = data !== null ? (isFileUrl(src) ? { src } : {}) : picture?.kind !== 'words' ? picture?.props : {};
    const block = leaf(looseProps('image', { ...ofImage, ...data }), runs);
    if (picture?.kind === 'data') this.#pictures.set(block, picture.url);
    writer.add(block);
    return true;
  }
}

const VOIDS = new Set(['break', 'toc', 'embed', 'file', 'hr']);

function without(marks: Attributes, ...names: readonly string[]): Attributes {
  return intern(Object.fromEntries(Object.entries(marks).filter(([name]) => !names.includes(name))));
}

/** Blocks that may begin a page. */
const BREAKABLE = /^(?:p|h[1-6]|div)$/u;

function beginsPage(style: Declarations): boolean {
  return style.get('page-break-before') === 'always' || style.get('break-before') === 'page';
}

function isHidden(element: HtmlElement, style: Declarations): boolean {
  return (
    element.attribute('hidden') !== null ||
    style.get('display') === 'none' ||
    style.get('visibility') === 'hidden' ||
    style.get('opacity') === '0' ||
    style.has('mso-hide') ||
    // the sign of a paragraph's end, which Word shows in a browser
    hasClass(element, 'EOP') ||
    style.get('mso-element') === 'comment-list'
  );
}

/** A paragraph that is a heading: of Word's titles, and of those who say it to screen readers. */
function headingOf(element: HtmlElement): string | null {
  if (hasClass(element, 'MsoTitle')) return 'h1';
  const level = element.attribute('role') === 'heading' ? element.attribute('aria-level') : null;
  return level !== null && /^[1-6]$/u.test(level) ? `h${level}` : null;
}

/** A line of nothing but a space that keeps it open is an empty one. */
function isBlank(element: HtmlElement): boolean {
  const text = textIn(element);
  return (
    text.includes('\u00A0') &&
    text.trim() === '' &&
    ![...descendants(element)].some(({ tag }) => tag === 'img' || tag === 'br')
  );
}
